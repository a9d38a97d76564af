//! From the headers of a task, which are text, to Rust values.

use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

use crate::{Variables, VariablesError};

/// The headers as a `T`.
pub(super) fn read<'de, T: Deserialize<'de>>(headers: &Variables) -> Result<T, VariablesError> {
    let headers: Map<String, Value> = headers.deserialize()?;
    serde_path_to_error::deserialize(Object(headers)).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        VariablesError::new(path, error.inner().to_string())
    })
}

/// All headers.
struct Object(Map<String, Value>);

impl<'de> Deserializer<'de> for Object {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let entries = self.0.into_iter().map(|(name, value)| (name, Header(value)));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The value of one header.
struct Header(Value);

impl IntoDeserializer<'_, Error> for Header {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// What the text spells, or else what serde_json says to a text there.
macro_rules! spelled {
    ($($method:ident $visit:ident $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.0.as_str().map(str::parse::<$type>) {
                Some(Ok(value)) => visitor.$visit(value),
                Some(Err(_)) | None => self.0.$method(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Header {
    type Error = Error;

    spelled! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::read;
    use crate::Variables;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Mail {
        template: String,
        attempts: u8,
        factor: f64,
        urgent: bool,
        mode: Mode,
        limit: Option<Limit>,
        colour: Option<char>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Limit(i64);

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        Html,
    }

    fn mail(attempts: &str) -> Variables {
        Variables::new(json!({
            "template": "12", "attempts": attempts, "factor": "1.5", "urgent": "true",
            "mode": "html", "limit": "-7", "unknown": "x",
        }))
    }

    #[test]
    fn text_becomes_what_the_type_says() {
        let read: Mail = read(&mail("3")).unwrap();
        let expected = Mail {
            template: "12".to_owned(),
            attempts: 3,
            factor: 1.5,
            urgent: true,
            mode: Mode::Html,
            limit: Some(Limit(-7)),
            colour: None,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn says_which_header_does_not_fit() {
        for (text, problem) in [("many", "\"many\", expected u8"), ("300", "\"300\", expected u8")]
        {
            let error = read::<Mail>(&mail(text)).unwrap_err();
            assert_eq!(error.path(), "attempts");
            assert!(error.problem().contains(problem), "{error}");
        }
        let error = read::<Mail>(&Variables::default()).unwrap_err();
        assert_eq!(error.to_string(), "missing field `template`");
    }

    #[test]
    fn takes_what_is_not_text_as_it_is() {
        let headers = Variables::new(json!({"a": 1}));
        assert_eq!(read::<HashMap<String, u8>>(&headers).unwrap()["a"], 1);
        assert_eq!(read::<Option<serde_json::Value>>(&headers).unwrap(), Some(json!({"a": 1})));
    }
}
