//! The TypeScript of one field: its type, as callers give it and as results have it.

use super::super::model::{FieldModel, Kind, Many, MessageModel, Model, Shape, TypeRef};
use crate::ir::Scalar;
use crate::naming::{Case, join};
use crate::semantics::facts::{InstantKind, JsonKind, Required};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the gateway: as callers may give it.
    In,
    /// From the gateway.
    Out,
}

/// Prints types as seen from one file.
#[derive(Clone, Copy)]
pub(super) struct Types<'m> {
    pub(super) model: &'m Model,
    /// What stands before the types of the API.
    pub(super) prefix: &'static str,
}

/// A parameter of the type of a message: what one of its fields with JSON holds.
pub(super) struct Parameter {
    /// Its name.
    pub(super) name: String,
    /// Index of the field.
    pub(super) field: usize,
    /// What it is unless somebody says, with what it must be.
    pub(super) declaration: String,
}

/// The name of a type: those that are nested are called by their path, as in most stubs for TypeScript.
pub(super) fn flat_name(to: &TypeRef) -> String {
    let parts: Vec<&str> = to.scopes.iter().chain([&to.name]).map(String::as_str).collect();
    parts.join("_")
}

/// The parameters of the type of a message.
pub(super) fn parameters(model: &Model, message: &MessageModel) -> Vec<Parameter> {
    let is_taken = |name: &str| {
        let messages = model.messages().into_iter().map(|m| flat_name(&m.name));
        messages.chain(model.enums().into_iter().map(|e| flat_name(&e.name))).any(|n| n == name)
    };
    let fields = message.fields().filter_map(|field| match (field.shape.many, &field.shape.kind) {
        (Many::One | Many::Optional | Many::NoneIfZero, Kind::Json(json)) => Some((field, *json)),
        (_, _) => None,
    });
    let parameters = fields.filter_map(|(field, json)| {
        let declared = match (json, message.sent) {
            (JsonKind::Object, true) => "extends object = object",
            (JsonKind::Object, false) => "extends object = Record<string, unknown>",
            // Whatever a caller gives is fine.
            (JsonKind::Any, true) => return None,
            (JsonKind::Any, false) => "= unknown",
        };
        let mut name = join(&field.parameter, Case::UpperCamel);
        while is_taken(&name) || OWN.contains(&name.as_str()) {
            name.push('_');
        }
        let declaration = format!("{name} {declared}");
        Some(Parameter { name, field: field.index, declaration })
    });
    let mut parameters: Vec<Parameter> = parameters.collect();
    // What is stated most often comes first, so that the others can be left out.
    parameters.sort_by_key(|parameter| parameter.name != "Variables");
    parameters
}

/// Names that declarations with parameters use themselves.
const OWN: [&str; 7] = ["Date", "Duration", "Json", "Promise", "RawJson", "Record", "Uint8Array"];

/// `<A, B>`, or nothing.
pub(super) fn bracketed(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("<{}>", items.join(", ")) }
}

impl<'m> Types<'m> {
    /// As seen from the file of the types themselves.
    pub(super) fn inside(model: &'m Model) -> Self {
        Self { model, prefix: "" }
    }

    /// As seen from a file that imports them as `types`.
    pub(super) fn outside(model: &'m Model) -> Self {
        Self { model, prefix: "types." }
    }

    /// The path of a type from here.
    pub(super) fn path(&self, to: &TypeRef) -> String {
        format!("{}{}", self.prefix, flat_name(to))
    }

    /// The alternatives of the type of one value.
    pub(super) fn value(&self, kind: &Kind, way: Way) -> Vec<String> {
        let one = |text: &str| vec![text.to_owned()];
        match (kind, way) {
            (Kind::Scalar(scalar, _), Way::In) if is_long(*scalar) => {
                vec!["number".to_owned(), "bigint".to_owned()]
            }
            (Kind::Scalar(scalar, _), _) => one(scalar_type(*scalar)),
            (Kind::Json(JsonKind::Object), Way::In) => one("object"),
            (Kind::Json(JsonKind::Any), Way::In) => one("unknown"),
            (Kind::Json(_), Way::Out) => one("Json"),
            (Kind::Key(name), Way::In) => {
                let keys = self.model.keys.iter().find(|key| key.name == *name);
                let accepts = keys.into_iter().flat_map(|key| &key.accepts);
                std::iter::once(name).chain(accepts).map(|n| format!("keys.{n}")).collect()
            }
            (Kind::Key(name), Way::Out) => one(&format!("keys.{name}")),
            (Kind::Duration(_), _) => one("Duration"),
            (Kind::Instant(InstantKind::EpochMs, _), _) => one("Date"),
            (Kind::Instant(InstantKind::Iso8601, _), Way::In) => {
                vec!["Date".to_owned(), "string".to_owned()]
            }
            (Kind::Instant(InstantKind::Iso8601, _), Way::Out) => one("string"),
            (Kind::Sentinel(index), way) => {
                let sentinel = &self.model.sentinels[*index];
                let inner = self.value(&sentinel.inner, way);
                let mut all = if sentinel.is_list { vec![list(&inner)] } else { inner };
                all.push(format!("values.{}", sentinel.name));
                all
            }
            (Kind::Message(id), _) => one(&self.path(self.model.message_ref(*id))),
            (Kind::Enum(id), _) => one(&self.path(self.model.enum_ref(*id))),
        }
    }

