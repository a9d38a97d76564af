//! The layout `driver`: a program that makes the calls that it is told on standard input, so that a
//! suite for every language can judge the SDK. What it does around the calls is copied; which calls,
//! messages and fields there are is printed here.

use std::collections::BTreeSet;

use super::super::driver::{self, Driven, Form, Verb};
use super::super::model::{EnumModel, Kind, MessageModel, Model, SentinelModel, TypeRef};
use super::layout::call;
use super::text;
use crate::ir::MessageId;
use crate::naming::{Case, join};
use crate::render::{FileSet, Template, copied, print};
use crate::semantics::facts::WireValue;

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
        let read = converter(model, &Form::of(model, field), Verb::Read);
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
            let write = converter(model, &Form::of(model, field), Verb::Write);
            put(&field.json_name(), &field.parameter, write)
        })
        .collect();
    if message.marks_already_applied {
        let write = converter(model, &Form::Plain, Verb::Write);
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
    SentinelView {
        constant: join(&sentinel.name, Case::ScreamingSnake),
        values: values.collect(),
        other: converter(model, &Form::beside(model, sentinel), Verb::Read),
    }
}

/// What reads or writes a value.
fn converter(model: &Model, form: &Form<'_>, verb: Verb) -> String {
    match (form, verb) {
        (Form::Plain, _) | (Form::Int | Form::Float, Verb::Write) => format!("{verb}_plain"),
        (Form::Int | Form::Int64 | Form::Key, Verb::Read) => "read_int".to_owned(),
        (Form::Int64 | Form::Key, Verb::Write) => "write_int64".to_owned(),
        (Form::Float, Verb::Read) => "read_float".to_owned(),
        (Form::Bytes, _) => format!("{verb}_bytes"),
        (Form::Duration, _) => format!("{verb}_duration"),
        (Form::Instant, _) => format!("{verb}_instant"),
        (Form::Variables, _) => format!("{verb}_variables"),
        (Form::Named(sentinel), Verb::Read) => {
            format!("{}.read", join(&sentinel.name, Case::ScreamingSnake))
        }
        (Form::Named(sentinel), Verb::Write) => {
            converter(model, &Form::beside(model, sentinel), verb)
        }
        (Form::Message(name), _) => function(verb, name),
        (Form::Enum(name), _) => format!("{}.{verb}", constant(name)),
        (Form::Each(one), _) => format!("{verb}_each({})", converter(model, one, verb)),
        (Form::Entries(key, one), Verb::Read) => {
            format!(
                "read_entries({}, {})",
                converter(model, key, verb),
                converter(model, one, verb)
            )
        }
        (Form::Entries(_, one), Verb::Write) => {
            format!("write_entries({})", converter(model, one, verb))
        }
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
