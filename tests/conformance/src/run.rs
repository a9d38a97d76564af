//! A whole run: every scenario that is asked for in every language that is asked for.

use std::cmp::Reverse;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use regex::Regex;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::driver::{self, Language, NotBuilt, Of};
use crate::engines::Engines;
use crate::known::{self, Known};
use crate::report::{Case, OfLanguage, Report, Verdict};
use crate::scenario::{Engine, Finding, Scenario, load};
use crate::stage::{Played, Trace, play};
use crate::transcript;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The languages; without any, all whose SDK is ours.
    pub languages: Vec<&'static Language>,
    /// Which scenarios, by name, area or title; all without it.
    pub filter: Option<Regex>,
    /// What they are played against.
    pub engine: Engine,
    /// How often each is played.
    pub repeat: u32,
    /// How many are played at once.
    pub at_once: usize,
    /// What the reference makes the gateway see is kept as what all must make it see.
    pub record: bool,
    /// A language without its toolchain is a failure and not left out.
    pub require_toolchains: bool,
}

/// Why there was no run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRun {
    /// Mistakes in the files of the suite.
    Findings(Vec<Finding>),
    /// The filter or the engine left nothing over.
    Nothing,
}

impl fmt::Display for NoRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Findings(findings) => {
                findings.iter().try_for_each(|finding| write!(f, "{finding}"))
            }
            Self::Nothing => f.write_str("error: no scenario is left; `--list` prints all of them"),
        }
    }
}

/// The scenarios of the suite.
///
/// # Errors
/// All mistakes in their files.
pub fn scenarios() -> Result<Vec<Scenario>, Vec<Finding>> {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"))
}

/// Plays everything that is asked for.
///
/// # Errors
/// When there is nothing to play, or the files of the suite have mistakes.
pub async fn run(options: &Options) -> Result<Report, NoRun> {
    let scenarios = scenarios().map_err(NoRun::Findings)?;
    let chosen: Vec<Arc<Scenario>> = scenarios
        .iter()
        .filter(|scenario| scenario.engines.contains(&options.engine))
        .filter(|scenario| options.filter.as_ref().is_none_or(|filter| is_meant(scenario, filter)))
        .map(|scenario| Arc::new(scenario.clone()))
        .collect();
    if chosen.is_empty() {
        return Err(NoRun::Nothing);
    }
    let mut report = Report { engine: options.engine, languages: Vec::new() };
    let engines = Arc::new(Engines::new(options.engine, options.require_toolchains));
    let ours = driver::languages().iter().filter(|language| language.of == Of::Ours).collect();
    let languages = if options.languages.is_empty() { ours } else { options.languages.clone() };
    for language in languages {
        let known = known::load(language, &scenarios);
        let known = known.map_err(|finding| NoRun::Findings(vec![finding]))?;
        let start = Instant::now();
        let cases = match driver::build(language) {
            Ok(()) => {
                let (engines, record) = (Arc::clone(&engines), options.record);
                let player = Arc::new(Player { language, known, engines, record });
                of_language(&player, &chosen, options).await
            }
            Err(why) => without_driver(&chosen, &why, options),
        };
        report.languages.push(OfLanguage { language, cases, took: start.elapsed() });
    }
    Ok(report)
}

fn is_meant(scenario: &Scenario, filter: &Regex) -> bool {
    let texts = [&scenario.name(), &scenario.area, &scenario.title];
    texts.into_iter().any(|text| filter.is_match(text))
}

fn without_driver(chosen: &[Arc<Scenario>], why: &NotBuilt, options: &Options) -> Vec<Case> {
    let verdict = match why {
        NotBuilt::NoToolchain(tool) if !options.require_toolchains => {
            Verdict::Skipped(format!("there is no `{tool}`"))
        }
        NotBuilt::NoToolchain(tool) => failed(format!("there is no `{tool}`")),
        NotBuilt::Failed(output) => failed(format!("the driver cannot be built\n{output}")),
    };
    let chosen = chosen.iter();
    chosen.map(|s| Case::new(s, 1, verdict.clone(), Duration::ZERO)).collect()
}

