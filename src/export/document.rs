//! The document and what the proto says: services, messages, enums. What is known beyond the proto is
//! in `facts`.
//!
//! Rules: every key is always there, `null` or empty when there is nothing to say. Messages and enums
//! are referred to by full name, with the package. Whole numbers of 64 bits are decimal strings, since
//! many JSON readers have only doubles.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::{
    CallClass, Constructor, Deadline, IdempotentIf, Key, Meaning, OnlyWhen, Sentinel,
};

/// An API and everything that is known about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Document {
    /// The version of this format: 1. New keys may appear without a new version.
    pub format_version: u32,
    /// The package of the proto.
    pub package: String,
    /// The youngest gateway release of which the proto has an element, such as `8.10`.
    pub release: Option<String>,
    /// In the order of the proto.
    pub services: Vec<Service>,
    /// In the order of the proto, a message before those nested in it; imported ones included.
    pub messages: Vec<Message>,
    /// In the order of the proto; imported ones included.
    pub enums: Vec<Enum>,
    /// What the call classes mean.
    pub classes: Vec<CallClass>,
    /// The kinds of keys that fields hold.
    pub keys: Vec<Key>,
    /// The sets of named values that fields use.
    pub sentinels: Vec<Sentinel>,
}

impl Document {
    /// A full name as people know it: without the package of the document.
    #[must_use]
    pub fn local<'a>(&self, name: &'a str) -> &'a str {
        let rest = name.strip_prefix(&self.package);
        let rest = rest.filter(|_| !self.package.is_empty());
        rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or(name)
    }

    /// The type of a field as the proto writes it.
    #[must_use]
    pub fn type_of(&self, field: &Field) -> String {
        let named = |name: &str| self.local(name).to_owned();
        match &field.ty {
            FieldType::Scalar { scalar } => (*scalar).to_owned(),
            FieldType::Message { message } => named(message),
            FieldType::Enum { name } => named(name),
            FieldType::Map { key, value } => {
                let value = match value {
                    ValueType::Scalar { scalar } => (*scalar).to_owned(),
                    ValueType::Message { message } => named(message),
                    ValueType::Enum { name } => named(name),
                };
                format!("map<{key}, {value}>")
            }
        }
    }
}

/// A gRPC service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Service {
    /// As in the proto.
    pub name: String,
    /// With the package.
    pub full_name: String,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// In the order of the proto.
    pub rpcs: Vec<Rpc>,
}

/// An RPC.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rpc {
    /// As in the proto.
    pub name: String,
    /// The name to derive spellings from, if not that of the proto.
    pub spell_as: Option<String>,
    /// The path on the wire: `/package.Service/Name`.
    pub path: String,
    /// Full name of the message that the client sends.
    pub request: String,
    /// Full name of the message that the gateway answers with.
    pub response: String,
    /// Who sends more than one message.
    pub streaming: Streaming,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// The first gateway release that has it.
    pub since: Option<String>,
    /// Set when it should not be used.
    pub deprecated: Option<Deprecation>,
    /// The name of its class in `classes`.
    pub class: &'static str,
    /// The statuses after which it is repeated.
    pub retry: Vec<&'static str>,
    /// Those after which it is repeated as well when the caller chose at-least-once.
    pub at_least_once: Vec<&'static str>,
    /// Whether failures known to have happened before anything was sent are repeated.
    pub before_sending: bool,
    /// The condition under which it is idempotent, whatever its class.
    pub idempotent_if: Option<IdempotentIf>,
    /// How long it may take when the caller does not say.
    pub deadline: Deadline,
    /// The gateway never pushes it back, so `RESOURCE_EXHAUSTED` means too large.
    pub backpressure_exempt: bool,
    /// What a status on a later attempt says about an earlier one: `already_applied`, by status.
    pub after_retry: BTreeMap<&'static str, &'static str>,
    /// The field of the response, its only one, whose items are to be streamed instead of responses.
    pub items: Option<String>,
    /// The documented meaning of statuses.
    pub errors: BTreeMap<&'static str, String>,
    /// The facts that were stated about it.
    pub facts: Vec<Stated>,
}

/// Who sends more than one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Streaming {
    /// One request, one response.
    Unary,
    /// One request, many responses.
    Server,
    /// Many requests, one response.
    Client,
    /// Many of both.
    Bidi,
}

impl Streaming {
    /// In words: what a call is.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unary => "a call with one response",
            Self::Server => "a call with a stream of responses",
            Self::Client => "a call with a stream of requests",
            Self::Bidi => "a call with streams both ways",
        }
    }
}

