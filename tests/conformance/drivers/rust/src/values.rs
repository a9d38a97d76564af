//! Variables as a user of Rust gives them: values that serde can serialise, or the text of JSON.
//!
//! An object with one member whose name starts with `$` stands for what the line cannot hold.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use zeebe_sdk::{Json, Variables};

use crate::arguments::{Problem, Read};

impl Read for Variables {
    fn read(value: Value) -> Result<Self, Problem> {
        match stands_for(&value) {
            Some(("$text", text)) => Self::from_json(text.as_str().unwrap_or_default())
                .map_err(|error| Problem::not(&error.to_string(), text)),
            _ => Ok(Self::new(Lively(&value))),
        }
    }
}

impl Read for Json {
    fn read(value: Value) -> Result<Self, Problem> {
        match stands_for(&value) {
            Some(("$text", text)) => Self::from_json(text.as_str().unwrap_or_default())
                .map_err(|error| Problem::not(&error.to_string(), text)),
            _ => Ok(Self::new(Lively(&value))),
        }
    }
}

/// The name and the content of an object that stands for something else.
fn stands_for(value: &Value) -> Option<(&str, &Value)> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (name, content) = object.iter().next()?;
    name.starts_with('$').then_some((name, content))
}

/// A value with all that JSON on a line has no form for.
struct Lively<'a>(&'a Value);

impl Serialize for Lively<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if let Some((name, content)) = stands_for(self.0) {
            return special(name, content, to);
        }
        match self.0 {
            Value::Object(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, &Lively(value))?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Lively(item))?;
                }
                list.end()
            }
            plain => plain.serialize(to),
        }
    }
}

fn special<S: Serializer>(name: &str, content: &Value, to: S) -> Result<S::Ok, S::Error> {
    let text = content.as_str().unwrap_or_default();
    match name {
        "$int" => match (text.parse::<i64>(), text.parse::<u64>(), text.parse::<i128>()) {
            (Ok(number), _, _) => to.serialize_i64(number),
            (_, Ok(number), _) => to.serialize_u64(number),
            (_, _, Ok(number)) => to.serialize_i128(number),
            _ => Err(S::Error::custom(format!("{text} is not a whole number"))),
        },
        "$float" => match text.parse::<f64>() {
            Ok(number) => to.serialize_f64(number),
            Err(_) => Err(S::Error::custom(format!("{text} is not a number"))),
        },
        "$bytes" => match STANDARD.decode(text) {
            Ok(bytes) => to.serialize_bytes(&bytes),
            Err(error) => Err(S::Error::custom(error)),
        },
        "$entries" => {
            let pairs = content.as_array().map_or(&[][..], Vec::as_slice);
            let mut map = to.serialize_map(Some(pairs.len()))?;
            for pair in pairs {
                let name = pair.get(0).and_then(Value::as_str).unwrap_or_default();
                map.serialize_entry(name, &Lively(pair.get(1).unwrap_or(&Value::Null)))?;
            }
            map.end()
        }
        "$date" | "$decimal" => to.serialize_str(text),
        unknown => Err(S::Error::custom(format!("there is no value `{unknown}`"))),
    }
}
