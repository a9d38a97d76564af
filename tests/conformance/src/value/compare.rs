//! Comparing what is there with what a scenario expects.
//!
//! | expected | holds for |
//! |---|---|
//! | `{ "$any" = true }` | anything |
//! | `{ "$absent" = true }` | nothing |
//! | `{ "$json" = … }` | a text that is JSON for exactly this |
//! | `{ "$json_has" = … }` | a text that is JSON for an object with at least this |
//! | `{ "$json_in_order" = "text" }` | a text that is JSON, with the keys in this order |
//! | `{ "$contains" = "text" }`, `[ … ]` | a text with this, or all of these, in it |
//! | `{ "$matches" = "regex" }` | a text that it matches |
//! | `{ "$at_least" = 5 }`, `{ "$at_most" = 5 }` | a number, in digits or as text |
//! | `{ "$length" = 5 }` | a text of so many characters, a list of so many entries |
//! | `{ "$distinct" = "key" }` | a list of objects that all differ in this member |
//! | `{ "$one_of" = [ … ] }` | what one of these holds for |
//! | `{ "$not" = … }` | what this does not hold for |

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::{Map, Value};

use super::stands_for;

/// How much of an object is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Every member.
    Whole,
    /// At least the members that are stated, at every depth.
    Part,
}

/// Why a value is not what is expected, with the path; nothing if it is.
pub(crate) fn mismatch(
    expected: &Value,
    actual: Option<&Value>,
    extent: Extent,
    path: &str,
) -> Option<String> {
    if let Some((name, content)) = stands_for(expected)
        && let Some(found) = special(name, content, actual, path)
    {
        return found.err();
    }
    let Some(actual) = actual else {
        return Some(format!("{path}: expected {}, found nothing", shown(expected)));
    };
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => objects(expected, actual, extent, path),
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                let (wanted, found) = (expected.len(), actual.len());
                return Some(format!("{path}: expected {wanted} entries, found {found}"));
            }
            let pairs = expected.iter().zip(actual).enumerate();
            pairs.into_iter().find_map(|(index, (expected, actual))| {
                mismatch(expected, Some(actual), extent, &format!("{path}[{index}]"))
            })
        }
        (expected, actual) if same(expected, actual) => None,
        _ => Some(format!("{path}: expected {}, found {}", shown(expected), shown(actual))),
    }
}

fn objects(
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
    extent: Extent,
    path: &str,
) -> Option<String> {
    let at = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    if extent == Extent::Whole {
        let surplus = actual.iter().find(|(name, _)| !expected.contains_key(*name));
        if let Some((name, value)) = surplus {
            return Some(format!("{}: expected nothing, found {}", at(name), shown(value)));
        }
    }
    expected.iter().find_map(|(name, value)| mismatch(value, actual.get(name), extent, &at(name)))
}

/// Whether two plain values are the same; whole numbers are compared exactly.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (whole(a), whole(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a.as_f64() == b.as_f64(),
        },
        (a, b) => a == b,
    }
}

