//! What a language prints: the API with every name spelled for it and every field's meaning resolved.
//!
//! Nothing in here is left to look up or to decide. Text from the proto is still plain text; each
//! language writes it as its own comments do.

use super::feature::Feature;
use crate::ir::{EnumId, MessageId, Scalar, Streaming};
use crate::semantics::facts::{
    AfterRetry, CallClass, Deadline, InstantKind, JsonKind, NumberKind, Required, Status, WireValue,
};

/// The whole API, spelled for one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The package in the proto.
    pub proto_package: String,
    /// The youngest release of which the proto has an element.
    pub release: Option<String>,
    /// The types of the files asked for, and below it those of imported packages.
    pub root: ScopeModel,
    /// One per RPC of every service.
    pub rpcs: Vec<RpcModel>,
    /// The kinds of keys in use.
    pub keys: Vec<KeyModel>,
    /// The sentinels in use.
    pub sentinels: Vec<SentinelModel>,
    /// Where each message went, by [`MessageId`].
    pub message_refs: Vec<TypeRef>,
    /// Where each enum went, by [`EnumId`].
    pub enum_refs: Vec<TypeRef>,
    /// What an SDK of the API can do beyond plain calls.
    pub features: Vec<Feature>,
}

impl Model {
    /// Whether the API has all that a feature counts on.
    #[must_use]
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// Where a message went.
    #[must_use]
    pub fn message_ref(&self, id: MessageId) -> &TypeRef {
        &self.message_refs[id.0]
    }

    /// Where an enum went.
    #[must_use]
    pub fn enum_ref(&self, id: EnumId) -> &TypeRef {
        &self.enum_refs[id.0]
    }

    /// Every message in every scope, outermost first.
    #[must_use]
    pub fn messages(&self) -> Vec<&MessageModel> {
        let mut out = Vec::new();
        self.root.collect_messages(&mut out);
        out
    }

    /// Every enum in every scope, outermost first.
    #[must_use]
    pub fn enums(&self) -> Vec<&EnumModel> {
        let mut out = Vec::new();
        self.root.collect_enums(&mut out);
        out
    }

    /// The message behind an id.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<&MessageModel> {
        self.root.message(id)
    }
}

/// A place for types: the root, an imported package, or the inside of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScopeModel {
    /// Spelled; empty for the root.
    pub name: String,
    /// For a scope inside a message: its path in the proto.
    pub of_message: Option<String>,
    /// In the order of the proto.
    pub messages: Vec<MessageModel>,
    /// In the order of the proto.
    pub enums: Vec<EnumModel>,
    /// The oneofs of the message whose inside this is.
    pub oneofs: Vec<OneofModel>,
    /// Scopes below, in the order in which they were met.
    pub scopes: Vec<ScopeModel>,
}

impl ScopeModel {
    fn collect_messages<'a>(&'a self, out: &mut Vec<&'a MessageModel>) {
        out.extend(&self.messages);
        for scope in &self.scopes {
            scope.collect_messages(out);
        }
    }

    fn message(&self, id: MessageId) -> Option<&MessageModel> {
        let own = self.messages.iter().find(|message| message.id == id);
        own.or_else(|| self.scopes.iter().find_map(|scope| scope.message(id)))
    }

    fn collect_enums<'a>(&'a self, out: &mut Vec<&'a EnumModel>) {
        out.extend(&self.enums);
        for scope in &self.scopes {
            scope.collect_enums(out);
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
            && self.enums.is_empty()
            && self.oneofs.is_empty()
            && self.scopes.iter().all(Self::is_empty)
    }
}

/// The name of a type and the scopes it stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// Spelled scopes from the root; empty at the root.
    pub scopes: Vec<String>,
    /// Spelled name.
    pub name: String,
}

/// Text with names in it.
pub type Text = Vec<Inline>;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Plain(String),
    /// A name or value, spelled for the language where it is one of the API's.
    Code(String),
}

/// What the docs of an element say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doc {
    /// The proto's comment; the first sentence of the first paragraph is the summary.
    pub paragraphs: Vec<Text>,
    /// The first release that has it, unless what it belongs to is as young.
    pub since: Option<String>,
    /// Why not to use it.
    pub deprecated: Option<Text>,
    /// What to use instead, spelled.
    pub replaced_by: Option<String>,
}

