//! Texts of errors: one line, whatever a gateway or a proxy answered.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::Write as _;

use crate::Code;

/// How much of a foreign text an error shows.
const SHOWN: usize = 1_000;

/// The text on one line: control characters, line separators and characters
/// that reverse the direction of the text are escaped, and what is longer than
/// a screen is cut.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if text.len() <= SHOWN && !text.contains(needs_escape) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(SHOWN) + 32);
    for (shown, character) in text.chars().enumerate() {
        if shown == SHOWN {
            let _ = write!(line, "… ({} bytes in all)", text.len());
            break;
        }
        if needs_escape(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    Cow::Owned(line)
}

fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// An error and its causes as one text, each said once.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let said = next.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = next.source();
    }
    text
}

/// The status as the gRPC specification spells it.
pub(crate) fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::{SHOWN, one_line};

    #[test]
    fn keeps_ordinary_text() {
        assert_eq!(one_line("größer als 4 MiB, 文字"), "größer als 4 MiB, 文字");
    }

    #[test]
    fn escapes_what_would_break_a_log() {
        assert_eq!(one_line("a\r\nb\u{1b}[31m"), "a\\r\\nb\\u{1b}[31m");
        assert_eq!(one_line("x\u{202e}y\u{2028}z"), "x\\u{202e}y\\u{2028}z");
    }

    #[test]
    fn cuts_what_is_too_long() {
        let text = "é".repeat(8_192);
        let line = one_line(&text);
        assert!(line.ends_with("… (16384 bytes in all)"), "{line}");
        assert!(line.chars().count() < SHOWN + 40);
    }
}
