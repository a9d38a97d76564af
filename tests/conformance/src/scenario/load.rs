//! Scenarios from files: `scenarios/<area>/<name>.toml`, each a list `[[scenario]]`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::Finding;
use super::{Scenario, real, template};

/// Every scenario below a directory, in the order of areas, files and places in them.
///
/// # Errors
/// All mistakes of all files.
pub fn load(root: &Path) -> Result<Vec<Scenario>, Vec<Finding>> {
    let (mut scenarios, mut findings) = (Vec::new(), Vec::new());
    for (area, path) in files(root).map_err(|finding| vec![finding])? {
        let name = path.to_string_lossy().into_owned();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                findings.push(Finding::of_file(&name, error.to_string()));
                continue;
            }
        };
        parse(&area, &name, &text, &mut scenarios, &mut findings);
    }
    refuse_twins(&scenarios, &mut findings);
    if findings.is_empty() { Ok(scenarios) } else { Err(findings) }
}

/// Area and path of each file.
fn files(root: &Path) -> Result<Vec<(String, std::path::PathBuf)>, Finding> {
    let list = |directory: &Path| {
        let entries = fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries
            .map_err(|error| Finding::of_file(&directory.to_string_lossy(), error.to_string()))?;
        let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        Ok(paths)
    };
    let mut files = Vec::new();
    for directory in list(root)?.into_iter().filter(|path| path.is_dir()) {
        let area = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let paths = list(&directory)?.into_iter();
        let scenarios = paths.filter(|path| path.extension().is_some_and(|e| e == "toml"));
        files.extend(scenarios.map(|path| (area.clone(), path)));
    }
    Ok(files)
}

/// Reads one file.
pub(super) fn parse(
    area: &str,
    file: &str,
    text: &str,
    scenarios: &mut Vec<Scenario>,
    findings: &mut Vec<Finding>,
) {
    let mut report = |span, message: &str| findings.push(Finding::new(file, text, span, message));
    let mut table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => return report(error.span(), error.message()),
    };
    let list = table.remove("scenario").map(Spanned::into_inner);
    if let Some((key, _)) = table.iter().next() {
        let message = format!("unknown field `{}`, expected `scenario`", key.get_ref());
        report(Some(key.span()), &message);
    }
    let Some(DeValue::Array(list)) = list else {
        return report(None, "a file of scenarios has a list `[[scenario]]`");
    };
    for item in list {
        for (case, filled) in cases(item) {
            let span = filled.span();
            let read = Scenario::deserialize(filled.into_deserializer());
            let refused = read.as_ref().ok().and_then(real::refused);
            match read {
                Ok(_) if refused.is_some() => {
                    report(Some(span), &refused.unwrap_or_default());
                    break;
                }
                Ok(mut scenario) => {
                    scenario.case = case;
                    area.clone_into(&mut scenario.area);
                    file.clone_into(&mut scenario.file);
                    scenarios.push(scenario);
                }
                Err(error) => {
                    report(error.span(), error.message());
                    // The other cases have the same mistake.
                    break;
                }
            }
        }
    }
}

/// A scenario for each of its cases, or the scenario itself if it has none.
fn cases(item: Spanned<DeValue<'_>>) -> Vec<(Option<String>, Spanned<DeValue<'_>>)> {
    let cases = item.get_ref().as_table().and_then(|table| table.get("cases"));
    let Some(DeValue::Table(cases)) = cases.map(|cases| cases.get_ref().clone()) else {
        return vec![(None, item)];
    };
    let made = cases.iter().filter_map(|(name, case)| {
        let mut filled = item.clone();
        let mut values = case.get_ref().as_table()?.clone();
        let own = DeValue::String(name.get_ref().clone());
        values.insert(Spanned::new(name.span(), "case".into()), Spanned::new(name.span(), own));
        template::fill(&mut filled, &values);
        Some((Some(name.get_ref().to_string()), filled))
    });
    made.collect()
}

/// Two scenarios of one name could not be told apart.
fn refuse_twins(scenarios: &[Scenario], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for scenario in scenarios {
        if let Some(other) = seen.insert(scenario.name(), &scenario.file) {
            let message = format!("`{}` is also in {other}", scenario.name());
            findings.push(Finding::of_file(&scenario.file, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Scenario>, Vec<Finding>) {
        let (mut scenarios, mut findings) = (Vec::new(), Vec::new());
        parse("calls", "a.toml", text, &mut scenarios, &mut findings);
        (scenarios, findings)
    }

    #[test]
    fn a_scenario_is_made_for_each_case() {
        let (scenarios, findings) = read(
            r#"
            [[scenario]]
            id = "E01"
            title = "status ${case}"
            cases.not-found = { rpc = "CompleteJob", code = 5 }
            cases.internal = { rpc = "Topology", code = 13 }

            [[scenario.steps]]
            call.rpc = "${rpc}"
            call.error = { status = "${code}", text = "is ${code}" }
            "#,
        );
        assert_eq!(findings, []);
        let names: Vec<_> = scenarios.iter().map(Scenario::name).collect();
        assert_eq!(names, ["E01/not-found", "E01/internal"]);
        assert_eq!(scenarios[1].title, "status internal");
        let super::super::Step::Call(call) = &scenarios[0].steps[0] else { panic!() };
        assert_eq!(call.rpc.name(), "CompleteJob");
        assert_eq!(call.error, Some(serde_json::json!({"status": 5, "text": "is 5"})));
    }

    #[test]
    fn an_unknown_key_is_shown_where_it_stands() {
        let (_, findings) = read("[[scenario]]\nid = \"C01\"\ntitle = \"t\"\njurnal = []\n");
        let shown = findings[0].to_string();
        assert!(shown.contains("a.toml:4:1"), "{shown}");
        assert!(shown.contains("4 | jurnal = []"), "{shown}");
        assert!(shown.contains("did you mean `journal`?"), "{shown}");
    }

    #[test]
    fn what_an_engine_cannot_do_is_refused() {
        let head = "[[scenario]]\nid = \"Z01\"\ntitle = \"t\"\n";
        for (rest, said) in [
            ("engines = [\"broker\"]\njournal = [{ count = 1 }]", "writes down what it sees"),
            ("engines = [\"mock\", \"newest\"]\naround.tls = {}", "`newest` has no TLS"),
            (
                "engines = [\"broker\"]\n[[scenario.steps]]\ngateway.shutdown = {}",
                "more than `stop` and `restart`",
            ),
        ] {
            let shown = read(&format!("{head}{rest}\n")).1[0].to_string();
            assert!(shown.contains("a.toml:1:1") && shown.contains(said), "{shown}");
        }
        let (scenarios, findings) =
            read(&format!("{head}engines = [\"broker\"]\naround.tls = {{}}\n"));
        assert_eq!((scenarios.len(), findings), (1, vec![]));
    }

    #[test]
    fn an_unknown_step_is_refused() {
        let text = "[[scenario]]\nid = \"C01\"\ntitle = \"t\"\n[[scenario.steps]]\ncal.rpc = \"Topology\"\n";
        let shown = read(text).1[0].to_string();
        assert!(shown.contains("a.toml:5"), "{shown}");
        assert!(shown.contains("did you mean `call`?"), "{shown}");
    }
}
