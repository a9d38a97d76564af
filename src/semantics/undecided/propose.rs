//! What a field probably means, from its name: a proposal for a person to check, never a fact.

use std::collections::BTreeMap;

use super::find::{Question, ends_in_word};
use crate::ir::{Field, Message, Scalar, Type};
use crate::semantics::facts::{InstantKind, JsonKind, Meaning, NumberKind};
use crate::semantics::lookup::Context;

/// Proposes meanings, and remembers which kinds of keys it made up.
pub(super) struct Proposals<'a, 'c> {
    cx: &'c Context<'a>,
    /// Kinds of keys that no file declares, and whether they are text.
    made_up: BTreeMap<String, bool>,
}

/// A proposed meaning.
pub(super) struct Proposal {
    pub(super) meaning: Meaning,
    /// The kind of key is a new one, which must be declared: its name and whether it is text.
    pub(super) new_key: Option<(String, bool)>,
}

impl<'a, 'c> Proposals<'a, 'c> {
    pub(super) fn new(cx: &'c Context<'a>) -> Self {
        Self { cx, made_up: BTreeMap::new() }
    }

    pub(super) fn propose(
        &mut self,
        message: &Message,
        field: &Field,
        question: Question,
    ) -> Proposal {
        match question {
            Question::Json => plain(Meaning::Json(JsonKind::Object)),
            Question::Date => plain(Meaning::Instant(InstantKind::Iso8601)),
            Question::Key => {
                let key = self.key(message, &field.name, true);
                key.unwrap_or_else(|| plain(Meaning::PlainText))
            }
            Question::Number => self.number(message, field),
        }
    }

    fn number(&mut self, message: &Message, field: &Field) -> Proposal {
        let name = field.name.as_str();
        let is_key = ends_in_word(name, "Key") || ends_in_word(name, "Keys");
        let is_int64 = field.ty == Type::Scalar(Scalar::Int64);
        if is_key && is_int64 {
            let key = self.key(message, name, false);
            return key.unwrap_or_else(|| plain(Meaning::Number(NumberKind::Id)));
        }
        if is_key {
            return plain(Meaning::Number(NumberKind::Id));
        }
        let lower = name.to_ascii_lowercase().replace('_', "");
        let is_time = ["timeout", "backoff"].iter().any(|end| lower.ends_with(end));
        if is_int64 && (is_time || lower.contains("timetolive")) {
            return plain(Meaning::DurationMs);
        }
        let by_name = |kind: &NumberKind| ends_in_word(name, &upper_camel(kind.as_str()));
        let kind = NumberKind::ALL.iter().copied().find(by_name);
        plain(Meaning::Number(kind.unwrap_or(NumberKind::Count)))
    }

    /// The longest known kind of key that the name ends in, or else a new one; `None` when the name
    /// is taken by a kind of key of another type.
    fn key(&mut self, message: &Message, field: &str, is_text: bool) -> Option<Proposal> {
        let name = key_name(message, field);
        if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
            return None;
        }
        let known = self.cx.declared.keys.iter().filter(|(known, key)| {
            name.ends_with(known.as_str())
                && key.is_text.as_ref().is_some_and(|fact| fact.value == is_text)
        });
        if let Some((known, _)) = known.max_by_key(|(known, _)| known.len()) {
            return Some(plain(Meaning::Key(known.clone())));
        }
        if self.cx.declared.keys.contains_key(&name) {
            return None;
        }
        match self.made_up.get(&name) {
            Some(taken) if *taken == is_text => Some(plain(Meaning::Key(name))),
            Some(_) => None,
            None => {
                self.made_up.insert(name.clone(), is_text);
                Some(Proposal {
                    meaning: Meaning::Key(name.clone()),
                    new_key: Some((name, is_text)),
                })
            }
        }
    }
}

fn plain(meaning: Meaning) -> Proposal {
    Proposal { meaning, new_key: None }
}

/// `jobKey` and `jobKeys` are of kind `JobKey`; a bare `key` is that of its message.
fn key_name(message: &Message, field: &str) -> String {
    let name = upper_camel(field);
    let name = name.strip_suffix('s').filter(|n| n.ends_with("Key")).unwrap_or(&name);
    if name != "Key" {
        return name.to_owned();
    }
    let owner = message.name.as_str();
    let owner = owner.strip_suffix("Response").unwrap_or(owner);
    let owner = owner.strip_suffix("Request").unwrap_or(owner);
    format!("{}Key", upper_camel(owner))
}

/// Only what every name may consist of survives, so that a proposal can always be pasted.
fn upper_camel(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.fold(String::new(), |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}
