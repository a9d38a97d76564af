//! What facts speak of: call classes, kinds of keys, sentinels. Each must be whole and make sense by
//! itself, after all files have had their say.

use std::collections::BTreeMap;

use super::misfit;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::semantics::declared::{
    ClassDecl, Declared, Fact, KeyDecl, Mention, NamedDecl, Overlay, Places, SentinelDecl,
};
use crate::semantics::facts::{
    CallClass, ClassFacts, KeyFacts, NamedValue, OtherValue, SentinelFacts, Stated, WireValue,
};
use crate::semantics::lookup::unknown;

/// Everything that facts can speak of, by name.
pub(super) struct Vocabulary {
    pub(super) classes: BTreeMap<CallClass, ClassFacts>,
    pub(super) keys: BTreeMap<String, KeyFacts>,
    pub(super) sentinels: BTreeMap<String, SentinelFacts>,
}

pub(super) fn resolve(declared: &Declared, d: &mut Diagnostics) -> Vocabulary {
    let classes = declared.classes.iter().filter_map(|(name, class)| {
        let facts = class_facts(name, class, d)?;
        Some((name.parse().ok()?, facts))
    });
    let classes = classes.collect();
    let keys = declared.keys.iter().filter_map(|(name, key)| {
        let facts = key_facts(name, key, declared, d)?;
        Some((name.clone(), facts))
    });
    let keys = keys.collect();
    let sentinels = declared.sentinels.iter().filter_map(|(name, sentinel)| {
        let facts = sentinel_facts(name, sentinel, d)?;
        Some((name.clone(), facts))
    });
    Vocabulary { classes, keys, sentinels: sentinels.collect() }
}

/// What an entry cannot do without.
fn part<'f, T>(
    fact: Option<&'f Fact<T>>,
    part: &str,
    owner: &str,
    at: &Places,
    d: &mut Diagnostics,
) -> Option<&'f T> {
    if fact.is_none() {
        let message = format!("{owner} has no `{part}`");
        let finding = Diagnostic::error(Code::SemanticsBadValue, message);
        let finding = finding.at(at.last().copied(), "");
        d.push(finding.help(format!("add `{part} = …`")));
    }
    fact.map(|fact| &fact.value)
}

fn class_facts(name: &str, class: &ClassDecl, d: &mut Diagnostics) -> Option<ClassFacts> {
    let owner = format!("call class `{name}`");
    let doc = part(class.doc.as_ref(), "doc", &owner, &class.at, d);
    let retry = part(class.retry.as_ref(), "retry", &owner, &class.at, d);
    let at_least_once = class.at_least_once.as_ref();
    Some(ClassFacts {
        doc: doc?.clone(),
        retry: retry?.clone(),
        at_least_once: at_least_once.map_or_else(Vec::new, |fact| fact.value.clone()),
        before_sending: class.before_sending.as_ref().is_none_or(|fact| fact.value),
        stated: stated(class),
    })
}

fn key_facts(
    name: &str,
    key: &KeyDecl,
    declared: &Declared,
    d: &mut Diagnostics,
) -> Option<KeyFacts> {
    let owner = format!("key `{name}`");
    let doc = part(key.doc.as_ref(), "doc", &owner, &key.at, d);
    let is_text = part(key.is_text.as_ref(), "type", &owner, &key.at, d);
    let accepts = key.accepts.as_ref().map_or(&[][..], |fact| &fact.value);
    for accepted in accepts {
        let Some(other) = declared.keys.get(&accepted.name) else {
            let names = declared.keys.keys().map(String::as_str);
            d.push(unknown("there is no key", accepted, None, names));
            continue;
        };
        if let (Some(this), Some(other)) = (&key.is_text, &other.is_text)
            && this.value != other.value
        {
            let message = format!("`{}` is of another type than `{name}`", accepted.name);
            let finding = misfit(message, accepted.span, Some(other.span), "its type");
            d.push(finding.help("a key accepts keys of its own type only"));
        }
    }
    Some(KeyFacts {
        is_text: *is_text?,
        doc: doc?.clone(),
        accepts: accepts.iter().map(|accepted| accepted.name.clone()).collect(),
        stated: stated(key),
    })
}

