//! From JSON text to Rust values, with errors that say where.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::VariablesError;

/// The whole text as a `T`.
pub(super) fn whole<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, VariablesError> {
    // The quick way first; a second, slower look finds the place of an error.
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(error) if repeats_a_key(&error) => last_key_wins(text),
        Err(_) => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let value = serde_path_to_error::deserialize(&mut deserializer).map_err(located)?;
            deserializer.end().map_err(unlocated)?;
            Ok(value)
        }
    }
}

/// The last member of this name of the object that the text is.
pub(super) fn member<'a, T: Deserialize<'a>>(
    text: &'a str,
    name: &str,
) -> Result<Option<T>, VariablesError> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Member { name, found: &mut found };
    seed.deserialize(&mut deserializer).map_err(unlocated)?;
    deserializer.end().map_err(unlocated)?;
    found.transpose()
}

/// Derived code refuses a key that occurs twice, JSON readers take the last.
fn repeats_a_key(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string().starts_with("duplicate field")
}

fn last_key_wins<'a, T: Deserialize<'a>>(text: &str) -> Result<T, VariablesError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(unlocated)?;
    serde_path_to_error::deserialize(value).map_err(located)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn located(error: serde_path_to_error::Error<serde_json::Error>) -> VariablesError {
    let path = error.path().to_string();
    let path = if path == "." { String::new() } else { path };
    VariablesError::new(path, error.inner().to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn unlocated(error: serde_json::Error) -> VariablesError {
    VariablesError::new("", error.to_string())
}

/// Looks for one member of an object and skips the others.
struct Member<'s, T> {
    name: &'s str,
    found: &'s mut Option<Result<T, VariablesError>>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Member<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Member<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(named) = map.next_key_seed(IsNamed(self.name))? {
            if named {
                *self.found = Some(Ok(map.next_value().map_err(|error| {
                    serde::de::Error::custom(format_args!("{}: {error}", self.name))
                })?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Whether a key is the one that is looked for.
struct IsNamed<'s>(&'s str);

impl<'de> DeserializeSeed<'de> for IsNamed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for IsNamed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::Variables;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Order {
        id: u64,
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        price: f64,
    }

    fn variables(text: &str) -> Variables {
        Variables::received(text.to_owned())
    }

    #[test]
    fn reads_64_bits_exactly() {
        let order: Order =
            variables(r#"{"id":9007199254740993,"items":[]}"#).deserialize().unwrap();
        assert_eq!(order.id, 9_007_199_254_740_993);
    }

    #[test]
    fn says_where_the_text_does_not_fit() {
        let bad = variables(r#"{"id":1,"items":[{"price":1},{"price":"x"}]}"#);
        let error = bad.deserialize::<Order>().unwrap_err();
        assert_eq!(error.path(), "items[1].price");
        assert!(error.problem().contains("expected f64"), "{error}");
        let error = variables("{").deserialize::<Order>().unwrap_err();
        assert!(error.problem().contains("EOF"), "{error}");
        assert!(variables(r#"{"id":1,"items":[]} x"#).deserialize::<Order>().is_err());
    }

    #[test]
    fn the_last_of_two_keys_counts() {
        let twice = variables(r#"{"id":1,"items":[],"id":2}"#);
        assert_eq!(twice.deserialize::<Order>().unwrap().id, 2);
        assert_eq!(twice.get::<u64>("id").unwrap(), Some(2));
    }

    #[test]
    fn finds_one_variable() {
        let some = variables(r#"{"a":{"b":[1]},"tea\n":"x"}"#);
        assert_eq!(some.get::<&str>("tea\n").unwrap(), Some("x"));
        assert_eq!(some.get::<u8>("c").unwrap(), None);
        let error = some.get::<u8>("a").unwrap_err();
        assert!(error.problem().starts_with("a: invalid type"), "{error}");
        assert!(variables("[]").get::<u8>("a").is_err());
    }

    #[test]
    fn refuses_a_lone_surrogate() {
        assert!(variables(r#"{"a":"\ud800"}"#).get::<String>("a").is_err());
    }
}