fn failed(problem: String) -> Verdict {
    Verdict::Failed(Trace::of(problem))
}

/// Plays scenarios in one language.
struct Player {
    language: &'static Language,
    known: Vec<Known>,
    engines: Arc<Engines>,
    record: bool,
}

async fn of_language(
    player: &Arc<Player>,
    chosen: &[Arc<Scenario>],
    options: &Options,
) -> Vec<Case> {
    let rounds = (1..=options.repeat).flat_map(|round| chosen.iter().map(move |s| (round, s)));
    let is_alone = |s: &Scenario| s.exclusive || player.engines.are_own(s);
    let (alone, beside): (Vec<_>, Vec<_>) = rounds.partition(|(_, scenario)| is_alone(scenario));
    let (heavy, mut light): (Vec<_>, Vec<_>) = beside.into_iter().partition(|(_, s)| s.heavy);
    // What takes long begins first, and the others are played meanwhile.
    light.sort_by_key(|(_, scenario)| Reverse(scenario.time_limit_ms));
    let mut cases = Vec::new();
    // Many at once, then few, then one at a time.
    let at_once = options.at_once.max(1);
    for (several, at_once) in [(light, at_once), (heavy, at_once.div_ceil(4)), (alone, 1)] {
        let places = Arc::new(Semaphore::new(at_once));
        let mut playing = JoinSet::new();
        for (round, scenario) in several {
            let (scenario, player) = (Arc::clone(scenario), Arc::clone(player));
            let places = Arc::clone(&places);
            playing.spawn(async move {
                let _place = places.acquire().await;
                player.case(&scenario, round).await
            });
        }
        while let Some(ended) = playing.join_next().await {
            cases.extend(ended);
        }
    }
    cases.sort_by(|a, b| (&a.area, &a.name, a.round).cmp(&(&b.area, &b.name, b.round)));
    cases
}

impl Player {
    async fn case(&self, scenario: &Scenario, round: u32) -> Case {
        let start = Instant::now();
        let known = self.known.iter().find(|known| known.is_about(&scenario.name()));
        let limit = known.and_then(|known| known.time_limit);
        let played = play(scenario, self.language, &self.engines, limit).await;
        let played = played.and_then(|played| match played {
            // What clients of others must make a gateway see, the scenario itself says.
            Played::Well(seen) if scenario.transcript && self.language.of == Of::Ours => {
                let reference = driver::languages().first();
                let is_reference = reference.is_some_and(|first| first.id == self.language.id);
                let compared = match self.record && is_reference {
                    true => transcript::keep(scenario, &seen),
                    false => transcript::compare(scenario, &seen),
                };
                compared.map(|()| Played::Well(seen)).map_err(Trace::of)
            }
            other => Ok(other),
        });
        Case::new(scenario, round, verdict(played, known), start.elapsed())
    }
}

fn verdict(played: Result<Played, Box<Trace>>, known: Option<&Known>) -> Verdict {
    match (played, known) {
        (Ok(Played::NotPossible(why)), _) => Verdict::Skipped(why),
        (Ok(Played::Well(_)), Some(known)) if !known.is_by_chance => {
            Verdict::UnexpectedPass(known.reason.clone())
        }
        (Ok(Played::Well(_)), _) => Verdict::Passed,
        (Err(trace), None) => Verdict::Failed(trace),
        (Err(trace), Some(known)) if known.is_seen_in(&trace) => {
            Verdict::Known { reason: known.reason.clone(), trace }
        }
        (Err(mut trace), Some(known)) => {
            let problem = format!("it is known to fail, but in another way: {}", known.reason);
            trace.problem = format!("{problem}\n{}", trace.problem);
            Verdict::Failed(trace)
        }
    }
}
