//! `gateway/messages.rs`: the types of requests and responses, as users see them.

use super::super::markup;
use super::super::model::{
    ConstructorModel, Doc, EnumModel, EnumValueModel, FieldModel, Member, MessageModel, Model,
    OneofModel, ScopeModel,
};
use super::super::policy::ALREADY_APPLIED;
use super::layout::{WIDTH, assigned, behind_slashes, braced, indented, list};
use super::text;
use super::types::{self, Types};
use crate::render::{Template, finished};

/// The whole file.
#[derive(Template)]
#[template(path = "rust/src/gateway/messages.rs.j2")]
pub(super) struct MessagesFile {
    items: Vec<String>,
}

#[derive(Template)]
#[template(path = "rust/src/gateway/_message.rs.j2")]
struct MessageView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    name: String,
    non_exhaustive: bool,
    /// Every member has a default of its own.
    derives_default: bool,
    members: Vec<MemberView>,
    functions: Vec<FunctionView>,
}

struct MemberView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    name: String,
    ty: String,
    /// The value of a message made of defaults.
    default: &'static str,
}

/// The default of a type that has one.
const DEFAULT: &str = "Default::default()";

struct FunctionView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    signature: Vec<String>,
    body: Vec<String>,
}

#[derive(Template)]
#[template(path = "rust/src/gateway/_oneof.rs.j2")]
struct OneofView {
    docs: Vec<String>,
    name: String,
    variants: Vec<MemberView>,
}

#[derive(Template)]
#[template(path = "rust/src/gateway/_enum.rs.j2")]
struct EnumView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    name: String,
    values: Vec<ValueView>,
    aliases: Vec<ValueView>,
}

struct ValueView {
    docs: Vec<String>,
    deprecated: Vec<String>,
    name: String,
    number: i32,
    proto_name: String,
    alias_of: String,
}

#[derive(Template)]
#[template(path = "rust/src/gateway/_scope.rs.j2")]
struct ScopeView {
    docs: Vec<String>,
    name: String,
    items: Vec<String>,
}

impl MessagesFile {
    /// The view of a model.
    ///
    /// # Errors
    /// What the template engine says.
    pub(super) fn new(model: &Model) -> Result<Self, String> {
        Ok(Self { items: scope_items(model, &model.root, &[])? })
    }
}

/// Everything in a scope, each item finished.
fn scope_items(
    model: &Model,
    scope: &ScopeModel,
    scopes: &[String],
) -> Result<Vec<String>, String> {
    let types = Types::new(model, scopes);
    let indent = types.indent();
    let mut items = Vec::new();
    for message in &scope.messages {
        items.push(finished(&message_view(&types, message, indent))?);
    }
    for oneof in &scope.oneofs {
        items.push(finished(&oneof_view(&types, oneof))?);
    }
    for item in &scope.enums {
        items.push(finished(&enum_view(item))?);
    }
    for inner in scope.scopes.iter().filter(|s| !s.is_empty()) {
        let mut path = scopes.to_vec();
        path.push(inner.name.clone());
        let below = scope_items(model, inner, &path)?;
        let doc = match &inner.of_message {
            Some(message) => format!("The types nested in `{message}`."),
            None => format!("The types of the proto package that ends in `{}`.", inner.name),
        };
        let view = ScopeView {
            docs: behind_slashes(vec![doc]),
            name: inner.name.clone(),
            items: below.iter().map(|item| indented(item, 4)).collect(),
        };
        items.push(finished(&view)?);
    }
    Ok(items)
}

fn message_view(types: &Types<'_>, message: &MessageModel, indent: usize) -> MessageView {
    let mut members: Vec<MemberView> =
        message.members.iter().map(|m| member_view(types, m)).collect();
    if message.marks_already_applied {
        members.push(already_applied());
    }
    let mut functions = Vec::new();
    if message.sent {
        let constructors = message.constructors.iter();
        functions.extend(constructors.map(|c| constructor(types, message, c, indent)));
        functions.extend(message.members.iter().map(|m| setter(types, m, indent)));
    }
    MessageView {
        docs: behind_slashes(text::doc(&message.doc, &markup::undocumented(&message.proto_path))),
        deprecated: text::deprecation(&message.doc, indent),
        name: message.name.name.clone(),
        non_exhaustive: !message.sent,
        derives_default: members.iter().all(|member| member.default == DEFAULT),
        members,
        functions,
    }
}

fn already_applied() -> MemberView {
    let lines = text::wrap(ALREADY_APPLIED);
    MemberView {
        docs: behind_slashes(lines),
        deprecated: Vec::new(),
        name: "already_applied".to_owned(),
        ty: "bool".to_owned(),
        default: DEFAULT,
    }
}

fn member_view(types: &Types<'_>, member: &Member) -> MemberView {
    match member {
        Member::Field(field) => MemberView {
            docs: field_docs(types, field),
            deprecated: text::deprecation(&field.doc, types.indent() + 4),
            name: field.name.clone(),
            ty: types.field(&field.shape),
            default: types::default(&field.shape).unwrap_or(DEFAULT),
        },
        Member::Oneof(oneof) => MemberView {
            docs: behind_slashes(text::doc(&oneof.doc, &markup::undocumented(&oneof.proto_name))),
            deprecated: Vec::new(),
            name: oneof.name.clone(),
            ty: format!("Option<{}>", types.path(&oneof.type_ref)),
            default: DEFAULT,
        },
    }
}

