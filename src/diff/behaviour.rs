//! What the semantics say of both: changes in how calls are made and values are read. The semantics
//! are the same on both sides, so these come from what the protos give them to work with: options,
//! types, presence, and the release that each proto is of. Of what was renamed nothing is known in this
//! way, so it is not compared.

use std::collections::BTreeMap;

use super::{Element, Report};
use crate::export::{
    Deadline, Deprecation, Enum, EnumValue, Field, IdempotentIf, Meaning, Message, Rpc,
};

pub(super) fn rpc(element: &Element<'_>, old: &Rpc, new: &Rpc, report: &mut Report) {
    let mut compare = Compare { element, report };
    compare.deprecation(old.deprecated.as_ref(), new.deprecated.as_ref());
    compare.text("its class", old.class, new.class);
    compare.list("it is repeated after", &old.retry, &new.retry);
    compare.list("at at-least-once it is repeated after", &old.at_least_once, &new.at_least_once);
    compare.switch("repeated when it was not sent", old.before_sending, new.before_sending);
    let condition = |rpc: &Rpc| rpc.idempotent_if.as_ref().map_or_else(none, idempotent_if);
    compare.text("it is idempotent if", &condition(old), &condition(new));
    compare.text("its deadline", &deadline(&old.deadline), &deadline(&new.deadline));
    compare.switch("exempt from backpressure", old.backpressure_exempt, new.backpressure_exempt);
    compare.map("after a retry", &old.after_retry, &new.after_retry);
    let items = |rpc: &Rpc| rpc.items.clone().unwrap_or_else(none);
    compare.text("the list whose items are streamed", &items(old), &items(new));
    if old.errors != new.errors {
        report.docs(element, "the documented errors are others");
    }
    since(element, old.since.as_ref(), new.since.as_ref(), report);
}

pub(super) fn message(element: &Element<'_>, old: &Message, new: &Message, report: &mut Report) {
    let mut compare = Compare { element, report };
    compare.deprecation(old.deprecated.as_ref(), new.deprecated.as_ref());
    let constructors = |message: &Message| -> Vec<String> {
        let constructors = message.constructors.iter();
        constructors.map(|c| format!("{}({})", c.name, c.fields.join(", "))).collect()
    };
    compare.list("its constructors", &constructors(old), &constructors(new));
    let groups = |message: &Message| -> Vec<String> {
        message.one_of.iter().map(|group| group.join(" or ")).collect()
    };
    compare.list("it needs", &groups(old), &groups(new));
    since(element, old.since.as_ref(), new.since.as_ref(), report);
}

pub(super) fn field(element: &Element<'_>, old: &Field, new: &Field, report: &mut Report) {
    let mut compare = Compare { element, report };
    compare.deprecation(old.deprecated.as_ref(), new.deprecated.as_ref());
    let meant = |field: &Field| field.meaning.as_ref().map_or_else(none, meaning);
    compare.text("its meaning", &meant(old), &meant(new));
    let sentinel = |field: &Field| field.sentinel.clone().unwrap_or_else(none);
    compare.text("its sentinel", &sentinel(old), &sentinel(new));
    compare.switch("filled with the default tenant", old.tenant, new.tenant);
    compare.switch("a lease token", old.lease, new.lease);
    let condition = |field: &Field| {
        let condition = field.only_when.as_ref();
        condition.map_or_else(none, |c| format!("{} is {}", c.field, c.is.join(" or ")))
    };
    compare.text("it means something if", &condition(old), &condition(new));
    if let (Some(required), None) = (old.required, new.required) {
        report.behaviour(element, format!("it need not be given any more ({required})"));
    }
    since(element, old.since.as_ref(), new.since.as_ref(), report);
}

