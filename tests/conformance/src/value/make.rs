//! Values that are not written out: saved ones, long ones, odd ones.
//!
//! | in a scenario | becomes |
//! |---|---|
//! | `"${name.path}"` | what was saved under the name; inside a longer text, its text |
//! | `{ "$repeat" = { text = "x", times = 9 } }` | the text so many times |
//! | `{ "$list" = { item = …, times = 9 } }` | a list; `${i}` in the item is the index |
//! | `{ "$members" = { name = "k${i}", value = …, times = 9 } }` | an object |
//! | `{ "$concat" = [ … ] }` | the texts behind one another |
//! | `{ "$flat" = [ … ] }` | the lists behind one another |
//! | `{ "$nested" = 100 }` | the text of a JSON object with lists nested so deep |
//! | `{ "$base64" = "text" }` | its bytes in base64 |
//! | `{ "$every_byte" = 3 }` | the 256 bytes so many times, in base64 |
//! | `{ "$null" = true }` | null, which TOML has no word for |
//! | `{ "$sum" = [ … ] }`, `{ "$ratio" = [ … ] }` | of whole numbers; of one number to another |
//! | `{ "$model" = "pay" }`, `{ model = …, id = … }` | a process, decision or form with the ID `${id}`, in base64 |
//! | `{ "$filled_request" = "Topology" }` | a request of which every field is set |
//! | `{ "$filled_reply" = "Topology" }`, `{ rpc = …, at = "jobs" }` | a reply, or a field of it |

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use zeebe_engine_tests::Model;
use zeebe_mock_gateway::Rpc;

use super::{filled, stands_for};

/// What has been saved, by name.
pub(crate) type Saved = Map<String, Value>;

/// The value that a scenario means.
///
/// # Errors
/// A name that is not known, or a form that is wrong.
pub(crate) fn make(value: &Value, saved: &Saved) -> Result<Value, String> {
    if let Some((name, content)) = stands_for(value)
        && let Some(made) = special(name, content, saved)
    {
        return made;
    }
    match value {
        Value::String(text) => fill(text, saved),
        Value::Array(items) => items.iter().map(|item| make(item, saved)).collect(),
        Value::Object(members) => {
            let made = members.iter().map(|(name, member)| {
                let name = fill(name, saved)?;
                Ok((text_of(&name), make(member, saved)?))
            });
            made.collect::<Result<Map<_, _>, String>>().map(Value::Object)
        }
        plain => Ok(plain.clone()),
    }
}

fn special(name: &str, content: &Value, saved: &Saved) -> Option<Result<Value, String>> {
    let text = |key: &str| content.get(key).and_then(Value::as_str).unwrap_or_default();
    Some(match name {
        "repeat" => times(content).map(|times| text("text").repeat(times).into()),
        "list" => numbered(content, saved, |saved| make(&content["item"], saved)).map(Value::Array),
        "members" => {
            let pair = |saved: &Saved| {
                Ok((text_of(&fill(text("name"), saved)?), make(&content["value"], saved)?))
            };
            numbered(content, saved, pair).map(|pairs| Value::Object(pairs.into_iter().collect()))
        }
        "concat" => make(content, saved).map(|parts| {
            let parts = parts.as_array().map_or(&[][..], Vec::as_slice);
            parts.iter().map(text_of).collect::<String>().into()
        }),
        "flat" => make(content, saved).map(|lists| {
            let lists = lists.as_array().into_iter().flatten();
            lists.filter_map(Value::as_array).flatten().cloned().collect()
        }),
        "nested" => whole(content, "nested")
            .map(|depth| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into()),
        "base64" => make(content, saved).map(|text| STANDARD.encode(text_of(&text)).into()),
        "every_byte" => whole(content, "every_byte").map(|times| {
            let bytes: Vec<u8> = (0..=u8::MAX).collect();
            STANDARD.encode(bytes.repeat(times)).into()
        }),
        "null" => Ok(Value::Null),
        "sum" => numbers(content, saved).and_then(sum),
        "ratio" => numbers(content, saved).and_then(ratio),
        "model" => model(content, saved).map(|text| STANDARD.encode(text).into()),
        "filled_request" => rpc(content).and_then(filled::request),
        "filled_reply" => match content.get("rpc") {
            Some(name) => rpc(name)
                .and_then(filled::reply)
                .map(|reply| reply.get(text("at")).cloned().unwrap_or_default()),
            None => rpc(content).and_then(filled::reply),
        },
        _ => return None,
    })
}

/// Numbers, each in digits or as text.
fn numbers(content: &Value, saved: &Saved) -> Result<Vec<String>, String> {
    let numbers = make(content, saved)?;
    let numbers = numbers.as_array().ok_or_else(|| format!("{content} is no list"))?;
    Ok(numbers.iter().map(text_of).collect())
}

