//! The closed list of facts, resolved: what backends see of the semantics.
//!
//! Every value here is decided. Where a fact was stated is kept beside it, for `explain`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::diagnostics::Span;
use crate::ir::{Api, Enum, EnumId, Field, Message, MessageId, Rpc};

/// An API and everything that is known about it: the only thing that backends see.
#[derive(Debug, Clone)]
pub struct Annotated {
    /// What the proto says.
    pub api: Api,
    /// The youngest release of which the proto has an element.
    pub release: Option<Release>,
    /// What each call class means.
    pub classes: BTreeMap<CallClass, ClassFacts>,
    /// The kinds of keys that the API uses, by name.
    pub keys: BTreeMap<String, KeyFacts>,
    /// The sentinels that the API uses, by name.
    pub sentinels: BTreeMap<String, SentinelFacts>,
    /// One per RPC, in the order of [`Api::rpcs`].
    pub rpcs: Vec<RpcFacts>,
    /// One per message, in the order of [`Api::messages`].
    pub messages: Vec<MessageFacts>,
    /// One per enum, in the order of [`Api::enums`].
    pub enums: Vec<EnumFacts>,
}

impl Annotated {
    /// Every RPC with its facts.
    pub fn rpcs(&self) -> impl Iterator<Item = (&Rpc, &RpcFacts)> {
        self.api.rpcs().zip(&self.rpcs)
    }

    /// A message with its facts.
    #[must_use]
    pub fn message(&self, id: MessageId) -> (&Message, &MessageFacts) {
        (self.api.message(id), &self.messages[id.0])
    }

    /// The fields of a message with their facts.
    pub fn fields(&self, id: MessageId) -> impl Iterator<Item = (&Field, &FieldFacts)> {
        let (message, facts) = self.message(id);
        message.fields.iter().zip(&facts.fields)
    }

    /// An enum with its facts.
    #[must_use]
    pub fn enumeration(&self, id: EnumId) -> (&Enum, &EnumFacts) {
        (self.api.enumeration(id), &self.enums[id.0])
    }
}

/// A release of the gateway: `8.10` is younger than `8.9`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The number before the dot.
    pub major: u16,
    /// The number behind the dot.
    pub minor: u16,
}

