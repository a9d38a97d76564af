//! Is the suite sharp? One rule at a time is turned off in the Rust SDK, and a scenario has to fail.
//!
//! What is turned off is data: `mutations/<area>.toml`, see `docs/conformance.md`. [`load`] reads it and
//! refuses what is not true of the SDK any more, `scratch` is the copy of the SDK that is changed and
//! built, and `table` prints what came of it.

mod load;
mod scratch;
mod table;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::driver::Language;
use crate::run::{self, NoRun, Options};
use crate::scenario::Engine;
pub use load::load;
use scratch::Scratch;
pub use table::Table;

/// A rule, and the change of the SDK that turns it off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutation {
    /// Its name, of no other one.
    pub name: String,
    /// The area of the file that it is in.
    pub area: String,
    /// What the SDK does as long as it is not turned off.
    pub rule: String,
    /// The file of the SDK, from its root.
    pub file: PathBuf,
    /// What is there once.
    pub find: String,
    /// What is put in its place.
    pub replace: String,
    /// The scenarios of which one has to fail: IDs, or names with a case.
    pub scenarios: Vec<String>,
}

/// What came of turning off one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// These scenarios failed, as they should.
    Noticed(Vec<String>),
    /// None did.
    Survived,
    /// The SDK cannot be built with it, and this is what the compiler says.
    NotBuilt(String),
}

impl Fate {
    /// Whether a scenario failed.
    #[must_use]
    pub fn is_noticed(&self) -> bool {
        matches!(self, Self::Noticed(_))
    }
}

/// Why nothing can be said about the suite.
#[derive(Debug)]
pub enum NoCheck {
    /// The copy of the SDK cannot be made, changed or built.
    Problem(String),
    /// The scenarios cannot be played.
    NoRun(NoRun),
    /// Scenarios that fail with nothing turned off prove nothing.
    FailsAnyway(Vec<String>),
}

impl NoCheck {
    fn of(error: impl fmt::Display) -> Self {
        Self::Problem(error.to_string())
    }
}

impl fmt::Display for NoCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => write!(f, "error: {problem}"),
            Self::NoRun(problem) => problem.fmt(f),
            Self::FailsAnyway(names) => {
                write!(f, "error: fails with every rule in force: {}", names.join(", "))
            }
        }
    }
}

/// The copy of the SDK, built with every rule in force and seen to pass.
#[derive(Debug)]
pub struct Check {
    scratch: Scratch,
    mutant: &'static Language,
    at_once: usize,
}

impl Check {
    /// Copies and builds the SDK and its driver, and plays every scenario that is named by one of these
    /// mutations: all have to pass.
    ///
    /// # Errors
    /// When they cannot be built, or a scenario fails.
    pub async fn begin(mutations: &[&Mutation], at_once: usize) -> Result<Self, NoCheck> {
        let scratch = Scratch::prepare().map_err(NoCheck::of)?;
        scratch.build().map_err(NoCheck::Problem)?;
        let mutant = scratch.language();
        let check = Self { scratch, mutant, at_once };
        let named: BTreeSet<&String> = mutations.iter().flat_map(|m| &m.scenarios).collect();
        let failed = check.failing(named.into_iter()).await?;
        if failed.is_empty() { Ok(check) } else { Err(NoCheck::FailsAnyway(failed)) }
    }

    /// Turns off one rule, plays its scenarios, and turns it on again.
    ///
    /// # Errors
    /// When the copy cannot be changed, or the scenarios cannot be played.
    pub async fn turn_off(&self, mutation: &Mutation) -> Result<Fate, NoCheck> {
        let kept = self.scratch.change(mutation).map_err(NoCheck::of)?;
        let fate = match self.scratch.build() {
            Err(output) => Fate::NotBuilt(output),
            Ok(()) => {
                let failed = self.failing(mutation.scenarios.iter()).await?;
                if failed.is_empty() { Fate::Survived } else { Fate::Noticed(failed) }
            }
        };
        kept.restore().map_err(NoCheck::of)?;
        Ok(fate)
    }

    /// The names of those that fail.
    async fn failing(&self, named: impl Iterator<Item = &String>) -> Result<Vec<String>, NoCheck> {
        let options = Options {
            languages: vec![self.mutant],
            filter: Some(filter(named)?),
            engine: Engine::Mock,
            repeat: 1,
            at_once: self.at_once,
            record: false,
            require_toolchains: true,
        };
        let report = run::run(&options).await.map_err(NoCheck::NoRun)?;
        let cases = report.languages.into_iter().flat_map(|language| language.cases);
        let failed = cases.filter(|case| case.verdict.is_bad());
        Ok(failed.map(|case| case.name).collect())
    }
}

/// Matches these names, with any case where none is named.
fn filter<'a>(named: impl Iterator<Item = &'a String>) -> Result<Regex, NoCheck> {
    let names: Vec<String> = named.map(|name| regex::escape(name)).collect();
    let pattern = format!("^(?:{})(?:/|$)", names.join("|"));
    Regex::new(&pattern).map_err(NoCheck::of)
}

/// The directory of the mutations.
fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("mutations")
}
