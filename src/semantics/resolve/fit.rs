//! Which meaning fits which type.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::ir::{Api, Cardinality, Field, MapValue, Scalar, Type};
use crate::semantics::facts::{InstantKind, KeyFacts, Meaning, Required};

/// What a meaning is for, when it is not for this field.
pub(super) fn meant_for(
    meaning: &Meaning,
    field: &Field,
    keys: &BTreeMap<String, KeyFacts>,
) -> Option<&'static str> {
    let scalar = scalar_of(field);
    let is_text = scalar == Some(Scalar::String);
    let is_integer = scalar.is_some_and(Scalar::is_integer);
    let (fits, what_for) = match meaning {
        Meaning::Json(_) | Meaning::PlainText => (is_text, "string fields"),
        Meaning::Key(name) => match keys.get(name) {
            Some(key) if key.is_text => (is_text, "string fields, as its type is string"),
            Some(_) => (scalar.is_some_and(is_signed_64), "int64 fields, as its type is int64"),
            None => (true, ""),
        },
        Meaning::DurationMs | Meaning::Number(_) => (is_integer, "integer fields"),
        Meaning::Instant(InstantKind::EpochMs) => {
            (scalar.is_some_and(is_64), "64-bit integer fields")
        }
        Meaning::Instant(InstantKind::Iso8601) => (is_text, "string fields"),
    };
    (!fits).then_some(what_for)
}

/// What a requirement is for, when it is not for this field.
pub(super) fn required_for(required: Required, field: &Field) -> Option<&'static str> {
    let size = scalar_of(field).map(size);
    let is_map = matches!(field.ty, Type::Map(..));
    let is_list = field.cardinality == Cardinality::Repeated;
    let (fits, what_for) = match required {
        Required::NonEmpty => {
            (is_list || is_map || size == Some(Size::Length), "text, bytes and lists")
        }
        Required::Positive => {
            (!is_list && size == Some(Size::Number), "numbers, keys and durations")
        }
        Required::Set => (
            field.cardinality == Cardinality::Explicit && field.oneof.is_none(),
            "messages and fields with presence outside of a oneof",
        ),
    };
    (!fits).then_some(what_for)
}

/// The values that an integer type can carry.
pub(super) fn range(scalar: Scalar) -> Option<RangeInclusive<i128>> {
    Some(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => i32::MIN.into()..=i32::MAX.into(),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => i64::MIN.into()..=i64::MAX.into(),
        Scalar::Uint32 | Scalar::Fixed32 => 0..=u32::MAX.into(),
        Scalar::Uint64 | Scalar::Fixed64 => 0..=u64::MAX.into(),
        Scalar::Double | Scalar::Float | Scalar::Bool | Scalar::String | Scalar::Bytes => {
            return None;
        }
    })
}

fn is_signed_64(scalar: Scalar) -> bool {
    range(scalar) == range(Scalar::Int64)
}

fn is_64(scalar: Scalar) -> bool {
    is_signed_64(scalar) || range(scalar) == range(Scalar::Uint64)
}

/// Numbers of any kind, and what has a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Number,
    Length,
    None,
}

fn size(scalar: Scalar) -> Size {
    match scalar {
        Scalar::String | Scalar::Bytes => Size::Length,
        Scalar::Bool => Size::None,
        Scalar::Double
        | Scalar::Float
        | Scalar::Int32
        | Scalar::Int64
        | Scalar::Uint32
        | Scalar::Uint64
        | Scalar::Sint32
        | Scalar::Sint64
        | Scalar::Fixed32
        | Scalar::Fixed64
        | Scalar::Sfixed32
        | Scalar::Sfixed64 => Size::Number,
    }
}

fn scalar_of(field: &Field) -> Option<Scalar> {
    match field.ty {
        Type::Scalar(scalar) => Some(scalar),
        Type::Message(_) | Type::Enum(_) | Type::Map(..) => None,
    }
}

/// A field's type as the proto writes it.
pub(super) fn type_name(api: &Api, field: &Field) -> String {
    let name = match field.ty {
        Type::Scalar(scalar) => scalar.keyword().to_owned(),
        Type::Message(id) => api.message(id).path.clone(),
        Type::Enum(id) => api.enumeration(id).path.clone(),
        Type::Map(key, value) => {
            let value = match value {
                MapValue::Scalar(scalar) => scalar.keyword(),
                MapValue::Message(id) => &api.message(id).path,
                MapValue::Enum(id) => &api.enumeration(id).path,
            };
            return format!("map<{}, {value}>", key.keyword());
        }
    };
    match field.cardinality {
        Cardinality::Repeated => format!("repeated {name}"),
        Cardinality::Implicit | Cardinality::Explicit => name,
    }
}
