//! Facts about RPCs, messages and enums.

use std::collections::BTreeMap;
use std::time::Duration;

use super::values::{
    Case, boolean, duration, list, mention, mentions, name, release, require, sentence, statuses,
    text, word,
};
use super::vocabulary::{groups, unknown_word};
use super::{bad_value, closed, elements, fact, field};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::semantics::declared::{
    ByStatus, ConstructorDecl, DeadlineDecl, EnumDecl, Fact, IdempotentIfDecl, LifeDecl,
    MessageDecl, RpcDecl, ValueDecl,
};
use crate::semantics::facts::{AfterRetry, CallClass, Status, ZeroValue};
use crate::table::{Entry, Fields, Node, Value};

/// What every kind of element can have.
pub(super) fn life(fields: &mut Fields<'_>, d: &mut Diagnostics) -> LifeDecl {
    LifeDecl {
        since: fact(fields, "since", d, release),
        removed: fact(fields, "removed", d, release),
        deprecated: fact(fields, "deprecated", d, sentence),
        replaced_by: fact(fields, "replaced_by", d, text),
        name: fact(fields, "name", d, name(Case::Either)),
    }
}

/// `[rpcs.X]`.
pub(super) fn rpc(entry: &Entry, d: &mut Diagnostics) -> Option<RpcDecl> {
    closed(&entry.node, d, |fields, d| RpcDecl {
        at: vec![entry.key_span],
        life: life(fields, d),
        class: fact(fields, "class", d, word::<CallClass>(CallClass::WORDS)),
        deadline: fact(fields, "deadline", d, deadline),
        retry: fact(fields, "retry", d, statuses),
        idempotent_if: fact(fields, "idempotent_if", d, idempotent_if),
        backpressure_exempt: fact(fields, "backpressure_exempt", d, boolean),
        after_retry: by_status(fields, "after_retry", d, word::<AfterRetry>(AfterRetry::WORDS)),
        items: fact(fields, "items", d, text),
        errors: by_status(fields, "errors", d, sentence),
    })
}

fn by_status<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    d: &mut Diagnostics,
    read: impl Fn(&Node, &mut Diagnostics) -> Option<T>,
) -> ByStatus<T> {
    let Some((table, _)) = fields.table(key, d) else {
        return BTreeMap::new();
    };
    let facts = table.entries.iter().filter_map(|entry| {
        let Ok(status) = entry.key.parse::<Status>() else {
            d.push(unknown_word("status", entry, Status::WORDS));
            return None;
        };
        let value = read(&entry.node, d)?;
        let span = entry.key_span;
        Some((status, Fact { key, value, span }))
    });
    facts.collect()
}

fn deadline(node: &Node, d: &mut Diagnostics) -> Option<DeadlineDecl> {
    match &node.value {
        Value::Text(text) if text == "none" => Some(DeadlineDecl::None),
        Value::Text(_) => {
            let after = duration(node, d)?;
            if after == Duration::ZERO {
                let finding = bad_value(node.span, "no call is done in no time");
                d.push(finding.help("write \"none\" for a call without a deadline"));
                return None;
            }
            Some(DeadlineDecl::After(after))
        }
        Value::Table(_) => from_field(node, d),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::List(_) | Value::Other => {
            let finding = bad_value(node.span, "this is not a deadline");
            d.push(finding.help(
                "write a duration like \"10s\", \"none\", or { from = \"requestTimeout\", plus = \"10s\", zero = \"10s\" }",
            ));
            None
        }
    }
}

fn from_field(node: &Node, d: &mut Diagnostics) -> Option<DeadlineDecl> {
    let (from, plus, zero) = closed(node, d, |fields, d| {
        let from = fact(fields, "from", d, mention);
        let plus = fact(fields, "plus", d, duration);
        let zero = fact(fields, "zero", d, duration);
        (from, plus, zero)
    })?;
    require(node, &["from", "plus", "zero"], d);
    Some(DeadlineDecl::FromField { from: from?.value, plus: plus?.value, zero: zero?.value })
}

fn idempotent_if(node: &Node, d: &mut Diagnostics) -> Option<IdempotentIfDecl> {
    let condition = closed(node, d, |fields, d| IdempotentIfDecl {
        set: fact(fields, "set", d, mentions).map_or_else(Vec::new, |f| f.value),
        positive: fact(fields, "positive", d, mentions).map_or_else(Vec::new, |f| f.value),
    })?;
    if condition.set.is_empty() && condition.positive.is_empty() {
        let finding = bad_value(node.span, "the condition names no field");
        d.push(finding.help("name fields under `set` or `positive`"));
        return None;
    }
    Some(condition)
}

/// `[messages.X]`.
pub(super) fn message(entry: &Entry, d: &mut Diagnostics) -> Option<MessageDecl> {
    closed(&entry.node, d, |fields, d| MessageDecl {
        at: vec![entry.key_span],
        life: life(fields, d),
        constructors: fact(fields, "constructors", d, constructors),
        one_of: fact(fields, "one_of", d, groups),
        fields: elements(fields, "fields", d, field::field),
    })
}

fn constructors(node: &Node, d: &mut Diagnostics) -> Option<Vec<ConstructorDecl>> {
    let constructors = list(node, d, constructor)?;
    for (index, constructor) in constructors.iter().enumerate() {
        let mut before = constructors.iter().take(index);
        if let Some(first) = before.find(|c| c.name == constructor.name) {
            let message = format!("two constructors are named `{}`", first.name.name);
            let finding = Diagnostic::error(Code::FactContradiction, message)
                .at(Some(constructor.name.span), "the second")
                .at(Some(first.name.span), "the first");
            d.push(finding.help("give one of them another name"));
        }
    }
    Some(constructors)
}

fn constructor(node: &Node, d: &mut Diagnostics) -> Option<ConstructorDecl> {
    let (name, parameters) = closed(node, d, |fields, d| {
        let name = fact(fields, "name", d, mention);
        let parameters = fact(fields, "fields", d, mentions);
        (name, parameters)
    })?;
    require(node, &["name", "fields"], d);
    let name = name?.value;
    if !Case::Lower.check(&name, d) {
        return None;
    }
    Some(ConstructorDecl { name, fields: parameters?.value })
}

/// `[enums.X]`.
pub(super) fn enumeration(entry: &Entry, d: &mut Diagnostics) -> Option<EnumDecl> {
    closed(&entry.node, d, |fields, d| EnumDecl {
        at: vec![entry.key_span],
        life: life(fields, d),
        zero: fact(fields, "zero", d, word::<ZeroValue>(ZeroValue::WORDS)),
        values: elements(fields, "values", d, |entry, d| {
            closed(&entry.node, d, |fields, d| ValueDecl {
                at: vec![entry.key_span],
                life: life(fields, d),
            })
        }),
    })
}
