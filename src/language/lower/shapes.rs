//! What each field holds, from its type and its facts.

use super::super::model::{Kind, Many, Shape, Wire};
use super::UNUSED_SENTINEL;
use super::spelled::Names;
use crate::ir::{Cardinality, Field, MapValue, Scalar, Type};
use crate::semantics::Annotated;
use crate::semantics::facts::{FieldFacts, Meaning};

/// The field that shows what a sentinel stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SentinelUse {
    pub(super) scalar: Scalar,
    pub(super) meaning: Option<Meaning>,
    pub(super) is_list: bool,
}

/// One per sentinel, in their order.
pub(super) fn sentinel_uses(annotated: &Annotated) -> Vec<SentinelUse> {
    let names = annotated.sentinels.keys();
    names.map(|name| sentinel_use(annotated, name)).collect()
}

fn sentinel_use(annotated: &Annotated, name: &str) -> SentinelUse {
    let ids = annotated.api.messages().map(|(id, _)| id);
    let mut fields = ids.flat_map(|id| annotated.fields(id));
    let user = fields.find(|(_, facts)| facts.sentinel.as_deref() == Some(name));
    let (scalar, meaning, is_list) = match user {
        Some((field, facts)) => {
            let scalar = match field.ty {
                Type::Scalar(scalar) => scalar,
                Type::Message(_) | Type::Enum(_) | Type::Map(..) => UNUSED_SENTINEL,
            };
            let is_list = field.cardinality == Cardinality::Repeated;
            (scalar, facts.meaning.clone(), is_list)
        }
        None => (UNUSED_SENTINEL, None, false),
    };
    SentinelUse { scalar, meaning, is_list }
}

/// The shape of a field.
pub(super) fn shape(
    annotated: &Annotated,
    names: &Names,
    field: &Field,
    facts: &FieldFacts,
    none_if_zero: bool,
) -> Shape {
    let sentinel = facts.sentinel.as_ref();
    let sentinel = sentinel.and_then(|n| annotated.sentinels.keys().position(|k| k == n));
    let (wire, map_key) = match field.ty {
        Type::Scalar(scalar) => (Wire::Scalar(scalar), None),
        Type::Message(id) => (Wire::Message(id), None),
        Type::Enum(id) => (Wire::Enum(id), None),
        Type::Map(key, MapValue::Scalar(scalar)) => (Wire::Scalar(scalar), Some(key)),
        Type::Map(key, MapValue::Message(id)) => (Wire::Message(id), Some(key)),
        Type::Map(key, MapValue::Enum(id)) => (Wire::Enum(id), Some(key)),
    };
    let kind = match (sentinel, wire) {
        (Some(index), _) => Kind::Sentinel(index),
        (None, Wire::Scalar(scalar)) => meaning_kind(scalar, facts.meaning.as_ref(), names),
        (None, Wire::Message(id)) => Kind::Message(id),
        (None, Wire::Enum(id)) => Kind::Enum(id),
    };
    let many = match (map_key, field.cardinality) {
        (Some(key), _) => Many::Map(key),
        (None, Cardinality::Repeated) if sentinel.is_some() => Many::One,
        (None, Cardinality::Repeated) => Many::List,
        (None, Cardinality::Explicit) => Many::Optional,
        (None, Cardinality::Implicit) if none_if_zero || facts.only_when.is_some() => {
            Many::NoneIfZero
        }
        (None, Cardinality::Implicit) => Many::One,
    };
    Shape { kind, many, recursive: field.recursive, wire }
}

/// What a scalar with a meaning is for a user.
pub(super) fn meaning_kind(scalar: Scalar, meaning: Option<&Meaning>, names: &Names) -> Kind {
    match meaning {
        None | Some(Meaning::PlainText) => Kind::Scalar(scalar, None),
        Some(Meaning::Number(number)) => Kind::Scalar(scalar, Some(*number)),
        Some(Meaning::Json(json)) => Kind::Json(*json),
        Some(Meaning::Key(key)) => Kind::Key(names.key(key)),
        Some(Meaning::DurationMs) => Kind::Duration(scalar),
        Some(Meaning::Instant(instant)) => Kind::Instant(*instant, scalar),
    }
}
