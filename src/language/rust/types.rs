//! The Rust of one field: its type, how a setter takes it, how it becomes its wire form and back.

use super::super::model::{FieldModel, Kind, Many, Model, Shape, TypeRef};
use super::raw_names;
use crate::ir::Scalar;
use crate::semantics::facts::{InstantKind, JsonKind, Required};

/// Prints types as seen from one scope.
#[derive(Clone, Copy)]
pub(super) struct Types<'m> {
    pub(super) model: &'m Model,
    /// The scopes that the text stands in.
    pub(super) scopes: &'m [String],
}

/// A value while a setter or constructor takes it.
pub(super) struct Argument {
    /// The type of the parameter.
    pub(super) ty: String,
    /// What is stored.
    pub(super) value: String,
}

impl<'m> Types<'m> {
    pub(super) fn new(model: &'m Model, scopes: &'m [String]) -> Self {
        Self { model, scopes }
    }

    /// How far the text is indented.
    pub(super) fn indent(&self) -> usize {
        4 * self.scopes.len()
    }

    /// The path of a type from here.
    pub(super) fn path(&self, to: &TypeRef) -> String {
        let shared = self.scopes.iter().zip(&to.scopes).take_while(|(a, b)| a == b).count();
        let mut path = "super::".repeat(self.scopes.len() - shared);
        for scope in &to.scopes[shared..] {
            path.push_str(scope);
            path.push_str("::");
        }
        path.push_str(&to.name);
        path
    }

    /// The type of one value.
    pub(super) fn value(&self, kind: &Kind) -> String {
        match kind {
            Kind::Scalar(scalar, _) => rust_scalar(*scalar).to_owned(),
            Kind::Json(JsonKind::Object) => "crate::Variables".to_owned(),
            Kind::Json(JsonKind::Any) => "crate::Json".to_owned(),
            Kind::Key(name) => format!("crate::keys::{name}"),
            Kind::Duration(_) => "std::time::Duration".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "std::time::SystemTime".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "String".to_owned(),
            Kind::Sentinel(index) => {
                format!("crate::values::{}", self.model.sentinels[*index].name)
            }
            Kind::Message(id) => self.path(self.model.message_ref(*id)),
            Kind::Enum(id) => self.path(self.model.enum_ref(*id)),
        }
    }

    /// The type of a field.
    pub(super) fn field(&self, shape: &Shape) -> String {
        let value = self.value(&shape.kind);
        match shape.many {
            Many::One => value,
            Many::Optional if shape.recursive => format!("Option<Box<{value}>>"),
            Many::Optional | Many::NoneIfZero => format!("Option<{value}>"),
            Many::List => format!("Vec<{value}>"),
            Many::Map(key) => format!("std::collections::HashMap<{}, {value}>", rust_scalar(key)),
        }
    }

    /// The type of a member of a oneof.
    pub(super) fn variant(&self, shape: &Shape) -> String {
        let value = self.value(&shape.kind);
        if shape.recursive { format!("Box<{value}>") } else { value }
    }

    /// How a setter or constructor takes a field.
    pub(super) fn argument(&self, field: &FieldModel) -> Argument {
        let name = &field.parameter;
        let shape = &field.shape;
        let one = self.one(&shape.kind);
        let item = taken(&shape.kind, "item");
        match shape.many {
            Many::One => Argument { value: taken(&shape.kind, name), ty: one },
            Many::Optional if shape.recursive => {
                Argument { value: format!("Some(Box::new({}))", taken(&shape.kind, name)), ty: one }
            }
            Many::Optional | Many::NoneIfZero => {
                Argument { value: format!("Some({})", taken(&shape.kind, name)), ty: one }
            }
            Many::List => Argument {
                value: match item.as_str() {
                    "item" => format!("{name}.into_iter().collect()"),
                    "item.into()" => format!("{name}.into_iter().map(Into::into).collect()"),
                    item => format!("{name}.into_iter().map(|item| {item}).collect()"),
                },
                ty: format!("impl IntoIterator<Item = {one}>"),
            },
            Many::Map(key) => Argument {
                value: format!("{name}.into_iter().collect()"),
                ty: format!(
                    "impl IntoIterator<Item = ({}, {})>",
                    rust_scalar(key),
                    self.value(&shape.kind)
                ),
            },
        }
    }

    fn one(&self, kind: &Kind) -> String {
        let ty = self.value(kind);
        match kind {
            Kind::Scalar(Scalar::String | Scalar::Bytes, _)
            | Kind::Key(_)
            | Kind::Sentinel(_)
            | Kind::Instant(InstantKind::Iso8601, _) => format!("impl Into<{ty}>"),
            Kind::Json(JsonKind::Object) => "impl crate::IntoVariables".to_owned(),
            Kind::Json(JsonKind::Any) => "impl crate::IntoJson".to_owned(),
            Kind::Scalar(..)
            | Kind::Duration(_)
            | Kind::Instant(InstantKind::EpochMs, _)
            | Kind::Message(_)
            | Kind::Enum(_) => ty,
        }
    }
}

