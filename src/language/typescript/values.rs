//! `keys.ts` and `values.ts`: the types of keys and of named values.

use super::super::docs::{OtherValues, key_docs};
use super::super::markup;
use super::super::model::{Model, SentinelModel};
use super::layout::STEP;
use super::text::{literal, tsdoc, width};
use crate::render::Template;

/// `keys.ts`.
#[derive(Template)]
#[template(path = "typescript/src/keys.ts.j2")]
pub(super) struct KeysFile {
    keys: Vec<KeyView>,
    functions: Vec<&'static str>,
}

struct KeyView {
    name: String,
    function: &'static str,
    docs: Vec<String>,
}

const NUMBER: &str = "keyKind";
const TEXT: &str = "textKeyKind";

impl KeysFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        let keys = model.keys.iter().map(|key| {
            let docs = key_docs(key, width(0));
            KeyView {
                name: key.name.clone(),
                function: if key.is_text { TEXT } else { NUMBER },
                docs: tsdoc(0, &docs),
            }
        });
        let keys: Vec<KeyView> = keys.collect();
        let is_used = |name: &&str| keys.iter().any(|key| key.function == *name);
        let functions = [NUMBER, TEXT].into_iter().filter(is_used).collect();
        Self { keys, functions }
    }
}

/// `values.ts`.
#[derive(Template)]
#[template(path = "typescript/src/values.ts.j2")]
pub(super) struct ValuesFile {
    values: Vec<ValueView>,
}

struct ValueView {
    name: String,
    docs: Vec<String>,
    named: Vec<NamedView>,
}

struct NamedView {
    name: String,
    text: String,
    docs: Vec<String>,
}

impl ValuesFile {
    /// The view of a model.
    pub(super) fn new(model: &Model) -> Self {
        Self { values: model.sentinels.iter().map(value_view).collect() }
    }
}

fn value_view(sentinel: &SentinelModel) -> ValueView {
    let docs = OTHERS.docs(sentinel, width(0));
    let named = sentinel.values.iter().map(|value| NamedView {
        name: value.name.clone(),
        text: literal(&value.name),
        docs: tsdoc(STEP, &markup::lines(&value.doc, width(STEP))),
    });
    ValueView { name: sentinel.name.clone(), docs: tsdoc(0, &docs), named: named.collect() }
}

const OTHERS: OtherValues = OtherValues { list: "an array", duration: "a duration" };
