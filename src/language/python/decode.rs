//! `_gateway/decode.py`: how messages become what results are made of.

use super::super::model::{FieldModel, Kind, Many, MessageModel, Model};
use super::encode::{function, sentinel_function};
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
    wire: bool,
    named: bool,
}

struct FunctionView {
    name: String,
    shown: String,
    class: String,
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
            wire: uses("_wire."),
            named: uses("_named."),
            messages,
        }
    }
}

fn function_view(model: &Model, api: &Api, message: &MessageModel) -> FunctionView {
    let class = Types::outside(model).path(&message.name);
    let reader = Reader { model, api, owner: "message", functions: "" };
    let entries: Vec<String> = message.fields().map(|field| reader.entry(message, field)).collect();
    FunctionView {
        name: function(message),
        shown: message.name.to_string(),
        build: call(4, &format!("return {class}"), &entries, ""),
        class,
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
    /// An argument of the class, its value broken where there is no room.
    fn entry(&self, message: &MessageModel, field: &FieldModel) -> String {
        let value = self.value(message, field);
        let line = format!("{}={value}", field.parameter);
        if line.chars().count() + 9 <= super::layout::WIDTH {
            return line;
        }
        let Some((start, rest)) = value.split_once(" if ") else { return line };
        let Some((condition, other)) = rest.rsplit_once(" else ") else { return line };
        let name = &field.parameter;
        format!("{name}=(\n    {start}\n    if {condition}\n    else {other}\n)")
    }

    /// A field, as code.
    pub(super) fn value(&self, message: &MessageModel, field: &FieldModel) -> String {
        let wire = self.raw(message, field);
        let one = self.one(&field.shape.kind, &wire);
        match field.shape.many {
            Many::One => one,
            Many::Optional => {
                let name = raw_name(self.api, message, field);
                format!("{one} if {}.HasField(\"{name}\") else None", self.owner)
            }
            Many::NoneIfZero => match self.condition(message, field) {
                Some(condition) => format!("{one} if {condition} else None"),
                None if one == wire => format!("{one} or None"),
                None => format!("{one} if {wire} else None"),
            },
            Many::List => self.list(&field.shape.kind, &wire),
            Many::Map(_) => match self.one(&field.shape.kind, "one").as_str() {
                "one" => format!("dict({wire})"),
                one => format!("{{key: {one} for key, one in {wire}.items()}}"),
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
    pub(super) fn list(&self, kind: &Kind, wire: &str) -> String {
        match self.one(kind, "one").as_str() {
            "one" => format!("list({wire})"),
            one => format!("[{one} for one in {wire}]"),
        }
    }

    /// One value.
    pub(super) fn one(&self, kind: &Kind, wire: &str) -> String {
        match kind {
            Kind::Scalar(..) | Kind::Key(_) | Kind::Instant(InstantKind::Iso8601, _) => {
                wire.to_owned()
            }
            Kind::Json(JsonKind::Object) => format!("Json({wire} or \"{{}}\")"),
            Kind::Json(JsonKind::Any) => format!("Json({wire} or \"null\")"),
            Kind::Duration(_) => format!("_wire.duration_of({wire})"),
            Kind::Instant(InstantKind::EpochMs, _) => format!("_wire.instant_of({wire})"),
            Kind::Sentinel(index) => {
                let function = sentinel_function(&self.model.sentinels[*index], Way::Out);
                format!("_named.{function}({wire})")
            }
            Kind::Message(id) => {
                let name = self.model.message(*id).map(function).unwrap_or_default();
                format!("{}{name}({wire})", self.functions)
            }
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                format!("{path}({wire})")
            }
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
