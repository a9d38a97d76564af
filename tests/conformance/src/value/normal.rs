//! One form for messages as JSON, whoever wrote them: 64-bit numbers as text, enums by name where
//! they have one, and fields that are at their default and have no presence left out.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value};

use super::stands_for;

/// The message in that form. What stands for something else is left as it is, and so is what the
/// message does not have.
pub(crate) fn normal(message: &MessageDescriptor, value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    if stands_for(value).is_some() {
        return value.clone();
    }
    let kept = members.iter().filter_map(|(name, member)| {
        let found =
            message.get_field_by_json_name(name).or_else(|| message.get_field_by_name(name));
        let Some(field) = found else {
            // What drivers add: `already_applied`.
            return (*member != Value::Bool(false)).then(|| (name.clone(), member.clone()));
        };
        let member = of_field(&field, member);
        let is_left_out = !field.supports_presence() && is_default(&field, &member);
        (!is_left_out).then(|| (field.json_name().to_owned(), member))
    });
    Value::Object(kept.collect::<Map<_, _>>())
}

/// Arguments as drivers take them: 64-bit numbers as text, and everything else as it is written.
pub(crate) fn arguments(message: &MessageDescriptor, value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let given = members.iter().map(|(name, member)| {
        let field = message.get_field_by_json_name(name);
        let member = field.map_or_else(|| member.clone(), |field| argument(&field, member));
        (name.clone(), member)
    });
    Value::Object(given.collect())
}

fn argument(field: &FieldDescriptor, value: &Value) -> Value {
    match (field.kind(), value) {
        (_, Value::Array(items)) if field.is_list() => {
            items.iter().map(|item| argument(field, item)).collect()
        }
        (Kind::Message(message), value) => arguments(&message, value),
        (Kind::Int64 | Kind::Uint64, Value::Number(number)) => number.to_string().into(),
        _ => value.clone(),
    }
}

fn of_field(field: &FieldDescriptor, value: &Value) -> Value {
    match value {
        Value::Array(items) if field.is_list() => {
            items.iter().map(|item| one(field, item)).collect()
        }
        other => one(field, other),
    }
}

fn one(field: &FieldDescriptor, value: &Value) -> Value {
    match (field.kind(), value) {
        (Kind::Message(message), value) => normal(&message, value),
        (Kind::Int64 | Kind::Uint64, Value::Number(number)) => number.to_string().into(),
        (Kind::Enum(choices), Value::Number(number)) => {
            let number = number.as_i64().and_then(|number| i32::try_from(number).ok());
            let found = number.and_then(|number| choices.get_value(number));
            found.map_or_else(|| value.clone(), |found| found.name().into())
        }
        // JSON that is written out where the proto has its text.
        (Kind::String, Value::Object(_)) if stands_for(value).is_none() => {
            Value::Object([("$json".to_owned(), value.clone())].into_iter().collect())
        }
        _ => value.clone(),
    }
}

fn is_default(field: &FieldDescriptor, value: &Value) -> bool {
    if field.is_list() || field.is_map() {
        return value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty);
    }
    match field.kind() {
        Kind::Enum(choices) => value.as_str() == Some(choices.default_value().name()),
        Kind::String | Kind::Bytes => value.as_str() == Some(""),
        Kind::Bool => value.as_bool() == Some(false),
        Kind::Int64 | Kind::Uint64 => value.as_str() == Some("0"),
        Kind::Message(_) => false,
        _ => value.as_f64() == Some(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::method;
    use serde_json::json;
    use zeebe_mock_gateway::Rpc;

    #[test]
    fn brings_both_ways_of_writing_together() {
        let message = method(Rpc::CompleteJob).unwrap().input();
        let short = normal(&message, &json!({"jobKey": 5, "variables": {"a": 1}}));
        let long = json!({"jobKey": "5", "variables": "", "result": {"activateElements": []}});
        assert_eq!(short, json!({"jobKey": "5", "variables": {"$json": {"a": 1}}}));
        assert_eq!(normal(&message, &long), json!({"jobKey": "5", "result": {}}));
    }

    #[test]
    fn zero_that_is_stated_is_kept() {
        let message = method(Rpc::CancelProcessInstance).unwrap().input();
        let stated = json!({"processInstanceKey": "1", "operationReference": "0"});
        assert_eq!(normal(&message, &stated), stated);
    }
}
