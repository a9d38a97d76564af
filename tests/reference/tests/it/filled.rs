//! A reply with a value of its own in every field, at any depth: numbers at
//! the ends of their range, enum numbers that nobody knows, every case of
//! every oneof. It remembers which values a test has found again.

use std::collections::BTreeMap;
use std::fmt::Display;

use prost_reflect::prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use zeebe_mock_gateway::{Content, Reply, Rpc};
use zeebe_sdk::{Json, Variables};

use crate::fields::method;

/// Texts that hold JSON, so that what is sent is what a gateway could send.
const JSON: [&str; 5] =
    ["variables", "customHeaders", "decisionOutput", "inputValue", "outputValue"];

/// A reply, and what of it was found in the response of the SDK.
#[derive(Debug)]
pub(crate) struct Filled {
    message: DynamicMessage,
    unseen: BTreeMap<String, Leaf>,
    prefix: String,
}

/// A value without further values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leaf {
    Number(i128),
    Text(String),
    Flag(bool),
}

impl Filled {
    /// A reply of this RPC, one of its messages if it answers a stream.
    pub(crate) fn reply_of(rpc: Rpc) -> Self {
        Self::of(Filler::default().message(&method(rpc).output(), "", 0))
    }

    /// With another number in one of its fields, such as `jobs[0].kind`.
    pub(crate) fn with_enum(mut self, path: &str, number: i32) -> Self {
        set_enum(&mut self.message, path, number);
        Self::of(self.message)
    }

    fn of(message: DynamicMessage) -> Self {
        let mut unseen = BTreeMap::new();
        flatten(&message, "", &mut unseen);
        Self { message, unseen, prefix: String::new() }
    }

    /// The script that answers it.
    pub(crate) fn script(&self) -> Reply {
        let mut reply = Reply::pass();
        reply.messages.push(Content::Encoded(self.message.encode_to_vec().into()));
        reply
    }

    /// The field at this path holds this value.
    pub(crate) fn holds(&mut self, path: &str, value: impl Into<Leaf>) {
        let path = self.path(path);
        let sent = self.unseen.remove(&path);
        assert_eq!(Some(value.into()), sent, "{path}");
    }

    /// The list at this path holds these values.
    pub(crate) fn lists(&mut self, path: &str, values: &[String]) {
        for (index, value) in values.iter().enumerate() {
            self.holds(&format!("{path}[{index}]"), value);
        }
        let next = self.path(&format!("{path}[{}]", values.len()));
        assert!(!self.unseen.contains_key(&next), "{next} is missing");
    }

    /// The messages in the list at this path are found again one by one.
    pub(crate) fn each<T>(
        &mut self,
        path: &str,
        values: &[T],
        mut found: impl FnMut(&mut Self, &T),
    ) {
        for (index, value) in values.iter().enumerate() {
            self.inside(&format!("{path}[{index}]"), |sent| found(sent, value));
        }
    }

    /// The fields of the message at this path are found again.
    pub(crate) fn inside(&mut self, path: &str, found: impl FnOnce(&mut Self)) {
        let outer = self.prefix.clone();
        self.prefix = self.path(path) + ".";
        found(self);
        self.prefix = outer;
    }

    /// Every value that was sent has been found.
    pub(crate) fn all_seen(self) {
        let unseen: Vec<_> = self.unseen.keys().collect();
        assert!(unseen.is_empty(), "nobody has looked for {unseen:?}");
    }

    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

/// Gives out values, no two of them the same.
#[derive(Default)]
struct Filler {
    given: i32,
}

impl Filler {
    fn message(&mut self, of: &MessageDescriptor, path: &str, index: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            // An optional field is a oneof of its own on the wire.
            let cases: Vec<_> = match field.containing_oneof() {
                Some(oneof) => oneof.fields().collect(),
                None => vec![field.clone()],
            };
            if cases.get(index % cases.len()) == Some(&field) {
                let path = format!("{path}{}", field.name());
                message.set_field(&field, self.field(&field, &path));
            }
        }
        message
    }

