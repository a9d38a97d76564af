//! The Python of one field: its type, as callers give it and as results have it, and its defaults.

use super::super::model::{FieldModel, Kind, Many, MessageModel, Model, Shape, TypeRef};
use crate::ir::Scalar;
use crate::semantics::facts::{InstantKind, JsonKind, Required};

/// Prints types as seen from one place.
#[derive(Clone, Copy)]
pub(super) struct Types<'m> {
    pub(super) model: &'m Model,
    /// The class in whose body the text stands, from its root: for a path from the module that its
    /// own names would hide.
    pub(super) class: Option<&'m ClassScope>,
}

/// A class body: where it stands and what is defined in it.
pub(super) struct ClassScope {
    pub(super) names: Vec<String>,
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// To the gateway: as callers may give it.
    In,
    /// From the gateway.
    Out,
}

/// What a caller may leave out is annotated with, and what it is then.
pub(super) struct Optional {
    /// The annotation.
    pub(super) annotation: String,
    /// The default; `None` where it must be given.
    pub(super) default: Option<String>,
}

impl<'m> Types<'m> {
    /// As seen from a module that imports the types as `_types`.
    pub(super) fn outside(model: &'m Model) -> Self {
        Self { model, class: None }
    }

    /// The path of a type from here.
    pub(super) fn path(&self, to: &TypeRef) -> String {
        let path = to.to_string();
        let first = to.scopes.first().unwrap_or(&to.name);
        match self.class {
            None => format!("_types.{path}"),
            Some(class) if class.names.contains(first) => format!("_types.{path}"),
            Some(_) => path,
        }
    }

    /// The type of one value.
    pub(super) fn value(&self, kind: &Kind, way: Way) -> String {
        match (kind, way) {
            (Kind::Scalar(scalar, _), _) => python_scalar(*scalar).to_owned(),
            (Kind::Json(JsonKind::Object), Way::In) => "Variables".to_owned(),
            (Kind::Json(JsonKind::Any), Way::In) => "object".to_owned(),
            (Kind::Json(_), Way::Out) => "Json".to_owned(),
            (Kind::Key(name), Way::In) => {
                let keys = self.model.keys.iter().find(|key| key.name == *name);
                let accepts = keys.into_iter().flat_map(|key| &key.accepts);
                let all = std::iter::once(name).chain(accepts);
                all.map(|name| format!("_keys.{name}")).collect::<Vec<_>>().join(" | ")
            }
            (Kind::Key(name), Way::Out) => format!("_keys.{name}"),
            (Kind::Duration(_), Way::In) => "timedelta | float".to_owned(),
            (Kind::Duration(_), Way::Out) => "timedelta".to_owned(),
            (Kind::Instant(InstantKind::EpochMs, _), _) => "datetime".to_owned(),
            (Kind::Instant(InstantKind::Iso8601, _), Way::In) => "datetime | str".to_owned(),
            (Kind::Instant(InstantKind::Iso8601, _), Way::Out) => "str".to_owned(),
            (Kind::Sentinel(index), way) => {
                let sentinel = &self.model.sentinels[*index];
                let one = self.value(&sentinel.inner, way);
                let other = match (sentinel.is_list, way) {
                    (false, _) => one,
                    (true, Way::In) => format!("Sequence[{one}]"),
                    (true, Way::Out) => format!("list[{one}]"),
                };
                format!("{other} | _values.{}", sentinel.name)
            }
            (Kind::Message(id), _) => self.path(self.model.message_ref(*id)),
            (Kind::Enum(id), _) => self.path(self.model.enum_ref(*id)),
        }
    }

    /// The type of a field as results have it.
    pub(super) fn held(&self, shape: &Shape) -> String {
        let value = self.value(&shape.kind, Way::Out);
        match shape.many {
            Many::One => value,
            Many::Optional | Many::NoneIfZero => format!("{value} | None"),
            Many::List => format!("list[{value}]"),
            Many::Map(key) => format!("dict[{}, {value}]", python_scalar(key)),
        }
    }

    /// The type of a field as callers give it, and its default. A field that must be given has none.
    pub(super) fn given(&self, message: &MessageModel, field: &FieldModel) -> Optional {
        let shape = &field.shape;
        let value = self.value(&shape.kind, Way::In);
        let must = must_be_given(message, field);
        let (annotation, default) = match (shape.many, &shape.kind) {
            (Many::List, _) => (format!("Sequence[{value}]"), "()".to_owned()),
            (Many::Map(key), _) => {
                let map = format!("Mapping[{}, {value}]", python_scalar(key));
                return match must {
                    true => Optional { annotation: map, default: None },
                    false => or_none(&map),
                };
            }
            (_, Kind::Sentinel(index)) if shape.many == Many::One => {
                let sentinel = &self.model.sentinels[*index];
                let default = &sentinel.values[sentinel.default].name;
                (value, format!("_values.{}.{default}", sentinel.name))
            }
            (_, Kind::Json(_)) if must => (value, String::new()),
            (_, Kind::Json(JsonKind::Any)) => ("object".to_owned(), "UNSET".to_owned()),
            (_, Kind::Json(JsonKind::Object)) => (format!("{value} | Unset"), "UNSET".to_owned()),
            (Many::One | Many::Optional | Many::NoneIfZero, _) if must => (value, String::new()),
            (Many::One | Many::Optional | Many::NoneIfZero, _) => return or_none(&value),
        };
        let absent = match shape.kind {
            _ if !can_be_absent(message, field) => "",
            Kind::Json(JsonKind::Object) => " | Unset",
            Kind::Json(JsonKind::Any) => "",
            _ => " | None",
        };
        Optional { annotation: annotation + absent, default: (!must).then_some(default) }
    }

