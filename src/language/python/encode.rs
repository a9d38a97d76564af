//! How what callers give becomes messages: the expressions of `_gateway/requests.py` and
//! `_gateway/encode.py`.

use super::super::model::{FieldModel, Kind, Many, MessageModel, Model, RpcModel, SentinelModel};
use super::super::requests::{can_be_absent, must_be_given, uses_context};
use super::decode::raw_name;
use super::expression::Expression;
use super::raw::names::{Names, Reference};
use super::raw::{is_argument, is_visible};
use super::text::literal;
use super::types::{Types, Way, is_filled, is_positive};
use super::words::FUNCTION;
use crate::ir::{Api, MessageId, Scalar};
use crate::semantics::facts::{InstantKind, JsonKind};

/// The name of the functions for a message.
pub(super) fn function(message: &MessageModel) -> String {
    let scopes = message.name.scopes.iter().chain([&message.name.name]);
    let parts: Vec<String> = scopes.filter_map(|part| FUNCTION.spell(part)).collect();
    parts.join("__")
}

/// The name of the function that makes the request of an RPC.
pub(super) fn request_function(rpc: &RpcModel) -> String {
    FUNCTION.spell(&rpc.method).unwrap_or_else(|| rpc.method.clone())
}

/// Writes the expressions.
pub(super) struct Encoder<'m> {
    pub(super) model: &'m Model,
    pub(super) api: &'m Api,
    pub(super) names: Names<'m>,
    /// What stands before the functions for messages.
    pub(super) functions: &'static str,
}

impl Encoder<'_> {
    /// The statement that makes the message.
    pub(super) fn build(
        &self,
        message: &MessageModel,
        owner: &str,
        raw: &Reference,
    ) -> Vec<String> {
        let mut arguments = Vec::new();
        let mut others = Vec::new();
        let mut later = Vec::new();
        for field in message.fields() {
            let name = raw_name(self.api, message, field);
            if let Some(present) = assigned(message, field, name) {
                let given = format!("{owner}{}", field.parameter);
                let value = self.converted(field, Expression::text(given.clone()));
                later.push(format!("        if {given}{present}:"));
                later.extend(match field.shape.many {
                    Many::List => {
                        let head = format!("_made.{name}.extend");
                        Expression::call(head, [value]).statement(12, "")
                    }
                    _ => value.statement(12, &format!("_made.{name} = ")),
                });
                continue;
            }
            let value = self.value(message, field, owner);
            if is_argument(name) {
                arguments.push(Expression::named(format!("{name}="), value));
            } else {
                others.push(Expression::named(format!("\"{name}\": "), value));
            }
        }
        if !others.is_empty() {
            arguments.push(Expression::call("**_wire.others", [Expression::Dict(others)]));
        }
        let made = Expression::call(raw.value.clone(), arguments);
        if later.is_empty() {
            return made.statement(8, "return ");
        }
        let mut lines = made.statement(8, "_made = ");
        lines.extend(later);
        lines.push("        return _made".to_owned());
        lines
    }

    /// The value of a field in the message.
    fn value(&self, message: &MessageModel, field: &FieldModel, owner: &str) -> Expression {
        let value = format!("{owner}{}", field.parameter);
        if field.tenant {
            return tenant(message, field, owner);
        }
        let given = Expression::text(value.clone());
        let converted = self.converted(field, given);
        if can_be_absent(message, field) {
            let shown = Expression::text(literal(&field.parameter));
            let missing = Expression::call("_wire.missing", [shown]);
            let is_json = matches!(field.shape.kind, Kind::Json(_));
            let absent = if is_json { "UNSET" } else { "None" };
            return Expression::either(converted, format!("{value} is not {absent}"), missing);
        }
        if must_be_given(message, field) {
            return converted;
        }
        let none = Expression::text("None");
        match (field.shape.many, &field.shape.kind) {
            (Many::List, _) => Expression::either(converted, value, none),
            (Many::One, Kind::Sentinel(_)) => converted,
            (Many::One | Many::Optional | Many::NoneIfZero, Kind::Json(_)) => {
                Expression::either(none, format!("{value} is UNSET"), converted)
            }
            (_, _) => Expression::either(none, format!("{value} is None"), converted),
        }
    }

    /// The wire form of a field that is given.
    fn converted(&self, field: &FieldModel, given: Expression) -> Expression {
        let shown = || Expression::text(literal(&field.parameter));
        let converted = match field.shape.many {
            Many::One | Many::Optional | Many::NoneIfZero => {
                self.one(&field.shape.kind, shown(), given)
            }
            Many::List => {
                let each = self.each(&field.shape.kind);
                Expression::call("_wire.sequence", [shown(), given, each])
            }
            Many::Map(key) => {
                let key = Expression::text(scalar_function(key));
                let each = self.each(&field.shape.kind);
                Expression::call("_wire.mapping", [shown(), given, key, each])
            }
        };
        match (is_filled(field), is_positive(field), converted) {
            (true, _, converted) => Expression::call("_wire.filled", [shown(), converted]),
            // A key is the most usual of numbers that are checked.
            (_, true, Expression::Call(head, arguments)) if head == "_wire.int64" => {
                Expression::call("_wire.key", arguments)
            }
            (_, true, converted) => Expression::call("_wire.positive", [shown(), converted]),
            (false, false, converted) => converted,
        }
    }

    /// The wire form of one value.
    fn one(&self, kind: &Kind, shown: Expression, value: Expression) -> Expression {
        match kind {
            Kind::Message(id) if uses_context(self.model, *id) => {
                let context = Expression::text("context");
                Expression::call(self.part_name(*id), [context, shown, value])
            }
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                Expression::call("_wire.number", [shown, value, Expression::text(path)])
            }
            kind => Expression::call(self.each(kind).flat(), [shown, value]),
        }
    }

    /// The function that converts one value, given its field and itself.
    pub(super) fn each(&self, kind: &Kind) -> Expression {
        Expression::text(match kind {
            Kind::Scalar(scalar, _) => scalar_function(*scalar).to_owned(),
            Kind::Json(JsonKind::Object) => "_json.object_text".to_owned(),
            Kind::Json(JsonKind::Any) => "_json.any_text".to_owned(),
            Kind::Key(name) => {
                let key = self.model.keys.iter().find(|key| key.name == *name);
                let is_text = key.is_some_and(|key| key.is_text);
                if is_text { "_wire.text".to_owned() } else { "_wire.int64".to_owned() }
            }
            Kind::Duration(_) => "_wire.milliseconds".to_owned(),
            Kind::Instant(InstantKind::EpochMs, _) => "_wire.instant".to_owned(),
            Kind::Instant(InstantKind::Iso8601, _) => "_wire.iso8601".to_owned(),
            Kind::Sentinel(index) => {
                format!("_named.{}", sentinel_function(&self.model.sentinels[*index], Way::In))
            }
            Kind::Message(id) if uses_context(self.model, *id) => {
                let part = Expression::text(self.part_name(*id));
                return Expression::call("_partial", [part, Expression::text("context")]);
            }
            Kind::Message(id) => self.part_name(*id),
            Kind::Enum(id) => {
                let path = Types::outside(self.model).path(self.model.enum_ref(*id));
                return Expression::call("_wire.numbers", [Expression::text(path)]);
            }
        })
    }

    fn part_name(&self, id: MessageId) -> String {
        let name = self.model.message(id).map(function).unwrap_or_default();
        format!("{}{name}", self.functions)
    }
}