fn field_docs(types: &Types<'_>, field: &FieldModel) -> Vec<String> {
    let mut docs = text::doc(&field.doc, &markup::undocumented(&field.proto_name));
    if field.tenant {
        let note = "Left empty, it is the client's default tenant.".to_owned();
        markup::push_paragraph(&mut docs, vec![note]);
    }
    if let super::super::model::Kind::Sentinel(index) = field.shape.kind {
        let sentinel = &types.model.sentinels[index];
        let default = &sentinel.values[sentinel.default].name;
        let note = format!("By default [`{0}::{default}`](crate::values::{0}).", sentinel.name);
        markup::push_paragraph(&mut docs, vec![note]);
    }
    behind_slashes(docs)
}

fn oneof_view(types: &Types<'_>, oneof: &OneofModel) -> OneofView {
    let variants = oneof.variants.iter().map(|field| MemberView {
        docs: behind_slashes(text::doc(&field.doc, &markup::undocumented(&field.proto_name))),
        deprecated: text::deprecation(&field.doc, types.indent() + 4),
        name: field.name.clone(),
        ty: types.variant(&field.shape),
        default: DEFAULT,
    });
    OneofView {
        docs: behind_slashes(text::doc(&oneof.doc, &markup::undocumented(&oneof.proto_name))),
        name: oneof.type_ref.name.clone(),
        variants: variants.collect(),
    }
}

fn enum_view(item: &EnumModel) -> EnumView {
    let (aliases, values): (Vec<_>, Vec<_>) =
        item.values.iter().partition(|v| v.alias_of.is_some());
    let view = |value: &&EnumValueModel| ValueView {
        docs: behind_slashes(text::doc(&value.doc, &markup::undocumented(&value.proto_name))),
        deprecated: text::deprecation(&value.doc, 8),
        name: value.name.clone(),
        number: value.number,
        proto_name: value.proto_name.clone(),
        alias_of: value.alias_of.map_or_else(String::new, |i| item.values[i].name.clone()),
    };
    EnumView {
        docs: behind_slashes(text::doc(&item.doc, &markup::undocumented(&item.proto_path))),
        deprecated: text::deprecation(&item.doc, 4),
        name: item.name.name.clone(),
        values: values.iter().map(view).collect(),
        aliases: aliases.iter().map(view).collect(),
    }
}

fn constructor(
    types: &Types<'_>,
    message: &MessageModel,
    constructor: &ConstructorModel,
    indent: usize,
) -> FunctionView {
    let fields = constructor.fields.iter().filter_map(|&index| message.field(index));
    let fields: Vec<&FieldModel> = fields.collect();
    let parameters: Vec<String> = fields
        .iter()
        .map(|f| broken_parameter(indent + 8, &f.parameter, &types.argument(f).ty))
        .collect();
    let names: Vec<String> =
        fields.iter().map(|f| format!("`{}`", types::shown(&f.name))).collect();
    let doc = format!("With its {}, and everything else at its default.", and(&names));
    let mut entries: Vec<String> = fields.iter().map(|f| entry(types, f)).collect();
    if message.marks_already_applied || message.members.len() > fields.len() {
        entries.push("..Self::default()".to_owned());
    }
    let head = format!("pub fn {}", constructor.name);
    FunctionView {
        docs: behind_slashes(vec![doc]),
        deprecated: Vec::new(),
        signature: unindent(list(indent + 4, &head, &parameters, " -> Self {"), indent),
        body: unindent(braced(indent + 8, "Self", &entries, ""), indent),
    }
}

fn entry(types: &Types<'_>, field: &FieldModel) -> String {
    let value = types.argument(field).value;
    if value == field.name { value } else { format!("{}: {value}", field.name) }
}

fn and(names: &[String]) -> String {
    match names {
        [] => "defaults".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

fn setter(types: &Types<'_>, member: &Member, indent: usize) -> FunctionView {
    let (name, field, parameter, ty, value, doc): (&str, &str, &str, String, String, &Doc) =
        match member {
            Member::Field(f) => {
                let argument = types.argument(f);
                (&f.setter, &f.name, &f.parameter, argument.ty, argument.value, &f.doc)
            }
            Member::Oneof(o) => {
                let ty = types.path(&o.type_ref);
                (&o.setter, &o.name, &o.parameter, ty, format!("Some({})", o.parameter), &o.doc)
            }
        };
    let head = format!("pub fn {name}");
    let parameters = ["mut self".to_owned(), broken_parameter(indent + 8, parameter, &ty)];
    let shown = types::shown(field);
    let mut body = unindent(assigned(indent + 8, &format!("self.{field}"), &value), indent);
    body.push("        self".to_owned());
    FunctionView {
        docs: behind_slashes(vec![format!("Sets [`{shown}`](Self#structfield.{shown}).")]),
        deprecated: text::deprecation(doc, indent + 4),
        signature: unindent(list(indent + 4, &head, &parameters, " -> Self {"), indent),
        body,
    }
}

/// A parameter at `indent`; the type in its `impl IntoIterator<…>` gets a line when there is no room.
fn broken_parameter(indent: usize, name: &str, ty: &str) -> String {
    let line = format!("{name}: {ty}");
    match ty.strip_prefix("impl IntoIterator<").and_then(|rest| rest.strip_suffix('>')) {
        // rustfmt lets such a type stick out by this much before it breaks it.
        Some(item) if indent + line.chars().count() > WIDTH + 4 => {
            format!("{name}: impl IntoIterator<\n    {item},\n>")
        }
        Some(_) | None => line,
    }
}

fn unindent(lines: Vec<String>, by: usize) -> Vec<String> {
    lines.into_iter().map(|line| line[by..].to_owned()).collect()
}
