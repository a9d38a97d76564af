//! `_gateway/decode.py`: how messages become what results are made of.

use super::super::model::{FieldModel, Kind, Many, MessageModel, Model};
use super::encode::{function, sentinel_function};
use super::expression::Expression;
use super::layout::call;
use super::raw::is_writable;
use super::types::{Types, Way, has_class};
use crate::ir::Api;
use crate::render::Template;
use crate::semantics::facts::{InstantKind, JsonKind};

/// The whole file.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_gateway/decode.py.j2")]
pub(super) struct DecodeFile {
    messages: Vec<FunctionView>,
    keys: bool,
    json: bool,
    unset: bool,
    wire: bool,
    named: bool,
    made: bool,
}

struct FunctionView {
    signature: Vec<String>,
    shown: String,
    build: Vec<String>,
}

impl DecodeFile {
    /// The view of a model.
    pub(super) fn new(model: &Model, api: &Api) -> Self {
        let messages = model.messages().into_iter().filter(|m| m.received && has_class(model, m));
        let messages: Vec<_> = messages.map(|m| function_view(model, api, m)).collect();
        let uses =
            |word: &str| messages.iter().flat_map(|m| &m.build).any(|line| line.contains(word));
        Self {
            keys: uses("_keys."),
            json: uses("Json("),
            unset: uses("UNSET"),
            wire: uses("_wire."),
            named: uses("_named."),
            made: uses("_new("),
            messages,
        }
    }
}

fn function_view(model: &Model, api: &Api, message: &MessageModel) -> FunctionView {
    let class = Types::outside(model).path(&message.name);
    let reader = Reader { model, api, owner: "message", functions: "" };
    let mut build = Vec::new();
    for field in message.fields() {
        let head = format!("result.{} = ", field.parameter);
        build.extend(reader.value(message, field).statement(4, &head));
    }
    if message.marks_already_applied {
        build.push("    result.already_applied = False".to_owned());
    }
    if build.is_empty() {
        build.push(format!("    return {class}()"));
    } else {
        // Far cheaper than arguments by name, of which an `__init__` makes the same.
        build.insert(0, format!("    result = _new({class})"));
        build.push("    return result".to_owned());
    }
    FunctionView {
        signature: call(
            0,
            &format!("def {}", function(message)),
            &["message: Any".to_owned()],
            &format!(" -> {class}:"),
        ),
        shown: message.name.to_string(),
        build,
    }
}

/// Reads messages that were received.
#[derive(Clone, Copy)]
pub(super) struct Reader<'m> {
    pub(super) model: &'m Model,
    pub(super) api: &'m Api,
    /// The expression that is the message.
    pub(super) owner: &'m str,
    /// What stands before the functions for messages.
    pub(super) functions: &'m str,
}

impl Reader<'_> {
    /// A field, as code.
    pub(super) fn value(&self, message: &MessageModel, field: &FieldModel) -> Expression {
        let wire = self.raw(message, field);
        let one = self.one(&field.shape.kind, &wire);
        // What can be sent again says nothing where nothing came.
        let is_unset = message.sent && matches!(field.shape.kind, Kind::Json(_));
        let none = Expression::text(if is_unset { "UNSET" } else { "None" });
        match field.shape.many {
            Many::One => one,
            Many::Optional => {
                let name = raw_name(self.api, message, field);
                let is_there = format!("{}.HasField(\"{name}\")", self.owner);
                Expression::either(one, is_there, none)
            }
            Many::NoneIfZero => match self.condition(message, field) {
                Some(condition) => Expression::either(one, condition, none),
                None if one.flat() == wire && !is_unset => {
                    Expression::text(format!("{wire} or None"))
                }
                None => Expression::either(one, wire, none),
            },
            Many::List => self.list(&field.shape.kind, &wire),
            Many::Map(_) => match self.one(&field.shape.kind, "one") {
                Expression::Text(_) => Expression::call("dict", [Expression::text(wire)]),
                one => Expression::Each(
                    ["{", "}"],
                    Box::new(Expression::named("key: ", one)),
                    format!("for key, one in {wire}.items()"),
                ),
            },
        }
    }

    /// When a field means something: another one has one of these numbers.
    fn condition(&self, message: &MessageModel, field: &FieldModel) -> Option<String> {
        let (other, numbers) = field.only_when.as_ref()?;
        let other = self.raw(message, message.field(*other)?);
        let numbers: Vec<String> = numbers.iter().map(i32::to_string).collect();
        Some(match numbers.as_slice() {
            [number] => format!("{other} == {number}"),
            numbers => format!("{other} in ({})", numbers.join(", ")),
        })
    }

    fn raw(&self, message: &MessageModel, field: &FieldModel) -> String {
        raw_field(self.owner, raw_name(self.api, message, field))
    }

    /// Several values.
    pub(super) fn list(&self, kind: &Kind, wire: &str) -> Expression {
        match self.one(kind, "one") {
            // An empty list, the usual one, is cheaper to look at than to copy.
            Expression::Text(_) => Expression::either(
                Expression::text("list(found)"),
                format!("(found := {wire})"),
                Expression::text("[]"),
            ),
            one => Expression::Each(["[", "]"], Box::new(one), format!("for one in {wire}")),
        }
    }

    /// One value.
    pub(super) fn one(&self, kind: &Kind, wire: &str) -> Expression {
        let call = |head: String| Expression::call(head, [Expression::text(wire)]);
        match kind {
            Kind::Scalar(..) | Kind::Key(_) | Kind::Instant(InstantKind::Iso8601, _) => {
                Expression::text(wire)
            }
            Kind::Json(JsonKind::Object) => {
                Expression::call("Json", [Expression::text(format!("{wire} or \"{{}}\""))])
            }
            Kind::Json(JsonKind::Any) => {
                Expression::call("Json", [Expression::text(format!("{wire} or \"null\""))])
            }
            Kind::Duration(_) => call("_wire.duration_of".to_owned()),
            Kind::Instant(InstantKind::EpochMs, _) => call("_wire.instant_of".to_owned()),
            Kind::Sentinel(index) => {
                let function = sentinel_function(&self.model.sentinels[*index], Way::Out);
                call(format!("_named.{function}"))
            }
            Kind::Message(id) => {
                let name = self.model.message(*id).map(function).unwrap_or_default();
                call(format!("{}{name}", self.functions))
            }
            Kind::Enum(id) => call(Types::outside(self.model).path(self.model.enum_ref(*id))),
        }
    }
}

/// The name of a field in the raw module.
pub(super) fn raw_name<'a>(api: &'a Api, message: &MessageModel, field: &FieldModel) -> &'a str {
    api.message(message.id).fields.get(field.index).map_or("", |f| f.name.as_str())
}

/// A field of a raw message.
pub(super) fn raw_field(owner: &str, name: &str) -> String {
    if is_writable(name) {
        format!("{owner}.{name}")
    } else {
        format!("getattr({owner}, \"{name}\")")
    }
}