impl Release {
    /// The minor release that comes next.
    #[must_use]
    pub fn next(self) -> Self {
        Self { minor: self.minor.saturating_add(1), ..self }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Release {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('.') {
            Some((major, minor)) if digits(major) && digits(minor) => Ok(Self {
                major: major.parse().map_err(|_| ())?,
                minor: minor.parse().map_err(|_| ())?,
            }),
            _ => Err(()),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every one, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The words of [`Self::ALL`].
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word in the semantics file.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($word => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}

words! {
    /// How a call may be repeated.
    CallClass {
        /// Changes nothing.
        Read = "read",
        /// Twice has the effect of once.
        Idempotent = "idempotent",
        /// Repeating it may undo a later write of somebody else.
        LastWriteWins = "last_write_wins",
        /// Twice has twice the effect.
        NonIdempotent = "non_idempotent",
        /// Repeated by the worker's own loop, never by the call.
        WorkerLoop = "worker_loop",
    }
}

words! {
    /// A gRPC status other than OK.
    Status {
        /// The caller gave up.
        Cancelled = "CANCELLED",
        /// No better status known.
        Unknown = "UNKNOWN",
        /// The request is wrong in itself.
        InvalidArgument = "INVALID_ARGUMENT",
        /// Time is up.
        DeadlineExceeded = "DEADLINE_EXCEEDED",
        /// There is no such thing.
        NotFound = "NOT_FOUND",
        /// There is one already.
        AlreadyExists = "ALREADY_EXISTS",
        /// The caller has no right to it.
        PermissionDenied = "PERMISSION_DENIED",
        /// Too much, or too many.
        ResourceExhausted = "RESOURCE_EXHAUSTED",
        /// The state of things does not allow it.
        FailedPrecondition = "FAILED_PRECONDITION",
        /// A conflict with another call.
        Aborted = "ABORTED",
        /// Past the valid range.
        OutOfRange = "OUT_OF_RANGE",
        /// The gateway does not have this RPC.
        Unimplemented = "UNIMPLEMENTED",
        /// Something broke inside.
        Internal = "INTERNAL",
        /// Not reachable now.
        Unavailable = "UNAVAILABLE",
        /// Data is lost.
        DataLoss = "DATA_LOSS",
        /// The caller did not say who it is.
        Unauthenticated = "UNAUTHENTICATED",
    }
}

words! {
    /// Which JSON a text holds.
    JsonKind {
        /// The root is an object.
        Object = "object",
        /// Any JSON value.
        Any = "any",
    }
}

words! {
    /// How an instant is written.
    InstantKind {
        /// Milliseconds since 1970-01-01T00:00Z.
        EpochMs = "epoch_ms",
        /// ISO 8601 text.
        Iso8601 = "iso8601",
    }
}

words! {
    /// What a number counts or names.
    NumberKind {
        /// How many.
        Count = "count",
        /// A version of a definition.
        Version = "version",
        /// A number that names something.
        Id = "id",
        /// A position.
        Index = "index",
        /// A network port.
        Port = "port",
        /// Larger is more urgent.
        Priority = "priority",
        /// A number of the caller's choice.
        Reference = "reference",
    }
}

words! {
    /// What a caller must give.
    Required {
        /// Text, bytes or a list with something in it.
        NonEmpty = "non_empty",
        /// A number above zero.
        Positive = "positive",
        /// A message, or a field with presence, that is there.
        Set = "set",
    }
}

words! {
    /// What the zero value of an enum stands for.
    ZeroValue {
        /// A real value like the others.
        Value = "value",
        /// Nothing was said.
        Unspecified = "unspecified",
    }
}

words! {
    /// What a status on a later attempt says about an earlier one.
    AfterRetry {
        /// An earlier attempt worked, so the call is a success.
        AlreadyApplied = "already_applied",
    }
}

/// A fact that was stated: its name and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// The key in the semantics file.
    pub fact: &'static str,
    /// Where it stands.
    pub span: Span,
}

/// Facts that every kind of element can have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    /// The first release that has it; undecided only under `--undecided warn`.
    pub since: Option<Release>,
    /// Why not to use it, one sentence; also set, to a general sentence, by `deprecated` in the proto.
    pub deprecated: Option<String>,
    /// The proto name of what to use instead.
    pub replaced_by: Option<String>,
    /// The name to spell instead of the proto's.
    pub name: Option<String>,
    /// Where each fact about the element was stated, in the order of the fact names.
    pub stated: Vec<Stated>,
}

/// What a call class means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassFacts {
    /// For the docs of SDKs.
    pub doc: String,
    /// Repeated after these.
    pub retry: Vec<Status>,
    /// Repeated after these too when the caller chose at-least-once.
    pub at_least_once: Vec<Status>,
    /// Failures known to have happened before anything was sent are repeated.
    pub before_sending: bool,
    /// Where each of this was stated.
    pub stated: Vec<Stated>,
}

/// One kind of key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFacts {
    /// The key is text rather than a number.
    pub is_text: bool,
    /// For the docs of SDKs.
    pub doc: String,
    /// Other kinds of keys that may be given where this one is asked for.
    pub accepts: Vec<String>,
    /// Where each of this was stated.
    pub stated: Vec<Stated>,
}

/// Values with a meaning of their own among otherwise ordinary ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentinelFacts {
    /// For the docs of SDKs.
    pub doc: String,
    /// The named values, in the order of the file.
    pub values: Vec<NamedValue>,
    /// Index of the value that a caller gets who says nothing.
    pub default: usize,
    /// What every other value is called.
    pub other: OtherValue,
    /// Where each of this was stated.
    pub stated: Vec<Stated>,
}

