//! Field facts, under a message or under a pattern.

use super::values::{boolean, mention, mentions, require, text, word};
use super::{CODES, api, closed, fact};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::semantics::declared::{Fact, FieldDecl, OnlyWhenDecl};
use crate::semantics::facts::{InstantKind, JsonKind, Meaning, NumberKind, Required};
use crate::table::{Entry, Fields, Node};

/// The facts about one field.
pub(super) fn field(entry: &Entry, d: &mut Diagnostics) -> Option<FieldDecl> {
    closed(&entry.node, d, |fields, d| FieldDecl {
        at: vec![entry.key_span],
        meaning: meaning(fields, d),
        sentinel: fact(fields, "sentinel", d, text),
        required: fact(fields, "required", d, word::<Required>(Required::WORDS)),
        tenant: fact(fields, "tenant", d, boolean),
        lease: fact(fields, "lease", d, boolean),
        only_when: fact(fields, "only_when", d, only_when),
        life: api::life(fields, d),
    })
}

/// What the value means: one of several keys, of which an entry can have only one.
fn meaning(fields: &mut Fields<'_>, d: &mut Diagnostics) -> Option<Fact<Meaning>> {
    let stated = [
        fact(fields, "json", d, json),
        fact(fields, "text", d, plain),
        fact(fields, "key", d, key),
        fact(fields, "duration", d, duration),
        fact(fields, "instant", d, instant),
        fact(fields, "number", d, number),
    ];
    let mut stated: Vec<Fact<Meaning>> = stated.into_iter().flatten().collect();
    stated.sort_by_key(|fact| fact.span);
    let mut stated = stated.into_iter();
    let first = stated.next()?;
    for other in stated {
        let message = format!("`{}` and `{}` contradict each other", first.key, other.key);
        let finding = Diagnostic::error(Code::FactContradiction, message)
            .at(Some(other.span), "one meaning")
            .at(Some(first.span), "another meaning");
        d.push(finding.help("a field has one meaning: keep one of the two"));
    }
    Some(first)
}

fn json(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    let kind = CODES.word::<JsonKind>(node, JsonKind::WORDS, d)?;
    Some(Meaning::Json(kind))
}

fn plain(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    one_word("plain", Meaning::PlainText, node, d)
}

fn key(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    text(node, d).map(Meaning::Key)
}

fn duration(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    one_word("ms", Meaning::DurationMs, node, d)
}

fn instant(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    let kind = CODES.word::<InstantKind>(node, InstantKind::WORDS, d)?;
    Some(Meaning::Instant(kind))
}

fn number(node: &Node, d: &mut Diagnostics) -> Option<Meaning> {
    let kind = CODES.word::<NumberKind>(node, NumberKind::WORDS, d)?;
    Some(Meaning::Number(kind))
}

/// A key that has only one word so far.
fn one_word(
    only: &'static str,
    meaning: Meaning,
    node: &Node,
    d: &mut Diagnostics,
) -> Option<Meaning> {
    let text = CODES.text(node, d)?;
    if text == only {
        return Some(meaning);
    }
    let message = format!("`{text}` is not one of the values allowed here");
    let finding = super::bad_value(node.span, message);
    d.push(finding.help(format!("allowed: {only}")));
    None
}

fn only_when(node: &Node, d: &mut Diagnostics) -> Option<OnlyWhenDecl> {
    let (field, is) = closed(node, d, |fields, d| {
        let field = fact(fields, "field", d, mention);
        let is = fact(fields, "is", d, mentions);
        (field, is)
    })?;
    require(node, &["field", "is"], d);
    Some(OnlyWhenDecl { field: field?.value, is: is?.value })
}
