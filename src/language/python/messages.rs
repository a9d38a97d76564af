//! `types.py`: the dataclasses and enums of the API, as users see them.

use super::super::markup;
use super::super::model::{
    Doc, EnumModel, EnumValueModel, FieldModel, Member, MessageModel, Model, ScopeModel,
};
use super::super::policy::ALREADY_APPLIED;
use super::layout::{attribute, indented, sort_exports};
use super::text::{docstring, width, words};
use super::types::{ClassScope, Types, has_class};
use crate::render::{Template, finished};

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/types.py.j2")]
pub(super) struct TypesFile {
    exports: Vec<String>,
    imports: Imports,
    items: Vec<String>,
}

/// What the file uses.
struct Imports {
    mapping: bool,
    sequence: bool,
    dataclass: Vec<&'static str>,
    datetimes: Vec<&'static str>,
    json: Vec<&'static str>,
    any: bool,
    siblings: Vec<&'static str>,
    contract: Vec<&'static str>,
    epoch: bool,
}

#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_message.py.j2")]
struct MessageView {
    name: String,
    docs: Vec<String>,
    inner: Vec<String>,
    members: Vec<MemberView>,
    /// It is more than a place for what is nested in it.
    is_data: bool,
}

struct MemberView {
    declaration: Vec<String>,
    docs: Vec<String>,
}

#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_enum.py.j2")]
struct EnumView {
    name: String,
    docs: Vec<String>,
    values: Vec<ValueView>,
}

struct ValueView {
    name: String,
    number: i32,
    docs: Vec<String>,
}

#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_package.py.j2")]
struct PackageView {
    name: String,
    docs: Vec<String>,
    inner: Vec<String>,
}

impl TypesFile {
    /// The view of a model.
    ///
    /// # Errors
    /// What the template engine says.
    pub(super) fn new(model: &Model) -> Result<Self, String> {
        let mut code = Vec::new();
        let items = scope_items(model, &model.root, &mut code)?;
        let mut exports = root_names(model);
        sort_exports(&mut exports);
        Ok(Self { exports, imports: Imports::of(&code), items })
    }
}

/// The names at the root.
pub(super) fn root_names(model: &Model) -> Vec<String> {
    let root = &model.root;
    let messages = root.messages.iter().filter(|m| is_there(model, root, m));
    let names = messages.map(|m| m.name.name.clone());
    let enums = root.enums.iter().map(|e| e.name.name.clone());
    let packages = root.scopes.iter().filter(|s| s.of_message.is_none() && !s.is_empty());
    names.chain(enums).chain(packages.map(|s| s.name.clone())).collect()
}

impl Imports {
    /// What these pieces of code name.
    fn of(code: &[String]) -> Self {
        let words = words(code.iter().map(String::as_str));
        let uses = |what: &str| words.contains(what);
        let those = |words: &[&'static str]| -> Vec<&'static str> {
            words.iter().copied().filter(|word| uses(word)).collect()
        };
        Self {
            mapping: uses("Mapping"),
            sequence: uses("Sequence"),
            dataclass: those(&["dataclass", "default_factory"]),
            datetimes: those(&["datetime", "timedelta"]),
            json: those(&["Json", "Variables"]),
            any: uses("Any"),
            siblings: those(&["_keys", "_types", "_values"]),
            contract: those(&["UNSET", "OpenEnum", "Unset"]),
            epoch: uses("EPOCH"),
        }
    }
}

/// Everything in a scope, each item finished, the types of a message inside it. What of it is code
/// rather than docs goes to `code`.
fn scope_items(
    model: &Model,
    scope: &ScopeModel,
    code: &mut Vec<String>,
) -> Result<Vec<String>, String> {
    let mut items = Vec::new();
    for item in &scope.enums {
        code.push("OpenEnum".to_owned());
        items.push(finished(&enum_view(item))?);
    }
    for message in &scope.messages {
        let inner = inside(scope, message);
        if is_there(model, scope, message) {
            items.push(finished(&message_view(model, message, inner, code)?)?);
        }
    }
    for package in scope.scopes.iter().filter(|s| s.of_message.is_none() && !s.is_empty()) {
        let doc = format!("The types of the proto package that ends in `{}`.", package.name);
        let view = PackageView {
            name: package.name.clone(),
            docs: docstring(4, &markup::wrap(&doc, width(4))),
            inner: inner_lines(scope_items(model, package, code)?),
        };
        items.push(finished(&view)?);
    }
    Ok(items)
}

/// Whether a message has a class, be it for what is nested in it.
fn is_there(model: &Model, scope: &ScopeModel, message: &MessageModel) -> bool {
    has_class(model, message) || inside(scope, message).is_some_and(has_types)
}

fn has_types(scope: &ScopeModel) -> bool {
    !scope.messages.is_empty() || !scope.enums.is_empty()
}

/// The scope inside a message.
fn inside<'m>(scope: &'m ScopeModel, message: &MessageModel) -> Option<&'m ScopeModel> {
    let path = Some(message.proto_path.as_str());
    let name = &message.name.name;
    scope.scopes.iter().find(|s| s.name == *name && s.of_message.as_deref() == path)
}

fn inner_lines(items: Vec<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for item in items {
        lines.push(String::new());
        lines.extend(item.lines().map(|line| indented(line, 4)));
    }
    lines
}

