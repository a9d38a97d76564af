//! What the driver of every language is printed from: a program that makes the calls that it is told,
//! so that one suite can judge every SDK.

use std::fmt;

use super::OptionInfo;
use super::feature::Feature;
use super::model::{
    EnumModel, FieldModel, Kind, Many, MessageModel, Model, RpcModel, SentinelModel, TypeRef,
};
use crate::ir::{Scalar, Streaming};
use crate::semantics::facts::InstantKind;

/// The word for a driver among the values of the option `layout`.
pub(super) const LAYOUT: &str = "driver";

/// The option that says where the SDK is that a driver drives.
pub(super) const SDK: OptionInfo = OptionInfo {
    key: "sdk",
    values: &[],
    doc: "for the layout `driver`: where the package of the SDK is, `../sdk` unless said",
};
/// Its value when it is not stated.
pub(super) const BESIDE: &str = "../sdk";

/// The calls that one line can tell, and the types in what they send and receive.
pub(super) struct Driven<'m> {
    /// Every RPC whose client sends one message.
    pub(super) calls: Vec<Call<'m>>,
    /// What is read from JSON.
    pub(super) sent: Vec<&'m MessageModel>,
    /// What is shown as JSON.
    pub(super) received: Vec<&'m MessageModel>,
    /// What is read and shown.
    pub(super) enums: Vec<&'m EnumModel>,
}

/// A call of an RPC.
pub(super) struct Call<'m> {
    /// The RPC.
    pub(super) rpc: &'m RpcModel,
    /// It answers with a stream.
    pub(super) is_stream: bool,
}

impl<'m> Driven<'m> {
    /// What there is in an API.
    ///
    /// # Errors
    /// When the API lacks what the steps of the suite are about.
    pub(super) fn of(model: &'m Model) -> Result<Self, String> {
        let needed = [
            (Feature::Jobs, "jobs"),
            (Feature::DeployFiles, "deployments"),
            (Feature::Readiness, "waiting until a gateway is ready"),
        ];
        if let Some((_, what)) = needed.iter().find(|(feature, _)| !model.has(*feature)) {
            return Err(format!("a driver has steps about {what}, which this API lacks"));
        }
        let messages = model.messages();
        Ok(Self {
            calls: model.rpcs.iter().filter_map(call).collect(),
            sent: messages.iter().copied().filter(|message| message.sent).collect(),
            received: messages.iter().copied().filter(|message| message.received).collect(),
            enums: model.enums(),
        })
    }
}

/// Who streams requests has more to say than one line tells.
fn call(rpc: &RpcModel) -> Option<Call<'_>> {
    match rpc.streaming {
        Streaming::Unary => Some(Call { rpc, is_stream: false }),
        Streaming::Server => Some(Call { rpc, is_stream: true }),
        Streaming::Client | Streaming::Bidi => None,
    }
}

/// From JSON to what an SDK takes, or from what it gives to JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// From JSON.
    Read,
    /// To JSON.
    Write,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

/// What has a form in JSON that is not that of the language, for languages whose drivers convert by
/// functions. Those of Rust are chosen by type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form<'m> {
    /// Text and flags, which JSON has too.
    Plain,
    /// A whole number of 32 bits or fewer.
    Int,
    /// A whole number of 64 bits, which is text in JSON.
    Int64,
    /// A number with a fraction.
    Float,
    /// Bytes, which are base64 in JSON.
    Bytes,
    /// A key, which is text in JSON whatever it is on the wire.
    Key,
    /// A duration in milliseconds.
    Duration,
    /// An instant in milliseconds of the epoch.
    Instant,
    /// JSON.
    Variables,
    /// One of several named values, or another one.
    Named(&'m SentinelModel),
    /// A message.
    Message(&'m TypeRef),
    /// An enum.
    Enum(&'m TypeRef),
    /// A list of values.
    Each(Box<Form<'m>>),
    /// Values by name or number.
    Entries(Box<Form<'m>>, Box<Form<'m>>),
}

impl<'m> Form<'m> {
    /// That of a field.
    pub(super) fn of(model: &'m Model, field: &FieldModel) -> Self {
        let one = Self::of_one(model, &field.shape.kind);
        match field.shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => one,
            // A named value may stand for a list.
            Many::List if matches!(field.shape.kind, Kind::Sentinel(_)) => one,
            Many::List => Self::Each(Box::new(one)),
            Many::Map(key) => Self::Entries(Box::new(Self::of_scalar(key)), Box::new(one)),
        }
    }

    /// That of a value that a named one may stand for.
    pub(super) fn beside(model: &'m Model, sentinel: &SentinelModel) -> Self {
        let one = Self::of_one(model, &sentinel.inner);
        if sentinel.is_list { Self::Each(Box::new(one)) } else { one }
    }

    fn of_one(model: &'m Model, kind: &Kind) -> Self {
        match kind {
            Kind::Scalar(scalar, _) => Self::of_scalar(*scalar),
            Kind::Json(_) => Self::Variables,
            Kind::Key(name) => {
                let is_text = model.keys.iter().any(|key| key.name == *name && key.is_text);
                if is_text { Self::Plain } else { Self::Key }
            }
            Kind::Duration(_) => Self::Duration,
            Kind::Instant(InstantKind::EpochMs, _) => Self::Instant,
            Kind::Instant(InstantKind::Iso8601, _) => Self::Plain,
            Kind::Sentinel(index) => Self::Named(&model.sentinels[*index]),
            Kind::Message(id) => Self::Message(model.message_ref(*id)),
            Kind::Enum(id) => Self::Enum(model.enum_ref(*id)),
        }
    }

    fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Double | Scalar::Float => Self::Float,
            Scalar::Int32
            | Scalar::Uint32
            | Scalar::Sint32
            | Scalar::Fixed32
            | Scalar::Sfixed32 => Self::Int,
            Scalar::Int64
            | Scalar::Uint64
            | Scalar::Sint64
            | Scalar::Fixed64
            | Scalar::Sfixed64 => Self::Int64,
            Scalar::Bytes => Self::Bytes,
            Scalar::Bool | Scalar::String => Self::Plain,
        }
    }
}
