//! Which decisions are needed: every RPC its release, class and deadline; every message with fields
//! its release and every field listed; every enum its release and what zero is; and every field of
//! whose value the type says too little, what it means.

use std::collections::BTreeSet;

use super::lacks_since;
use crate::ir::{Enum, Field, Message, Rpc, Scalar, Type};
use crate::semantics::declared::LifeDecl;
use crate::semantics::facts::Release;
use crate::semantics::lookup::Context;

/// An RPC and the facts that it lacks.
pub(super) struct OpenRpc<'a> {
    pub(super) rpc: &'a Rpc,
    pub(super) missing: Vec<Decision>,
}

/// A message of which something is not decided.
pub(super) struct OpenMessage<'a> {
    pub(super) message: &'a Message,
    /// Some file has an entry for it.
    pub(super) known: bool,
    /// Its release is not decided.
    pub(super) since: bool,
    /// The oldest release stated for one of its fields.
    pub(super) oldest: Option<Release>,
    /// The fields of which something is not decided; all fields of a message that is not known.
    pub(super) fields: Vec<OpenField<'a>>,
}

/// A field of which something is not decided.
pub(super) struct OpenField<'a> {
    pub(super) field: &'a Field,
    pub(super) listed: bool,
    pub(super) question: Option<Question>,
}

/// An enum and the facts that it lacks.
pub(super) struct OpenEnum<'a> {
    pub(super) item: &'a Enum,
    /// The oldest release stated for one of its values.
    pub(super) oldest: Option<Release>,
    pub(super) missing: Vec<Decision>,
}

/// A fact that an RPC, a message or an enum cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Since,
    Class,
    Deadline,
    Zero,
}

impl Decision {
    /// The key in the semantics file.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Since => "since",
            Self::Class => "class",
            Self::Deadline => "deadline",
            Self::Zero => "zero",
        }
    }
}

/// What a field's type leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// A whole number: of what?
    Number,
    /// Text that mentions JSON: is it?
    Json,
    /// Text that is called a key: is it?
    Key,
    /// Text that is called a date: is it?
    Date,
}

pub(super) fn rpcs<'a>(cx: &Context<'a>) -> Vec<OpenRpc<'a>> {
    let mut seen = BTreeSet::new();
    let rpcs = cx.api.rpcs().filter(|rpc| seen.insert(&rpc.name));
    let open = rpcs.map(|rpc| {
        let facts = cx.rpc_facts(rpc);
        let mut missing = Vec::new();
        if lacks_since(facts.map(|f| &f.life)) {
            missing.push(Decision::Since);
        }
        if facts.is_none_or(|f| f.class.is_none()) {
            missing.push(Decision::Class);
        }
        if facts.is_none_or(|f| f.deadline.is_none()) {
            missing.push(Decision::Deadline);
        }
        OpenRpc { rpc, missing }
    });
    open.filter(|open| !open.missing.is_empty()).collect()
}

pub(super) fn messages<'a>(cx: &Context<'a>) -> Vec<OpenMessage<'a>> {
    let mut seen = BTreeSet::new();
    let own = cx.api.messages().filter(|(_, m)| !m.imported && !m.fields.is_empty());
    let open = own.filter(|(_, m)| seen.insert(&m.path)).map(|(id, message)| {
        let facts = cx.message_facts(id);
        let known = facts.is_some();
        let fields = message.fields.iter().zip(cx.field_facts(id));
        let fields = fields.map(|(field, effective)| OpenField {
            field,
            listed: effective.listed,
            question: question(field).filter(|_| effective.facts.meaning.is_none()),
        });
        OpenMessage {
            message,
            known,
            since: lacks_since(facts.map(|f| &f.life)),
            oldest: oldest(cx.field_facts(id).iter().map(|f| &f.facts.life)),
            fields: fields.filter(|f| !f.listed || f.question.is_some()).collect(),
        }
    });
    open.filter(|open| open.since || !open.fields.is_empty()).collect()
}

pub(super) fn enums<'a>(cx: &Context<'a>) -> Vec<OpenEnum<'a>> {
    let mut seen = BTreeSet::new();
    let own = cx.api.enums().filter(|(_, item)| !item.imported);
    let open = own.filter(|(_, item)| seen.insert(&item.path)).map(|(id, item)| {
        let facts = cx.enum_facts(id);
        let mut missing = Vec::new();
        if lacks_since(facts.map(|f| &f.life)) {
            missing.push(Decision::Since);
        }
        if facts.is_none_or(|f| f.zero.is_none()) {
            missing.push(Decision::Zero);
        }
        let values = facts.into_iter().flat_map(|f| f.values.values());
        OpenEnum { item, oldest: oldest(values.map(|value| &value.life)), missing }
    });
    open.filter(|open| !open.missing.is_empty()).collect()
}

fn oldest<'l>(parts: impl Iterator<Item = &'l LifeDecl>) -> Option<Release> {
    let releases = parts.filter_map(|life| life.since.as_ref().map(|fact| fact.value));
    releases.min()
}

/// What the type, name and comment of a field leave open.
fn question(field: &Field) -> Option<Question> {
    match field.ty {
        Type::Scalar(scalar) if scalar.is_integer() => Some(Question::Number),
        Type::Scalar(Scalar::String) => text_question(field),
        Type::Scalar(_) | Type::Message(_) | Type::Enum(_) | Type::Map(..) => None,
    }
}

fn text_question(field: &Field) -> Option<Question> {
    if mentions_json(&field.name) || mentions_json(&field.origin.doc) {
        Some(Question::Json)
    } else if ends_in_word(&field.name, "Key") {
        Some(Question::Key)
    } else if ends_in_word(&field.name, "Date") {
        Some(Question::Date)
    } else {
        None
    }
}

fn mentions_json(text: &str) -> bool {
    let text = text.as_bytes();
    text.windows(4).any(|four| four.eq_ignore_ascii_case(b"json"))
}

/// Whether a name ends in a word given in UpperCamel: `jobKey`, `job_key`, `key`.
pub(super) fn ends_in_word(name: &str, word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let rest = name.strip_suffix(&lower);
    name.ends_with(word) || rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
}

#[cfg(test)]
mod tests {
    use super::{ends_in_word, mentions_json};

    #[test]
    fn words_are_found_at_the_end_of_names() {
        assert!(ends_in_word("jobKey", "Key") && ends_in_word("job_key", "Key"));
        assert!(ends_in_word("key", "Key") && ends_in_word("dueDate", "Date"));
        assert!(!ends_in_word("monkey", "Key") && !ends_in_word("update", "Date"));
    }

    #[test]
    fn json_is_found_in_any_case() {
        assert!(mentions_json("payloadJson") && mentions_json("a JSON document"));
        assert!(!mentions_json("jso") && !mentions_json(""));
    }
}
