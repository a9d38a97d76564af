//! What facts speak of: call classes, kinds of keys, sentinels.

use super::values::{Case, boolean, integer, list, mentions, name, sentence, statuses, text};
use super::{CODES, bad_value, closed, elements, fact};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::semantics::declared::{ClassDecl, KeyDecl, Mention, NamedDecl, OtherDecl, SentinelDecl};
use crate::semantics::facts::{CallClass, WireValue};
use crate::table::{Entry, Fields, Node, Value};

/// `[classes.X]`.
pub(super) fn class(entry: &Entry, d: &mut Diagnostics) -> Option<ClassDecl> {
    if entry.key.parse::<CallClass>().is_err() {
        d.push(unknown_word("call class", entry, CallClass::WORDS));
        return None;
    }
    closed(&entry.node, d, |fields, d| ClassDecl {
        at: vec![entry.key_span],
        doc: fact(fields, "doc", d, sentence),
        retry: fact(fields, "retry", d, statuses),
        at_least_once: fact(fields, "at_least_once", d, statuses),
        before_sending: fact(fields, "before_sending", d, boolean),
    })
}

/// A key that is not one of a closed list of words.
pub(super) fn unknown_word(kind: &str, entry: &Entry, words: &[&str]) -> Diagnostic {
    let message = format!("there is no {kind} `{}`", entry.key);
    let finding = Diagnostic::error(Code::SemanticsUnknownKey, message);
    let help = match nearest(&entry.key, words.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known: {}", words.join(", ")),
    };
    finding.at(Some(entry.key_span), "").help(help)
}

/// `[keys.X]`.
pub(super) fn key(entry: &Entry, d: &mut Diagnostics) -> Option<KeyDecl> {
    let name = Mention { name: entry.key.clone(), span: entry.key_span };
    if Case::Upper.check(&name, d) && !name.name.ends_with("Key") {
        let message = format!("`{}` does not end in Key", name.name);
        let help = format!("call this kind of key `{}Key`", name.name);
        d.push(bad_value(name.span, message).help(help));
    }
    closed(&entry.node, d, |fields, d| KeyDecl {
        at: vec![entry.key_span],
        is_text: fact(fields, "type", d, key_type),
        doc: fact(fields, "doc", d, sentence),
        accepts: fact(fields, "accepts", d, mentions),
    })
}

fn key_type(node: &Node, d: &mut Diagnostics) -> Option<bool> {
    match CODES.text(node, d)? {
        "int64" => Some(false),
        "string" => Some(true),
        other => {
            let message = format!("`{other}` is not one of the values allowed here");
            d.push(bad_value(node.span, message).help("allowed: int64, string"));
            None
        }
    }
}

/// `[sentinels.X]`.
pub(super) fn sentinel(entry: &Entry, d: &mut Diagnostics) -> Option<SentinelDecl> {
    let name = Mention { name: entry.key.clone(), span: entry.key_span };
    Case::Upper.check(&name, d);
    closed(&entry.node, d, |fields, d| SentinelDecl {
        at: vec![entry.key_span],
        doc: fact(fields, "doc", d, sentence),
        default: fact(fields, "default", d, text),
        values: elements(fields, "values", d, named_value),
        other: other(fields, d),
    })
}

fn named_value(entry: &Entry, d: &mut Diagnostics) -> Option<NamedDecl> {
    let name = Mention { name: entry.key.clone(), span: entry.key_span };
    Case::Lower.check(&name, d);
    closed(&entry.node, d, |fields, d| NamedDecl {
        at: vec![entry.key_span],
        wire: fact(fields, "wire", d, wire),
        doc: fact(fields, "doc", d, sentence),
    })
}

fn wire(node: &Node, d: &mut Diagnostics) -> Option<WireValue> {
    match &node.value {
        Value::Integer(number) => Some(WireValue::Number(*number)),
        Value::Text(text) if text == "empty" => Some(WireValue::EmptyList),
        Value::Text(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::List(_)
        | Value::Table(_)
        | Value::Other => {
            let message = "a value on the wire is an integer or \"empty\"";
            d.push(bad_value(node.span, message).help("\"empty\" is for lists"));
            None
        }
    }
}

fn other(fields: &mut Fields<'_>, d: &mut Diagnostics) -> OtherDecl {
    let Some(entry) = fields.entry("other") else {
        return OtherDecl::default();
    };
    let other = closed(&entry.node, d, |fields, d| OtherDecl {
        name: fact(fields, "name", d, name(Case::Lower)),
        doc: fact(fields, "doc", d, sentence),
        min: fact(fields, "min", d, integer),
    });
    other.unwrap_or_default()
}

/// Groups of at least two names.
pub(super) fn groups(node: &Node, d: &mut Diagnostics) -> Option<Vec<Vec<Mention>>> {
    list(node, d, |item, d| {
        let group = mentions(item, d)?;
        if group.len() < 2 {
            let finding = bad_value(item.span, "a group has at least two fields");
            d.push(finding.help("state `required` for a field that is always needed"));
            return None;
        }
        Some(group)
    })
}
