//! What changed between two protos, for those who use an SDK of the old one.
//!
//! `api` pairs what is in both and finds what only one has; `messages`, `enums` and `behaviour` compare
//! pairs; `language` compares what users of each language write. The documents that are
//! compared are those of [`export`](crate::export).

mod api;
mod behaviour;
mod enums;
mod language;
mod messages;
mod pairs;

use schemars::JsonSchema;
use serde::Serialize;

pub use language::LanguageDiff;

use crate::export::{Document, Source};
use crate::semantics::Annotated;

/// The version of the JSON form of [`Diff`].
pub const FORMAT_VERSION: u32 = 1;

/// Everything that changed, sorted by what it means to users.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Diff {
    /// The version of this format: 1.
    pub format_version: u32,
    /// What stops working: clients that are in use, or code once it is compiled anew.
    pub breaking: Vec<Change>,
    /// What goes on working, in another way.
    pub behaviour: Vec<Change>,
    /// What is new.
    pub additive: Vec<Change>,
    /// What is only said differently.
    pub docs: Vec<Change>,
    /// Whether user code still compiles, by language.
    pub languages: Vec<LanguageDiff>,
}

impl Diff {
    /// Whether anybody has to do something.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        !self.breaking.is_empty() || self.languages.iter().any(|language| !language.compiles)
    }
}

/// One change of one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The element, by its name in the old proto if it is there: `Rpc`, `Message.field`, `Enum.VALUE`.
    pub element: String,
    /// What happened to it.
    pub what: String,
    /// What it breaks; empty unless it is a breaking change.
    pub breaks: Vec<Breaks>,
    /// Where it stands in the old proto.
    pub old: Option<Source>,
    /// Where it stands in the new proto.
    pub new: Option<Source>,
}

/// Whom a breaking change breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Breaks {
    /// A client of the old proto that talks to a gateway of the new one, and the other way round.
    Wire,
    /// Code that is compiled against the SDK of the new proto.
    Source,
}

impl Breaks {
    /// The word in every output format.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Source => "source",
        }
    }
}

/// One of the two protos that are compared.
pub struct Side<'a> {
    /// With names and places.
    pub document: &'a Document,
    /// For the languages.
    pub annotated: &'a Annotated,
}

/// Compares two protos to which the same semantics are applied.
#[must_use]
pub fn diff(old: &Side<'_>, new: &Side<'_>) -> Diff {
    let mut report = Report::default();
    api::compare(old.document, new.document, &mut report);
    Diff {
        format_version: FORMAT_VERSION,
        breaking: report.breaking,
        behaviour: report.behaviour,
        additive: report.additive,
        docs: report.docs,
        languages: language::compare(old.annotated, new.annotated),
    }
}

/// Where changes are collected.
#[derive(Debug, Default)]
struct Report {
    breaking: Vec<Change>,
    behaviour: Vec<Change>,
    additive: Vec<Change>,
    docs: Vec<Change>,
}

/// An element in both protos, or in one of them.
#[derive(Debug, Clone)]
struct Element<'a> {
    name: String,
    old: Option<&'a Source>,
    new: Option<&'a Source>,
}

impl Element<'_> {
    fn changed(&self, what: impl Into<String>, breaks: &[Breaks]) -> Change {
        Change {
            element: self.name.clone(),
            what: what.into(),
            breaks: breaks.to_vec(),
            old: self.old.cloned(),
            new: self.new.cloned(),
        }
    }
}

impl Report {
    fn breaking(&mut self, element: &Element<'_>, breaks: &[Breaks], what: impl Into<String>) {
        self.breaking.push(element.changed(what, breaks));
    }

    fn behaviour(&mut self, element: &Element<'_>, what: impl Into<String>) {
        self.behaviour.push(element.changed(what, &[]));
    }

    fn additive(&mut self, element: &Element<'_>, what: impl Into<String>) {
        self.additive.push(element.changed(what, &[]));
    }

    fn docs(&mut self, element: &Element<'_>, what: impl Into<String>) {
        self.docs.push(element.changed(what, &[]));
    }

    /// Comments that only wrap differently are the same.
    fn comment(&mut self, element: &Element<'_>, old: &str, new: &str) {
        if !old.split_whitespace().eq(new.split_whitespace()) {
            self.docs(element, "the comment is another");
        }
    }
}
