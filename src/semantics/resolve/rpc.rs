//! Facts about RPCs: class, deadline, retries, streams of items.

use std::time::Duration;

use super::fit;
use super::life::{self, Element, Siblings};
use super::misfit;
use super::vocabulary::Vocabulary;
use crate::diagnostics::{Diagnostics, Span};
use crate::ir::{Cardinality, Rpc, Streaming, Type};
use crate::semantics::declared::{DeadlineDecl, Mention, Overlay, RpcDecl};
use crate::semantics::facts::{
    CallClass, Deadline, IdempotentIf, Meaning, MessageFacts, Required, RpcFacts, Status,
};
use crate::semantics::lookup::{Context, Found};

/// The deadline of calls about which nothing is stated.
const CONSERVATIVE_DEADLINE: Duration = Duration::from_secs(10);

pub(super) fn all(
    cx: &Context<'_>,
    vocabulary: &Vocabulary,
    messages: &[MessageFacts],
    d: &mut Diagnostics,
) -> Vec<RpcFacts> {
    let nothing = RpcDecl::default();
    let rpcs = cx.api.rpcs().map(|rpc| {
        let check = RpcCheck {
            cx,
            vocabulary,
            messages,
            rpc,
            facts: cx.rpc_facts(rpc).unwrap_or(&nothing),
        };
        check.resolve(d)
    });
    rpcs.collect()
}

struct RpcCheck<'a, 'c> {
    cx: &'c Context<'a>,
    vocabulary: &'c Vocabulary,
    messages: &'c [MessageFacts],
    rpc: &'c Rpc,
    facts: &'c RpcDecl,
}

impl RpcCheck<'_, '_> {
    fn resolve(&self, d: &mut Diagnostics) -> RpcFacts {
        let element = Element {
            kind: "RPC",
            name: &self.rpc.name,
            origin: &self.rpc.origin,
            siblings: Siblings::Rpcs,
            parent: None,
        };
        let mut stated = Vec::new();
        self.facts.list(&mut stated);
        let class = self.class(d);
        let errors = self.facts.errors.iter();
        let after_retry = self.facts.after_retry.iter();
        RpcFacts {
            life: life::resolve(self.cx, &element, &self.facts.life, stated, d),
            class,
            idempotent_if: self.idempotent_if(class, d),
            retry: self.retry(class, d),
            deadline: self.deadline(d),
            backpressure_exempt: self.is_exempt(),
            after_retry: after_retry.map(|(status, fact)| (*status, fact.value)).collect(),
            items: self.items(d),
            errors: errors.map(|(status, fact)| (*status, fact.value.clone())).collect(),
        }
    }

    fn class(&self, d: &mut Diagnostics) -> CallClass {
        let Some(fact) = &self.facts.class else {
            return CallClass::NonIdempotent;
        };
        if !self.cx.declared.classes.contains_key(fact.value.as_str()) {
            let message = format!("call class `{}` is not declared", fact.value.as_str());
            let finding = misfit(message, fact.span, self.rpc.origin.span, "the RPC");
            let help = format!("say what it means in a table [classes.{}]", fact.value.as_str());
            d.push(finding.help(help));
        }
        fact.value
    }

    fn is_exempt(&self) -> bool {
        let fact = self.facts.backpressure_exempt.as_ref();
        fact.is_some_and(|fact| fact.value)
    }

    /// The statuses of the RPC, or else of its class. An RPC that is never pushed back is not
    /// repeated after RESOURCE_EXHAUSTED, which then means that the request is too large.
    fn retry(&self, class: CallClass, d: &mut Diagnostics) -> Vec<Status> {
        let Some(own) = &self.facts.retry else {
            let class = self.vocabulary.classes.get(&class);
            let mut retry = class.map_or_else(Vec::new, |class| class.retry.clone());
            retry.retain(|s| !(self.is_exempt() && *s == Status::ResourceExhausted));
            return retry;
        };
        if self.is_exempt() && own.value.contains(&Status::ResourceExhausted) {
            let exempt = self.facts.backpressure_exempt.as_ref();
            let message = format!(
                "RPC `{}` is never pushed back and yet repeated after RESOURCE_EXHAUSTED",
                self.rpc.name
            );
            let place = exempt.map(|fact| fact.span);
            let finding = misfit(message, own.span, place, "never pushed back");
            d.push(finding.help("drop `backpressure_exempt`, or the status from `retry`"));
        }
        own.value.clone()
    }

    fn idempotent_if(&self, class: CallClass, d: &mut Diagnostics) -> Option<IdempotentIf> {
        let fact = self.facts.idempotent_if.as_ref()?;
        match class {
            CallClass::NonIdempotent | CallClass::LastWriteWins => {}
            CallClass::Read | CallClass::Idempotent | CallClass::WorkerLoop => {
                let message = format!(
                    "`idempotent_if` does not go with class `{}` of RPC `{}`",
                    class.as_str(),
                    self.rpc.name
                );
                let place = self.facts.class.as_ref().map(|fact| fact.span);
                let finding = misfit(message, fact.span, place, "the class");
                d.push(finding.help("it is for calls of class non_idempotent or last_write_wins"));
            }
        }
        let set = self.request_fields(&fact.value.set, d);
        let positive = self.request_fields(&fact.value.positive, d);
        let (set, positive) = (set?, positive?);
        self.check_positive(&fact.value.positive, &positive, d);
        Some(IdempotentIf { set, positive })
    }

