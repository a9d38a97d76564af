//! `keys.rs` and `values.rs`: the types of keys and of named values.

use super::super::model::{KeyModel, Model, SentinelModel};
use super::layout::{behind_slashes, list};
use super::text;
use super::types::{Types, rust_scalar};
use crate::render::Template;
use crate::semantics::facts::WireValue;

/// `keys.rs`.
#[derive(Template)]
#[template(path = "rust/src/keys.rs.j2")]
pub(super) struct KeysFile {
    keys: Vec<KeyView>,
    integers: bool,
    texts: bool,
}

struct KeyView {
    docs: Vec<String>,
    name: String,
    is_text: bool,
    accepts: Vec<AcceptView>,
}

struct AcceptView {
    name: String,
    value: &'static str,
}

impl KeysFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        Self {
            keys: model.keys.iter().map(|key| key_view(model, key)).collect(),
            integers: model.keys.iter().any(|k| !k.is_text),
            texts: model.keys.iter().any(|k| k.is_text),
        }
    }
}

fn key_view(model: &Model, key: &KeyModel) -> KeyView {
    let accepts = key.accepts.iter().map(|name| {
        let other = model.keys.iter().find(|k| k.name == *name);
        let value = match other {
            Some(other) if other.is_text => "key.as_str()",
            _ => "key.get()",
        };
        AcceptView { name: name.clone(), value }
    });
    KeyView {
        docs: behind_slashes(text::lines(&key.doc)),
        name: key.name.clone(),
        is_text: key.is_text,
        accepts: accepts.collect(),
    }
}

/// `values.rs`.
#[derive(Template)]
#[template(path = "rust/src/values.rs.j2")]
pub(super) struct ValuesFile {
    values: Vec<ValueView>,
}

struct ValueView {
    docs: Vec<String>,
    name: String,
    named: Vec<NamedView>,
    default: String,
    other: String,
    other_docs: Vec<String>,
    inner: String,
    wire: String,
    is_list: bool,
    is_copy: bool,
    /// The condition under which an other value is refused, and what is then said.
    refuse: Option<(String, Vec<String>)>,
}

struct NamedView {
    docs: Vec<String>,
    name: String,
    wire: String,
}

impl ValuesFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        Self { values: model.sentinels.iter().map(|s| value_view(model, s)).collect() }
    }
}

fn refusal(text: &str) -> Vec<String> {
    list(20, "return Err(ArgumentError::new", &[text::literal(text)], ");")
}

fn value_view(model: &Model, sentinel: &SentinelModel) -> ValueView {
    let one = Types::new(model, &[]).value(&sentinel.inner);
    let scalar = rust_scalar(sentinel.wire);
    let (inner, wire) = if sentinel.is_list {
        (format!("Vec<{one}>"), format!("Vec<{scalar}>"))
    } else {
        (one.clone(), scalar.to_owned())
    };
    let named = sentinel.values.iter().map(|value| NamedView {
        docs: behind_slashes(text::lines(&value.doc)),
        name: value.name.clone(),
        wire: match value.wire {
            WireValue::Number(number) => number.to_string(),
            WireValue::EmptyList => "[]".to_owned(),
        },
    });
    let refuse = sentinel.min.filter(|min| !sentinel.is_list || *min > 0).map(|min| {
        if sentinel.is_list {
            let empty = sentinel.values.iter().find(|v| v.wire == WireValue::EmptyList);
            let instead = empty.map_or_else(String::new, |value| {
                format!("; use {}::{} instead", sentinel.name, value.name)
            });
            let text = match min {
                1 => format!("must not be empty{instead}"),
                min => format!("must have at least {min} entries{instead}"),
            };
            let condition = match min {
                1 => "wire.is_empty()".to_owned(),
                _ => format!("wire.len() < {min}"),
            };
            (condition, refusal(&text))
        } else {
            (format!("wire < {min}"), refusal(&format!("must be at least {min}")))
        }
    });
    ValueView {
        docs: behind_slashes(text::lines(&sentinel.doc)),
        name: sentinel.name.clone(),
        named: named.collect(),
        default: sentinel.values[sentinel.default].name.clone(),
        other: sentinel.other.clone(),
        other_docs: behind_slashes(text::lines(&sentinel.other_doc)),
        is_copy: !sentinel.is_list && one != "String",
        inner,
        wire,
        is_list: sentinel.is_list,
        refuse,
    }
}
