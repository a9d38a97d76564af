//! Reading the texts of users: what can be wrong with a file before anything in it is looked at.
//!
//! What the text says is for the stage that reads it; where protos are looked up, for `compile`.

use std::io::{Error, ErrorKind};
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported, Span};

/// What some editors put in front of UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The bytes of a file as text.
pub(crate) struct Decoded {
    /// Without a byte order mark, and with a replacement character for what is not UTF-8.
    pub(crate) text: String,
    /// Where it is not UTF-8 for the first time.
    pub(crate) broken_at: Option<usize>,
}

/// Takes bytes for UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let broken_at = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    Decoded { text: String::from_utf8_lossy(bytes).into_owned(), broken_at }
}

/// The text of a file that messages call `name`; `help` says where its path comes from.
///
/// # Errors
/// [`Reported`] when it cannot be read or is not UTF-8.
pub(crate) fn read(
    path: &Path,
    name: &str,
    help: &str,
    d: &mut Diagnostics,
) -> Result<String, Reported> {
    let bytes = std::fs::read(path);
    let bytes = bytes.map_err(|error| d.fail(unreadable(name, &why(&error)).help(help)))?;
    let decoded = decode(&bytes);
    let Some(broken_at) = decoded.broken_at else {
        return Ok(decoded.text);
    };
    Err(not_utf8(name, decoded.text, broken_at, d))
}

/// Reports a text that is not UTF-8.
pub(crate) fn not_utf8(
    name: &str,
    text: String,
    broken_at: usize,
    d: &mut Diagnostics,
) -> Reported {
    let source = d.sources.add(name, text);
    let end = broken_at + char::REPLACEMENT_CHARACTER.len_utf8();
    let span = Span::new(source, broken_at..end);
    let finding = unreadable(name, "it is not UTF-8").at(Some(span), "not UTF-8");
    d.fail(finding.help("save it as UTF-8"))
}

/// The finding about a file that cannot be read.
pub(crate) fn unreadable(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(Code::InputUnreadable, format!("cannot read {name}: {why}"))
}

/// What the system says, in the words of every system where there are some.
pub(crate) fn why(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}
