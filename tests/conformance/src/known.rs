//! Failures that are known: `known/<lang>.toml`, each with its reason. A scenario that is listed is
//! played all the same, and passing, or failing in another way than is said, is then a failure: the
//! list must be true.

use std::fs;
use std::path::Path;
use std::time::Duration;

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use crate::driver::{Language, Of};
use crate::scenario::{Finding, Scenario};
use crate::stage::Trace;

/// Failures that have one reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The scenarios with their cases, such as `E01/not-found`; `*` stands for anything.
    scenarios: Vec<Spanned<String>>,
    /// Why they fail.
    reason: String,
    /// Where that can be read up.
    link: Option<String>,
    /// What all their traces show.
    shows: Option<Spanned<String>>,
    /// How long one is played at most, for what would take long to fail.
    time_limit_ms: Option<u64>,
    /// They pass at times.
    #[serde(default)]
    sometimes: Option<Spanned<bool>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Entry>,
}

/// A failure that is known.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    scenarios: Vec<String>,
    shows: Option<Regex>,
    /// Why it fails, and where that can be read up.
    pub(crate) reason: String,
    /// How long it is played at most.
    pub(crate) time_limit: Option<Duration>,
    /// Whether it passes at times, so that passing says nothing.
    pub(crate) is_by_chance: bool,
}

impl Known {
    /// Whether this scenario is meant.
    pub(crate) fn is_about(&self, name: &str) -> bool {
        self.scenarios.iter().any(|pattern| matches(pattern, name))
    }

    /// Whether a failure is the one that is known.
    pub(crate) fn is_seen_in(&self, trace: &Trace) -> bool {
        self.shows.as_ref().is_none_or(|shows| shows.is_match(&trace.to_string()))
    }
}

/// The known failures of a language; none if there is no file.
///
/// # Errors
/// What is wrong with the file: also scenarios that do not exist, or are listed twice.
pub(crate) fn load(language: &Language, scenarios: &[Scenario]) -> Result<Vec<Known>, Finding> {
    let name = format!("known/{}.toml", language.id);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let Ok(text) = fs::read_to_string(path) else {
        return Ok(Vec::new());
    };
    let names: Vec<String> = scenarios.iter().map(Scenario::name).collect();
    read(&name, &text, &names, language.of)
}

fn read(file: &str, text: &str, names: &[String], of: Of) -> Result<Vec<Known>, Finding> {
    let parsed: File = toml::from_str(text)
        .map_err(|error| Finding::new(file, text, error.span(), error.message()))?;
    let mut listed: Vec<&String> = Vec::new();
    let mut all = Vec::new();
    for entry in &parsed.known {
        let at = |item: &Spanned<String>, message: String| {
            Finding::new(file, text, Some(item.span()), &message)
        };
        let chance = entry.sometimes.as_ref().filter(|sometimes| *sometimes.get_ref());
        if let Some(chance) = chance.filter(|_| of == Of::Ours) {
            let message = "an SDK of ours that passes at times is broken";
            return Err(Finding::new(file, text, Some(chance.span()), message));
        }
        for pattern in &entry.scenarios {
            let mut meant = names.iter().filter(|name| matches(pattern.get_ref(), name)).peekable();
            if meant.peek().is_none() {
                return Err(at(pattern, format!("there is no scenario `{}`", pattern.get_ref())));
            }
            for name in meant {
                if listed.contains(&name) {
                    return Err(at(pattern, format!("`{name}` is listed already")));
                }
                listed.push(name);
            }
        }
        let shows = entry
            .shows
            .as_ref()
            .map(|shows| Regex::new(shows.get_ref()).map_err(|error| at(shows, error.to_string())));
        all.push(Known {
            scenarios: entry.scenarios.iter().map(|s| s.get_ref().clone()).collect(),
            shows: shows.transpose()?,
            reason: match &entry.link {
                Some(link) => format!("{} ({link})", entry.reason),
                None => entry.reason.clone(),
            },
            time_limit: entry.time_limit_ms.map(Duration::from_millis),
            is_by_chance: chance.is_some(),
        });
    }
    Ok(all)
}

/// Whether a name is what a pattern says, in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, rest)) => name.strip_prefix(before).is_some_and(|name| {
            name.char_indices().any(|(at, _)| matches(rest, &name[at..])) || matches(rest, "")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["C01/a", "C01/b", "C10", "D01"].map(str::to_owned).to_vec()
    }

    fn trace(problem: &str) -> Trace {
        let (journal, printed) = (Vec::new(), String::new());
        Trace {
            step: None,
            problem: problem.to_owned(),
            journal,
            printed,
            engine_log: String::new(),
        }
    }

    #[test]
    fn a_star_stands_for_all_cases_and_nothing_else_does() {
        let text = "[[known]]\nscenarios = [\"C01/*\", \"D01\"]\nreason = \"r\"\nlink = \"l\"";
        let known = read("known/x.toml", text, &names(), Of::SomebodyElse).unwrap();
        let meant: Vec<_> = names().into_iter().filter(|name| known[0].is_about(name)).collect();
        assert_eq!(meant, ["C01/a", "C01/b", "D01"]);
        assert_eq!(known[0].reason, "r (l)");
    }

    #[test]
    fn a_failure_is_known_when_it_shows_what_is_said() {
        let text = "[[known]]\nscenarios = [\"C10\"]\nreason = \"r\"\nshows = \"no [A-Z]\"";
        let known = read("known/x.toml", text, &names(), Of::SomebodyElse).unwrap();
        assert!(known[0].is_seen_in(&trace("there is no X")));
        assert!(!known[0].is_seen_in(&trace("it was not over after 30s")));
    }

    #[test]
    fn mistakes_are_shown_where_they_stand() {
        for (text, line, says) in [
            ("scenarios = [\"C99\"]\nreason = \"r\"", 2, "there is no scenario `C99`"),
            ("scenarios = [\"C01/a\",\n\"C01/*\"]\nreason = \"r\"", 3, "`C01/a` is listed"),
            ("scenarios = [\"C10\"]\nreason = \"r\"\nshows = \"(\"", 4, "unclosed group"),
            ("scenarios = [\"C10\"]\nreason = \"r\"\nsometimes = true", 4, "at times is broken"),
            ("scenarios = [\"C10\"]", 1, "missing field `reason`"),
            ("scenarios = [\"C10\"]\nreasons = \"r\"", 3, "unknown field `reasons`"),
        ] {
            let text = format!("[[known]]\n{text}");
            let finding = read("known/x.toml", &text, &names(), Of::Ours).unwrap_err();
            assert!(finding.message.contains(says), "{finding}");
            assert_eq!(finding.place.as_ref().unwrap().line, line, "{finding}");
        }
    }
}
