//! The layout `driver`: a program that makes the calls that it is told on standard input, so that a
//! suite for every language can judge the SDK. What it does around the calls is copied; which calls,
//! messages and fields there are is printed here.

use std::collections::BTreeSet;
use std::fmt;

use super::super::driver::{self, Driven};
use super::super::model::{
    EnumModel, FieldModel, Kind, Many, MessageModel, Model, SentinelModel, TypeRef,
};
use super::layout::call;
use super::text;
use crate::ir::{MessageId, Scalar};
use crate::naming::{Case, join};
use crate::render::{FileSet, Template, copied, print};
use crate::semantics::facts::{InstantKind, WireValue};

/// The folder of its templates.
const TEMPLATES: &str = "python-driver";

/// The whole program.
pub(super) fn files(model: &Model) -> Result<FileSet, String> {
    let driven = Driven::of(model)?;
    let mut files = FileSet::default();
    for (path, content) in copied(TEMPLATES) {
        files.insert(path, content);
    }
    print(&mut files, "zeebe_driver/gateway.py", &Gateway::new(model, &driven))?;
    print(&mut files, "zeebe_driver/messages.py", &Messages::new(model, &driven))?;
    Ok(files)
}

/// `gateway.py`: a call of each RPC by its name.
#[derive(Template)]
#[template(path = "python-driver/zeebe_driver/gateway.py.j2", escape = "none")]
struct Gateway {
    calls: Vec<CallView>,
}

struct CallView {
    name: String,
    method: String,
    read: String,
    write: String,
    is_stream: &'static str,
}

impl Gateway {
    fn new(model: &Model, driven: &Driven<'_>) -> Self {
        Self { calls: driven.calls.iter().map(|call| call_view(model, call)).collect() }
    }
}

fn call_view(model: &Model, call: &driver::Call<'_>) -> CallView {
    let rpc = call.rpc;
    let answered = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    CallView {
        name: text::literal(&rpc.proto_name),
        method: text::literal(&rpc.method),
        read: function(Verb::Read, model.message_ref(rpc.request)),
        write: function(Verb::Write, model.message_ref(answered)),
        is_stream: if call.is_stream { "True" } else { "False" },
    }
}

