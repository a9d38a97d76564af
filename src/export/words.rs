//! Facts as the document says them: words for our enums, names for indices, text for numbers.

use std::time::Duration;

use super::document::{Deprecation, Presence, Stated, Streaming};
use super::facts::{
    CallClass, Deadline, Key, Meaning, NamedValue, OtherValue, Sentinel, WireValue,
};
use crate::ir;
use crate::semantics::facts::{self, Life, Release};

pub(super) fn since(life: &Life) -> Option<String> {
    life.since.as_ref().map(Release::to_string)
}

pub(super) fn deprecated(life: &Life) -> Option<Deprecation> {
    life.deprecated
        .as_ref()
        .map(|reason| Deprecation { reason: reason.clone(), replaced_by: life.replaced_by.clone() })
}

pub(super) fn statuses(statuses: &[facts::Status]) -> Vec<&'static str> {
    statuses.iter().map(|status| status.as_str()).collect()
}

pub(super) fn field_name(message: &ir::Message, index: usize) -> Option<String> {
    message.fields.get(index).map(|field| field.name.clone())
}

pub(super) fn field_names(message: &ir::Message, indices: &[usize]) -> Vec<String> {
    let names = indices.iter();
    names.filter_map(|&index| field_name(message, index)).collect()
}

pub(super) fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}

pub(super) fn streaming(streaming: ir::Streaming) -> Streaming {
    match streaming {
        ir::Streaming::Unary => Streaming::Unary,
        ir::Streaming::Server => Streaming::Server,
        ir::Streaming::Client => Streaming::Client,
        ir::Streaming::Bidi => Streaming::Bidi,
    }
}

pub(super) fn presence(cardinality: ir::Cardinality) -> Presence {
    match cardinality {
        ir::Cardinality::Implicit => Presence::Implicit,
        ir::Cardinality::Explicit => Presence::Explicit,
        ir::Cardinality::Repeated => Presence::Repeated,
    }
}

pub(super) fn deadline(deadline: &facts::Deadline, request: &ir::Message) -> Deadline {
    match deadline {
        facts::Deadline::None => Deadline::None,
        facts::Deadline::After(duration) => Deadline::After { ms: milliseconds(*duration) },
        facts::Deadline::FromField { field, plus, zero } => Deadline::FromField {
            field: field_name(request, *field).unwrap_or_default(),
            plus_ms: milliseconds(*plus),
            zero_ms: milliseconds(*zero),
        },
    }
}

pub(super) fn meaning(meaning: &facts::Meaning) -> Meaning {
    match meaning {
        facts::Meaning::Json(root) => Meaning::Json { root: root.as_str() },
        facts::Meaning::PlainText => Meaning::PlainText,
        facts::Meaning::Key(key) => Meaning::Key { key: key.clone() },
        facts::Meaning::DurationMs => Meaning::DurationMs,
        facts::Meaning::Instant(format) => Meaning::Instant { format: format.as_str() },
        facts::Meaning::Number(counts) => Meaning::Number { counts: counts.as_str() },
    }
}

pub(super) fn class(
    class: facts::CallClass,
    facts: &facts::ClassFacts,
    stated: Vec<Stated>,
) -> CallClass {
    CallClass {
        name: class.as_str(),
        doc: facts.doc.clone(),
        retry: statuses(&facts.retry),
        at_least_once: statuses(&facts.at_least_once),
        before_sending: facts.before_sending,
        facts: stated,
    }
}

pub(super) fn key(name: &str, facts: &facts::KeyFacts, stated: Vec<Stated>) -> Key {
    Key {
        name: name.to_owned(),
        ty: match facts.is_text {
            true => ir::Scalar::String.keyword(),
            false => ir::Scalar::Int64.keyword(),
        },
        doc: facts.doc.clone(),
        accepts: facts.accepts.clone(),
        facts: stated,
    }
}

pub(super) fn sentinel(name: &str, facts: &facts::SentinelFacts, stated: Vec<Stated>) -> Sentinel {
    let values = facts.values.iter().map(|value| NamedValue {
        name: value.name.clone(),
        doc: value.doc.clone(),
        wire: match value.wire {
            facts::WireValue::Number(number) => WireValue::Number { value: number.to_string() },
            facts::WireValue::EmptyList => WireValue::EmptyList,
        },
    });
    let default = facts.values.get(facts.default);
    Sentinel {
        name: name.to_owned(),
        doc: facts.doc.clone(),
        values: values.collect(),
        default: default.map_or_else(String::new, |value| value.name.clone()),
        other: OtherValue {
            name: facts.other.name.clone(),
            doc: facts.other.doc.clone(),
            min: facts.other.min.map(|min| min.to_string()),
        },
        facts: stated,
    }
}
