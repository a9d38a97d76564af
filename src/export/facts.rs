//! The part of the document that the proto does not say.

use schemars::JsonSchema;
use serde::Serialize;

use super::document::Stated;

/// How calls of one class may be repeated.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CallClass {
    /// `read`, `idempotent`, `last_write_wins`, `non_idempotent` or `worker_loop`.
    pub name: &'static str,
    /// One sentence.
    pub doc: String,
    /// Repeated after these statuses.
    pub retry: Vec<&'static str>,
    /// Repeated after these too when the caller chose at-least-once.
    pub at_least_once: Vec<&'static str>,
    /// Whether failures known to have happened before anything was sent are repeated.
    pub before_sending: bool,
    /// Where this was stated.
    pub facts: Vec<Stated>,
}

/// A kind of key.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Key {
    /// `UpperCamel`, ends in `Key`.
    pub name: String,
    /// The keyword of its type: `int64` or `string`.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// What it identifies.
    pub doc: String,
    /// Other kinds of keys that may be given where this one is asked for.
    pub accepts: Vec<String>,
    /// Where this was stated.
    pub facts: Vec<Stated>,
}

/// Numbers or lists of which some values have a name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Sentinel {
    /// `UpperCamel`.
    pub name: String,
    /// What it decides.
    pub doc: String,
    /// The named values.
    pub values: Vec<NamedValue>,
    /// The name of the value that a caller gets who says nothing.
    pub default: String,
    /// Every other value.
    pub other: OtherValue,
    /// Where this was stated.
    pub facts: Vec<Stated>,
}

/// A value with a name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NamedValue {
    /// `lowerCamel`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// What goes over the wire.
    pub wire: WireValue,
}

/// What a named value is on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WireValue {
    /// A number.
    Number {
        /// In decimal.
        value: String,
    },
    /// The list without elements.
    EmptyList,
}

/// The values without a name of their own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OtherValue {
    /// `lowerCamel`.
    pub name: String,
    /// What they mean.
    pub doc: String,
    /// The smallest that callers may send, in decimal and in the unit of the wire; for a list its
    /// smallest length.
    pub min: Option<String>,
}

/// How long a call may take when its caller does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deadline {
    /// As long as it likes.
    None,
    /// So long.
    After {
        /// Milliseconds, in decimal.
        ms: String,
    },
    /// As long as a field of the request says, and then some.
    FromField {
        /// A field of the request that holds a duration.
        field: String,
        /// What comes on top: milliseconds, in decimal.
        plus_ms: String,
        /// What the field's zero counts as: milliseconds, in decimal. Less than zero counts as nothing.
        zero_ms: String,
    },
}

/// When all of this holds for a request, the call is idempotent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IdempotentIf {
    /// Fields of the request that are not empty.
    pub set: Vec<String>,
    /// Fields of the request that are above zero.
    pub positive: Vec<String>,
}

/// A way to make a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Constructor {
    /// `lowerCamel`; `new` for the only one.
    pub name: String,
    /// The fields that are its parameters.
    pub fields: Vec<String>,
}

/// What a field's value means beyond its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    /// JSON in text.
    Json {
        /// Its root: `object` or `any`.
        root: &'static str,
    },
    /// Text that is neither JSON nor a key, though its name may suggest it.
    PlainText,
    /// A key.
    Key {
        /// Its name in `keys`.
        key: String,
    },
    /// Milliseconds.
    DurationMs,
    /// A point in time.
    Instant {
        /// `epoch_ms` or `iso8601`.
        format: &'static str,
    },
    /// A number.
    Number {
        /// What it counts or names: `count`, `version`, `id`, `index`, `port`, `priority` or
        /// `reference`.
        counts: &'static str,
    },
}

/// The condition under which a field of a response means something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OnlyWhen {
    /// An enum field of the same message.
    pub field: String,
    /// The names of the values it must have.
    pub is: Vec<String>,
}