/// What a single value is stored as.
fn taken(kind: &Kind, name: &str) -> String {
    match kind {
        Kind::Scalar(Scalar::String | Scalar::Bytes, _)
        | Kind::Key(_)
        | Kind::Sentinel(_)
        | Kind::Instant(InstantKind::Iso8601, _) => format!("{name}.into()"),
        Kind::Json(JsonKind::Object) => format!("{name}.into_variables()"),
        Kind::Json(JsonKind::Any) => format!("{name}.into_json()"),
        Kind::Scalar(..)
        | Kind::Duration(_)
        | Kind::Instant(InstantKind::EpochMs, _)
        | Kind::Message(_)
        | Kind::Enum(_) => name.to_owned(),
    }
}

/// The default of a field whose type has none of its own.
pub(super) fn default(shape: &Shape) -> Option<&'static str> {
    match (&shape.kind, shape.many) {
        (Kind::Instant(InstantKind::EpochMs, _), Many::One) => {
            Some("std::time::SystemTime::UNIX_EPOCH")
        }
        (_, _) => None,
    }
}

/// The name of a field in findings of the SDK: without the mark of a raw identifier.
pub(super) fn shown(name: &str) -> &str {
    name.trim_start_matches("r#")
}

/// The expression that makes a field's wire form from `self`.
///
/// `condition` is the field, and the numbers of it, without which this one means nothing.
pub(super) fn encode(field: &FieldModel, condition: Option<(&str, &[i32])>) -> String {
    let name = &field.name;
    let shown = shown(name);
    if let (true, Many::List, Some((other, numbers))) = (field.tenant, field.shape.many, condition)
    {
        let holds = match numbers {
            [one] => format!("self.{other}.as_i32() == {one}"),
            many => format!("{many:?}.contains(&self.{other}.as_i32())"),
        };
        return format!("context.tenants_when({holds}, self.{name})");
    }
    let value = match (field.tenant, field.shape.many) {
        (true, Many::List) => return format!("context.tenants(self.{name})"),
        (true, Many::One) => return format!("context.tenant(self.{name})"),
        (_, Many::NoneIfZero) => format!("self.{name}.unwrap_or_default()"),
        (_, Many::One | Many::Optional | Many::List | Many::Map(_)) => format!("self.{name}"),
    };
    match (&field.shape.kind, field.shape.many) {
        (Kind::Scalar(..) | Kind::Instant(InstantKind::Iso8601, _), _) => value,
        (_, _) => format!("field({shown:?}, {value}, context)?"),
    }
}

/// The expression that makes a field from `wire`.
pub(super) fn decode(field: &FieldModel, numbers: Option<(&FieldModel, &[i32])>) -> String {
    let wire = wire_field(field);
    let value = match &field.shape.kind {
        Kind::Scalar(..) | Kind::Instant(InstantKind::Iso8601, _) => format!("wire.{wire}"),
        Kind::Json(_)
        | Kind::Key(_)
        | Kind::Duration(_)
        | Kind::Instant(InstantKind::EpochMs, _)
        | Kind::Sentinel(_)
        | Kind::Message(_)
        | Kind::Enum(_) => format!("decode(wire.{wire})"),
    };
    match (field.shape.many, numbers) {
        (Many::NoneIfZero, Some((other, numbers))) => {
            let numbers: Vec<String> = numbers.iter().map(i32::to_string).collect();
            let other = wire_field(other);
            format!("matches!(wire.{other}, {}).then(|| {value})", numbers.join(" | "))
        }
        (Many::NoneIfZero, None) => {
            let ty = match &field.shape.kind {
                Kind::Key(name) => format!("::<crate::keys::{name}>"),
                _ => String::new(),
            };
            format!("Some(decode{ty}(wire.{wire})).filter(|value| *value != Default::default())")
        }
        (Many::One | Many::Optional | Many::List | Many::Map(_), _) => value,
    }
}

/// The statement that refuses a field that is not given, if it must be.
pub(super) fn check(field: &FieldModel) -> Option<String> {
    let name = &field.name;
    let shown = shown(name);
    Some(match field.required? {
        Required::NonEmpty => format!("check::not_empty({shown:?}, &self.{name})?;"),
        Required::Positive => format!("check::positive({shown:?}, self.{name})?;"),
        Required::Set => format!("check::present({shown:?}, self.{name}.as_ref())?;"),
    })
}

/// Whether a field is given, as an expression over `self`.
pub(super) fn given(field: &FieldModel, owner: &str) -> String {
    let value = format!("{owner}.{}", field.name);
    match (field.shape.many, &field.shape.kind) {
        (Many::Optional | Many::NoneIfZero, _) => format!("{value}.is_some()"),
        (Many::List | Many::Map(_), _) => format!("!{value}.is_empty()"),
        (Many::One, Kind::Key(_)) => format!("{value}.is_set()"),
        (Many::One, Kind::Scalar(Scalar::String | Scalar::Bytes, _)) => {
            format!("!{value}.is_empty()")
        }
        (Many::One, _) => format!("check::is_given(&{value})"),
    }
}

/// A field's name in the raw module, by prost's rules.
pub(super) fn wire_field(field: &FieldModel) -> String {
    raw_names::field(&field.stated_name)
}

/// The Rust type of a scalar.
pub(super) fn rust_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double => "f64",
        Scalar::Float => "f32",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "i32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "i64",
        Scalar::Uint32 | Scalar::Fixed32 => "u32",
        Scalar::Uint64 | Scalar::Fixed64 => "u64",
        Scalar::Bool => "bool",
        Scalar::String => "String",
        Scalar::Bytes => "Vec<u8>",
    }
}
