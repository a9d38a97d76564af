//! The TOML that would decide what is undecided.
//!
//! Every table header occurs once in a run, so that the lines of all findings can be pasted together.
//! Every line says what else it could state.

use std::fmt::Write as _;

use super::find::{Decision, OpenEnum, OpenField, OpenMessage, OpenRpc, Question};
use super::propose::{Proposal, Proposals};
use crate::ir::{Field, Scalar, Type};
use crate::semantics::facts::{
    CallClass, InstantKind, JsonKind, Meaning, NumberKind, Release, ZeroValue,
};
use crate::semantics::lookup::Context;

const CHECK: &str = "proposed, check it";
const CHECK_NAME: &str = "proposed from the name, check it";

/// Writes the lines.
pub(super) struct Lines<'a, 'c> {
    proposals: Proposals<'a, 'c>,
    release: Release,
}

impl<'a, 'c> Lines<'a, 'c> {
    pub(super) fn new(cx: &'c Context<'a>, release: Release) -> Self {
        Self { proposals: Proposals::new(cx), release }
    }

    pub(super) fn rpc(&self, open: &OpenRpc<'_>) -> String {
        self.decisions("rpcs", &open.rpc.name, &open.missing, None)
    }

    pub(super) fn enumeration(&self, open: &OpenEnum<'_>) -> String {
        self.decisions("enums", &open.item.path, &open.missing, open.oldest)
    }

    /// `oldest` is the release of the oldest part: nothing is younger than what it consists of.
    fn decisions(
        &self,
        table: &str,
        name: &str,
        missing: &[Decision],
        oldest: Option<Release>,
    ) -> String {
        let since = oldest.map_or(self.release, |oldest| oldest.min(self.release));
        let mut out = format!("[{table}.{}]\n", quoted(name));
        for decision in missing {
            out.push_str(&decision_line(*decision, since));
        }
        out
    }

    /// A whole message, of which nothing is known.
    pub(super) fn message(&mut self, open: &OpenMessage<'_>) -> String {
        let mut keys = String::new();
        let mut out = self.message_since(open);
        let _ = writeln!(out, "[messages.{}.fields]", quoted(&open.message.path));
        for field in &open.fields {
            let name = quoted(&field.field.name);
            match self.meaning(open, field, &mut keys) {
                Some(line) => {
                    let (fact, comment) = line;
                    let _ = writeln!(out, "{name} = {{ {fact} }} # {comment}");
                }
                None => {
                    let _ = writeln!(out, "{name} = {{}}");
                }
            }
        }
        keys + &out
    }

    /// A message of which only the release is not known.
    pub(super) fn message_since(&self, open: &OpenMessage<'_>) -> String {
        let path = &open.message.path;
        self.decisions("messages", path, &[Decision::Since], open.oldest)
    }

    /// A field of a message that is known otherwise.
    pub(super) fn field(&mut self, open: &OpenMessage<'_>, field: &OpenField<'_>) -> String {
        let mut keys = String::new();
        let path = quoted(&open.message.path);
        let mut out = format!("[messages.{path}.fields.{}]\n", quoted(&field.field.name));
        if !field.listed {
            out.push_str(&decision_line(Decision::Since, self.release));
        }
        if let Some((fact, comment)) = self.meaning(open, field, &mut keys) {
            let _ = writeln!(out, "{fact} # {comment}");
        }
        keys + &out
    }

    /// The fact and the comment behind it; declares a new kind of key in `keys`.
    fn meaning(
        &mut self,
        open: &OpenMessage<'_>,
        field: &OpenField<'_>,
        keys: &mut String,
    ) -> Option<(String, String)> {
        let question = field.question?;
        let proposal = self.proposals.propose(open.message, field.field, question);
        declare_key(&proposal, keys);
        let others = others(question, field.field, &proposal.meaning);
        Some((fact(&proposal.meaning), comment(&others)))
    }
}