/// One RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcModel {
    /// As in the proto.
    pub proto_name: String,
    /// `/package.Service/Name`.
    pub path: String,
    /// Spelled, as a method of the client.
    pub method: String,
    /// Spelled, as the name of a type that stands for the RPC.
    pub type_name: String,
    /// What the docs say.
    pub doc: Doc,
    /// Who sends more than one message.
    pub streaming: Streaming,
    /// What the client sends.
    pub request: MessageId,
    /// What the gateway answers.
    pub response: MessageId,
    /// The list whose items are streamed instead of the responses.
    pub items: Option<ItemsModel>,
    /// How it may be repeated.
    pub class: CallClass,
    /// Repeated after these.
    pub retry: Vec<Status>,
    /// Repeated after these too at at-least-once.
    pub at_least_once: Vec<Status>,
    /// Failures before anything was sent are repeated.
    pub before_sending: bool,
    /// When these fields are set it is idempotent: indices into the request's fields.
    pub idempotent_if: Option<IdempotentModel>,
    /// Its deadline.
    pub deadline: Deadline,
    /// The gateway never pushes it back.
    pub backpressure_exempt: bool,
    /// What a status on a later attempt says.
    pub after_retry: Vec<(Status, AfterRetry)>,
    /// The first release that has it.
    pub since: Option<String>,
    /// The documented meaning of statuses.
    pub errors: Vec<(Status, Text)>,
}

/// The list whose items a call streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsModel {
    /// Index of the field in the response.
    pub field: usize,
    /// The items.
    pub item: MessageId,
}

/// Under which condition a call is idempotent, and what is then repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentModel {
    /// Indices of request fields that must be set.
    pub set: Vec<usize>,
    /// Indices of request fields that must be above zero.
    pub positive: Vec<usize>,
    /// Repeated after these then.
    pub retry: Vec<Status>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageModel {
    /// In the API.
    pub id: MessageId,
    /// As in the proto, with enclosing messages.
    pub proto_path: String,
    /// The same with the names that facts state instead of the proto's.
    pub stated_path: String,
    /// Spelled.
    pub name: TypeRef,
    /// What the docs say.
    pub doc: Doc,
    /// Fields and oneofs in the order of the proto.
    pub members: Vec<Member>,
    /// How callers make one.
    pub constructors: Vec<ConstructorModel>,
    /// Groups of fields, by index, of which at least one must be given.
    pub one_of: Vec<Vec<usize>>,
    /// Part of what clients send.
    pub sent: bool,
    /// Part of what the gateway answers.
    pub received: bool,
    /// The response of an RPC with an after-retry rule.
    pub marks_already_applied: bool,
}

impl MessageModel {
    /// Every field, also those in oneofs.
    pub fn fields(&self) -> impl Iterator<Item = &FieldModel> {
        self.members.iter().flat_map(|member| match member {
            Member::Field(field) => std::slice::from_ref(field),
            Member::Oneof(oneof) => oneof.variants.as_slice(),
        })
    }

    /// The field with an index in the proto.
    #[must_use]
    pub fn field(&self, index: usize) -> Option<&FieldModel> {
        self.fields().find(|field| field.index == index)
    }
}

/// What a message is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A field of its own.
    Field(FieldModel),
    /// Fields of which at most one is set.
    Oneof(OneofModel),
}

/// A oneof: a member of its message and a type of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneofModel {
    /// As in the proto.
    pub proto_name: String,
    /// The member, spelled.
    pub name: String,
    /// Spelled as a setter.
    pub setter: String,
    /// Spelled as a parameter.
    pub parameter: String,
    /// The type, spelled.
    pub type_ref: TypeRef,
    /// What the docs say.
    pub doc: Doc,
    /// The fields, with names spelled as variants.
    pub variants: Vec<FieldModel>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldModel {
    /// Index in the message of the proto.
    pub index: usize,
    /// As in the proto.
    pub proto_name: String,
    /// The name that a fact states instead of the proto's, or else the proto's.
    pub stated_name: String,
    /// Its number on the wire.
    pub number: u32,
    /// Spelled as a field, or as a variant inside a oneof.
    pub name: String,
    /// Spelled as a setter.
    pub setter: String,
    /// Spelled as a parameter.
    pub parameter: String,
    /// What the docs say.
    pub doc: Doc,
    /// What it holds.
    pub shape: Shape,
    /// What a caller must give.
    pub required: Option<Required>,
    /// Filled from the client-wide default when empty.
    pub tenant: bool,
    /// The lease token of a job.
    pub lease: bool,
    /// Has no meaning unless another field has one of these numbers: its index and the numbers.
    pub only_when: Option<(usize, Vec<i32>)>,
}