    /// The default of a field of what is received, as an expression for its class body.
    pub(super) fn zero(&self, shape: &Shape) -> String {
        let factory = |value: &str| format!("field(default_factory={value})");
        match shape.many {
            Many::Optional | Many::NoneIfZero => return "None".to_owned(),
            // The classes of entries may stand further below.
            Many::List => return factory("list[Any]"),
            Many::Map(_) => return factory("dict[Any, Any]"),
            Many::One => {}
        }
        match &shape.kind {
            Kind::Scalar(scalar, _) => zero_scalar(*scalar).to_owned(),
            Kind::Json(JsonKind::Object) => factory("lambda: Json(\"{}\")"),
            Kind::Json(JsonKind::Any) => factory("lambda: Json(\"null\")"),
            Kind::Key(name) => {
                let key = self.model.keys.iter().find(|key| key.name == *name);
                let is_text = key.is_some_and(|key| key.is_text);
                format!("_keys.{name}({})", if is_text { "\"\"" } else { "0" })
            }
            Kind::Duration(_) => "timedelta()".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "EPOCH".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "\"\"".to_owned(),
            Kind::Sentinel(index) => {
                let sentinel = &self.model.sentinels[*index];
                format!("_values.{}.{}", sentinel.name, sentinel.values[sentinel.default].name)
            }
            // Only messages with presence are sent alone.
            Kind::Message(_) => "None".to_owned(),
            Kind::Enum(id) => {
                factory(&format!("lambda: {}(0)", self.path(self.model.enum_ref(*id))))
            }
        }
    }
}

fn or_none(annotation: &str) -> Optional {
    Optional { annotation: format!("{annotation} | None"), default: Some("None".to_owned()) }
}

/// Whether callers must say what a field is: it is required, or every way to make its message asks
/// for it.
pub(super) fn must_be_given(message: &MessageModel, field: &FieldModel) -> bool {
    let constructors = &message.constructors;
    let asks = |c: &super::super::model::ConstructorModel| c.fields.contains(&field.index);
    field.required.is_some() || (!constructors.is_empty() && constructors.iter().all(asks))
}

/// Whether a field that must be sent can be missing all the same, because its message is received too.
pub(super) fn can_be_absent(message: &MessageModel, field: &FieldModel) -> bool {
    message.received
        && must_be_given(message, field)
        && matches!(field.shape.many, Many::Optional | Many::NoneIfZero)
}

/// Whether a message has a class: one that only ever is a request is given as arguments of its call.
pub(super) fn has_class(model: &Model, message: &MessageModel) -> bool {
    message.received || !is_request(model, message) || is_part(model, message)
}

fn is_request(model: &Model, message: &MessageModel) -> bool {
    model.rpcs.iter().any(|rpc| rpc.request == message.id)
}

/// Whether a message stands in another one that is sent.
pub(super) fn is_part(model: &Model, message: &MessageModel) -> bool {
    let senders = model.messages();
    let mut fields = senders.iter().filter(|m| m.sent).flat_map(|m| m.fields());
    fields.any(|field| matches!(field.shape.kind, Kind::Message(id) if id == message.id))
}

/// The Python type of a scalar.
pub(super) fn python_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "float",
        Scalar::Int32
        | Scalar::Sint32
        | Scalar::Sfixed32
        | Scalar::Int64
        | Scalar::Sint64
        | Scalar::Sfixed64
        | Scalar::Uint32
        | Scalar::Fixed32
        | Scalar::Uint64
        | Scalar::Fixed64 => "int",
        Scalar::Bool => "bool",
        Scalar::String => "str",
        Scalar::Bytes => "bytes",
    }
}

fn zero_scalar(scalar: Scalar) -> &'static str {
    match python_scalar(scalar) {
        "float" => "0.0",
        "int" => "0",
        "bool" => "False",
        "str" => "\"\"",
        _ => "b\"\"",
    }
}

/// Whether a number of some kind must be above zero.
pub(super) fn is_positive(field: &FieldModel) -> bool {
    field.required == Some(Required::Positive)
}

/// Whether a text, list or map of some kind must have something in it.
pub(super) fn is_filled(field: &FieldModel) -> bool {
    field.required == Some(Required::NonEmpty)
}
