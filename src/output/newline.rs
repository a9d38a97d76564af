//! Comparing text regardless of its line endings, to tell what a version control checkout does to
//! a file from what a person does to it.

use std::borrow::Cow;

use super::digest::Digest;

/// Whether two contents differ in nothing but LF and CRLF.
pub(super) fn same_but_for_endings(a: &[u8], b: &[u8]) -> bool {
    to_lf(a) == to_lf(b)
}

/// Whether the bytes have this digest once their line endings are all LF or all CRLF.
pub(super) fn has_digest_but_for_endings(bytes: &[u8], digest: Digest) -> bool {
    if !bytes.contains(&b'\n') {
        return false;
    }
    let lf = to_lf(bytes);
    Digest::of(&lf) == digest || Digest::of(&to_crlf(&lf)) == digest
}

/// The bytes with each CRLF as LF.
pub(super) fn to_lf(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    for (i, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(i + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    Cow::Owned(out)
}

fn to_crlf(lf: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lf.len() + lf.len() / 16);
    for byte in lf {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_count_as_line_endings() {
        assert!(same_but_for_endings(b"a\r\nb\r\n", b"a\nb\n"));
        assert!(same_but_for_endings(b"a\r\nb\n", b"a\nb\r\n"));
        assert!(!same_but_for_endings(b"a\rb", b"ab"));
        assert!(!same_but_for_endings(b"a\n", b"a"));
    }

    #[test]
    fn digests_of_both_conventions_are_recognised() {
        assert!(has_digest_but_for_endings(b"a\r\nb\r\n", Digest::of(b"a\nb\n")));
        assert!(has_digest_but_for_endings(b"a\nb\n", Digest::of(b"a\r\nb\r\n")));
        assert!(!has_digest_but_for_endings(b"a\r\nc\r\n", Digest::of(b"a\nb\n")));
    }
}