impl FieldModel {
    /// Its name in the JSON form of the message.
    #[must_use]
    pub fn json_name(&self) -> String {
        json_name(&self.proto_name)
    }
}

/// The name of a field in JSON, as protobuf makes it from the name in the proto.
#[must_use]
pub fn json_name(proto_name: &str) -> String {
    let mut out = String::with_capacity(proto_name.len());
    let mut is_first = false;
    for c in proto_name.chars() {
        match c {
            '_' => is_first = true,
            c if is_first => {
                out.push(c.to_ascii_uppercase());
                is_first = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Each single value.
    pub kind: Kind,
    /// How many, and whether absence is a thing of its own.
    pub many: Many,
    /// The field leads back to its own message.
    pub recursive: bool,
    /// The type on the wire.
    pub wire: Wire,
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// One, with zero for absence.
    One,
    /// One or none, told apart on the wire.
    Optional,
    /// One, or none where the wire has zero: only this call's result can lack it.
    NoneIfZero,
    /// Any number.
    List,
    /// Any number, by key.
    Map(Scalar),
}

/// What a single value is for a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A plain scalar; whole numbers may say what they count.
    Scalar(Scalar, Option<NumberKind>),
    /// JSON in text.
    Json(JsonKind),
    /// A key; the spelled name of its type.
    Key(String),
    /// A duration, in milliseconds of this scalar on the wire.
    Duration(Scalar),
    /// An instant.
    Instant(InstantKind, Scalar),
    /// A sentinel; the index in [`Model::sentinels`].
    Sentinel(usize),
    /// A message.
    Message(MessageId),
    /// An enum.
    Enum(EnumId),
}

/// The type of a single value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// A scalar.
    Scalar(Scalar),
    /// A message.
    Message(MessageId),
    /// An enum, as its number.
    Enum(EnumId),
}

/// How callers make a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstructorModel {
    /// Spelled.
    pub name: String,
    /// Indices of the fields that are its parameters.
    pub fields: Vec<usize>,
}

/// One enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumModel {
    /// In the API.
    pub id: EnumId,
    /// As in the proto, with enclosing messages.
    pub proto_path: String,
    /// Spelled.
    pub name: TypeRef,
    /// What the docs say.
    pub doc: Doc,
    /// In the order of the proto.
    pub values: Vec<EnumValueModel>,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValueModel {
    /// As in the proto.
    pub proto_name: String,
    /// Spelled.
    pub name: String,
    /// On the wire.
    pub number: i32,
    /// Index of the value that this is another name for.
    pub alias_of: Option<usize>,
    /// What the docs say.
    pub doc: Doc,
}

/// One kind of key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyModel {
    /// As in the semantics.
    pub proto_name: String,
    /// Spelled.
    pub name: String,
    /// Text rather than a number.
    pub is_text: bool,
    /// What the docs say.
    pub doc: Text,
    /// The spelled names of kinds that may be given where this one is asked for.
    pub accepts: Vec<String>,
}

/// Named values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentinelModel {
    /// As in the semantics.
    pub proto_name: String,
    /// Spelled.
    pub name: String,
    /// What the docs say.
    pub doc: Text,
    /// The values that have a name.
    pub values: Vec<NamedValueModel>,
    /// Index of the default.
    pub default: usize,
    /// The name of all the others, spelled.
    pub other: String,
    /// What the docs say of the others.
    pub other_doc: Text,
    /// The smallest other value, or length, that callers may send.
    pub min: Option<i64>,
    /// What the others are: never itself a sentinel.
    pub inner: Kind,
    /// The wire type of one value.
    pub wire: Scalar,
    /// The field is a list, and the named value is the empty one.
    pub is_list: bool,
}

/// A value with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedValueModel {
    /// Spelled.
    pub name: String,
    /// What the docs say.
    pub doc: Text,
    /// What goes over the wire.
    pub wire: WireValue,
}