/// What says that a field is given, if it is set only then: most calls give few of such fields, and
/// an argument that is `None` takes its time, too.
fn assigned(message: &MessageModel, field: &FieldModel, name: &str) -> Option<&'static str> {
    let needed = can_be_absent(message, field) || must_be_given(message, field);
    if field.tenant || needed || !is_visible(name) {
        return None;
    }
    match (field.shape.many, &field.shape.kind) {
        (Many::List, _) => Some(""),
        (Many::Map(_), _) | (Many::One, Kind::Sentinel(_)) | (_, Kind::Message(_)) => None,
        (_, Kind::Json(_)) => Some(" is not UNSET"),
        (_, _) => Some(" is not None"),
    }
}

/// The tenant of a request, or the client's.
fn tenant(message: &MessageModel, field: &FieldModel, owner: &str) -> Expression {
    let value = format!("{owner}{}", field.parameter);
    let mut arguments =
        vec![Expression::text(literal(&field.parameter)), Expression::text(value.clone())];
    if field.shape.many != Many::List {
        let own = Expression::call("_wire.text", arguments);
        return Expression::either(own, value, Expression::text("context.default_tenant"));
    }
    arguments.push(Expression::text("_wire.text"));
    let own = Expression::call("_wire.sequence", arguments);
    let condition = field.only_when.as_ref().and_then(|(other, numbers)| {
        let other = format!("{owner}{}", message.field(*other)?.parameter);
        let given: Vec<String> =
            numbers.iter().filter(|n| **n != 0).map(|n| format!("{other} == {n}")).collect();
        let zero = numbers.contains(&0).then(|| format!("not {other}"));
        Some(zero.into_iter().chain(given).collect::<Vec<_>>().join(" or "))
    });
    let none = Expression::text("None");
    let clients = match condition {
        Some(condition) => {
            Expression::call("context.tenants_when", [Expression::text(condition), none])
        }
        None => Expression::call("context.tenants", [none]),
    };
    Expression::either(own, value, clients)
}

/// The function for a scalar.
pub(super) fn scalar_function(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Double | Scalar::Float => "_wire.double",
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "_wire.int32",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "_wire.int64",
        Scalar::Uint32 | Scalar::Fixed32 => "_wire.uint32",
        Scalar::Uint64 | Scalar::Fixed64 => "_wire.uint64",
        Scalar::Bool => "_wire.boolean",
        Scalar::String => "_wire.text",
        Scalar::Bytes => "_wire.data",
    }
}

/// The function for a sentinel.
pub(super) fn sentinel_function(sentinel: &SentinelModel, way: Way) -> String {
    let name = crate::naming::join(&sentinel.name, crate::naming::Case::Snake);
    match way {
        Way::In => format!("encode_{name}"),
        Way::Out => format!("decode_{name}"),
    }
}