/// From JSON or to JSON.
#[derive(Clone, Copy)]
enum Verb {
    Read,
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

/// `messages.py`: every message, enum and named value from JSON and to JSON.
#[derive(Template)]
#[template(path = "python-driver/zeebe_driver/messages.py.j2", escape = "none")]
struct Messages {
    enums: Vec<EnumView>,
    sentinels: Vec<SentinelView>,
    sent: Vec<MessageView>,
    received: Vec<MessageView>,
}

struct EnumView {
    constant: String,
    type_path: String,
    values: Vec<(String, i32)>,
}

struct SentinelView {
    constant: String,
    values: Vec<(String, String)>,
    other: String,
}

struct MessageView {
    head: Vec<String>,
    lines: Vec<String>,
}

impl Messages {
    fn new(model: &Model, driven: &Driven<'_>) -> Self {
        let nested = nested(&driven.sent);
        let read =
            |message: &&MessageModel| read_view(model, message, nested.contains(&message.id));
        Self {
            enums: driven.enums.iter().map(|item| enum_view(item)).collect(),
            sentinels: model.sentinels.iter().map(|one| sentinel_view(model, one)).collect(),
            sent: driven.sent.iter().map(read).collect(),
            received: driven.received.iter().map(|message| write_view(model, message)).collect(),
        }
    }
}

/// The messages that stand in what is sent.
fn nested(sent: &[&MessageModel]) -> BTreeSet<MessageId> {
    let kinds = sent.iter().flat_map(|message| message.fields()).map(|field| &field.shape.kind);
    kinds.filter_map(|kind| if let Kind::Message(id) = kind { Some(*id) } else { None }).collect()
}

/// What reads a message: a type of the SDK, or the keywords of a call.
fn read_view(model: &Model, message: &MessageModel, is_nested: bool) -> MessageView {
    let is_type = is_nested || message.received;
    let make = if is_type { type_path(&message.name) } else { "dict".to_owned() };
    let parameters = ["value: Any".to_owned(), format!("make: Make = {make}")];
    let lines = message.fields().flat_map(|field| {
        let member = text::literal(&field.parameter);
        let read = converter(model, field, Verb::Read);
        call(4, "given.take", &[text::literal(&field.json_name()), member, read], "")
    });
    MessageView {
        head: call(0, &definition(Verb::Read, message), &parameters, " -> Any:"),
        lines: lines.collect(),
    }
}

/// What shows a message.
fn write_view(model: &Model, message: &MessageModel) -> MessageView {
    let parameters = [format!("value: {}", type_path(&message.name)), "style: Style".to_owned()];
    let put = |name: &str, member: &str, write: String| {
        let value = format!("value.{member}");
        call(4, "out.put", &[text::literal(name), value, write], "")
    };
    let mut lines: Vec<String> = message
        .fields()
        .flat_map(|field| {
            put(&field.json_name(), &field.parameter, converter(model, field, Verb::Write))
        })
        .collect();
    if message.marks_already_applied {
        let write = scalar(Scalar::Bool, Verb::Write);
        lines.extend(put("already_applied", "already_applied", write));
    }
    MessageView {
        head: call(0, &definition(Verb::Write, message), &parameters, " -> dict[str, Any]:"),
        lines,
    }
}

fn definition(verb: Verb, message: &MessageModel) -> String {
    format!("def {}", function(verb, &message.name))
}

fn enum_view(item: &EnumModel) -> EnumView {
    let values = item.values.iter().map(|value| (text::literal(&value.proto_name), value.number));
    EnumView {
        constant: constant(&item.name),
        type_path: type_path(&item.name),
        values: values.collect(),
    }
}

fn sentinel_view(model: &Model, sentinel: &SentinelModel) -> SentinelView {
    let values = sentinel.values.iter().map(|value| {
        let wire = match &value.wire {
            WireValue::Number(number) => number.to_string(),
            WireValue::EmptyList => "()".to_owned(),
        };
        (wire, format!("values.{}.{}", sentinel.name, value.name))
    });
    let other = one(model, &sentinel.inner, Verb::Read);
    SentinelView {
        constant: join(&sentinel.name, Case::ScreamingSnake),
        values: values.collect(),
        other: if sentinel.is_list { format!("read_each({other})") } else { other },
    }
}

/// What reads or writes a field.
fn converter(model: &Model, field: &FieldModel, verb: Verb) -> String {
    let one = one(model, &field.shape.kind, verb);
    match field.shape.many {
        Many::One | Many::Optional | Many::NoneIfZero => one,
        // A named value may stand for a list.
        Many::List if matches!(field.shape.kind, Kind::Sentinel(_)) => one,
        Many::List => format!("{verb}_each({one})"),
        Many::Map(key) => match verb {
            Verb::Read => format!("read_entries({}, {one})", scalar(key, verb)),
            Verb::Write => format!("write_entries({one})"),
        },
    }
}

/// What reads or writes a single value.
fn one(model: &Model, kind: &Kind, verb: Verb) -> String {
    match kind {
        Kind::Scalar(of, _) => scalar(*of, verb),
        Kind::Json(_) => format!("{verb}_variables"),
        Kind::Key(name) => {
            let is_text = model.keys.iter().any(|key| key.name == *name && key.is_text);
            scalar(if is_text { Scalar::String } else { Scalar::Int64 }, verb)
        }
        Kind::Duration(_) => format!("{verb}_duration"),
        Kind::Instant(InstantKind::EpochMs, _) => format!("{verb}_instant"),
        Kind::Instant(InstantKind::Iso8601, _) => scalar(Scalar::String, verb),
        Kind::Sentinel(index) => match (verb, &model.sentinels[*index]) {
            (Verb::Read, sentinel) => {
                format!("{}.read", join(&sentinel.name, Case::ScreamingSnake))
            }
            (Verb::Write, sentinel) => one(model, &sentinel.inner, verb),
        },
        Kind::Message(id) => function(verb, model.message_ref(*id)),
        Kind::Enum(id) => format!("{}.{verb}", constant(model.enum_ref(*id))),
    }
}

fn scalar(scalar: Scalar, verb: Verb) -> String {
    let (read, written) = match scalar {
        Scalar::Double | Scalar::Float => ("float", "plain"),
        Scalar::Int32 | Scalar::Uint32 | Scalar::Sint32 | Scalar::Fixed32 | Scalar::Sfixed32 => {
            ("int", "plain")
        }
        Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64 => {
            ("int", "int64")
        }
        Scalar::Bytes => ("bytes", "bytes"),
        Scalar::Bool | Scalar::String => ("plain", "plain"),
    };
    match verb {
        Verb::Read => format!("read_{read}"),
        Verb::Write => format!("write_{written}"),
    }
}

/// The function that reads or writes a message.
fn function(verb: Verb, name: &TypeRef) -> String {
    format!("{verb}_{}", words(name, Case::Snake))
}

/// The table of an enum.
fn constant(name: &TypeRef) -> String {
    words(name, Case::ScreamingSnake)
}

fn words(name: &TypeRef, case: Case) -> String {
    let parts = name.scopes.iter().chain([&name.name]).map(|part| join(part, case));
    parts.collect::<Vec<_>>().join("__")
}

fn type_path(name: &TypeRef) -> String {
    let parts = name.scopes.iter().chain([&name.name]).map(String::as_str);
    format!("types.{}", parts.collect::<Vec<_>>().join("."))
}