    /// The indices of all fields named; `None` when the request lacks one, so that the condition
    /// can never be met.
    fn request_fields(&self, names: &[Mention], d: &mut Diagnostics) -> Option<Vec<usize>> {
        let found = names.iter().map(|name| self.request_field(name, d));
        let found: Vec<Option<usize>> = found.collect();
        found.into_iter().collect()
    }

    fn request_field(&self, name: &Mention, d: &mut Diagnostics) -> Option<usize> {
        match self.cx.field(self.rpc.request, name, d) {
            Found::Here(index) => Some(index),
            Found::Elsewhere | Found::Unknown => None,
        }
    }

    fn check_positive(&self, names: &[Mention], indices: &[usize], d: &mut Diagnostics) {
        let request = self.cx.api.message(self.rpc.request);
        for (name, index) in names.iter().zip(indices) {
            let Some(field) = request.fields.get(*index) else {
                continue;
            };
            if fit::required_for(Required::Positive, field).is_some() {
                let type_name = fit::type_name(self.cx.api, field);
                let message = format!("`{}` is {type_name} and never positive", name.name);
                let finding = misfit(message, name.span, field.origin.span, "the field");
                d.push(finding.help("name it under `set`, or name a number"));
            }
        }
    }

    fn deadline(&self, d: &mut Diagnostics) -> Deadline {
        let Some(fact) = &self.facts.deadline else {
            return Deadline::After(CONSERVATIVE_DEADLINE);
        };
        match &fact.value {
            DeadlineDecl::None => Deadline::None,
            DeadlineDecl::After(after) => Deadline::After(*after),
            DeadlineDecl::FromField { from, plus, zero } => {
                let (plus, zero) = (*plus, *zero);
                match self.request_field(from, d) {
                    Some(field) => {
                        self.check_duration(from, field, d);
                        Deadline::FromField { field, plus, zero }
                    }
                    // A request without the field is one that says nothing in it.
                    None => Deadline::After(zero.saturating_add(plus)),
                }
            }
        }
    }

    fn check_duration(&self, from: &Mention, index: usize, d: &mut Diagnostics) {
        let request = self.cx.api.message(self.rpc.request);
        let facts = self.messages.get(self.rpc.request.0);
        let facts = facts.and_then(|message| message.fields.get(index));
        let Some((field, facts)) = request.fields.get(index).zip(facts) else {
            return;
        };
        let is_one = field.cardinality != Cardinality::Repeated;
        if is_one && facts.meaning == Some(Meaning::DurationMs) {
            return;
        }
        let message = format!("`{}.{}` is not a duration", request.path, from.name);
        let finding = misfit(message, from.span, field.origin.span, "the field");
        d.push(finding.help("a deadline is taken from a field that states `duration`"));
    }

    fn items(&self, d: &mut Diagnostics) -> Option<usize> {
        let fact = self.facts.items.as_ref()?;
        match self.rpc.streaming {
            Streaming::Server => {}
            Streaming::Unary | Streaming::Client | Streaming::Bidi => {
                let message = format!(
                    "`items` does not fit RPC `{}`, which is not server streaming",
                    self.rpc.name
                );
                let finding = misfit(message, fact.span, self.rpc.origin.span, "the RPC");
                d.push(finding.help("drop `items`: the response is handed over as a whole"));
                return None;
            }
        }
        let mention = Mention { name: fact.value.clone(), span: fact.span };
        match self.cx.field(self.rpc.response, &mention, d) {
            Found::Here(index) => self.only_list(index, fact.span, d),
            Found::Elsewhere | Found::Unknown => None,
        }
    }

    /// The response must hold nothing but the list, or else the rest would be lost.
    fn only_list(&self, index: usize, stated: Span, d: &mut Diagnostics) -> Option<usize> {
        let response = self.cx.api.message(self.rpc.response);
        let field = response.fields.get(index)?;
        if field.cardinality != Cardinality::Repeated || matches!(field.ty, Type::Map(..)) {
            let message = format!("`{}.{}` is not a list", response.path, field.name);
            let finding = misfit(message, stated, field.origin.span, "the field");
            d.push(finding.help("`items` names the list that the response wraps"));
            return None;
        }
        let other = response.fields.iter().enumerate().find(|(i, _)| *i != index);
        let Some((_, other)) = other else {
            return Some(index);
        };
        let message = format!(
            "RPC `{}` cannot stream `{}` item by item: its response has `{}` as well",
            self.rpc.name, field.name, other.name
        );
        let finding = misfit(message, stated, other.origin.span, "would be lost");
        d.push(finding.help("drop `items`: the response is handed over as a whole"));
        None
    }
}
