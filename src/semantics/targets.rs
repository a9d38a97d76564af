//! Facts about nothing: elements and patterns that the API does not have.
//!
//! An element is rightly missing when it is younger than the API or was removed. Anything else in a
//! user's file is a mistake. The embedded facts may describe more than the API of a fork has, so that
//! for them it is a warning, unless the API is the very one that they were written for.

use std::collections::BTreeSet;

use super::declared::{Declared, Elements, Fact, LifeDecl};
use super::facts::Release;
use super::lookup::{Context, Found};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceId, Span, nearest};

/// Where the API and the facts come from.
#[derive(Debug)]
pub(super) struct Origin {
    /// The API is the one that the embedded facts were written for.
    pub(super) proto_is_embedded: bool,
    /// The sources of the embedded facts.
    pub(super) embedded: BTreeSet<SourceId>,
}

/// Reports every fact about an element, and every pattern, that is about nothing.
pub(super) fn check(cx: &Context<'_>, origin: &Origin, d: &mut Diagnostics) {
    let mut check = Check { cx, origin, missing: Vec::new() };
    check.rpcs(d);
    check.messages(d);
    check.enums(d);
    report_fork(&check.missing, d);
    cx.patterns.report_unused(&all_fields(cx), d);
}

/// An element that files describe.
struct Described<'a> {
    /// `RPC`, `message`, …
    kind: &'static str,
    /// What the element is looked for in, when that is not the API as a whole.
    parent: Option<&'a str>,
    name: &'a str,
    at: &'a [Span],
    life: &'a LifeDecl,
    /// The `since` of what it is part of.
    inherited: Option<&'a Fact<Release>>,
}

struct Check<'a, 'c> {
    cx: &'c Context<'a>,
    origin: &'c Origin,
    /// What the embedded facts describe and the API lacks for no known reason.
    missing: Vec<(String, Option<Span>)>,
}

impl<'a> Check<'a, '_> {
    fn rpcs(&mut self, d: &mut Diagnostics) {
        for (name, facts) in &self.cx.declared.rpcs {
            if self.cx.find_rpc(name) == Found::Elsewhere {
                let described = Described {
                    kind: "RPC",
                    parent: None,
                    name,
                    at: &facts.at,
                    life: &facts.life,
                    inherited: None,
                };
                self.report(&described, &self.cx.rpc_names().collect::<Vec<_>>(), d);
            }
        }
    }

    fn messages(&mut self, d: &mut Diagnostics) {
        for (path, facts) in &self.cx.declared.messages {
            let Found::Here(id) = self.cx.find_message(path) else {
                let described = Described {
                    kind: "message",
                    parent: None,
                    name: path,
                    at: &facts.at,
                    life: &facts.life,
                    inherited: None,
                };
                self.report(&described, &self.cx.message_names().collect::<Vec<_>>(), d);
                continue;
            };
            let names = self.cx.api.message(id).fields.iter();
            let names: Vec<&str> = names.map(|field| field.name.as_str()).collect();
            for (name, field) in &facts.fields {
                let described = Described {
                    kind: "field",
                    parent: Some(path),
                    name,
                    at: &field.at,
                    life: &field.life,
                    inherited: facts.life.since.as_ref(),
                };
                self.report_unless_among(&described, &names, d);
            }
        }
    }

    fn enums(&mut self, d: &mut Diagnostics) {
        for (path, facts) in &self.cx.declared.enums {
            let Found::Here(id) = self.cx.find_enum(path) else {
                let described = Described {
                    kind: "enum",
                    parent: None,
                    name: path,
                    at: &facts.at,
                    life: &facts.life,
                    inherited: None,
                };
                self.report(&described, &self.cx.enum_names().collect::<Vec<_>>(), d);
                continue;
            };
            let names = self.cx.api.enumeration(id).values.iter();
            let names: Vec<&str> = names.map(|value| value.name.as_str()).collect();
            for (name, value) in &facts.values {
                let described = Described {
                    kind: "value",
                    parent: Some(path),
                    name,
                    at: &value.at,
                    life: &value.life,
                    inherited: facts.life.since.as_ref(),
                };
                self.report_unless_among(&described, &names, d);
            }
        }
    }

    fn report_unless_among(
        &mut self,
        described: &Described<'_>,
        existing: &[&str],
        d: &mut Diagnostics,
    ) {
        if !existing.contains(&described.name) {
            self.report(described, existing, d);
        }
    }

    fn report(&mut self, described: &Described<'_>, existing: &[&str], d: &mut Diagnostics) {
        if self.is_of_another_release(described) {
            return;
        }
        let is_embedded = |span: &&Span| self.origin.embedded.contains(&span.source);
        let by_user = described.at.iter().rfind(|span| !is_embedded(span));
        let place = by_user.or(described.at.last()).copied();
        let title = described.title();
        if by_user.is_none() && !self.origin.proto_is_embedded {
            self.missing.push((title, place));
            return;
        }
        let message = match described.parent {
            Some(parent) => format!("`{parent}` has no {} `{}`", described.kind, described.name),
            None => format!("the proto has no {title}"),
        };
        let finding = Diagnostic::error(Code::FactWithoutTarget, message);
        let finding = finding.at(place, "the facts are about this");
        d.push(finding.help(match nearest(described.name, existing.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "remove it; or, if another release has it, state `since` or `removed`".into(),
        }));
    }

    fn is_of_another_release(&self, described: &Described<'_>) -> bool {
        let life = described.life;
        let since = life.since.as_ref().or(described.inherited);
        let is_younger =
            since.zip(self.cx.release).is_some_and(|(since, release)| since.value > release);
        is_younger || life.removed.is_some()
    }
}

impl Described<'_> {
    /// `field `Message.name``.
    fn title(&self) -> String {
        match self.parent {
            Some(parent) => format!("{} `{parent}.{}`", self.kind, self.name),
            None => format!("{} `{}`", self.kind, self.name),
        }
    }
}

/// How many of the elements that a fork lacks are named.
const NAMED: usize = 5;

fn report_fork(missing: &[(String, Option<Span>)], d: &mut Diagnostics) {
    let Some((_, place)) = missing.first() else {
        return;
    };
    let titles: Vec<&str> = missing.iter().map(|(title, _)| title.as_str()).take(NAMED).collect();
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "the proto lacks {} of the elements that the embedded facts describe: {}{more}",
        missing.len(),
        titles.join(", ")
    );
    let finding = Diagnostic::warning(Code::FactWithoutTarget, message);
    d.push(finding.at(*place, "the first of them").help(
        "if the proto left them out on purpose, there is nothing to do; otherwise compare their names; \
         for an API that is not Zeebe's, write `inherit = false` at the top of a semantics file",
    ));
}

/// Every field of the API and every field that files describe, as `Message.field`.
fn all_fields(cx: &Context<'_>) -> Vec<String> {
    let own = cx.api.messages.iter().filter(|message| !message.imported);
    let here = own.flat_map(|message| {
        let fields = message.fields.iter();
        fields.map(|field| format!("{}.{}", message.path, field.name))
    });
    here.chain(described_fields(cx.declared)).collect()
}

fn described_fields(declared: &Declared) -> impl Iterator<Item = String> {
    let messages: &Elements<_> = &declared.messages;
    messages.iter().flat_map(|(path, message)| {
        let names = message.fields.keys();
        names.map(move |name| format!("{path}.{name}"))
    })
}
