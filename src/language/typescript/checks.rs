//! What a request is refused for because of several of its fields, and what the client adds to it.

use super::super::model::{FieldModel, Kind, Many, Member, MessageModel, Model, Wire};
use super::expression::Expression;
use super::layout::{STEP, WIDTH, call};
use super::text::literal;
use crate::ir::Scalar;

/// The tenant of a request, or the client's.
pub(super) fn tenant(model: &Model, message: &MessageModel, field: &FieldModel) -> Expression {
    let given = Expression::text(format!("value.{}", field.parameter));
    let mut arguments = vec![Expression::text(literal(&field.parameter)), given];
    if field.shape.many != Many::List {
        return Expression::call("context.tenant", arguments);
    }
    let condition = field.only_when.as_ref().and_then(|(other, numbers)| {
        let other = message.field(*other)?;
        let Kind::Enum(id) = other.shape.kind else { return None };
        let item = model.enums().into_iter().find(|item| item.id == id)?;
        let value = format!("value.{}", other.parameter);
        let unset = numbers.contains(&0).then(|| format!("{value} === undefined"));
        let named = item.values.iter().filter(|v| numbers.contains(&v.number));
        let named = named.map(|v| format!("{value} === {}", literal(&v.name)));
        Some(unset.into_iter().chain(named).collect::<Vec<_>>().join(" || "))
    });
    arguments.extend(condition.map(Expression::text));
    Expression::call("context.tenants", arguments)
}

/// The statements that refuse what fields can only say together.
pub(super) fn checks(message: &MessageModel, indent: usize) -> Vec<String> {
    let pad = " ".repeat(indent);
    let mut out: Vec<String> = Vec::new();
    for group in &message.one_of {
        let fields: Vec<&FieldModel> = group.iter().filter_map(|&i| message.field(i)).collect();
        let names: Vec<String> = fields.iter().map(|f| literal(&f.parameter)).collect();
        let given: Vec<String> = fields.iter().map(|field| is_absent(field)).collect();
        let line = format!("{pad}if ({}) {{", given.join(" && "));
        if line.chars().count() <= WIDTH {
            out.push(line);
        } else {
            out.push(format!("{pad}if ("));
            let last = given.len().saturating_sub(1);
            let and = |index| if index < last { " &&" } else { "" };
            let lines = given.iter().enumerate();
            out.extend(lines.map(|(index, given)| format!("{pad}  {given}{}", and(index))));
            out.push(format!("{pad}) {{"));
        }
        out.extend(call(indent + STEP, "throw wire.noneGiven", &names, ";"));
        out.push(format!("{pad}}}"));
    }
    let oneofs = message.members.iter().filter_map(|member| match member {
        Member::Oneof(oneof) if oneof.variants.len() > 1 => Some(oneof),
        Member::Oneof(_) | Member::Field(_) => None,
    });
    for oneof in oneofs {
        let entries = oneof.variants.iter();
        let entries = entries
            .map(|v| (v.parameter.clone(), Expression::text(format!("value.{}", v.parameter))));
        let object = Expression::Object(entries.collect());
        let flat = format!("{pad}wire.atMostOne({});", object.flat());
        if flat.chars().count() <= WIDTH {
            out.push(flat);
        } else {
            let mut lines = object.statement(indent, "wire.atMostOne(");
            if let Some(last) = lines.last_mut() {
                last.pop();
                last.push_str(");");
            }
            out.extend(lines);
        }
    }
    out
}

/// Whether a field says nothing.
fn is_absent(field: &FieldModel) -> String {
    let value = format!("value.{}", field.parameter);
    let is_text = matches!(field.shape.wire, Wire::Scalar(Scalar::String))
        && !matches!(field.shape.kind, Kind::Json(_));
    match field.shape.many {
        Many::One if is_text => format!("(value.{0} ?? \"\") === \"\"", field.parameter),
        Many::List => format!("({value} ?? []).length === 0"),
        Many::One | Many::Optional | Many::NoneIfZero | Many::Map(_) => {
            format!("{value} === undefined")
        }
    }
}
