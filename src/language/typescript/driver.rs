//! The layout `driver`: a program that makes the calls that it is told on standard input, so that a
//! suite for every language can judge the SDK. What it does around the calls is copied; which calls,
//! messages and fields there are is printed here.

use super::super::driver::{self, Driven, Form, Verb};
use super::super::model::{EnumModel, MessageModel, Model, SentinelModel, TypeRef};
use super::layout::{STEP, array, call, fits};
use super::text;
use super::types::flat_name;
use crate::naming::{Case, join};
use crate::render::{FileSet, Template, copied, print};
use crate::semantics::facts::WireValue;

/// The folder of its templates.
const TEMPLATES: &str = "typescript-driver";

/// The whole program.
pub(super) fn files(model: &Model) -> Result<FileSet, String> {
    let driven = Driven::of(model)?;
    let mut files = FileSet::default();
    for (path, content) in copied(TEMPLATES) {
        files.insert(path, content);
    }
    print(&mut files, "src/gateway.ts", &Gateway::new(model, &driven))?;
    print(&mut files, "src/messages.ts", &Messages::new(model, &driven))?;
    Ok(files)
}

/// `gateway.ts`: a call of each RPC by its name.
#[derive(Template)]
#[template(path = "typescript-driver/src/gateway.ts.j2", escape = "none")]
struct Gateway {
    calls: Vec<Vec<String>>,
}

impl Gateway {
    fn new(model: &Model, driven: &Driven<'_>) -> Self {
        Self { calls: driven.calls.iter().map(|call| call_lines(model, call)).collect() }
    }
}

fn call_lines(model: &Model, call: &driver::Call<'_>) -> Vec<String> {
    let rpc = call.rpc;
    let answered = rpc.items.as_ref().map_or(rpc.response, |items| items.item);
    let read = function(Verb::Read, model.message_ref(rpc.request));
    let write = function(Verb::Write, model.message_ref(answered));
    let (head, made) =
        ("(client, request, options) =>", format!("client.{}(request, options),", rpc.method));
    let shape = if call.is_stream { "items" } else { "reply" };
    let mut lines =
        vec![format!("  {}: {shape}(", rpc.proto_name), format!("    messages.{read},")];
    let line = format!("{head} {made}");
    if fits(2 * STEP, &line, 0) {
        lines.push(format!("    {line}"));
    } else {
        lines.extend([format!("    {head}"), format!("      {made}")]);
    }
    lines.extend([format!("    messages.{write},"), "  ),".to_owned()]);
    lines
}

/// `messages.ts`: every message, enum and named value from JSON and to JSON.
#[derive(Template)]
#[template(path = "typescript-driver/src/messages.ts.j2", escape = "none")]
struct Messages {
    enums: Vec<TableView>,
    sentinels: Vec<TableView>,
    sent: Vec<MessageView>,
    received: Vec<MessageView>,
}

struct TableView {
    head: String,
    lines: Vec<String>,
}

struct MessageView {
    head: Vec<String>,
    lines: Vec<String>,
}

impl Messages {
    fn new(model: &Model, driven: &Driven<'_>) -> Self {
        Self {
            enums: driven.enums.iter().map(|item| enum_view(item)).collect(),
            sentinels: model.sentinels.iter().map(|one| sentinel_view(model, one)).collect(),
            sent: driven.sent.iter().map(|message| read_view(model, message)).collect(),
            received: driven.received.iter().map(|message| write_view(model, message)).collect(),
        }
    }
}

fn enum_view(item: &EnumModel) -> TableView {
    let name = flat_name(&item.name);
    let lines = item.values.iter().flat_map(|value| {
        let items = [format!("sdk.{name}.{}", value.name), value.number.to_string()];
        array(STEP, &format!("{}: ", value.proto_name), &items, ",")
    });
    TableView {
        head: format!("const {} = new OpenEnum({{", constant(&item.name)),
        lines: lines.collect(),
    }
}

