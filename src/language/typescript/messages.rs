//! `types.ts`: the interfaces and enums of the API, as users see them.

use super::super::markup;
use super::super::model::{
    Doc, EnumModel, EnumValueModel, FieldModel, Kind, Member, MessageModel, Model, OneofModel,
};
use super::super::policy::ALREADY_APPLIED;
use super::imports::Code;
use super::layout::{STEP, generic, import, union};
use super::text::{literal, tag, tsdoc, width};
use super::types::{Types, flat_name, must_be_given, parameters};
use crate::render::Template;

/// The whole file.
#[derive(Template)]
#[template(path = "typescript/src/types.ts.j2")]
pub(super) struct TypesFile {
    imports: Vec<String>,
    messages: Vec<MessageView>,
    enums: Vec<EnumView>,
}

struct MessageView {
    docs: Vec<String>,
    head: String,
    members: Vec<MemberView>,
}

struct MemberView {
    docs: Vec<String>,
    declaration: Vec<String>,
}

struct EnumView {
    docs: Vec<String>,
    name: String,
    values: Vec<ValueView>,
    ty: Vec<String>,
}

struct ValueView {
    docs: Vec<String>,
    name: String,
    text: String,
}

impl TypesFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let messages = model.messages().into_iter().map(|m| message_view(model, m));
        let messages: Vec<MessageView> = messages.collect();
        let enums: Vec<EnumView> = model.enums().into_iter().map(enum_view).collect();
        Self { imports: imports(&messages, !enums.is_empty()), messages, enums }
    }
}

/// The lines that import what the declarations name.
fn imports(messages: &[MessageView], has_enums: bool) -> Vec<String> {
    let code = messages.iter().flat_map(|m| m.members.iter().flat_map(|m| &m.declaration));
    let code = Code::of(code);
    let mut lines = Vec::new();
    if has_enums {
        lines.push("import type { Unrecognized } from \"./contract/index.js\";".to_owned());
    }
    if code.names("Duration") {
        lines.push("import type { Duration } from \"./duration.js\";".to_owned());
    }
    let json = code.those(&["Json", "RawJson"]);
    if !json.is_empty() {
        lines.extend(import("import type", &json, "./json/index.js"));
    }
    let modules = ["keys", "values"].into_iter().filter(|name| code.uses_module(name));
    lines.extend(modules.map(|name| format!("import type * as {name} from \"./{name}.js\";")));
    lines
}

fn message_view(model: &Model, message: &MessageModel) -> MessageView {
    let name = flat_name(&message.name);
    let docs = type_docs(&message.doc, &message.proto_path);
    let parameters = parameters(model, message);
    let declared: Vec<String> = parameters.iter().map(|p| p.declaration.clone()).collect();
    let types = Types::inside(model);
    let mut members = Vec::new();
    for member in &message.members {
        let (fields, oneof) = match member {
            Member::Field(field) => (std::slice::from_ref(field), None),
            Member::Oneof(oneof) => (oneof.variants.as_slice(), Some(oneof)),
        };
        for field in fields {
            let own = parameters.iter().find(|p| p.field == field.index).map(|p| p.name.as_str());
            members.push(member_view(&types, message, field, own, oneof));
        }
    }
    members.extend(message.marks_already_applied.then(|| already_applied(message)));
    let head = match members.as_slice() {
        [] => format!("export type {name} = Readonly<Record<string, never>>;"),
        _ => generic(0, &format!("export interface {name}"), &declared, " {").join("\n"),
    };
    MessageView { docs, head, members }
}

