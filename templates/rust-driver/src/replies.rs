//! From what the SDK gives back to JSON: names in lower camel case, 64-bit numbers as text, bytes in
//! base64, and variables as the text of their JSON.

use std::collections::HashMap;
use std::fmt::Display;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use zeebe_sdk::{Json, Variables, VariablesError};

/// How variables are shown.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Style {
    /// As the JSON of the value that a user gets.
    #[default]
    Value,
    /// As the text that the gateway sent.
    Text,
}

/// A type of the SDK that is shown as JSON; `None` where a field is absent.
pub(crate) trait Write {
    /// The JSON.
    fn write(&self, style: Style) -> Option<Value>;
}

/// The fields of a message.
pub(crate) struct Fields {
    style: Style,
    fields: Map<String, Value>,
}

impl Fields {
    /// None so far.
    pub(crate) fn new(style: Style) -> Self {
        Self { style, fields: Map::new() }
    }

    /// Adds a field, unless it is absent.
    pub(crate) fn field(&mut self, name: &str, value: &impl Write) {
        if let Some(value) = value.write(self.style) {
            self.fields.insert(name.to_owned(), value);
        }
    }

    /// The message.
    pub(crate) fn end(self) -> Option<Value> {
        Some(Value::Object(self.fields))
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, style: Style) -> Option<Value> {
        self.as_ref().and_then(|value| value.write(style))
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, style: Style) -> Option<Value> {
        T::write(self, style)
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, style: Style) -> Option<Value> {
        Some(self.iter().map(|item| item.write(style)).collect())
    }
}

impl<K: Display, T: Write> Write for HashMap<K, T> {
    fn write(&self, style: Style) -> Option<Value> {
        let entries = self.iter().filter_map(|(k, v)| Some((k.to_string(), v.write(style)?)));
        Some(Value::Object(entries.collect()))
    }
}

impl Write for Vec<u8> {
    fn write(&self, _: Style) -> Option<Value> {
        Some(STANDARD.encode(self).into())
    }
}

macro_rules! as_it_is {
    ($($type:ty)*) => {$(
        impl Write for $type {
            fn write(&self, _: Style) -> Option<Value> {
                Some(Value::from(self.clone()))
            }
        }
    )*};
}

as_it_is! { String bool i32 u32 f32 f64 }

macro_rules! as_text {
    ($($type:ty)*) => {$(
        impl Write for $type {
            fn write(&self, _: Style) -> Option<Value> {
                Some(self.to_string().into())
            }
        }
    )*};
}

as_text! { i64 u64 }

macro_rules! as_json {
    ($($type:ty)*) => {$(
        impl Write for $type {
            fn write(&self, style: Style) -> Option<Value> {
                Some(match style {
                    Style::Text => self.as_json().into(),
                    Style::Value => shown(self.deserialize()),
                })
            }
        }
    )*};
}

as_json! { Variables Json }

/// What a user gets for variables, or what is wrong with them.
fn shown(value: Result<Value, VariablesError>) -> Value {
    match value {
        Ok(value) => value.to_string().into(),
        Err(error) => json!({"$unreadable": {"text": error.to_string(), "path": error.path()}}),
    }
}