    fn field(&mut self, field: &FieldDescriptor, path: &str) -> Value {
        if !field.is_list() {
            return self.value(field, path, 0);
        }
        let cases = match field.kind() {
            Kind::Message(message) => message.oneofs().map(|oneof| oneof.fields().len()).max(),
            _ => None,
        };
        let entries = 0..cases.unwrap_or(0).max(2);
        let values = entries.map(|index| self.value(field, &format!("{path}[{index}]"), index));
        Value::List(values.collect())
    }

    fn value(&mut self, field: &FieldDescriptor, path: &str, index: usize) -> Value {
        self.given += 1;
        let (given, odd) = (self.given, self.given % 2 == 1);
        match field.kind() {
            Kind::Message(message) => {
                Value::Message(self.message(&message, &format!("{path}."), index))
            }
            Kind::String if JSON.contains(&field.name()) => {
                Value::String(format!(r#"{{"at":"{path}","n":9007199254740993}}"#))
            }
            Kind::String => Value::String(format!("{path} ü文\u{1f680}")),
            Kind::Bool => Value::Bool(true),
            Kind::Int32 if odd => Value::I32(i32::MAX - given + 1),
            Kind::Int32 => Value::I32(i32::MIN + given),
            Kind::Int64 if odd => Value::I64(i64::MAX - i64::from(given) + 1),
            Kind::Int64 => Value::I64(i64::MIN + i64::from(given)),
            Kind::Enum(_) => Value::EnumNumber(i32::MAX - given + 1),
            other => panic!("{path}: a reply has never had a {other:?} before; fill it here"),
        }
    }
}

fn flatten(message: &DynamicMessage, path: &str, leaves: &mut BTreeMap<String, Leaf>) {
    for (field, value) in message.fields() {
        let path = format!("{path}{}", field.name());
        match value {
            Value::List(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    flatten_value(entry, format!("{path}[{index}]"), leaves);
                }
            }
            single => flatten_value(single, path, leaves),
        }
    }
}

fn flatten_value(value: &Value, path: String, leaves: &mut BTreeMap<String, Leaf>) {
    let leaf = match value {
        Value::Message(inner) => return flatten(inner, &format!("{path}."), leaves),
        Value::String(text) => Leaf::Text(text.clone()),
        Value::Bool(flag) => Leaf::Flag(*flag),
        Value::I32(number) | Value::EnumNumber(number) => Leaf::Number((*number).into()),
        Value::I64(number) => Leaf::Number((*number).into()),
        other => panic!("{path}: {other:?} is not filled"),
    };
    leaves.insert(path, leaf);
}

fn set_enum(message: &mut DynamicMessage, path: &str, number: i32) {
    let Some((first, rest)) = path.split_once('.') else {
        return message.set_field_by_name(path, Value::EnumNumber(number));
    };
    let (name, index) = first.trim_end_matches(']').split_once('[').unwrap_or((first, ""));
    let field = message.get_field_by_name_mut(name).unwrap();
    let inner = match field {
        Value::List(entries) => &mut entries[index.parse::<usize>().unwrap()],
        single => single,
    };
    set_enum(inner.as_message_mut().unwrap(), rest, number);
}

impl From<i32> for Leaf {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Leaf {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<&String> for Leaf {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&Option<String>> for Leaf {
    fn from(text: &Option<String>) -> Self {
        Self::Text(text.clone().unwrap_or_else(|| "absent".to_owned()))
    }
}

impl From<&Variables> for Leaf {
    fn from(variables: &Variables) -> Self {
        Self::Text(variables.as_json().to_owned())
    }
}

impl From<&Json> for Leaf {
    fn from(json: &Json) -> Self {
        Self::Text(json.as_json().to_owned())
    }
}

/// Anything else that is a text on the wire.
pub(crate) fn text(value: &impl Display) -> Leaf {
    Leaf::Text(value.to_string())
}
