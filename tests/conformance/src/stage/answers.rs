//! Comparing what a driver answered with what a scenario expects.

use serde_json::Value;
use zeebe_mock_gateway::StatusCode;

use super::steps::in_one_form;
use crate::scenario::Call;
use crate::value::compare::{Extent, mismatch, shown};
use crate::value::make::{Saved, make};

/// Checks the answer to a call.
pub(super) fn check(
    call: &Call,
    answer: &Result<Value, Value>,
    took: f64,
    saved: &Saved,
) -> Result<(), String> {
    match (answer, &call.error) {
        (Ok(said), None) => reply(call, said, saved)?,
        (Ok(said), Some(expected)) => {
            return Err(format!("expected the error {expected}, found {}", shown(said)));
        }
        (Err(said), Some(expected)) => {
            error(&make(expected, saved)?, said)?;
            items(call, said, saved)?;
        }
        (Err(said), None) => return Err(format!("expected success, found {said}")),
    }
    match call.took_ms.filter(|range| !range.holds(took)) {
        Some(range) => Err(format!("expected an answer after {range} ms, found {took:.0} ms")),
        None => Ok(()),
    }
}

fn reply(call: &Call, said: &Value, saved: &Saved) -> Result<(), String> {
    let expectations = [(&call.reply, Extent::Whole), (&call.reply_has, Extent::Part)];
    for (expected, extent) in expectations {
        if let Some(expected) = expected {
            let expected = in_one_form(call.rpc, &make(expected, saved)?);
            let reply = said.get("reply").map(|reply| in_one_form(call.rpc, reply));
            mismatch(&expected, reply.as_ref(), extent, "reply").map_or(Ok(()), Err)?;
        }
    }
    items(call, said, saved)
}

fn items(call: &Call, said: &Value, saved: &Saved) -> Result<(), String> {
    let list = said["items"].as_array().map_or(&[][..], Vec::as_slice);
    for (expected, extent) in [(&call.items, Extent::Whole), (&call.items_have, Extent::Part)] {
        if let Some(expected) = expected {
            let expected = in_item_form(&make(expected, saved)?);
            let found = in_item_form(&Value::from(list));
            mismatch(&expected, Some(&found), extent, "items").map_or(Ok(()), Err)?;
        }
    }
    match call.item_count.filter(|range| !range.holds(list.len() as f64)) {
        Some(range) => Err(format!("expected {range} items, found {}", list.len())),
        None => Ok(()),
    }
}

/// Jobs are what calls stream one by one out of their replies.
fn in_item_form(items: &Value) -> Value {
    let wrapped = serde_json::json!({"jobs": items});
    in_one_form(zeebe_mock_gateway::Rpc::ActivateJobs, &wrapped)
        .get("jobs")
        .cloned()
        .unwrap_or_else(|| Value::Array(Vec::new()))
}

/// Checks an error: what is expected is a part of it. A status may be given by name.
pub(super) fn error(expected: &Value, said: &Value) -> Result<(), String> {
    let mut expected = expected.clone();
    if let Some(name) = expected.get("status").and_then(Value::as_str) {
        let number = StatusCode::number_of(name).ok_or_else(|| format!("`{name}` is no status"))?;
        expected["status"] = number.into();
    }
    let mut said = said.clone();
    for value in [&mut expected, &mut said] {
        if let Some(path) = value.get("path").and_then(Value::as_str) {
            value["path"] = in_one_spelling(path).into();
        }
    }
    let said = &said;
    let names_kind = expected.get("kind").is_some();
    if !names_kind && said["kind"] == "driver" {
        return Err(format!("the driver does not understand the scenario: {}", said["message"]));
    }
    let wrong = mismatch(&expected, Some(said), Extent::Part, "error");
    wrong.map_or(Ok(()), |wrong| Err(format!("{wrong}\nthe error was {said}")))
}

/// Languages spell fields in their own way: `job_key`, `jobKey`, `JobKey`.
fn in_one_spelling(path: &str) -> String {
    path.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}