fn whole(number: &serde_json::Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

type Found = Result<(), String>;

fn special(name: &str, content: &Value, actual: Option<&Value>, path: &str) -> Option<Found> {
    let fail = |what: String| {
        let found = actual.map_or_else(|| "nothing".to_owned(), shown);
        Err(format!("{path}: expected {what}, found {found}"))
    };
    let check = |holds: bool, what: String| if holds { Ok(()) } else { fail(what) };
    let text = actual.and_then(Value::as_str);
    let number = || match actual {
        Some(Value::String(text)) => text.parse().ok(),
        other => other.and_then(Value::as_f64),
    };
    let bound = content.as_f64().unwrap_or(f64::NAN);
    Some(match name {
        "any" => check(actual.is_some(), "anything".to_owned()),
        "absent" => check(actual.is_none(), "nothing".to_owned()),
        "json" | "json_has" => {
            let extent = if name == "json" { Extent::Whole } else { Extent::Part };
            match text.map(serde_json::from_str::<Value>) {
                Some(Ok(parsed)) => {
                    let inner = format!("{path} as JSON");
                    mismatch(content, Some(&parsed), extent, &inner).map_or(Ok(()), Err)
                }
                _ => fail(format!("the text of JSON for {}", shown(content))),
            }
        }
        "json_in_order" => {
            let parsed =
                |text: &str| serde_json::from_str::<Value>(text).map(|v| v.to_string()).ok();
            let wanted = content.as_str().unwrap_or_default();
            check(
                text.and_then(parsed) == parsed(wanted) && parsed(wanted).is_some(),
                format!("JSON in the order of {wanted}"),
            )
        }
        "contains" => {
            let parts = content.as_array().map_or(std::slice::from_ref(content), Vec::as_slice);
            let parts = parts.iter().filter_map(Value::as_str);
            let missing = parts.into_iter().find(|part| !text.is_some_and(|t| t.contains(part)));
            missing.map_or(Ok(()), |part| fail(format!("a text with `{part}`")))
        }
        "matches" => match Regex::new(content.as_str().unwrap_or_default()) {
            Ok(regex) => {
                check(text.is_some_and(|t| regex.is_match(t)), format!("what {regex} matches"))
            }
            Err(error) => Err(format!("{path}: {error}")),
        },
        "at_least" => check(number().is_some_and(|n| n >= bound), format!("at least {content}")),
        "at_most" => check(number().is_some_and(|n| n <= bound), format!("at most {content}")),
        "length" => {
            let length = match actual {
                Some(Value::Array(items)) => Some(items.len()),
                _ => text.map(|text| text.chars().count()),
            };
            let wanted = content.as_u64().and_then(|length| usize::try_from(length).ok());
            check(length.is_some() && length == wanted, format!("a length of {content}"))
        }
        "distinct" => {
            let member = content.as_str().unwrap_or_default();
            let items = actual.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let seen: BTreeSet<String> =
                items.iter().filter_map(|item| item.get(member).map(Value::to_string)).collect();
            let holds = !items.is_empty() && seen.len() == items.len();
            check(holds, format!("a list without two of the same `{member}`"))
        }
        "one_of" => {
            let choices = content.as_array().map_or(&[][..], Vec::as_slice);
            let holds = |choice: &Value| mismatch(choice, actual, Extent::Part, path).is_none();
            check(choices.iter().any(holds), format!("one of {content}"))
        }
        "not" => {
            let holds = mismatch(content, actual, Extent::Part, path).is_none();
            check(!holds, format!("anything but {content}"))
        }
        _ => return None,
    })
}

/// A value as a message shows it.
pub(crate) fn shown(value: &Value) -> String {
    const LONGEST: usize = 200;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn whole(expected: &Value, actual: &Value) -> Option<String> {
        mismatch(expected, Some(actual), Extent::Whole, "")
    }

    #[test]
    fn what_is_the_same_is_the_same() {
        for (expected, actual) in [
            (json!({"a": 1, "b": [1.0]}), json!({"b": [1], "a": 1})),
            (json!({"$json": {"a": 9_007_199_254_740_993_i64}}), json!("{\"a\":9007199254740993}")),
            (json!({"$json_in_order": "{\"b\":1, \"a\":2}"}), json!("{\"b\":1,\"a\":2}")),
            (json!({"$contains": ["a", "c"]}), json!("abc")),
            (json!({"$matches": "^a.c$"}), json!("abc")),
            (json!({"$at_least": 3}), json!("3")),
            (json!({"$length": 2}), json!([1, 2])),
            (json!({"$distinct": "a"}), json!([{"a": "1"}, {"a": "2"}])),
            (json!({"$not": {"$distinct": "a"}}), json!([{"a": "1"}, {"a": "1"}])),
            (json!({"$not": {"$distinct": "a"}}), json!([{"a": "1"}, {"b": "2"}])),
            (json!({"$one_of": [1, {"$at_least": 5}]}), json!(6)),
            (json!({"$not": {"a": 1}}), json!({"a": 2})),
            (json!({"a": {"$absent": true}}), json!({})),
        ] {
            assert_eq!(whole(&expected, &actual), None, "{expected}");
        }
    }

    #[test]
    fn what_is_not_is_named_with_its_path() {
        for (expected, actual, said) in [
            (json!({"a": {"b": [1]}}), json!({"a": {"b": [2]}}), "a.b[0]: expected 1, found 2"),
            (json!({"a": 1}), json!({}), "a: expected 1, found nothing"),
            (json!({}), json!({"a": 1}), "a: expected nothing, found 1"),
            (json!([1]), json!([1, 2]), ": expected 1 entries, found 2"),
            (json!(1), json!("1"), ": expected 1, found \"1\""),
            (
                json!({"$json": {"a": 9_007_199_254_740_993_i64}}),
                json!("{\"a\":9007199254740992}"),
                " as JSON.a: expected 9007199254740993, found 9007199254740992",
            ),
            (
                json!({"$json_in_order": "{\"b\":1,\"a\":2}"}),
                json!("{\"a\":2,\"b\":1}"),
                ": expected JSON in the order of {\"b\":1,\"a\":2}, found \"{\\\"a\\\":2,\\\"b\\\":1}\"",
            ),
        ] {
            assert_eq!(whole(&expected, &actual).as_deref(), Some(said), "{expected}");
        }
    }

    #[test]
    fn a_part_may_have_more_around_it() {
        let part =
            |expected: Value, actual: Value| mismatch(&expected, Some(&actual), Extent::Part, "");
        assert_eq!(part(json!({"a": [{"b": 1}]}), json!({"a": [{"b": 1, "c": 2}], "d": 3})), None);
        assert!(part(json!({"a": [{"b": 1}]}), json!({"a": []})).is_some());
    }
}
