//! What came of a run, as data; `text` and `json` print it.

mod json;
mod text;

use std::time::Duration;

use crate::driver::Language;
use crate::scenario::{Engine, Scenario};
pub use crate::stage::Trace;

/// A run.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the scenarios were played against.
    pub engine: Engine,
    /// The languages in the order of the run.
    pub languages: Vec<OfLanguage>,
}

/// The cases of one language.
#[derive(Clone, Debug)]
pub struct OfLanguage {
    /// The language.
    pub language: &'static Language,
    /// In the order of areas and names.
    pub cases: Vec<Case>,
    /// How long all of them took.
    pub took: Duration,
}

/// A scenario that was played once.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its ID, and its case behind a slash.
    pub name: String,
    /// What it expects.
    pub title: String,
    /// The area it belongs to.
    pub area: String,
    /// Which of several times it is, from 1.
    pub round: u32,
    /// What came of it.
    pub verdict: Verdict,
    /// How long it took.
    pub took: Duration,
}

impl Case {
    /// A scenario and what came of it.
    pub(crate) fn new(scenario: &Scenario, round: u32, verdict: Verdict, took: Duration) -> Self {
        Self {
            name: scenario.name(),
            title: scenario.title.clone(),
            area: scenario.area.clone(),
            round,
            verdict,
            took,
        }
    }
}

/// What came of a scenario.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// All was as expected.
    Passed,
    /// Something was not.
    Failed(Box<Trace>),
    /// Something was not, and that is known.
    Known {
        /// Why.
        reason: String,
        /// What it was.
        trace: Box<Trace>,
    },
    /// It was not played, and why.
    Skipped(String),
    /// All was as expected, but the failure is listed as known, with this reason.
    UnexpectedPass(String),
}

impl Verdict {
    /// The word for it in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Known { .. } => "known",
            Self::Skipped(_) => "skipped",
            Self::UnexpectedPass(_) => "unexpected_pass",
        }
    }

    /// Whether the run has failed with it.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::UnexpectedPass(_))
    }
}

impl OfLanguage {
    /// How many cases have a verdict of this name.
    #[must_use]
    pub fn count(&self, verdict: &str) -> usize {
        self.cases.iter().filter(|case| case.verdict.name() == verdict).count()
    }
}

impl Report {
    /// Whether anything failed.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.languages.iter().any(|l| l.cases.iter().any(|case| case.verdict.is_bad()))
    }
}