    /// The type of a field as results have it.
    pub(super) fn held(&self, shape: &Shape, parameter: Option<&str>) -> Vec<String> {
        let mut value = self.value(&shape.kind, Way::Out);
        if let Some(parameter) = parameter {
            value = vec![format!("Json<{parameter}>")];
        }
        match shape.many {
            Many::One => value,
            Many::Optional | Many::NoneIfZero => with_undefined(value),
            Many::List => vec![list(&value)],
            Many::Map(key) => vec![map(key, &value)],
        }
    }

    /// The type of a field as callers give it; one that may be left out may be `undefined` too.
    pub(super) fn given(
        &self,
        message: &MessageModel,
        field: &FieldModel,
        parameter: Option<&str>,
    ) -> Vec<String> {
        let shape = &field.shape;
        let mut value = self.value(&shape.kind, Way::In);
        if let Some(parameter) = parameter {
            value = vec![parameter.to_owned(), "RawJson".to_owned()];
        }
        let value = match shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => value,
            Many::List => vec![list(&value)],
            Many::Map(key) => vec![map(key, &value)],
        };
        let can_lack = !must_be_given(message, field) || can_be_absent(message, field);
        if can_lack { with_undefined(value) } else { value }
    }
}

fn with_undefined(mut value: Vec<String>) -> Vec<String> {
    if value != ["unknown"] {
        value.push("undefined".to_owned());
    }
    value
}

fn list(one: &[String]) -> String {
    match one {
        [one] => format!("readonly {one}[]"),
        several => format!("readonly ({})[]", several.join(" | ")),
    }
}

fn map(key: Scalar, one: &[String]) -> String {
    let key = if scalar_type(key) == "number" { "number" } else { "string" };
    format!("Readonly<Record<{key}, {}>>", one.join(" | "))
}

/// Whether callers must say what a field is: it is required, or every way to make its message asks
/// for it.
pub(super) use super::super::requests::{can_be_absent, is_part, must_be_given};

/// Whether a number of some kind must be above zero.
pub(super) fn is_positive(field: &FieldModel) -> bool {
    field.required == Some(Required::Positive)
}

/// Whether a text, list or map of some kind must have something in it.
pub(super) fn is_filled(field: &FieldModel) -> bool {
    field.required == Some(Required::NonEmpty)
}

/// Whether a scalar is one that a `number` cannot hold.
pub(super) fn is_long(scalar: Scalar) -> bool {
    match scalar {
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 | Scalar::Uint64 | Scalar::Fixed64 => {
            true
        }
        Scalar::Double
        | Scalar::Float
        | Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sfixed32
        | Scalar::Uint32
        | Scalar::Fixed32
        | Scalar::Bool
        | Scalar::String
        | Scalar::Bytes => false,
    }
}

/// The TypeScript type of a scalar.
pub(super) fn scalar_type(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double
        | Scalar::Float
        | Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sfixed32
        | Scalar::Uint32
        | Scalar::Fixed32 => "number",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 | Scalar::Uint64 | Scalar::Fixed64 => {
            "bigint"
        }
        Scalar::Bool => "boolean",
        Scalar::String => "string",
        Scalar::Bytes => "Uint8Array",
    }
}

/// What a scalar is in a message that says nothing of it.
pub(super) fn zero(scalar: Scalar) -> &'static str {
    match scalar_type(scalar) {
        "number" => "0",
        "bigint" => "0n",
        "boolean" => "false",
        "string" => "\"\"",
        _ => "new Uint8Array()",
    }
}
