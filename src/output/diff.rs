//! Differences between two contents for people to read. Which contents are compared is not decided
//! here.

use similar::TextDiff;

use super::newline;
use crate::diagnostics::report::printable;

/// How much of a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// So many lines, and how many more there are.
    Lines(usize),
}

/// The unified diff from one content to the other; `None` is a file that does not exist. Lines that
/// differ only in their ending count as equal.
pub(super) fn unified(
    path: &str,
    before: Option<&[u8]>,
    after: Option<&[u8]>,
    extent: Extent,
) -> String {
    let name = |side, content: Option<&[u8]>| match content {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    let [old, new] = [before, after].map(|content| newline::to_lf(content.unwrap_or_default()));
    let body = if before.is_some() && after.is_some() && old == new {
        "only line endings differ\n".to_owned()
    } else if let (Some(old), Some(new)) = (text(&old), text(&new)) {
        TextDiff::from_lines(old, new).unified_diff().to_string()
    } else {
        let size = |content: Option<&[u8]>| content.map_or(0, <[u8]>::len);
        format!("binary, {} bytes before and {} after\n", size(before), size(after))
    };
    let [from, to] = [name("a", before), name("b", after)];
    format!("--- {from}\n+++ {to}\n{}", shorten(&printable(&body), extent))
}

/// The content as text, if it is text.
fn text(content: &[u8]) -> Option<&str> {
    std::str::from_utf8(content).ok().filter(|text| !text.contains('\0'))
}

fn shorten(body: &str, extent: Extent) -> String {
    let all = body.lines().count();
    match extent {
        Extent::Lines(most) if all > most => {
            let mut out: String = body.split_inclusive('\n').take(most).collect();
            out.push_str(&format!("... {} more lines\n", all - most));
            out
        }
        Extent::Lines(_) | Extent::Whole => body.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_a_unified_diff() {
        let diff = unified("x", Some(b"a\nb\nc\n"), Some(b"a\nB\nc\n"), Extent::Whole);
        let expected = "--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n";
        assert_eq!(diff, expected);
        let created = unified("x", None, Some(b"a\n"), Extent::Whole);
        assert_eq!(created, "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n");
    }

    #[test]
    fn is_cut_where_it_gets_long() {
        let long: String = (0..100).map(|n| format!("{n}\n")).collect();
        let diff = unified("x", Some(b""), Some(long.as_bytes()), Extent::Lines(20));
        assert_eq!(diff.lines().count(), 2 + 20 + 1);
        assert!(diff.ends_with("... 81 more lines\n"), "{diff}");
    }

    #[test]
    fn binaries_and_line_endings_are_told_in_words() {
        let diff = unified("x", Some(b"a\r\nb\r\n"), Some(b"a\nb\n"), Extent::Whole);
        assert!(diff.ends_with("only line endings differ\n"), "{diff}");
        let diff = unified("x", Some(b"\xff\0"), Some(b"a\n"), Extent::Whole);
        assert!(diff.ends_with("binary, 2 bytes before and 2 after\n"), "{diff}");
    }

    #[test]
    fn cannot_rewrite_the_terminal() {
        let diff = unified("x", Some(b"a\n"), Some(b"\x1b[2Ja\n"), Extent::Whole);
        assert!(diff.contains("+\\u{1b}[2Ja"), "{diff}");
    }
}
