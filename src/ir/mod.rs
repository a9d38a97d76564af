//! The API as the proto states it, in no language's terms: services, RPCs, messages, fields, oneofs
//! and enums with their docs and places.
//!
//! Everything here is plain data. [`build`] makes it from a descriptor set; what the proto cannot say
//! is added by the next stage, `semantics`.

mod build;
mod docs;
mod recursion;
mod scalar;
mod syntax;

pub use build::build;
pub(crate) use docs::tag;
pub use scalar::Scalar;

use prost_types::FileDescriptorSet;

use crate::diagnostics::Span;

/// Index of a message in [`Api::messages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub(crate) usize);

/// Index of an enum in [`Api::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(pub(crate) usize);

/// A whole API: the proto files asked for and everything they need.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The package of the files asked for.
    pub package: String,
    /// In the order of the files.
    pub services: Vec<Service>,
    /// In the order of the files, a parent before its nested messages.
    pub messages: Vec<Message>,
    /// In the order of the files.
    pub enums: Vec<Enum>,
    /// The files that declare any of this, by the names under which protos import them.
    pub files: Vec<String>,
    /// Every file that was compiled: what protobuf runtimes and stub generators start from.
    pub descriptors: FileDescriptorSet,
}

/// Where an element stands in the proto and what is said about it there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The comment, without comment marks; paragraphs are separated by an empty line.
    pub doc: String,
    /// The element's name in the proto, when the text is known.
    pub span: Option<Span>,
    /// `option deprecated = true`.
    pub deprecated: bool,
}

/// A gRPC service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// As in the proto.
    pub name: String,
    /// With the package: `gateway_protocol.Gateway`.
    pub full_name: String,
    /// In the order of the proto.
    pub rpcs: Vec<Rpc>,
    /// Comment and place.
    pub origin: Origin,
}

/// One RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rpc {
    /// As in the proto.
    pub name: String,
    /// `/package.Service/Name`, the path on the wire.
    pub path: String,
    /// What the client sends.
    pub request: MessageId,
    /// What the gateway answers.
    pub response: MessageId,
    /// Who sends more than one message.
    pub streaming: Streaming,
    /// Comment and place.
    pub origin: Origin,
}

/// Who sends more than one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A message type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// As in the proto, without the enclosing messages.
    pub name: String,
    /// The package it is declared in.
    pub package: String,
    /// With the enclosing messages, without the package: `ActivatedJob.Nested`.
    pub path: String,
    /// The message it is nested in.
    pub parent: Option<MessageId>,
    /// In the order of the proto.
    pub fields: Vec<Field>,
    /// In the order of the proto; without the ones that stand for `optional`.
    pub oneofs: Vec<Oneof>,
    /// Declared by an imported file rather than by a file asked for.
    pub imported: bool,
    /// Comment and place.
    pub origin: Origin,
}

impl Message {
    /// With the package: `gateway_protocol.ActivatedJob`.
    #[must_use]
    pub fn full_name(&self) -> String {
        qualified(&self.package, &self.path)
    }
}

/// A field of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As in the proto.
    pub name: String,
    /// Its number on the wire.
    pub number: u32,
    /// Its type; for a repeated field that of an element.
    pub ty: Type,
    /// How often it may be there, and whether absence can be told from zero.
    pub cardinality: Cardinality,
    /// Index of the oneof it belongs to.
    pub oneof: Option<usize>,
    /// The field leads back to its own message through singular fields, so that a language with
    /// value types needs an indirection here.
    pub recursive: bool,
    /// Comment and place.
    pub origin: Origin,
}

/// How often a field may be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cardinality {
    /// Once; an absent field reads as its zero value.
    Implicit,
    /// Once or not at all, which are different things: `optional`, messages, members of a oneof.
    Explicit,
    /// Any number of times, in order.
    Repeated,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// A number, a boolean, text or bytes.
    Scalar(Scalar),
    /// A message.
    Message(MessageId),
    /// An enum.
    Enum(EnumId),
    /// `map<key, value>`.
    Map(Scalar, MapValue),
}

/// The type of the values of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MapValue {
    /// A number, a boolean, text or bytes.
    Scalar(Scalar),
    /// A message.
    Message(MessageId),
    /// An enum.
    Enum(EnumId),
}

/// Fields of which at most one is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oneof {
    /// As in the proto.
    pub name: String,
    /// Indices into the fields of its message, in the order of the proto.
    pub members: Vec<usize>,
    /// Comment and place.
    pub origin: Origin,
}

/// An enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// As in the proto, without the enclosing messages.
    pub name: String,
    /// The package it is declared in.
    pub package: String,
    /// With the enclosing messages, without the package: `ActivatedJob.JobKind`.
    pub path: String,
    /// The message it is nested in.
    pub parent: Option<MessageId>,
    /// In the order of the proto.
    pub values: Vec<EnumValue>,
    /// Declared by an imported file rather than by a file asked for.
    pub imported: bool,
    /// Comment and place.
    pub origin: Origin,
}

impl Enum {
    /// With the package: `gateway_protocol.TenantFilter`.
    #[must_use]
    pub fn full_name(&self) -> String {
        qualified(&self.package, &self.path)
    }
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// As in the proto.
    pub name: String,
    /// Its number on the wire.
    pub number: i32,
    /// The value before it with the same number, when this is only another name for it.
    pub alias_of: Option<usize>,
    /// Comment and place.
    pub origin: Origin,
}

impl Api {
    /// The message behind an id.
    #[must_use]
    pub fn message(&self, id: MessageId) -> &Message {
        &self.messages[id.0]
    }

    /// The enum behind an id.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    /// Every message with its id.
    pub fn messages(&self) -> impl Iterator<Item = (MessageId, &Message)> {
        let all = self.messages.iter().enumerate();
        all.map(|(index, message)| (MessageId(index), message))
    }

    /// Every enum with its id.
    pub fn enums(&self) -> impl Iterator<Item = (EnumId, &Enum)> {
        let all = self.enums.iter().enumerate();
        all.map(|(index, item)| (EnumId(index), item))
    }

    /// Every RPC of every service.
    pub fn rpcs(&self) -> impl Iterator<Item = &Rpc> {
        self.services.iter().flat_map(|service| &service.rpcs)
    }
}

fn qualified(package: &str, path: &str) -> String {
    if package.is_empty() { path.to_owned() } else { format!("{package}.{path}") }
}
