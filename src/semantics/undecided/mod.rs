//! What no file decides: finding it, naming it, and the lines that would decide it.
//!
//! Which decisions are needed is written in [`find`]; what they probably are in `propose`; how the
//! lines look in `lines`.

mod find;
mod lines;
mod propose;

use super::Undecided;
use super::declared::LifeDecl;
use super::facts::Release;
use super::lookup::Context;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use find::{Decision, OpenField, OpenMessage, Question};
use lines::Lines;

/// The release of elements of which nothing at all is known.
const FIRST_RELEASE: Release = Release { major: 8, minor: 0 };

/// All lines that would decide what was found undecided, as one piece of TOML; `None` when nothing
/// was.
#[must_use]
pub fn patch(d: &Diagnostics) -> Option<String> {
    let undecided = d.found().iter().filter(|f| f.code == Code::Undecided);
    let patches: Vec<&str> = undecided.filter_map(|f| f.patch.as_deref()).collect();
    (!patches.is_empty()).then(|| patches.join("\n"))
}

/// Reports everything that is undecided, each with the lines to add. The lines of all findings of a
/// run go together into one file.
pub(super) fn report(cx: &Context<'_>, mode: Undecided, d: &mut Diagnostics) {
    let mut report = Report { mode, lines: Lines::new(cx, proposed_release(cx)) };
    for open in find::rpcs(cx) {
        let message = format!(
            "RPC `{}` is not decided: {} not stated",
            open.rpc.name,
            missing(&open.missing)
        );
        let patch = report.lines.rpc(&open);
        report.push(message, open.rpc.origin.span, Some(patch), d);
    }
    for open in find::messages(cx) {
        report.message(&open, d);
    }
    for open in find::enums(cx) {
        let message = format!(
            "enum `{}` is not decided: {} not stated",
            open.item.path,
            missing(&open.missing)
        );
        let patch = report.lines.enumeration(&open);
        report.push(message, open.item.origin.span, Some(patch), d);
    }
}

struct Report<'a, 'c> {
    mode: Undecided,
    lines: Lines<'a, 'c>,
}

impl Report<'_, '_> {
    /// A message of which nothing is known gets one patch for all of it; of one that is known each
    /// field gets its own.
    fn message(&mut self, open: &OpenMessage<'_>, d: &mut Diagnostics) {
        let path = &open.message.path;
        let span = open.message.origin.span;
        if !open.known {
            let names: Vec<&str> = open.fields.iter().map(|f| f.field.name.as_str()).collect();
            let message = format!(
                "message `{path}` is not decided: `since` is not stated and {} not listed",
                fields(&names)
            );
            let patch = self.lines.message(open);
            self.push(message, span, Some(patch), d);
        } else if open.since {
            let message = format!("message `{path}` is not decided: `since` is not stated");
            let patch = self.lines.message_since(open);
            self.push(message, span, Some(patch), d);
        }
        for field in &open.fields {
            let Some(message) = describe(open, field) else {
                continue;
            };
            let patch = open.known.then(|| self.lines.field(open, field));
            self.push(message, field.field.origin.span, patch, d);
        }
    }

    fn push(
        &self,
        message: String,
        span: Option<Span>,
        patch: Option<String>,
        d: &mut Diagnostics,
    ) {
        let (finding, way_out) = match self.mode {
            Undecided::Error => (
                Diagnostic::error(Code::Undecided, message),
                "check the proposed lines and add them to a file given with --semantics, which starts with `format = 1`",
            ),
            Undecided::Warn => (
                Diagnostic::warning(Code::Undecided, message),
                "until the proposed lines are in a file given with --semantics, nothing is repeated or converted here",
            ),
        };
        let finding = finding.at(span, "");
        d.push(match patch {
            Some(patch) => finding.help(way_out).patch(patch),
            None => finding.help("decide it in the lines proposed for its message"),
        });
    }
}

/// What is not known about a field; `None` when its message's finding says it already.
fn describe(open: &OpenMessage<'_>, field: &OpenField<'_>) -> Option<String> {
    let path = format!("{}.{}", open.message.path, field.field.name);
    let listed = if open.known && !field.listed {
        format!("it is not listed under [messages.{}]", lines::quoted(&open.message.path))
    } else {
        String::new()
    };
    let question = field.question.map_or("", |question| match question {
        Question::Number => {
            "it is an integer, but none of `key`, `duration`, `instant` and `number` is stated"
        }
        Question::Json => {
            "its name or comment mentions JSON, but neither `json` nor `text` is stated"
        }
        Question::Key => "its name ends in Key, but neither `key` nor `text` is stated",
        Question::Date => "its name ends in Date, but neither `instant` nor `text` is stated",
    });
    let parts: Vec<&str> =
        [listed.as_str(), question].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| format!("field `{path}` is not decided: {}", parts.join(", and ")))
}

fn missing(decisions: &[Decision]) -> String {
    let names: Vec<&str> = decisions.iter().map(|d| d.as_str()).collect();
    enumerate(&names)
}

/// `` `a`, `b` and `c` are ``.
fn enumerate(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}` is"),
        [first @ .., last] => format!("`{}` and `{last}` are", first.join("`, `")),
    }
}

/// `` fields `a` and `b` are ``.
fn fields(names: &[&str]) -> String {
    let word = if names.len() == 1 { "field" } else { "fields" };
    format!("{word} {}", enumerate(names))
}

/// What is new belongs to the release after the youngest that is known.
fn proposed_release(cx: &Context<'_>) -> Release {
    let stated = cx.declared.gateway.as_ref().map(|fact| fact.value);
    stated.max(cx.release).map_or(FIRST_RELEASE, Release::next)
}

/// Whether the element's release is not stated.
fn lacks_since(life: Option<&LifeDecl>) -> bool {
    life.is_none_or(|life| life.since.is_none())
}
