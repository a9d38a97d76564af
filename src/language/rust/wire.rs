//! `gateway/wire.rs`: how messages become their wire form and back, and `gateway/served.rs`: the same
//! from the gateway's side.

use super::super::model::{FieldModel, Member, MessageModel, Model, OneofModel};
use super::layout::{WIDTH, arm, assigned, braced, call, fits, import};
use super::raw_names;
use super::types::{self, Types};
use crate::ir::Api;
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "rust/src/gateway/wire.rs.j2")]
pub(super) struct WireFile {
    /// Whether it is the gateway's side: what clients send is read, what they read is sent.
    served: bool,
    messages: Vec<MessageView>,
    oneofs: Vec<OneofView>,
    imports: Vec<String>,
}

#[derive(Clone)]
struct MessageView {
    name: String,
    raw: String,
    sent: bool,
    received: bool,
    checks: Vec<String>,
    uses_context: bool,
    encode: Vec<String>,
    decode: Vec<String>,
    empty: bool,
}

#[derive(Clone)]
struct OneofView {
    name: String,
    raw: String,
    /// A short name for it.
    alias: Vec<String>,
    sent: bool,
    received: bool,
    encode: Vec<String>,
    decode: Vec<String>,
}

impl WireFile {
    /// What a client does with the messages of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let types = Types::new(model, &[]);
        let models = model.messages();
        let messages = models.iter().map(|message| message_view(&types, message, api));
        let oneofs = models.iter().flat_map(|message| {
            let oneofs = message.members.iter().filter_map(|member| match member {
                Member::Oneof(oneof) => Some(oneof),
                Member::Field(_) => None,
            });
            oneofs.map(|oneof| oneof_view(&types, message, oneof, api)).collect::<Vec<_>>()
        });
        let (messages, oneofs): (Vec<_>, Vec<_>) = (messages.collect(), oneofs.collect());
        Self { served: false, imports: imports(&messages, &oneofs), oneofs, messages }
    }

    /// What a gateway does with them that clients do not.
    pub(super) fn served(&self) -> Self {
        let (mut messages, mut oneofs) = (self.messages.clone(), self.oneofs.clone());
        for message in &mut messages {
            (message.sent, message.received) = (!message.sent, !message.received);
            // Only requests are checked, and here they are read.
            message.checks.clear();
        }
        for oneof in &mut oneofs {
            (oneof.sent, oneof.received) = (!oneof.sent, !oneof.received);
        }
        Self { served: true, imports: imports(&messages, &oneofs), oneofs, messages }
    }
}

/// What the file imports: only what it uses, whatever the API is like.
fn imports(messages: &[MessageView], oneofs: &[OneofView]) -> Vec<String> {
    let sent = messages.iter().filter(|m| m.sent).flat_map(|m| &m.encode);
    let received = messages.iter().filter(|m| m.received).flat_map(|m| &m.decode);
    let oneof_sent = oneofs.iter().filter(|o| o.sent).flat_map(|o| &o.encode);
    let oneof_received = oneofs.iter().filter(|o| o.received).flat_map(|o| &o.decode);
    let lines: Vec<&String> =
        sent.chain(received).chain(oneof_sent).chain(oneof_received).collect();
    let uses = |calls: &[&str]| lines.iter().any(|l| calls.iter().any(|call| l.contains(call)));
    let functions = [
        ("check", messages.iter().any(|m| m.sent && !m.checks.is_empty())),
        ("decode", uses(&["decode(", "decode::<"])),
        ("field", uses(&["field("])),
    ];
    let functions = functions.iter().filter(|(_, used)| *used).map(|(name, _)| *name);
    let names = ["EncodeContext", "FromWire", "IntoWire"].into_iter().chain(functions);
    import("crate::contract", &names.map(str::to_owned).collect::<Vec<_>>())
}

fn message_view(types: &Types<'_>, message: &MessageModel, api: &Api) -> MessageView {
    let proto = api.message(message.id);
    let encode: Vec<String> =
        message.members.iter().map(|member| encode_member(message, member)).collect();
    let mut checks: Vec<String> = message.fields().filter_map(types::check).collect();
    checks.extend(message.one_of.iter().map(|group| one_of(message, group)));
    let mut decode: Vec<String> =
        message.members.iter().map(|member| decode_member(message, member)).collect();
    decode.extend(message.marks_already_applied.then(|| "already_applied: false".to_owned()));
    let raw = raw_names::path(&proto.package, &message.stated_path);
    MessageView {
        name: types.path(&message.name),
        sent: message.sent,
        received: message.received,
        checks,
        uses_context: encode.iter().any(|line| uses_context(line)),
        encode: braced(8, &format!("Ok({raw}"), &encode, ")"),
        decode: braced(8, "Self", &decode, ""),
        empty: message.members.is_empty(),
        raw,
    }
}

