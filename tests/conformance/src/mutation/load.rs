//! Mutations from files: `mutations/<area>.toml`, each a list `[[mutation]]`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{Mutation, directory, scratch};
use crate::run;
use crate::scenario::{Finding, Scenario};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mutation: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    rule: String,
    file: Spanned<PathBuf>,
    find: Spanned<String>,
    replace: String,
    scenarios: Vec<Spanned<String>>,
}

/// Every mutation, in the order of files and places in them.
///
/// # Errors
/// All mistakes of all files: what is to be found is not in the SDK exactly once, a scenario does not
/// exist, two have one name.
pub fn load() -> Result<Vec<Mutation>, Vec<Finding>> {
    let known = run::scenarios()?.iter().flat_map(names).collect();
    let mut reading = Reading { known, mutations: Vec::new(), findings: Vec::new() };
    for path in files().map_err(|finding| vec![finding])? {
        reading.file(&path);
    }
    if reading.findings.is_empty() { Ok(reading.mutations) } else { Err(reading.findings) }
}

/// By which a scenario can be named.
fn names(scenario: &Scenario) -> [String; 2] {
    [scenario.id.clone(), scenario.name()]
}

fn files() -> Result<Vec<PathBuf>, Finding> {
    let root = directory();
    let listed = fs::read_dir(&root).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let listed =
        listed.map_err(|error| Finding::of_file(&root.to_string_lossy(), error.to_string()))?;
    let mut files: Vec<_> = listed.into_iter().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

struct Reading {
    known: BTreeSet<String>,
    mutations: Vec<Mutation>,
    findings: Vec<Finding>,
}

impl Reading {
    fn file(&mut self, path: &Path) {
        let name = path.to_string_lossy();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return self.findings.push(Finding::of_file(&name, error.to_string())),
        };
        let area = path.file_stem().unwrap_or_default().to_string_lossy();
        match toml::from_str::<File>(&text) {
            Ok(file) => {
                for entry in file.mutation {
                    let report =
                        |span, message: &str| Finding::new(&name, &text, Some(span), message);
                    self.entry(&area, entry, report);
                }
            }
            Err(error) => {
                self.findings.push(Finding::new(&name, &text, error.span(), error.message()));
            }
        }
    }

    fn entry(
        &mut self,
        area: &str,
        entry: Entry,
        report: impl Fn(std::ops::Range<usize>, &str) -> Finding,
    ) {
        if self.mutations.iter().any(|other| other.name == *entry.name.get_ref()) {
            self.findings.push(report(entry.name.span(), "there is another one of this name"));
        }
        for scenario in &entry.scenarios {
            if !self.known.contains(scenario.get_ref()) {
                let message = format!("there is no scenario `{}`", scenario.get_ref());
                self.findings.push(report(scenario.span(), &message));
            }
        }
        if entry.scenarios.is_empty() {
            self.findings.push(report(entry.name.span(), "names no scenario"));
        }
        match fs::read_to_string(scratch::sdk().join(entry.file.get_ref())) {
            Ok(source) => match source.matches(entry.find.get_ref().as_str()).count() {
                1 => {}
                count => {
                    let message = format!("is in the file of the SDK {count} times, not once");
                    self.findings.push(report(entry.find.span(), &message));
                }
            },
            Err(error) => self.findings.push(report(entry.file.span(), &error.to_string())),
        }
        self.mutations.push(Mutation {
            name: entry.name.into_inner(),
            area: area.to_owned(),
            rule: entry.rule,
            file: entry.file.into_inner(),
            find: entry.find.into_inner(),
            replace: entry.replace,
            scenarios: entry.scenarios.into_iter().map(Spanned::into_inner).collect(),
        });
    }
}
