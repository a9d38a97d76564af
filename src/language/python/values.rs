//! `keys.py` and `values.py`: the types of keys and of named values.

use super::super::docs::{OtherValues, key_docs};
use super::super::markup;
use super::super::model::{Model, SentinelModel};
use super::layout::sort_exports;
use super::text::{docstring, width};
use crate::render::Template;
use crate::semantics::facts::WireValue;

/// `keys.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/keys.py.j2")]
pub(super) struct KeysFile {
    keys: Vec<KeyView>,
    exports: Vec<String>,
}

struct KeyView {
    name: String,
    base: &'static str,
    docs: Vec<String>,
}

impl KeysFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let keys = model.keys.iter().map(|key| {
            let docs = key_docs(key, width(0));
            KeyView {
                name: key.name.clone(),
                base: if key.is_text { "str" } else { "int" },
                docs: docstring(0, &docs),
            }
        });
        let mut exports: Vec<String> = model.keys.iter().map(|key| key.name.clone()).collect();
        sort_exports(&mut exports);
        Self { keys: keys.collect(), exports }
    }
}

/// `values.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/values.py.j2")]
pub(super) struct ValuesFile {
    values: Vec<ValueView>,
    exports: Vec<String>,
}

struct ValueView {
    name: String,
    docs: Vec<String>,
    named: Vec<NamedView>,
}

struct NamedView {
    name: String,
    wire: String,
    docs: Vec<String>,
}

impl ValuesFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let mut exports: Vec<String> = model.sentinels.iter().map(|s| s.name.clone()).collect();
        sort_exports(&mut exports);
        Self { values: model.sentinels.iter().map(value_view).collect(), exports }
    }
}

fn value_view(sentinel: &SentinelModel) -> ValueView {
    let docs = OTHERS.docs(sentinel, width(4));
    let named = sentinel.values.iter().map(|value| NamedView {
        name: value.name.clone(),
        wire: match value.wire {
            WireValue::Number(number) => number.to_string(),
            WireValue::EmptyList => "()".to_owned(),
        },
        docs: docstring(4, &markup::lines(&value.doc, width(4))),
    });
    ValueView { name: sentinel.name.clone(), docs: docstring(4, &docs), named: named.collect() }
}

const OTHERS: OtherValues =
    OtherValues { list: "a list", duration: "a `timedelta` or a number of seconds" };