fn sentinel_view(model: &Model, sentinel: &SentinelModel) -> TableView {
    let lines = sentinel.values.iter().map(|value| {
        let wire = match &value.wire {
            WireValue::Number(number) => number.to_string(),
            WireValue::EmptyList => String::new(),
        };
        format!("  {}: sdk.{}.{},", text::literal(&wire), sentinel.name, value.name)
    });
    let other = converter(model, &Form::beside(model, sentinel), Verb::Read);
    let name = join(&sentinel.name, Case::ScreamingSnake);
    TableView { head: format!("const {name} = new Named({other}, {{"), lines: lines.collect() }
}

/// What reads a message.
fn read_view(model: &Model, message: &MessageModel) -> MessageView {
    let lines = message.fields().flat_map(|field| {
        let member = text::literal(&field.parameter);
        let read = converter(model, &Form::of(model, field), Verb::Read);
        call(STEP, "given.take", &[text::literal(&field.json_name()), member, read], ";")
    });
    let head = format!("export function {}", function(Verb::Read, &message.name));
    MessageView {
        head: call(0, &head, &["value: unknown".to_owned()], ": unknown {"),
        lines: lines.collect(),
    }
}

/// What shows a message.
fn write_view(model: &Model, message: &MessageModel) -> MessageView {
    let put = |name: &str, member: &str, form: &Form<'_>| {
        let items =
            [text::literal(name), format!("value.{member}"), converter(model, form, Verb::Write)];
        call(STEP, "out.put", &items, ";")
    };
    let mut lines: Vec<String> = message
        .fields()
        .flat_map(|field| put(&field.json_name(), &field.parameter, &Form::of(model, field)))
        .collect();
    if message.marks_already_applied {
        lines.extend(put("already_applied", "alreadyApplied", &Form::Plain));
    }
    let head = format!("export function {}", function(Verb::Write, &message.name));
    // Some messages have nothing to show.
    let value = if lines.is_empty() { "_value" } else { "value" };
    let parameters =
        [format!("{value}: sdk.{}", flat_name(&message.name)), "style: write.Style".to_owned()];
    MessageView { head: call(0, &head, &parameters, ": object {"), lines }
}

/// What reads or writes a value.
fn converter(model: &Model, form: &Form<'_>, verb: Verb) -> String {
    let one = |form: &Form<'_>| converter(model, form, verb);
    match (form, verb) {
        // Keys are texts, and numbers of 32 bits are in JSON what they are in the language.
        (Form::Plain | Form::Int | Form::Key, _) | (Form::Float, Verb::Write) => {
            format!("{verb}.plain")
        }
        (Form::Float, Verb::Read) => format!("{verb}.float"),
        (Form::Int64, _) => format!("{verb}.int64"),
        (Form::Bytes, _) => format!("{verb}.bytes"),
        (Form::Duration, _) => format!("{verb}.duration"),
        (Form::Instant, _) => format!("{verb}.instant"),
        (Form::Variables, Verb::Read) => "readVariables".to_owned(),
        (Form::Variables, Verb::Write) => "write.variables".to_owned(),
        (Form::Named(sentinel), Verb::Read) => {
            format!("{}.read", join(&sentinel.name, Case::ScreamingSnake))
        }
        (Form::Named(sentinel), Verb::Write) => one(&Form::beside(model, sentinel)),
        (Form::Message(name), _) => function(verb, name),
        (Form::Enum(name), _) => format!("{}.{verb}", constant(name)),
        (Form::Each(form), _) => format!("{verb}.each({})", one(form)),
        (Form::Entries(_, form), _) => format!("{verb}.entries({})", one(form)),
    }
}

/// The function that reads or writes a message.
fn function(verb: Verb, name: &TypeRef) -> String {
    format!("{verb}{}", flat_name(name))
}

/// The table of an enum.
fn constant(name: &TypeRef) -> String {
    let parts = name.scopes.iter().chain([&name.name]);
    parts.map(|part| join(part, Case::ScreamingSnake)).collect::<Vec<_>>().join("__")
}
