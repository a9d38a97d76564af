//! Facts about messages: constructors, groups, and the facts of all fields.

use super::field::FieldCheck;
use super::life::{self, Element, Siblings};
use super::misfit;
use super::vocabulary::Vocabulary;
use crate::diagnostics::Diagnostics;
use crate::ir::{Message, MessageId};
use crate::semantics::declared::{ConstructorDecl, Fact, LifeDecl, Mention, MessageDecl, Overlay};
use crate::semantics::facts::{Constructor, FieldFacts, Life, MessageFacts, Release};
use crate::semantics::lookup::{Context, Found};

/// The name of the constructor that needs no statement.
const ONLY: &str = "new";

pub(super) fn all(
    cx: &Context<'_>,
    vocabulary: &Vocabulary,
    d: &mut Diagnostics,
) -> Vec<MessageFacts> {
    let messages = cx.api.messages();
    messages.map(|(id, message)| resolve(cx, vocabulary, id, message, d)).collect()
}

fn resolve(
    cx: &Context<'_>,
    vocabulary: &Vocabulary,
    id: MessageId,
    message: &Message,
    d: &mut Diagnostics,
) -> MessageFacts {
    let declared = cx.message_facts(id);
    let own_since = declared.and_then(|facts| facts.life.since.as_ref());
    let since = own_since.or_else(|| if_empty(cx, id, message));
    let life = resolve_life(cx, message, declared, since, d);
    let fields = message.fields.iter().zip(cx.field_facts(id));
    let fields: Vec<FieldFacts> = fields
        .map(|(field, effective)| {
            let check = FieldCheck {
                cx,
                vocabulary,
                message: id,
                field,
                path: format!("{}.{}", message.path, field.name),
                facts: &effective.facts,
            };
            check.resolve(since, d)
        })
        .collect();
    MessageFacts {
        life,
        constructors: constructors(cx, id, declared, &fields, d),
        one_of: one_of(cx, id, declared, d),
        fields,
    }
}

fn resolve_life(
    cx: &Context<'_>,
    message: &Message,
    declared: Option<&MessageDecl>,
    since: Option<&Fact<Release>>,
    d: &mut Diagnostics,
) -> Life {
    let element = Element {
        kind: "message",
        name: &message.path,
        origin: &message.origin,
        siblings: Siblings::Messages,
        parent: since.filter(|_| declared.is_none_or(|facts| facts.life.since.is_none())),
    };
    let mut stated = Vec::new();
    if let Some(facts) = declared {
        facts.list(&mut stated);
    }
    let nothing = LifeDecl::default();
    let facts = declared.map_or(&nothing, |facts| &facts.life);
    life::resolve(cx, &element, facts, stated, d)
}

/// A message without fields needs no statement: it came with the first RPC that uses it.
fn if_empty<'a>(cx: &Context<'a>, id: MessageId, message: &Message) -> Option<&'a Fact<Release>> {
    if !message.fields.is_empty() || message.imported {
        return None;
    }
    let users = cx.api.rpcs().filter(|rpc| rpc.request == id || rpc.response == id);
    let since = users.filter_map(|rpc| cx.rpc_facts(rpc)?.life.since.as_ref());
    since.min_by_key(|fact| fact.value)
}

/// The stated constructors, or one of the required fields if there are any.
fn constructors(
    cx: &Context<'_>,
    id: MessageId,
    declared: Option<&MessageDecl>,
    fields: &[FieldFacts],
    d: &mut Diagnostics,
) -> Vec<Constructor> {
    let required = fields.iter().enumerate().filter(|(_, f)| f.required.is_some());
    let required: Vec<usize> = required.map(|(index, _)| index).collect();
    let Some(stated) = declared.and_then(|facts| facts.constructors.as_ref()) else {
        let name = ONLY.to_owned();
        let only = (!required.is_empty()).then_some(Constructor { name, fields: required });
        return only.into_iter().collect();
    };
    let constructors = stated.value.iter().filter_map(|constructor| {
        let fields = present(cx, id, &constructor.fields, d)?;
        check_complete(cx, id, constructor, &fields, &required, d);
        Some(Constructor { name: constructor.name.name.clone(), fields })
    });
    constructors.collect()
}

/// The indices of all fields named; `None` when one is missing, which makes the whole pointless.
fn present(
    cx: &Context<'_>,
    id: MessageId,
    names: &[Mention],
    d: &mut Diagnostics,
) -> Option<Vec<usize>> {
    let found = names.iter().map(|name| match cx.field(id, name, d) {
        Found::Here(index) => Some(index),
        Found::Elsewhere | Found::Unknown => None,
    });
    let found: Vec<Option<usize>> = found.collect();
    found.into_iter().collect()
}

/// What a constructor makes can be sent, so it takes every required field.
fn check_complete(
    cx: &Context<'_>,
    id: MessageId,
    constructor: &ConstructorDecl,
    fields: &[usize],
    required: &[usize],
    d: &mut Diagnostics,
) {
    let message = cx.api.message(id);
    for index in required.iter().filter(|index| !fields.contains(index)) {
        let (Some(field), Some(facts)) =
            (message.fields.get(*index), cx.field_facts(id).get(*index))
        else {
            continue;
        };
        let text = format!(
            "constructor `{}` of message `{}` leaves out field `{}`, which is required",
            constructor.name.name, message.path, field.name
        );
        let required = facts.facts.required.as_ref().map(|fact| fact.span);
        let finding = misfit(text, constructor.name.span, required, "required here");
        d.push(finding.help("add the field to the constructor, or drop `required`"));
    }
}

fn one_of(
    cx: &Context<'_>,
    id: MessageId,
    declared: Option<&MessageDecl>,
    d: &mut Diagnostics,
) -> Vec<Vec<usize>> {
    let groups = declared.and_then(|facts| facts.one_of.as_ref());
    let groups = groups.map_or(&[][..], |fact| &fact.value);
    let groups = groups.iter().map(|group| {
        let members = group.iter().filter_map(|name| match cx.field(id, name, d) {
            Found::Here(index) => Some(index),
            Found::Elsewhere | Found::Unknown => None,
        });
        members.collect::<Vec<usize>>()
    });
    groups.filter(|group| !group.is_empty()).collect()
}