/// Exact, as keys are too long for floats.
fn sum(numbers: Vec<String>) -> Result<Value, String> {
    let whole = |text: String| text.parse::<i64>().map_err(|error| format!("{text}: {error}"));
    numbers.into_iter().map(whole).sum::<Result<i64, _>>().map(Value::from)
}

fn ratio(numbers: Vec<String>) -> Result<Value, String> {
    let number = |text: String| text.parse::<f64>().map_err(|error| format!("{text}: {error}"));
    match &numbers.into_iter().map(number).collect::<Result<Vec<_>, _>>()?[..] {
        [one, other] => Ok((one / other).into()),
        others => Err(format!("a ratio is of two numbers, not {}", others.len())),
    }
}

/// A resource with an ID that nothing else on the engine has.
fn model(content: &Value, saved: &Saved) -> Result<String, String> {
    let name = content.get("model").unwrap_or(content);
    let model = name.as_str().and_then(Model::from_name);
    let model = model.ok_or_else(|| format!("there is no model {name}"))?;
    let id = make(content.get("id").unwrap_or(&"${id}".into()), saved)?;
    Ok(model.content(&text_of(&id)))
}

fn rpc(name: &Value) -> Result<Rpc, String> {
    let found = name.as_str().and_then(Rpc::from_name);
    found.ok_or_else(|| format!("there is no RPC {name}"))
}

fn whole(value: &Value, name: &str) -> Result<usize, String> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| format!("`${name}` takes a whole number, not {value}"))
}

fn times(content: &Value) -> Result<usize, String> {
    whole(&content["times"], "…times")
}

fn numbered<T>(
    content: &Value,
    saved: &Saved,
    make: impl Fn(&Saved) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut saved = saved.clone();
    let made = (0..times(content)?).map(|i| {
        saved.insert("i".to_owned(), i.into());
        make(&saved)
    });
    made.collect()
}

/// A text with what was saved in the place of `${…}`; the value itself if there is nothing else.
fn fill(text: &str, saved: &Saved) -> Result<Value, String> {
    if !text.contains("${") {
        return Ok(text.into());
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once("${") {
        let Some((path, after)) = behind.split_once('}') else { break };
        let value = look_up(path, saved)?;
        if before.is_empty() && after.is_empty() && out.is_empty() {
            return Ok(value);
        }
        out += before;
        out += &text_of(&value);
        rest = after;
    }
    Ok((out + rest).into())
}

fn look_up(path: &str, saved: &Saved) -> Result<Value, String> {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut value = saved.get(name).ok_or_else(|| format!("nothing is saved as `{name}`"))?;
    for step in rest.split('.').filter(|step| !step.is_empty()) {
        let next = match step.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(step),
        };
        value = next.ok_or_else(|| format!("`{path}` has no `{step}`"))?;
    }
    Ok(value.clone())
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn makes_what_is_not_written_out() {
        let mut saved = Saved::new();
        saved.insert("made".into(), json!({"reply": {"key": "5", "list": [1, 2]}}));
        for (value, made) in [
            (json!("${made.reply.key}"), json!("5")),
            (json!("${made.reply.list.1}"), json!(2)),
            (json!("a ${made.reply.key} b"), json!("a 5 b")),
            (json!({"$repeat": {"text": "ab", "times": 2}}), json!("abab")),
            (json!({"$list": {"item": {"n": "${i}"}, "times": 2}}), json!([{"n": 0}, {"n": 1}])),
            (
                json!({"$members": {"name": "k${i}", "value": 1, "times": 2}}),
                json!({"k0": 1, "k1": 1}),
            ),
            (json!({"$concat": ["a", {"$repeat": {"text": "b", "times": 2}}]}), json!("abb")),
            (json!({"$flat": [["a"], [], ["b", ["c"]]]}), json!(["a", "b", ["c"]])),
            (json!({"$nested": 2}), json!("{\"a\":[[]]}")),
            (json!({"$base64": "hi"}), json!("aGk=")),
            (
                json!({"$sum": ["${made.reply.key}", 9_007_199_254_740_993_i64]}),
                json!(9_007_199_254_740_998_i64),
            ),
            (json!({"$ratio": [1, "4"]}), json!(0.25)),
            (json!({"$int": "5"}), json!({"$int": "5"})),
        ] {
            assert_eq!(make(&value, &saved), Ok(made), "{value}");
        }
    }

    #[test]
    fn says_what_is_not_there() {
        let problem = make(&json!("${gone.a}"), &Saved::new()).unwrap_err();
        assert_eq!(problem, "nothing is saved as `gone`");
    }
}
