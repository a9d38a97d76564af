//! Messages of which every field is set, no two to the same value, made from the proto: a field that
//! is new is there by itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};
use zeebe_mock_gateway::Rpc;

use super::{JSON_TEXTS, method};

/// A request as a scenario writes it: JSON texts are objects.
///
/// # Errors
/// A kind of field that the proto has never had before.
pub(crate) fn request(rpc: Rpc) -> Result<Value, String> {
    let message = method(rpc).ok_or_else(|| format!("{rpc} is not described"))?.input();
    Filler { given: 0, texts: Texts::AsObjects }.message(&message, "", 0)
}

/// A reply as the gateway sends it.
///
/// # Errors
/// A kind of field that the proto has never had before.
pub(crate) fn reply(rpc: Rpc) -> Result<Value, String> {
    let message = method(rpc).ok_or_else(|| format!("{rpc} is not described"))?.output();
    Filler { given: 0, texts: Texts::AsText }.message(&message, "", 0)
}

#[derive(PartialEq, Eq)]
enum Texts {
    AsObjects,
    AsText,
}

struct Filler {
    given: i32,
    texts: Texts,
}

impl Filler {
    /// The message; of oneofs it has the member that is due at this index.
    fn message(
        &mut self,
        of: &MessageDescriptor,
        path: &str,
        index: usize,
    ) -> Result<Value, String> {
        let mut members = Map::new();
        for field in of.fields() {
            // An optional field is a oneof of its own on the wire.
            let choices = match field.containing_oneof() {
                Some(oneof) => oneof.fields().collect(),
                None => vec![field.clone()],
            };
            if choices.get(index % choices.len()) == Some(&field) {
                let path = format!("{path}{}", field.name());
                members.insert(field.json_name().to_owned(), self.field(&field, &path)?);
            }
        }
        Ok(Value::Object(members))
    }

    fn field(&mut self, field: &FieldDescriptor, path: &str) -> Result<Value, String> {
        if !field.is_list() {
            return self.value(field, path, 0);
        }
        let choices = match field.kind() {
            Kind::Message(message) => message.oneofs().map(|oneof| oneof.fields().len()).max(),
            _ => None,
        };
        let entries = 0..choices.unwrap_or(0).max(2);
        entries.map(|index| self.value(field, &format!("{path}[{index}]"), index)).collect()
    }

    fn value(
        &mut self,
        field: &FieldDescriptor,
        path: &str,
        index: usize,
    ) -> Result<Value, String> {
        self.given += 1;
        let given = self.given;
        Ok(match field.kind() {
            Kind::Message(message) => self.message(&message, &format!("{path}."), index)?,
            Kind::String if JSON_TEXTS.contains(&field.name()) => {
                let object =
                    json!({"at": path, "n": given, "none": null, "list": [1.5, true, "ü"]});
                match self.texts {
                    Texts::AsObjects => object,
                    Texts::AsText => object.to_string().into(),
                }
            }
            Kind::String => format!("{path} ü文\u{1f680}").into(),
            Kind::Bytes => STANDARD
                .encode(
                    (0..=u8::MAX)
                        .cycle()
                        .take(256 + given.unsigned_abs() as usize)
                        .collect::<Vec<u8>>(),
                )
                .into(),
            Kind::Bool => true.into(),
            Kind::Int32 => (i32::MAX - given).into(),
            // Small enough for a time in milliseconds, too large for 32 bits.
            Kind::Int64 | Kind::Uint64 => (9_007_199_254 + i64::from(given)).to_string().into(),
            Kind::Enum(choices) => {
                // The third where there is one: kinds of jobs are listeners there, and only then do
                // all their fields have a meaning.
                let values: Vec<_> = choices.values().take(3).collect();
                values.last().map_or(Value::Null, |value| value.name().into())
            }
            other => {
                return Err(format!("{path}: no field has been a {other:?} before; fill it here"));
            }
        })
    }
}

/// The paths of fields that a message in its JSON form leaves out, at any depth. Entries of a list
/// may have the fields between them.
pub(crate) fn unset(message: &MessageDescriptor, objects: &[&Value], path: &str) -> Vec<String> {
    let mut unset_fields = Vec::new();
    for field in message.fields() {
        let path = format!("{path}.{}", field.name());
        let given = objects.iter().filter_map(|object| object.get(field.json_name()));
        let given: Vec<&Value> = given.flat_map(entries).collect();
        match field.kind() {
            _ if given.is_empty() => unset_fields.push(path),
            Kind::Message(inner) => unset_fields.extend(unset(&inner, &given, &path)),
            _ => {}
        }
    }
    unset_fields
}

fn entries(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |entries| entries.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_nothing_out() {
        for rpc in Rpc::ALL {
            let (request, reply) = (request(rpc).unwrap(), reply(rpc).unwrap());
            let described = method(rpc).unwrap();
            assert_eq!(unset(&described.input(), &[&request], ""), Vec::<String>::new(), "{rpc}");
            assert_eq!(unset(&described.output(), &[&reply], ""), Vec::<String>::new(), "{rpc}");
        }
    }

    #[test]
    fn finds_what_is_left_out() {
        let request = json!({"resources": [{"name": "a"}], "tenantId": "t"});
        let described = method(Rpc::DeployResource).unwrap();
        assert_eq!(unset(&described.input(), &[&request], ""), [".resources.content"]);
    }
}