/// A field may be called `context` too.
fn uses_context(line: &str) -> bool {
    let uses = [", context)", "    context,", ": context.tenant"];
    uses.iter().any(|mark| line.contains(mark))
}

/// Where the fields of a struct and the arms of a match stand.
const INDENT: usize = 12;

/// `name: value`, its value broken where rustfmt would.
fn entry(name: &str, value: &str) -> String {
    let line = format!("{name}: {value}");
    if fits(INDENT, &line) {
        return line;
    }
    let callee = ["field", "context.tenants_when"].into_iter().find_map(|callee| {
        let rest = value.strip_prefix(callee)?.strip_prefix('(')?;
        Some((callee, rest.rsplit_once(')')?))
    });
    if let Some((callee, (arguments, tail))) = callee {
        let arguments: Vec<String> = arguments.split(", ").map(str::to_owned).collect();
        return call(INDENT, &format!("{name}: {callee}"), &arguments, tail);
    }
    // The last call of a chain, or the access to a field, goes to a line of its own.
    let breaks = [").then(", ").filter(", "self.", "wire."];
    let at = breaks.iter().find_map(|mark| Some(value.find(mark)? + mark.find('.')?));
    match at {
        Some(at) => format!("{name}: {}\n    {}", &value[..at], &value[at..]),
        None => line,
    }
}

fn encode_member(message: &MessageModel, member: &Member) -> String {
    match member {
        Member::Field(field) => {
            let condition = field.only_when.as_ref();
            let condition = condition.and_then(|(other, numbers)| {
                Some((message.field(*other)?.name.as_str(), numbers.as_slice()))
            });
            entry(&types::wire_field(field), &types::encode(field, condition))
        }
        Member::Oneof(oneof) => {
            let shown = types::shown(&oneof.name);
            let value = format!("field({shown:?}, self.{}, context)?", oneof.name);
            entry(&raw_names::field(&oneof.proto_name), &value)
        }
    }
}

fn decode_member(message: &MessageModel, member: &Member) -> String {
    match member {
        Member::Field(field) => {
            let condition = field.only_when.as_ref();
            let condition = condition.and_then(|(other, numbers)| {
                let other = message.field(*other)?;
                Some((other, numbers.as_slice()))
            });
            entry(&field.name, &types::decode(field, condition))
        }
        Member::Oneof(oneof) => {
            let value = format!("decode(wire.{})", raw_names::field(&oneof.proto_name));
            entry(&oneof.name, &value)
        }
    }
}

fn one_of(message: &MessageModel, group: &[usize]) -> String {
    let fields = group.iter().filter_map(|&index| message.field(index));
    let pairs: Vec<String> = fields
        .map(|f| format!("({:?}, {})", types::shown(&f.name), types::given(f, "self")))
        .collect();
    let line = format!("        check::one_given(&[{}])?;", pairs.join(", "));
    if line.chars().count() <= WIDTH {
        return line.trim_start().to_owned();
    }
    let pairs = pairs.join(",\n            ");
    format!("check::one_given(&[\n            {pairs},\n        ])?;")
}

fn oneof_view(
    types: &Types<'_>,
    message: &MessageModel,
    oneof: &OneofModel,
    api: &Api,
) -> OneofView {
    let proto = api.message(message.id);
    let path = format!("{}.{}", message.stated_path, oneof.proto_name);
    let raw = raw_names::path(&proto.package, &path);
    let name = types.path(&oneof.type_ref);
    let variants = || oneof.variants.iter();
    OneofView {
        encode: variants().map(encode_variant).collect(),
        decode: variants().map(decode_variant).collect(),
        alias: assigned(8, "type Wire", &raw),
        name,
        raw,
        sent: message.sent,
        received: message.received,
    }
}

fn encode_variant(field: &FieldModel) -> String {
    let name = &field.name;
    let raw_name = raw_names::type_name(&field.stated_name);
    let shown = types::wire_field(field);
    let shown = types::shown(&shown);
    arm(
        INDENT,
        &format!("Self::{name}(value)"),
        &format!("Wire::{raw_name}(field({shown:?}, value, context)?)"),
    )
}

fn decode_variant(field: &FieldModel) -> String {
    let raw_name = raw_names::type_name(&field.stated_name);
    let value = format!("Self::{}(decode(value))", field.name);
    arm(INDENT, &format!("Wire::{raw_name}(value)"), &value)
}