/// A value with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedValue {
    /// lowerCamel.
    pub name: String,
    /// What goes over the wire.
    pub wire: WireValue,
    /// For the docs of SDKs.
    pub doc: String,
}

/// What a named value is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireValue {
    /// This number.
    Number(i64),
    /// The list without elements.
    EmptyList,
}

/// The values that have no name of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherValue {
    /// lowerCamel.
    pub name: String,
    /// The smallest that callers may send; for a list its smallest length.
    pub min: Option<i64>,
    /// For the docs of SDKs.
    pub doc: String,
}

/// How long a call may take when its caller says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deadline {
    /// No limit.
    None,
    /// This long.
    After(Duration),
    /// As long as a field of the request says, and then some.
    FromField {
        /// Index of the field in the request.
        field: usize,
        /// What comes on top.
        plus: Duration,
        /// What the field's zero counts as.
        zero: Duration,
    },
}

/// The condition under which an RPC counts as idempotent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentIf {
    /// Indices of request fields that must be set (not empty).
    pub set: Vec<usize>,
    /// Indices of request fields that must be above zero.
    pub positive: Vec<usize>,
}

/// What is known about an RPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcFacts {
    /// Since, deprecation, spelling.
    pub life: Life,
    /// How it may be repeated.
    pub class: CallClass,
    /// Under this condition it is [`CallClass::Idempotent`] instead.
    pub idempotent_if: Option<IdempotentIf>,
    /// Repeated after these: the class's, unless stated for the RPC.
    pub retry: Vec<Status>,
    /// Its default deadline.
    pub deadline: Deadline,
    /// The gateway never pushes it back, so RESOURCE_EXHAUSTED means too large.
    pub backpressure_exempt: bool,
    /// What a status on a later attempt says about an earlier one.
    pub after_retry: BTreeMap<Status, AfterRetry>,
    /// Index of the response's only field, a list of which SDKs stream the items.
    pub items: Option<usize>,
    /// The documented meaning of statuses.
    pub errors: BTreeMap<Status, String>,
}

/// What is known about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageFacts {
    /// Since, deprecation, spelling.
    pub life: Life,
    /// How callers make one; empty when nothing is required.
    pub constructors: Vec<Constructor>,
    /// Groups of field indices of which at least one must be given.
    pub one_of: Vec<Vec<usize>>,
    /// One per field, in the order of the message.
    pub fields: Vec<FieldFacts>,
}

/// A way to make a message from what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constructor {
    /// lowerCamel; `new` for the only one.
    pub name: String,
    /// Indices of the fields that are its parameters.
    pub fields: Vec<usize>,
}

/// What a field's value means beyond its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// JSON in text.
    Json(JsonKind),
    /// Text that is neither JSON nor a key, though its name may suggest it.
    PlainText,
    /// A key of this kind.
    Key(String),
    /// Milliseconds.
    DurationMs,
    /// A point in time.
    Instant(InstantKind),
    /// A number of this kind.
    Number(NumberKind),
}

/// Another field without which a field has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnlyWhen {
    /// Index of an enum field of the same message.
    pub field: usize,
    /// Indices of the values under which this field means something.
    pub values: Vec<usize>,
}

/// What is known about a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldFacts {
    /// Since, deprecation, spelling.
    pub life: Life,
    /// `None`: its type says it all.
    pub meaning: Option<Meaning>,
    /// Name of the sentinels it uses.
    pub sentinel: Option<String>,
    /// What a caller must give.
    pub required: Option<Required>,
    /// Filled from the client-wide default when empty.
    pub tenant: bool,
    /// The lease token of a job.
    pub lease: bool,
    /// In responses: has no meaning otherwise.
    pub only_when: Option<OnlyWhen>,
}

/// What is known about an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumFacts {
    /// Since, deprecation, spelling.
    pub life: Life,
    /// What zero stands for; `None` only under `--undecided warn`.
    pub zero: Option<ZeroValue>,
    /// One per value, in the order of the enum.
    pub values: Vec<Life>,
}
