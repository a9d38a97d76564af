//! What a check says about a directory that is not as it would be generated.

use std::fs;

use zeebe_bindgen::diagnostics::{Code, Diagnostics};
use zeebe_bindgen::output::{CheckReport, DriftKind, LOCK_NAME};

use crate::sandbox::{Sandbox, assert_said};

const FILES: &[(&str, &str)] = &[("a.rs", "// a\n"), ("src/b.rs", "// b\n")];

fn kinds(report: &CheckReport) -> Vec<(&str, DriftKind)> {
    let drifts = report.drifts.iter();
    drifts.map(|drift| (drift.path.as_str(), drift.kind)).collect()
}

#[track_caller]
fn assert_drift(found: &Diagnostics) {
    assert_eq!(found.exit_code(), 3, "{:?}", found.found());
    for finding in found.found() {
        assert_eq!(finding.code, Code::Drift);
        assert!(finding.help.is_some(), "no way out: {finding:?}");
    }
}

#[test]
fn nothing_to_say_when_all_is_current() {
    let sandbox = Sandbox::with(FILES);
    let (report, found) = sandbox.check(FILES);
    assert!(report.is_current());
    assert_eq!(found.exit_code(), 0);
    assert_eq!(report.to_string(), "2 files, all current\n");
}

#[test]
fn every_kind_of_difference_is_listed_with_a_short_diff() {
    let sandbox = Sandbox::with(&[
        ("edited.rs", "a\n"),
        ("gone.rs", "a\n"),
        ("missing.rs", "a\n"),
        ("outdated.rs", "a\n"),
        ("stale-and-edited.rs", "a\n"),
    ]);
    fs::remove_file(sandbox.path("missing.rs")).expect("removed");
    sandbox.put("edited.rs", "edited\n");
    sandbox.put("foreign.rs", "foreign\n");
    sandbox.put("stale-and-edited.rs", "edited\n");
    sandbox.put(".zeebe-bindgen-3.tmp", "half");
    let long: String = (0..100).map(|n| format!("line {n}\n")).collect();
    let (report, found) = sandbox.check(&[
        ("edited.rs", "a\n"),
        ("foreign.rs", "a\n"),
        ("missing.rs", "a\n"),
        ("outdated.rs", &long),
    ]);
    assert_drift(&found);
    let expected = [
        (".zeebe-bindgen-3.tmp", DriftKind::Leftover),
        ("edited.rs", DriftKind::Edited),
        ("foreign.rs", DriftKind::Foreign),
        ("gone.rs", DriftKind::Orphaned),
        ("missing.rs", DriftKind::Missing),
        ("outdated.rs", DriftKind::Outdated),
        ("stale-and-edited.rs", DriftKind::Orphaned),
        (LOCK_NAME, DriftKind::Lock),
    ];
    assert_eq!(kinds(&report), expected);
    assert!(report.to_string().ends_with("4 files, 8 differences\n"));
    let patch = |name: &str| {
        let finding = found.found().iter().find(|f| f.message.contains(name));
        finding.and_then(|f| f.patch.clone()).unwrap_or_default()
    };
    assert!(patch("edited.rs").contains("-edited\n+a\n"));
    assert_eq!(patch("outdated.rs").lines().count(), 23);
    assert!(patch("outdated.rs").ends_with("more lines\n"));
}

#[test]
fn a_crlf_checkout_is_told_from_a_real_difference() {
    let sandbox = Sandbox::with(FILES);
    for path in ["a.rs", "src/b.rs", LOCK_NAME] {
        sandbox.put(path, &sandbox.read(path).replace('\n', "\r\n"));
    }
    let (report, found) = sandbox.check(FILES);
    assert_drift(&found);
    assert!(report.drifts.iter().all(|d| d.kind == DriftKind::LineEndings));
    let expected =
        "`a.rs` and 2 other files differ from what would be generated only in line endings";
    assert_said(&sandbox, found.found(), &[(Code::Drift, expected)]);
    let finding = &found.found()[0];
    assert!(finding.help.as_deref().is_some_and(|help| help.contains("* -text")));
    assert_eq!(finding.patch.as_deref().map(|p| p.lines().count()), Some(3));
}

#[test]
fn a_real_difference_in_a_crlf_checkout_shows_only_itself() {
    let sandbox = Sandbox::with(&[("a.rs", "1\n2\n3\n4\n5\n6\n7\n8\n9\n")]);
    sandbox.put("a.rs", &sandbox.read("a.rs").replace('\n', "\r\n"));
    let (report, found) = sandbox.check(&[("a.rs", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n")]);
    assert_eq!(kinds(&report)[0], ("a.rs", DriftKind::Outdated));
    let patch = found.found()[0].patch.as_deref().unwrap_or_default();
    assert!(patch.ends_with(" 6\n 7\n 8\n-9\n+nine\n"), "{patch}");
}

#[test]
fn another_version_or_input_is_drift_even_when_no_file_differs() {
    let mut sandbox = Sandbox::with(FILES);
    sandbox.provenance.tool_version = "0.2.0".to_owned();
    sandbox.provenance.options.insert("crate".to_owned(), "x".to_owned());
    let (report, found) = sandbox.check(FILES);
    assert_eq!(kinds(&report), [(LOCK_NAME, DriftKind::Lock)]);
    assert_drift(&found);
    let expected = "the version of zeebe-bindgen was 0.1.0 and is 0.2.0, \
                    the option `crate` was unset and is x";
    assert_said(&sandbox, found.found(), &[(Code::Drift, expected)]);
    assert_eq!(sandbox.generate(FILES).unchanged, 2);
    assert!(sandbox.check(FILES).0.is_current());
}

#[test]
fn a_missing_directory_is_one_finding_but_lists_every_file() {
    let sandbox = Sandbox::new();
    let (report, found) = sandbox.check(FILES);
    assert_drift(&found);
    assert_eq!(report.drifts.len(), 3);
    assert_said(&sandbox, found.found(), &[(Code::Drift, "does not exist")]);
}

#[test]
fn a_missing_lock_says_how_to_get_it_back() {
    let sandbox = Sandbox::with(FILES);
    fs::remove_file(sandbox.path(LOCK_NAME)).expect("removed");
    let (_, found) = sandbox.check(FILES);
    assert_drift(&found);
    assert_said(&sandbox, found.found(), &[(Code::Drift, "is missing")]);
    assert!(found.found()[0].help.as_deref().is_some_and(|h| h.contains("--adopt")));
}

#[test]
fn a_damaged_lock_is_no_drift_but_an_error() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put(LOCK_NAME, "{");
    let (report, found) = sandbox.check(FILES);
    assert_eq!(kinds(&report), [(LOCK_NAME, DriftKind::Lock)]);
    assert_eq!(found.exit_code(), 1);
    assert_said(&sandbox, found.found(), &[(Code::LockInvalid, "is not usable")]);
}

#[cfg(unix)]
#[test]
fn a_link_is_drift() {
    let sandbox = Sandbox::with(FILES);
    fs::rename(sandbox.path("src"), sandbox.outside().join("src")).expect("moved");
    std::os::unix::fs::symlink(sandbox.outside().join("src"), sandbox.path("src")).expect("linked");
    let (report, found) = sandbox.check(FILES);
    assert_drift(&found);
    assert_eq!(kinds(&report), [("src/b.rs", DriftKind::Foreign)]);
}
