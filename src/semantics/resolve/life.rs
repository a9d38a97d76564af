//! Facts that every kind of element can have: since, removed, deprecated, replaced_by, name.

use super::misfit;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{EnumId, MessageId, Origin};
use crate::semantics::declared::{Fact, LifeDecl, Mention};
use crate::semantics::facts::{Life, Release, Stated};
use crate::semantics::lookup::{Context, Found, field_names, unknown, value_names};

/// Said about elements that the proto marks as deprecated without a reason.
const DEPRECATED_IN_PROTO: &str = "Deprecated in the gateway's API.";

/// An element whose life is resolved.
pub(super) struct Element<'a> {
    /// `RPC`, `field`, …
    pub(super) kind: &'static str,
    /// As users write it: `Message.field`.
    pub(super) name: &'a str,
    pub(super) origin: &'a Origin,
    /// Among what its replacement is looked up.
    pub(super) siblings: Siblings,
    /// The `since` of what it is part of.
    pub(super) parent: Option<&'a Fact<Release>>,
}

/// Where an element's replacement is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Siblings {
    Rpcs,
    Messages,
    Fields(MessageId),
    Enums,
    Values(EnumId),
}

/// Resolves them. `stated` is what is stated about the element altogether.
pub(super) fn resolve(
    cx: &Context<'_>,
    element: &Element<'_>,
    declared: &LifeDecl,
    mut stated: Vec<Stated>,
    d: &mut Diagnostics,
) -> Life {
    check_order(cx, element, declared, d);
    let since = declared.since.as_ref().or(element.parent);
    if declared.since.is_none() {
        stated.extend(element.parent.map(Fact::stated));
    }
    stated.sort_by_key(|s| (s.fact, s.span));
    let own_reason = declared.deprecated.as_ref().map(|fact| fact.value.clone());
    let general = || DEPRECATED_IN_PROTO.to_owned();
    Life {
        since: since.map(|fact| fact.value),
        deprecated: own_reason.or_else(|| element.origin.deprecated.then(general)),
        replaced_by: replacement(cx, element, declared, d),
        name: declared.name.as_ref().map(|fact| fact.value.clone()),
        stated,
    }
}

/// An element is not older than what it is part of, and is removed after it came.
fn check_order(cx: &Context<'_>, element: &Element<'_>, declared: &LifeDecl, d: &mut Diagnostics) {
    let Element { kind, name, .. } = element;
    let since = declared.since.as_ref();
    if let (Some(own), Some(parent)) = (since, element.parent)
        && own.value < parent.value
    {
        let message = format!(
            "{kind} `{name}` is stated to be of {}, older than what it is part of, which is of {}",
            own.value, parent.value
        );
        let finding = misfit(message, own.span, Some(parent.span), "the younger whole");
        d.push(finding.help("correct one of the two releases"));
    }
    let Some(removed) = &declared.removed else {
        return;
    };
    if let Some(since) = since.or(element.parent)
        && removed.value <= since.value
    {
        let message = format!("{kind} `{name}` is stated to be removed before it came");
        let finding = misfit(message, removed.span, Some(since.span), "it came here");
        d.push(finding.help("correct one of the two releases"));
    } else if cx.release.is_some_and(|release| removed.value <= release) {
        let message = format!(
            "{kind} `{name}` is stated to be removed in {}, but the proto still has it",
            removed.value
        );
        let finding = Diagnostic::warning(Code::FactContradiction, message)
            .at(Some(removed.span), "stated here")
            .at(element.origin.span, "still here");
        d.push(finding.help("drop `removed` if the element is there to stay"));
    }
}

fn replacement(
    cx: &Context<'_>,
    element: &Element<'_>,
    declared: &LifeDecl,
    d: &mut Diagnostics,
) -> Option<String> {
    let fact = declared.replaced_by.as_ref()?;
    let (found, what, names) = candidates(cx, element.siblings, &fact.value);
    match found {
        Found::Here(()) => Some(fact.value.clone()),
        Found::Elsewhere => None,
        Found::Unknown => {
            let mention = Mention { name: fact.value.clone(), span: fact.span };
            d.push(unknown(&what, &mention, element.origin.span, names));
            None
        }
    }
}

fn candidates<'a>(
    cx: &Context<'a>,
    siblings: Siblings,
    name: &str,
) -> (Found<()>, String, Vec<&'a str>) {
    match siblings {
        Siblings::Rpcs => {
            let names = cx.rpc_names().collect();
            (cx.find_rpc(name), "there is no RPC".to_owned(), names)
        }
        Siblings::Messages => {
            let names = cx.message_names().collect();
            let found = cx.find_message(name).without_id();
            (found, "there is no message".to_owned(), names)
        }
        Siblings::Enums => {
            let names = cx.enum_names().collect();
            let found = cx.find_enum(name).without_id();
            (found, "there is no enum".to_owned(), names)
        }
        Siblings::Fields(id) => {
            let message = cx.api.message(id);
            let what = format!("message `{}` has no field", message.path);
            let found = cx.find_field(id, name).without_id();
            (found, what, field_names(message).collect())
        }
        Siblings::Values(id) => {
            let item = cx.api.enumeration(id);
            let what = format!("enum `{}` has no value", item.path);
            let found = cx.find_value(id, name).without_id();
            (found, what, value_names(item).collect())
        }
    }
}

impl<T> Found<T> {
    fn without_id(self) -> Found<()> {
        match self {
            Self::Here(_) => Found::Here(()),
            Self::Elsewhere => Found::Elsewhere,
            Self::Unknown => Found::Unknown,
        }
    }
}