/// The line that decides, with a proposal.
fn decision_line(decision: Decision, since: Release) -> String {
    let key = decision.as_str();
    match decision {
        Decision::Since => {
            format!("{key} = \"{since}\" # {CHECK}; the first gateway release that has it\n")
        }
        Decision::Class => {
            let proposed = CallClass::NonIdempotent.as_str();
            let others = alternatives(CallClass::WORDS, proposed);
            format!("{key} = \"{proposed}\" # {CHECK}; or {others}\n")
        }
        Decision::Deadline => format!(
            "{key} = \"10s\" # {CHECK}; or \"none\", or {{ from = \"requestTimeout\", plus = \"10s\", zero = \"10s\" }}\n"
        ),
        Decision::Zero => {
            let proposed = ZeroValue::Value.as_str();
            let others = alternatives(ZeroValue::WORDS, proposed);
            format!(
                "{key} = \"{proposed}\" # {CHECK}; or {others} when 0 stands for nothing said\n"
            )
        }
    }
}

fn declare_key(proposal: &Proposal, keys: &mut String) {
    let Some((name, is_text)) = &proposal.new_key else {
        return;
    };
    let ty = if *is_text { "string" } else { "int64" };
    let _ = write!(
        keys,
        "[keys.{name}]\ntype = \"{ty}\"\ndoc = \"Identifies one {}.\" # {CHECK_NAME}\n",
        spoken(name)
    );
}

/// `JobKey` is the key of a `job`.
fn spoken(key: &str) -> String {
    let name = key.strip_suffix("Key").unwrap_or(key);
    let words = name.chars().enumerate().fold(String::new(), |mut out, (index, c)| {
        if c.is_ascii_uppercase() && index > 0 {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
        out
    });
    if words.is_empty() { "thing".to_owned() } else { words }
}

/// A meaning as the semantics file states it.
fn fact(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Json(kind) => format!("json = \"{}\"", kind.as_str()),
        Meaning::PlainText => "text = \"plain\"".to_owned(),
        Meaning::Key(name) => format!("key = \"{name}\""),
        Meaning::DurationMs => "duration = \"ms\"".to_owned(),
        Meaning::Instant(kind) => format!("instant = \"{}\"", kind.as_str()),
        Meaning::Number(kind) => format!("number = \"{}\"", kind.as_str()),
    }
}

/// What else could be stated about such a field.
fn others(question: Question, field: &Field, proposed: &Meaning) -> Vec<String> {
    let key = "key = \"…Key\"".to_owned();
    let plain = fact(&Meaning::PlainText);
    let instant = fact(&Meaning::Instant(InstantKind::EpochMs));
    let duration = fact(&Meaning::DurationMs);
    let number = format!("number = \"{}\"", NumberKind::WORDS.join("\" | \""));
    let all = match question {
        Question::Number if field.ty == Type::Scalar(Scalar::Int64) => {
            vec![key, duration, instant, number]
        }
        Question::Number => vec![duration, number],
        Question::Json => vec![fact(&Meaning::Json(JsonKind::Any)), plain],
        Question::Key => vec![key, plain],
        Question::Date => vec![plain],
    };
    let proposed = fact(proposed);
    all.into_iter().filter(|other| *other != proposed).collect()
}

fn comment(others: &[String]) -> String {
    if others.is_empty() {
        CHECK_NAME.to_owned()
    } else {
        format!("{CHECK_NAME}; or {}", others.join(", "))
    }
}

fn alternatives(words: &[&str], proposed: &str) -> String {
    let rest = words.iter().filter(|word| **word != proposed);
    let rest: Vec<String> = rest.map(|word| format!("\"{word}\"")).collect();
    rest.join(", ")
}

/// A key as TOML writes it: bare, or in quotes.
pub(super) fn quoted(key: &str) -> String {
    let is_bare = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
    if !key.is_empty() && key.bytes().all(is_bare) {
        return key.to_owned();
    }
    let mut out = String::from("\"");
    for c in key.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
