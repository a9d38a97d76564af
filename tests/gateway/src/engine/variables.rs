//! Variables: JSON objects whose values are kept as the text they came in, so
//! that numbers of any size and strings of any content stay exact.

use indexmap::IndexMap;
use serde_json::value::RawValue;
use tonic::{Code, Status};

use crate::status::{Refusal, detailed, rejected};

/// Variables larger than this do not fit into one command of the broker.
const COMMAND_LIMIT: usize = 3 * 1024 * 1024;

/// Named values in the order they first came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables(IndexMap<String, Box<RawValue>>);

impl Variables {
    /// Reads the `variables` field of a request that becomes `command`.
    pub(crate) fn read(text: &str, command: &str) -> Result<Self, Status> {
        if text.len() >= COMMAND_LIMIT {
            return Err(rejected(command, Refusal::TooLarge, ""));
        }
        if text.is_empty() || text.trim() == "null" {
            return Ok(Self::default());
        }
        let read = serde_json::from_str(text).map_err(|problem| unreadable(text, &problem))?;
        match integers(text).all(fits) {
            true => Ok(Self(read)),
            false => Err(detailed(Code::InvalidArgument, "An integer has more than 64 bits")),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes over every value of `other`.
    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Splits into what `inner` has and what it has not.
    pub(crate) fn split_by(self, inner: &Self) -> (Self, Self) {
        let (known, unknown) = self.0.into_iter().partition(|(name, _)| inner.contains(name));
        (Self(known), Self(unknown))
    }

    /// These values, overlaid by `inner`, as JSON; all of them, or those named.
    pub(crate) fn to_json(&self, inner: &Self, names: &[String]) -> String {
        let outer = self.0.iter().filter(|(name, _)| !inner.contains(name));
        let visible = outer.chain(&inner.0);
        let chosen: IndexMap<&str, &RawValue> = visible
            .filter(|(name, _)| names.is_empty() || names.contains(name))
            .map(|(name, value)| (name.as_str(), &**value))
            .collect();
        serde_json::to_string(&chosen).unwrap_or_else(|_| "{}".to_owned())
    }
}

/// The integers in a JSON text, outside strings.
fn integers(text: &str) -> impl Iterator<Item = &str> {
    // Every second part is inside a string, once escapes are out of the way.
    let mut inside = false;
    let mut escaped = false;
    let parts = text.split(move |c: char| {
        let quote = c == '"' && !escaped;
        escaped = inside && c == '\\' && !escaped;
        inside ^= quote;
        inside || quote || !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
    });
    parts.filter(|part| {
        part.ends_with(|c: char| c.is_ascii_digit()) && !part.contains(['.', 'e', 'E'])
    })
}

/// Whether the broker can hold an integer.
fn fits(integer: &str) -> bool {
    integer.parse::<i64>().is_ok() || integer.parse::<u64>().is_ok()
}

fn unreadable(text: &str, problem: &serde_json::Error) -> Status {
    let is_json = serde_json::from_str::<&RawValue>(text).is_ok();
    let kind = match text.trim_start().as_bytes().first() {
        Some(b'[') => "ARRAY",
        Some(b'"') => "STRING",
        Some(b't' | b'f') => "BOOLEAN",
        Some(b'-' | b'0'..=b'9') if text.contains(['.', 'e', 'E']) => "FLOAT",
        Some(b'-' | b'0'..=b'9') => "INTEGER",
        _ => "OBJECT",
    };
    let message = match is_json && kind != "OBJECT" {
        true => format!("Property 'variables' is invalid: must be a JSON object, but is '{kind}'"),
        false => format!("Invalid JSON value: {problem}"),
    };
    detailed(Code::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Variables, Status> {
        Variables::read(text, "TEST")
    }

    #[test]
    fn keeps_values_exact() {
        let text = r#"{"b":9223372036854775808,"a":1e400,"s":"\ud800","o":{"x":[1.0,-0.0]}}"#;
        assert_eq!(read(text).unwrap().to_json(&Variables::default(), &[]), text);
    }

    #[test]
    fn refuses_integers_beyond_64_bits() {
        for text in ["18446744073709551615", "-9223372036854775808", "1e99", "2e+30", "1.0e-7"] {
            let around = format!("{{\"a\":[{text}],\"\\\"9{text}\\\\\":\"{}\"}}", "9".repeat(30));
            assert!(read(&around).is_ok(), "{around}");
        }
        for text in ["18446744073709551616", "-9223372036854775809"] {
            let status = read(&format!("{{\"\\\\\":[{{\"a\":{text}}}]}}")).unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument, "{text}");
        }
    }

    #[test]
    fn lets_the_last_duplicate_win() {
        let read = read(r#"{"a":1,"a":2}"#).unwrap();
        assert_eq!(read.to_json(&Variables::default(), &[]), r#"{"a":2}"#);
    }

    #[test]
    fn overlays_and_filters() {
        let (outer, inner) = (read(r#"{"a":1,"b":2}"#).unwrap(), read(r#"{"a":3}"#).unwrap());
        assert_eq!(outer.to_json(&inner, &[]), r#"{"b":2,"a":3}"#);
        assert_eq!(outer.to_json(&inner, &["a".to_owned(), "z".to_owned()]), r#"{"a":3}"#);
    }

    #[test]
    fn treats_nothing_as_no_variables() {
        for text in ["", "null", "{}"] {
            assert!(read(text).unwrap().is_empty());
        }
    }

    #[test]
    fn tells_wrong_roots_from_broken_text() {
        for (text, part) in [("[]", "ARRAY"), ("5", "INTEGER"), ("x", "Invalid"), ("{a", "Invalid")]
        {
            let status = read(text).unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            assert!(status.message().contains(part), "{}", status.message());
        }
        assert!(read(r#"{"a":NaN}"#).unwrap_err().message().contains("Invalid"));
    }

    #[test]
    fn refuses_what_the_broker_cannot_hold() {
        let status = read(&format!("{{\"a\":\"{}\"}}", "x".repeat(COMMAND_LIMIT))).unwrap_err();
        assert_eq!(status.code(), Code::Unknown);
        assert!(status.message().contains("EXCEEDED_BATCH_RECORD_SIZE"));
    }

    #[test]
    fn nests_deeply() {
        let text = format!("{{\"a\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(read(&text).unwrap().to_json(&Variables::default(), &[]), text);
    }
}