/// A message.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Message {
    /// As in the proto, without the messages around it.
    pub name: String,
    /// The name to derive spellings from, if not that of the proto.
    pub spell_as: Option<String>,
    /// With the package and the messages around it.
    pub full_name: String,
    /// Full name of the message it is nested in.
    pub parent: Option<String>,
    /// Declared by a file that the proto imports.
    pub imported: bool,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// The first gateway release that has it.
    pub since: Option<String>,
    /// Set when it should not be used.
    pub deprecated: Option<Deprecation>,
    /// In the order of the proto.
    pub fields: Vec<Field>,
    /// In the order of the proto; those that stand for `optional` are left out.
    pub oneofs: Vec<Oneof>,
    /// How callers make one; empty when nothing is required.
    pub constructors: Vec<Constructor>,
    /// Groups of fields of which at least one must be given.
    pub one_of: Vec<Vec<String>>,
    /// The facts that were stated about it.
    pub facts: Vec<Stated>,
}

/// A field.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Field {
    /// As in the proto.
    pub name: String,
    /// The name to derive spellings from, if not that of the proto.
    pub spell_as: Option<String>,
    /// Its number on the wire.
    pub number: u32,
    /// Its type; for a repeated field that of an element.
    #[serde(rename = "type")]
    pub ty: FieldType,
    /// How often it may be there, and whether absence can be told from zero.
    pub presence: Presence,
    /// The oneof it belongs to.
    pub oneof: Option<String>,
    /// It leads back to its own message through singular fields.
    pub recursive: bool,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// The first gateway release that has it.
    pub since: Option<String>,
    /// Set when it should not be used.
    pub deprecated: Option<Deprecation>,
    /// What its value means beyond its type.
    pub meaning: Option<Meaning>,
    /// The name, in `sentinels`, of the named values it uses.
    pub sentinel: Option<String>,
    /// What a caller must give: `non_empty`, `positive` or `set`.
    pub required: Option<&'static str>,
    /// Filled from the client-wide default tenant when empty.
    pub tenant: bool,
    /// The token of a job's lease.
    pub lease: bool,
    /// In responses: it has no meaning otherwise.
    pub only_when: Option<OnlyWhen>,
    /// The facts that were stated about it, by patterns too.
    pub facts: Vec<Stated>,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldType {
    /// A number, a boolean, text or bytes.
    Scalar {
        /// The keyword of the proto: `int64`, `string`, …
        scalar: &'static str,
    },
    /// A message.
    Message {
        /// Its full name.
        message: String,
    },
    /// An enum.
    Enum {
        /// Its full name.
        #[serde(rename = "enum")]
        name: String,
    },
    /// `map<key, value>`.
    Map {
        /// The keyword of the type of the keys.
        key: &'static str,
        /// The type of the values.
        value: ValueType,
    },
}

/// The type of the values of a map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ValueType {
    /// A number, a boolean, text or bytes.
    Scalar {
        /// The keyword of the proto.
        scalar: &'static str,
    },
    /// A message.
    Message {
        /// Its full name.
        message: String,
    },
    /// An enum.
    Enum {
        /// Its full name.
        #[serde(rename = "enum")]
        name: String,
    },
}

/// How often a field may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Once; an absent field reads as its zero value.
    Implicit,
    /// Once or not at all, which are different things.
    Explicit,
    /// Any number of times. A map is repeated.
    Repeated,
}

/// Fields of which at most one is set.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Oneof {
    /// As in the proto.
    pub name: String,
    /// The names of its fields.
    pub fields: Vec<String>,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
}

/// An enum.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Enum {
    /// As in the proto, without the messages around it.
    pub name: String,
    /// The name to derive spellings from, if not that of the proto.
    pub spell_as: Option<String>,
    /// With the package and the messages around it.
    pub full_name: String,
    /// Full name of the message it is nested in.
    pub parent: Option<String>,
    /// Declared by a file that the proto imports.
    pub imported: bool,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// The first gateway release that has it.
    pub since: Option<String>,
    /// Set when it should not be used.
    pub deprecated: Option<Deprecation>,
    /// What zero stands for: `value`, a real value, or `unspecified`.
    pub zero: Option<&'static str>,
    /// In the order of the proto.
    pub values: Vec<EnumValue>,
    /// The facts that were stated about it.
    pub facts: Vec<Stated>,
}

/// A value of an enum.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EnumValue {
    /// As in the proto.
    pub name: String,
    /// The name to derive spellings from, if not that of the proto.
    pub spell_as: Option<String>,
    /// Its number on the wire.
    pub number: i32,
    /// The name of the value before it with the same number.
    pub alias_of: Option<String>,
    /// The comment in the proto.
    pub doc: String,
    /// Where it stands.
    pub source: Option<Source>,
    /// The first gateway release that has it.
    pub since: Option<String>,
    /// Set when it should not be used.
    pub deprecated: Option<Deprecation>,
    /// The facts that were stated about it.
    pub facts: Vec<Stated>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// The file, as it was given.
    pub file: String,
    /// From 1.
    pub line: usize,
}

/// Why not to use something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deprecation {
    /// One sentence.
    pub reason: String,
    /// The proto name of what to use instead.
    pub replaced_by: Option<String>,
}

/// A fact that was stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stated {
    /// Its key in the file of semantics.
    pub fact: &'static str,
    /// Where it stands.
    pub source: Source,
    /// The line it stands on, or the first of them, without the spaces around it.
    pub text: String,
}
