//! From the JSON of a request to the types of the SDK.
//!
//! The JSON is that of protobuf: names in lower camel case, 64-bit numbers as text, bytes in base64.
//! What the types of the SDK cannot hold is refused here, as a compiler would.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// Why something cannot be done.
#[derive(Debug)]
pub(crate) enum Problem {
    /// A value is none of its type.
    Type {
        /// The field.
        path: String,
        /// What is wrong with it.
        text: String,
    },
    /// The line is wrong: it names what there is not, or is not understood.
    Line(String),
}

impl Problem {
    /// A name that nobody has.
    pub(crate) fn unknown(what: &str, name: &str) -> Self {
        Self::Line(format!("there is no {what} `{name}`"))
    }

    /// A value of another type.
    pub(crate) fn not(what: &str, value: &Value) -> Self {
        let mut shown = value.to_string();
        if let Some((end, _)) = shown.char_indices().nth(80) {
            shown.truncate(end);
        }
        Self::Type { path: String::new(), text: format!("{shown} is not {what}") }
    }

    fn at(self, field: &str) -> Self {
        match self {
            Self::Type { path, text } => {
                let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                Self::Type { path: format!("{field}{dot}{path}"), text }
            }
            Self::Line(text) => Self::Line(text),
        }
    }
}

/// A type of the SDK that is made from JSON.
pub(crate) trait Read: Sized {
    /// The value.
    fn read(value: Value) -> Result<Self, Problem>;
}

/// The fields of a message that are given.
pub(crate) struct Given(Map<String, Value>);

impl Given {
    /// Those of an object.
    pub(crate) fn new(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            other => Err(Problem::not("a message", &other)),
        }
    }

    /// Sets a field, if it is given.
    pub(crate) fn field<T: Read>(&mut self, name: &str, place: &mut T) -> Result<(), Problem> {
        if let Some(value) = self.0.shift_remove(name) {
            *place = T::read(value).map_err(|problem| problem.at(name))?;
        }
        Ok(())
    }

    /// Sets a member of a oneof, if it is given.
    pub(crate) fn choice<T: Read, C>(
        &mut self,
        name: &str,
        make: fn(T) -> C,
        place: &mut Option<C>,
    ) -> Result<(), Problem> {
        if let Some(value) = self.0.shift_remove(name) {
            *place = Some(make(T::read(value).map_err(|problem| problem.at(name))?));
        }
        Ok(())
    }

    /// Refuses what nobody has asked for.
    pub(crate) fn end(self) -> Result<(), Problem> {
        match self.0.keys().next() {
            Some(name) => Err(Problem::unknown("field", name)),
            None => Ok(()),
        }
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Result<Self, Problem> {
        T::read(value).map(Some)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Result<Self, Problem> {
        T::read(value).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Result<Self, Problem> {
        let Value::Array(items) = value else {
            return Err(Problem::not("a list", &value));
        };
        let items = items.into_iter().enumerate();
        items.map(|(i, item)| T::read(item).map_err(|p| p.at(&format!("[{i}]")))).collect()
    }
}

impl<K: FromStr + Eq + Hash, T: Read> Read for HashMap<K, T> {
    fn read(value: Value) -> Result<Self, Problem> {
        let Value::Object(entries) = value else {
            return Err(Problem::not("a map", &value));
        };
        let entry = |(key, value): (String, Value)| {
            let name = key.parse().map_err(|_| Problem::not("a key", &Value::from(key.clone())))?;
            Ok((name, T::read(value).map_err(|problem| problem.at(&key))?))
        };
        entries.into_iter().map(entry).collect()
    }
}

impl Read for Vec<u8> {
    fn read(value: Value) -> Result<Self, Problem> {
        let decoded = value.as_str().and_then(|text| STANDARD.decode(text).ok());
        decoded.ok_or_else(|| Problem::not("bytes in base64", &value))
    }
}

impl Read for String {
    fn read(value: Value) -> Result<Self, Problem> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(Problem::not("a text", &other)),
        }
    }
}

impl Read for bool {
    fn read(value: Value) -> Result<Self, Problem> {
        value.as_bool().ok_or_else(|| Problem::not("true or false", &value))
    }
}

/// A number, which may come as text because not every JSON reader keeps 64 bits.
fn number<T: FromStr + Display>(value: &Value, what: &str) -> Result<T, Problem> {
    let parsed = match value {
        Value::Number(number) => number.to_string().parse(),
        Value::String(text) => text.parse(),
        other => return Err(Problem::not(what, other)),
    };
    parsed.map_err(|_| Problem::not(what, value))
}

macro_rules! numbers {
    ($($type:ty: $what:literal;)*) => {$(
        impl Read for $type {
            fn read(value: Value) -> Result<Self, Problem> {
                number(&value, $what)
            }
        }
    )*};
}

numbers! {
    i32: "a whole number of 32 bits with a sign";
    i64: "a whole number of 64 bits with a sign";
    u32: "a whole number of 32 bits without a sign";
    u64: "a whole number of 64 bits without a sign";
    f32: "a number";
    f64: "a number";
}