fn message_view(
    model: &Model,
    message: &MessageModel,
    inner: Option<&ScopeModel>,
    code: &mut Vec<String>,
) -> Result<MessageView, String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(scope) = inner {
        let messages = scope.messages.iter().filter(|m| is_there(model, scope, m));
        names.extend(messages.map(|m| m.name.name.clone()));
        names.extend(scope.enums.iter().map(|e| e.name.name.clone()));
    }
    let class = ClassScope { names };
    let types = Types { model, class: Some(&class) };
    let depth = message.name.scopes.len();
    let has_class = has_class(model, message);
    let mut members: Vec<MemberView> = Vec::new();
    if has_class {
        let fields = message.members.iter().flat_map(|member| match member {
            Member::Field(field) => std::slice::from_ref(field),
            Member::Oneof(oneof) => oneof.variants.as_slice(),
        });
        members.extend(
            ordered(message, fields).into_iter().map(|f| member(&types, message, f, depth)),
        );
        code.push("dataclass".to_owned());
        code.extend(members.iter().flat_map(|member| member.declaration.clone()));
        members.extend(message.marks_already_applied.then(already_applied));
    }
    let inner = inner.map(|scope| scope_items(model, scope, code)).transpose()?;
    Ok(MessageView {
        name: message.name.name.clone(),
        docs: class_docs(&message.doc, &message.proto_path, depth),
        inner: inner_lines(inner.unwrap_or_default()),
        members,
        is_data: has_class,
    })
}

/// Keyword-only fields need no order; those that must be given come first all the same.
fn ordered<'m>(
    message: &MessageModel,
    fields: impl Iterator<Item = &'m FieldModel>,
) -> Vec<&'m FieldModel> {
    let must = |field: &&FieldModel| super::super::requests::must_be_given(message, field);
    let (first, rest): (Vec<_>, Vec<_>) = fields.partition(must);
    if message.sent { first.into_iter().chain(rest).collect() } else { [first, rest].concat() }
}

fn member(
    types: &Types<'_>,
    message: &MessageModel,
    field: &FieldModel,
    depth: usize,
) -> MemberView {
    let (annotation, default) = if message.sent {
        let given = types.given(message, field);
        (given.annotation, given.default)
    } else {
        (types.held(&field.shape), Some(types.zero(&field.shape)))
    };
    let indent = 4 * depth + 4;
    let lines = attribute(indent, &field.parameter, &annotation, default.as_deref());
    // What is around it moves it to the right.
    let declaration = lines.iter().map(|line| line[4 * depth..].to_owned()).collect();
    let room = width(4 * depth + 4);
    let mut docs = markup::doc(&field.doc, &markup::undocumented(&field.proto_name), room);
    push_deprecation(&mut docs, &field.doc, room);
    for note in notes(types, message, field) {
        markup::push_paragraph(&mut docs, markup::wrap(&note, room));
    }
    MemberView { declaration, docs: docstring(4, &docs) }
}

/// What a field is, beyond its comment.
pub(super) fn notes(types: &Types<'_>, message: &MessageModel, field: &FieldModel) -> Vec<String> {
    use super::super::model::Kind;
    let mut notes = Vec::new();
    if message.sent && matches!(field.shape.kind, Kind::Duration(_)) {
        notes.push("A `timedelta` or seconds.".to_owned());
    }
    if let Kind::Sentinel(index) = field.shape.kind {
        let sentinel = &types.model.sentinels[index];
        let default = &sentinel.values[sentinel.default].name;
        let unit = match sentinel.inner {
            Kind::Duration(_) => " A `timedelta` or seconds otherwise.",
            _ => "",
        };
        notes.push(format!("By default `values.{}.{default}`.{unit}", sentinel.name));
    }
    if field.tenant {
        notes.push("Left out, it is the client's default tenant.".to_owned());
    }
    notes
}

/// Says what is deprecated, and what to use instead.
pub(super) fn push_deprecation(docs: &mut Vec<String>, doc: &Doc, room: usize) {
    if let Some(note) = markup::deprecation(doc) {
        markup::push_paragraph(docs, markup::wrap(&format!("Deprecated: {note}"), room));
    }
}

fn class_docs(doc: &Doc, path: &str, depth: usize) -> Vec<String> {
    let room = width(4 * depth + 4);
    let mut docs = markup::doc(doc, &markup::undocumented(path), room);
    push_deprecation(&mut docs, doc, room);
    docstring(4, &docs)
}

fn already_applied() -> MemberView {
    MemberView {
        declaration: vec!["    already_applied: bool = False".to_owned()],
        docs: docstring(4, &markup::wrap(ALREADY_APPLIED, width(4))),
    }
}

fn enum_view(item: &EnumModel) -> EnumView {
    let depth = item.name.scopes.len();
    let room = width(4 * depth + 4);
    let view = |value: &EnumValueModel| {
        let mut docs = markup::doc(&value.doc, &markup::undocumented(&value.proto_name), room);
        push_deprecation(&mut docs, &value.doc, room);
        ValueView { name: value.name.clone(), number: value.number, docs: docstring(4, &docs) }
    };
    EnumView {
        name: item.name.name.clone(),
        docs: class_docs(&item.doc, &item.proto_path, depth),
        values: item.values.iter().map(view).collect(),
    }
}
