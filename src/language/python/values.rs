//! `keys.py` and `values.py`: the types of keys and of named values.

use super::super::markup;
use super::super::model::{Kind, Model, SentinelModel};
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
            let mut docs = markup::lines(&key.doc, width(0));
            if !key.accepts.is_empty() {
                let others: Vec<_> = key.accepts.iter().map(|name| format!("`{name}`")).collect();
                let note = format!("Where one is asked for, {} does as well.", others.join(" or "));
                markup::push_paragraph(&mut docs, markup::wrap(&note, width(0)));
            }
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
    let mut docs = markup::lines(&sentinel.doc, width(4));
    let instead = format!(
        "Instead of one of these, {} can be given: {}",
        others(sentinel),
        markup::line(&sentinel.other_doc)
    );
    markup::push_paragraph(&mut docs, markup::wrap(&instead, width(4)));
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

/// What the other values are, in words.
fn others(sentinel: &SentinelModel) -> &'static str {
    if sentinel.is_list {
        return "a list";
    }
    match sentinel.inner {
        Kind::Duration(_) => "a `timedelta` or a number of seconds",
        Kind::Key(_) => "a key",
        Kind::Scalar(..)
        | Kind::Json(_)
        | Kind::Instant(..)
        | Kind::Sentinel(_)
        | Kind::Message(_)
        | Kind::Enum(_) => "a value",
    }
}
