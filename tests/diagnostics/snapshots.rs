//! Every fixture against its snapshots.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::Value;
use zeebe_bindgen::diagnostics::Code;

use crate::fixture::{self, Fixture};
use crate::program::{Outcome, run};

/// Compares one text with a snapshot in the folder of a fixture.
pub(crate) fn assert_in(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Findings for a snapshot: what is one line each, broken up to be read.
pub(crate) fn pretty(findings: &[Value]) -> String {
    let findings = findings.iter().map(serde_json::to_string_pretty);
    let findings: Result<Vec<String>, _> = findings.collect();
    findings.expect("JSON").join("\n")
}

#[test]
fn every_fixture_prints_what_its_snapshots_say() {
    let mut failed = Vec::new();
    for fixture in fixture::commands() {
        if catch_unwind(AssertUnwindSafe(|| check(&fixture))).is_err() {
            failed.push(fixture.name);
        }
    }
    assert!(failed.is_empty(), "not as the snapshots say: {}", failed.join(", "));
}

fn check(fixture: &Fixture) {
    if cfg!(not(unix)) && fixture.needs_unix() {
        return;
    }
    let arguments = fixture.arguments();
    let text = run(fixture.prepare().path(), &arguments);
    let json = with_format(fixture, "json");
    assert_eq!(json.code, text.code, "{}: both forms have one exit code", fixture.name);
    let findings = json.findings();
    codes_are_right(fixture, &findings, json.code);
    findings.iter().for_each(has_the_documented_shape);
    assert_in(&fixture.folder, "text", &text.terminal(&arguments));
    assert_in(&fixture.folder, "json", &pretty(&findings));
    if fixture.folder.join("github.snap").exists() {
        assert_in(&fixture.folder, "github", &with_format(fixture, "github").stderr);
    }
}

fn with_format(fixture: &Fixture, format: &str) -> Outcome {
    let prepared = fixture.prepare();
    let mut arguments = fixture.arguments();
    arguments.extend(["--format".to_owned(), format.to_owned()]);
    run(prepared.path(), &arguments)
}

/// A fixture shows its own code and no other, and ends with the exit code of that code.
fn codes_are_right(fixture: &Fixture, findings: &[Value], exit_code: i32) {
    let codes: BTreeSet<&str> = findings.iter().filter_map(|f| f["code"].as_str()).collect();
    let is_error = findings.iter().any(|f| f["severity"] == "error");
    match fixture.code() {
        Some(code) => {
            assert_eq!(codes, BTreeSet::from([code.as_str()]), "{}", fixture.name);
            let expected = if is_error { i32::from(code.exit_code()) } else { 0 };
            assert_eq!(exit_code, expected, "{}", fixture.name);
        }
        None => assert!(findings.len() > 1, "{}: {codes:?}", fixture.name),
    }
}

/// What `docs/diagnostics.md` says about the JSON of a finding.
fn has_the_documented_shape(finding: &Value) {
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let known = ["code", "severity", "message", "labels", "help", "patch"];
    assert!(keys(finding).iter().all(|key| known.contains(&key.as_str())), "{finding}");
    for label in finding["labels"].as_array().expect("labels") {
        let known = ["file", "line", "column", "end_line", "end_column", "text"];
        assert_eq!(keys(label), known, "{label}");
        assert!(label["line"].as_u64() > Some(0) && label["column"].as_u64() > Some(0), "{label}");
    }
}

#[test]
fn every_code_has_one_fixture() {
    let fixtures = fixture::all();
    for code in Code::ALL {
        let own = fixtures.iter().filter(|fixture| fixture.code() == Some(*code));
        let own: Vec<&str> = own.map(|fixture| fixture.name.as_str()).collect();
        assert_eq!(own.len(), 1, "{}: {own:?}", code.as_str());
    }
    for fixture in &fixtures {
        for snapshot in ["text.snap", "json.snap"] {
            assert!(fixture.folder.join(snapshot).exists(), "{}: no {snapshot}", fixture.name);
        }
    }
}