fn member_view(
    types: &Types<'_>,
    message: &MessageModel,
    field: &FieldModel,
    parameter: Option<&str>,
    oneof: Option<&OneofModel>,
) -> MemberView {
    let (mark, ty) = match message.sent {
        true if oneof.is_some() || !must_be_given(message, field) => {
            ("?", types.given(message, field, parameter))
        }
        true => ("", types.given(message, field, parameter)),
        false => ("", types.held(&field.shape, parameter)),
    };
    let name = format!("readonly {}{mark}:", field.parameter);
    let room = width(STEP);
    let mut docs = markup::doc(&field.doc, &markup::undocumented(&field.proto_name), room);
    for note in notes(types.model, message, field, oneof) {
        markup::push_paragraph(&mut docs, markup::wrap(&note, room));
    }
    push_deprecation(&mut docs, &field.doc, room);
    MemberView { docs: tsdoc(STEP, &docs), declaration: union(STEP, &name, &ty) }
}

/// What a field is, beyond its comment.
pub(super) fn notes(
    model: &Model,
    message: &MessageModel,
    field: &FieldModel,
    oneof: Option<&OneofModel>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(oneof) = oneof.filter(|oneof| oneof.variants.len() > 1) {
        let others = oneof.variants.iter().filter(|v| v.index != field.index);
        let others: Vec<String> = others.map(|v| format!("`{}`", v.parameter)).collect();
        notes.push(format!("Only one of this and {} is set.", others.join(", ")));
    }
    if let Kind::Sentinel(index) = field.shape.kind {
        let sentinel = &model.sentinels[index];
        let default = &sentinel.values[sentinel.default].name;
        if message.sent {
            notes.push(format!("By default `{}.{default}`.", sentinel.name));
        }
    }
    if message.sent && is_long_number(field) {
        notes.push(
            "A `number` beyond `Number.MAX_SAFE_INTEGER` is refused; give a `bigint`.".into(),
        );
    }
    let request = message.one_of.iter().find(|group| group.contains(&field.index));
    if let Some(group) = request {
        let others = group.iter().filter(|index| **index != field.index);
        let others = others.filter_map(|&index| message.field(index));
        let others: Vec<String> = others.map(|f| format!("`{}`", f.parameter)).collect();
        notes.push(format!("This or {} is needed.", others.join(" or ")));
    }
    if field.tenant {
        notes.push("Left out, it is the client's default tenant.".to_owned());
    }
    notes
}

fn is_long_number(field: &FieldModel) -> bool {
    matches!(field.shape.kind, Kind::Scalar(scalar, _) if super::types::is_long(scalar))
}

/// Says what is deprecated, and what to use instead.
pub(super) fn push_deprecation(docs: &mut Vec<String>, doc: &Doc, room: usize) {
    if let Some(note) = markup::deprecation(doc) {
        markup::push_paragraph(docs, tag("deprecated", &note, room));
    }
}

fn type_docs(doc: &Doc, path: &str) -> Vec<String> {
    let room = width(0);
    let mut docs = markup::doc(doc, &markup::undocumented(path), room);
    push_deprecation(&mut docs, doc, room);
    tsdoc(0, &docs)
}

/// The mark of a result; a message that is sent too says nothing by it.
fn already_applied(message: &MessageModel) -> MemberView {
    let ty = if message.sent { "?: boolean | undefined" } else { ": boolean" };
    MemberView {
        docs: tsdoc(STEP, &markup::wrap(ALREADY_APPLIED, width(STEP))),
        declaration: vec![format!("  readonly alreadyApplied{ty};")],
    }
}

fn enum_view(item: &EnumModel) -> EnumView {
    let room = width(STEP);
    let view = |value: &EnumValueModel| {
        let mut docs = markup::doc(&value.doc, &markup::undocumented(&value.proto_name), room);
        push_deprecation(&mut docs, &value.doc, room);
        let named = value.alias_of.and_then(|index| item.values.get(index)).unwrap_or(value);
        ValueView { docs: tsdoc(STEP, &docs), name: value.name.clone(), text: literal(&named.name) }
    };
    let name = flat_name(&item.name);
    let parts = [format!("(typeof {name})[keyof typeof {name}]"), "Unrecognized".to_owned()];
    EnumView {
        docs: type_docs(&item.doc, &item.proto_path),
        values: item.values.iter().map(view).collect(),
        ty: union(0, &format!("export type {name} ="), &parts),
        name,
    }
}