pub(super) fn enumeration(element: &Element<'_>, old: &Enum, new: &Enum, report: &mut Report) {
    let mut compare = Compare { element, report };
    compare.deprecation(old.deprecated.as_ref(), new.deprecated.as_ref());
    let zero = |item: &Enum| item.zero.map_or_else(none, str::to_owned);
    compare.text("what its zero stands for", &zero(old), &zero(new));
    since(element, old.since.as_ref(), new.since.as_ref(), report);
}

pub(super) fn value(element: &Element<'_>, old: &EnumValue, new: &EnumValue, report: &mut Report) {
    let mut compare = Compare { element, report };
    compare.deprecation(old.deprecated.as_ref(), new.deprecated.as_ref());
    let alias = |value: &EnumValue| value.alias_of.clone().unwrap_or_else(none);
    compare.text("the value it is another name for", &alias(old), &alias(new));
    since(element, old.since.as_ref(), new.since.as_ref(), report);
}

fn since(element: &Element<'_>, old: Option<&String>, new: Option<&String>, report: &mut Report) {
    if old != new {
        report.docs(element, "the release it is said to come with is another");
    }
}

fn none() -> String {
    "nothing".to_owned()
}

struct Compare<'a, 'r> {
    element: &'a Element<'a>,
    report: &'r mut Report,
}

impl Compare<'_, '_> {
    fn text(&mut self, what: &str, old: &str, new: &str) {
        if old != new {
            let what = format!("{what}: was {old}, is {new}");
            self.report.behaviour(self.element, what);
        }
    }

    fn list<T: AsRef<str>>(&mut self, what: &str, old: &[T], new: &[T]) {
        let joined = |list: &[T]| {
            let list: Vec<&str> = list.iter().map(AsRef::as_ref).collect();
            if list.is_empty() { none() } else { list.join(", ") }
        };
        self.text(what, &joined(old), &joined(new));
    }

    fn map(
        &mut self,
        what: &str,
        old: &BTreeMap<&'static str, &'static str>,
        new: &BTreeMap<&'static str, &'static str>,
    ) {
        let entries = |map: &BTreeMap<&'static str, &'static str>| -> Vec<String> {
            map.iter().map(|(k, v)| format!("{k} means {v}")).collect()
        };
        self.list(what, &entries(old), &entries(new));
    }

    fn switch(&mut self, what: &str, old: bool, new: bool) {
        match (old, new) {
            (false, true) => self.report.behaviour(self.element, format!("it is now {what}")),
            (true, false) => {
                let what = format!("it is no longer {what}");
                self.report.behaviour(self.element, what);
            }
            (true, true) | (false, false) => {}
        }
    }

    fn deprecation(&mut self, old: Option<&Deprecation>, new: Option<&Deprecation>) {
        match (old, new) {
            (None, Some(now)) => {
                let what = format!("it is deprecated now: {}", now.reason);
                self.report.behaviour(self.element, what);
            }
            (Some(_), None) => {
                self.report.behaviour(self.element, "it is no longer deprecated");
            }
            (Some(old), Some(new)) if old != new => {
                self.report.docs(self.element, "it is deprecated for another reason");
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn idempotent_if(condition: &IdempotentIf) -> String {
    let set = condition.set.iter().map(|f| format!("{f} is set"));
    let positive = condition.positive.iter().map(|f| format!("{f} is above zero"));
    let all: Vec<String> = set.chain(positive).collect();
    all.join(" and ")
}

fn deadline(deadline: &Deadline) -> String {
    match deadline {
        Deadline::None => none(),
        Deadline::After { ms } => format!("{ms} ms"),
        Deadline::FromField { field, plus_ms, zero_ms } => {
            format!("{field} and {plus_ms} ms, with {zero_ms} ms for zero")
        }
    }
}

fn meaning(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Json { root } => format!("JSON ({root})"),
        Meaning::PlainText => "plain text".to_owned(),
        Meaning::Key { key } => format!("key {key}"),
        Meaning::DurationMs => "duration".to_owned(),
        Meaning::Instant { format } => format!("instant ({format})"),
        Meaning::Number { counts } => format!("number ({counts})"),
    }
}