fn sentinel_facts(
    name: &str,
    sentinel: &SentinelDecl,
    d: &mut Diagnostics,
) -> Option<SentinelFacts> {
    let owner = format!("sentinel `{name}`");
    let at = &sentinel.at;
    let doc = part(sentinel.doc.as_ref(), "doc", &owner, at, d);
    let other = &sentinel.other;
    let other_name = part(other.name.as_ref(), "other.name", &owner, at, d);
    let other_doc = part(other.doc.as_ref(), "other.doc", &owner, at, d);
    let default = part(sentinel.default.as_ref(), "default", &owner, at, d);
    let named = in_file_order(sentinel);
    if named.is_empty() {
        let finding = Diagnostic::error(Code::SemanticsBadValue, format!("{owner} names no value"));
        let help = format!("add a value under [sentinels.{name}.values]");
        d.push(finding.at(at.last().copied(), "").help(help));
    }
    let values = named.iter().filter_map(|(name, value)| named_value(name, value, d));
    let values: Vec<NamedValue> = values.collect();
    check_values(&owner, &named, d);
    check_other(&owner, sentinel, d);
    let default = default_index(&owner, default.is_some(), sentinel, &values, d);
    Some(SentinelFacts {
        doc: doc?.clone(),
        values,
        default: default?,
        other: OtherValue {
            name: other_name?.clone(),
            min: other.min.as_ref().map(|fact| fact.value),
            doc: other_doc?.clone(),
        },
        stated: named.iter().flat_map(|(_, v)| stated(*v)).chain(stated(sentinel)).collect(),
    })
}

fn stated(declared: &impl Overlay) -> Vec<Stated> {
    let mut stated = Vec::new();
    declared.list(&mut stated);
    stated
}

fn in_file_order(sentinel: &SentinelDecl) -> Vec<(&String, &NamedDecl)> {
    let mut named: Vec<(&String, &NamedDecl)> = sentinel.values.iter().collect();
    named.sort_by(|a, b| a.1.at.cmp(&b.1.at));
    named
}

fn named_value(name: &str, value: &NamedDecl, d: &mut Diagnostics) -> Option<NamedValue> {
    let owner = format!("value `{name}`");
    let wire = part(value.wire.as_ref(), "wire", &owner, &value.at, d);
    let doc = part(value.doc.as_ref(), "doc", &owner, &value.at, d);
    Some(NamedValue { name: name.to_owned(), wire: *wire?, doc: doc?.clone() })
}

/// Every wire value has one name, and numbers do not go with lists.
fn check_values(owner: &str, named: &[(&String, &NamedDecl)], d: &mut Diagnostics) {
    let wires = named.iter().filter_map(|(name, value)| {
        let wire = value.wire.as_ref()?;
        Some((name.as_str(), wire.value, wire.span))
    });
    let wires: Vec<(&str, WireValue, Span)> = wires.collect();
    for (index, (name, wire, span)) in wires.iter().enumerate() {
        let before = || wires.iter().take(index);
        if let Some((first, _, place)) = before().find(|(_, w, _)| w == wire) {
            let message =
                format!("`{first}` and `{name}` of {owner} are the same value on the wire");
            let finding = misfit(message, *span, Some(*place), "the same value");
            d.push(finding.help("give each wire value one name"));
        }
        let is_number = |w: &WireValue| matches!(w, WireValue::Number(_));
        let differs = before().find(|(_, w, _)| is_number(w) != is_number(wire));
        if let Some((_, _, place)) = differs {
            let message = format!("{owner} mixes numbers and lists");
            let finding = misfit(message, *span, Some(*place), "of the other kind");
            d.push(finding.help("make a sentinel for numbers and one for lists"));
        }
    }
}

fn check_other(owner: &str, sentinel: &SentinelDecl, d: &mut Diagnostics) {
    if let Some(other) = &sentinel.other.name
        && let Some(value) = sentinel.values.get(&other.value)
    {
        let message = format!("`{}` of {owner} names two things", other.value);
        let finding = misfit(message, other.span, value.at.last().copied(), "a named value");
        d.push(finding.help("give the other values a name of their own"));
    }
}

fn default_index(
    owner: &str,
    stated: bool,
    sentinel: &SentinelDecl,
    values: &[NamedValue],
    d: &mut Diagnostics,
) -> Option<usize> {
    let default = sentinel.default.as_ref().filter(|_| stated)?;
    let index = values.iter().position(|value| value.name == default.value);
    if !sentinel.values.contains_key(&default.value) {
        let mention = Mention { name: default.value.clone(), span: default.span };
        let names = sentinel.values.keys().map(String::as_str);
        let place = sentinel.at.last().copied();
        d.push(unknown(&format!("{owner} has no value"), &mention, place, names));
    }
    index
}
