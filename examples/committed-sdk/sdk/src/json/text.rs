//! A JSON text that is shared by its clones, and how it is made.

use std::cell::Cell;
use std::fmt;
use std::io;
use std::sync::Arc;

use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::ser::Formatter;

use super::VariablesError;
use super::inspect::inspect;

/// What the root of a JSON text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Any,
    Object,
}

/// A JSON text, or nothing, or the reason why there is none.
#[derive(Clone, Default)]
pub(super) enum Text {
    #[default]
    Absent,
    Present(Arc<String>),
    Refused(Arc<VariablesError>),
}

impl Text {
    /// The text that `value` serialises to.
    pub(super) fn serialize(value: &impl Serialize, root: Root) -> Result<Self, VariablesError> {
        let null = Cell::new(false);
        let mut bytes = Vec::with_capacity(128);
        let mut serializer =
            serde_json::Serializer::with_formatter(&mut bytes, NoticeNull { null: &null });
        let written = value.serialize(&mut serializer);
        // serde_json writes NaN and the infinities as null, without a word. A
        // text without null has none of them, and most texts have no null; the
        // others are looked at again, by a walk that knows where it is.
        if written.is_err() || null.get() {
            inspect(value)?;
        }
        written.map_err(|error| VariablesError::new("", error.to_string()))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| VariablesError::new("", "serialises to bytes that are not text"))?;
        check_root(&text, root)?;
        Ok(Self::Present(Arc::new(text)))
    }

    /// The text as given, if it is JSON.
    pub(super) fn parse(text: String, root: Root) -> Result<Self, VariablesError> {
        serde_json::from_str::<IgnoredAny>(&text)
            .map_err(|error| VariablesError::new("", error.to_string()))?;
        check_root(&text, root)?;
        Ok(Self::Present(Arc::new(text)))
    }

    /// What the gateway sent, which may be nothing.
    pub(super) fn received(text: String) -> Self {
        if text.is_empty() {
            return Self::Absent;
        }
        Self::Present(Arc::new(text))
    }

    pub(super) fn refused(error: VariablesError) -> Self {
        Self::Refused(Arc::new(error))
    }

    pub(super) fn is_refused(&self) -> bool {
        self.refusal().is_some()
    }

    pub(super) fn refusal(&self) -> Option<&VariablesError> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Absent | Self::Present(_) => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Present(text) => Some(text),
            Self::Absent | Self::Refused(_) => None,
        }
    }

    /// The text for the wire, without a copy if nobody else has it.
    pub(super) fn into_wire(self) -> Result<String, Arc<VariablesError>> {
        match self {
            Self::Absent => Ok(String::new()),
            Self::Present(text) => Ok(Arc::unwrap_or_clone(text)),
            Self::Refused(error) => Err(error),
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("none"),
            Self::Present(text) => f.write_str(text),
            Self::Refused(error) => write!(f, "refused: {error}"),
        }
    }
}

fn check_root(text: &str, root: Root) -> Result<(), VariablesError> {
    let found = match text.trim_ascii_start().bytes().next() {
        _ if root == Root::Any => return Ok(()),
        Some(b'{') => return Ok(()),
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    Err(VariablesError::new("", format!("must be a JSON object, not {found}")))
}

/// The compact format, which remembers that it wrote a null.
struct NoticeNull<'a> {
    null: &'a Cell<bool>,
}

impl Formatter for NoticeNull<'_> {
    fn write_null<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.null.set(true);
        writer.write_all(b"null")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::json;

    use super::super::{Json, Variables, VariablesError};

    #[derive(Serialize)]
    struct Item {
        price: f64,
    }

    #[derive(Serialize)]
    struct Order {
        note: Option<String>,
        items: Vec<Item>,
    }

    fn order(price: f64) -> Order {
        Order { note: None, items: vec![Item { price: 1.5 }, Item { price }] }
    }

    #[test]
    fn nothing_reads_as_the_empty_object_and_travels_as_nothing() {
        assert_eq!(Variables::default().as_json(), "{}");
        assert_eq!(Variables::default().into_text(), Ok(String::new()));
        assert_eq!(Variables::received(String::new()).as_json(), "{}");
        assert_eq!(Json::received(String::new()).as_json(), "null");
    }

    #[test]
    fn keeps_what_serde_writes() {
        let variables = Variables::new(json!({"z": 1, "a": "ß文\u{0}", "n": null}));
        assert_eq!(variables.as_json(), r#"{"z":1,"a":"ß文\u0000","n":null}"#);
        let large = Variables::new(BTreeMap::from([("n", u64::MAX)]));
        assert_eq!(large.as_json(), r#"{"n":18446744073709551615}"#);
    }

    #[test]
    fn refuses_numbers_that_json_lacks_and_says_where() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let error = Variables::try_new(&order(bad)).unwrap_err();
            assert_eq!(error.path(), "items[1].price");
            assert_eq!(error.problem(), format!("{bad} is not JSON"));
        }
        let error = Variables::new(order(f64::NAN)).into_text().unwrap_err();
        assert_eq!(error.at("variables").path(), "variables.items[1].price");
        assert!(Variables::try_new(&order(2.0)).is_ok());
    }

    #[test]
    fn refuses_a_root_that_is_not_an_object() {
        let problem = |value: serde_json::Value| {
            let error = Variables::try_new(&value).unwrap_err();
            error.to_string()
        };
        assert_eq!(problem(json!([1])), "must be a JSON object, not an array");
        assert_eq!(problem(json!(1)), "must be a JSON object, not a number");
        assert_eq!(problem(json!("a")), "must be a JSON object, not a string");
        assert_eq!(problem(json!(null)), "must be a JSON object, not null");
        assert_eq!(problem(json!(true)), "must be a JSON object, not a boolean");
        assert!(Json::try_new(&json!([1])).is_ok());
    }

    #[test]
    fn takes_text_as_it_is_if_it_is_json() {
        let text = "  { \"b\": 1.0, \"a\": 1e400, \"a\": -0.0 }";
        assert_eq!(Variables::from_json(text).unwrap().as_json(), text);
        let refused = |text: &str| Variables::from_json(text).is_err();
        assert!(refused("") && refused("{") && refused("[]") && refused("{\"a\": NaN}"));
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(Json::from_json(deep).is_ok());
    }

    #[test]
    fn refuses_keys_that_are_not_text() {
        let map = BTreeMap::from([(vec![1], 2)]);
        let error: VariablesError = Variables::try_new(&map).unwrap_err();
        assert_eq!(error.problem(), "a key must be text");
    }
}
