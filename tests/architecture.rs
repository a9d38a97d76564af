//! The architecture as tests: what `docs/architecture.md` states about imports, libraries and files.
//!
//! A rule that is broken is a message that names file and line and says how to put it right. The
//! scanner in [`scan`] and the table in [`rules`] have tests of their own below, with code that
//! breaks each rule.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/scan.rs"]
mod scan;
#[path = "architecture/self_test.rs"]
mod self_test;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rules::{LIBRARIES, MODULES};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Files that may be longer than [`LINES`], each with the reason.
const LONG: &[(&str, &str)] = &[
    ("src/semantics/facts.rs", "the closed list of facts: one declaration after the other"),
    ("src/language/model.rs", "the model: one declaration after the other"),
    ("src/ir/build.rs", "one visitor over the descriptors"),
];
/// What a file that does one thing fits into.
const LINES: usize = 400;

struct Source {
    /// Relative to the repository.
    path: String,
    text: String,
    module: Vec<String>,
}

/// Every file of the generator that is shipped; files of tests are in `tests.rs` or `tests/`.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&Path::new(ROOT).join("src"), &mut paths);
    paths.sort();
    let sources = paths.into_iter().map(|path| {
        let text = fs::read_to_string(&path).expect("sources are UTF-8");
        let relative = path.strip_prefix(ROOT).expect("below the root");
        let relative = relative.to_string_lossy().replace('\\', "/");
        let module = module_of(&relative);
        Source { path: relative, text, module }
    });
    sources.filter(|s| !s.module.iter().any(|m| m == "tests")).collect()
}

fn collect(directory: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

/// `src/language/rust/mod.rs` is `language`, `rust`; `src/lib.rs` and `src/main.rs` are the root.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let segments = inner.split('/').filter(|s| !["lib", "main", "mod"].contains(s));
    segments.map(str::to_owned).collect()
}

fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n\n{}\n", problems.join("\n\n"));
}

#[test]
fn modules_and_libraries_are_named_where_they_may_be() {
    let mut problems = Vec::new();
    for source in sources() {
        let module: Vec<&str> = source.module.iter().map(String::as_str).collect();
        let mentions = scan::mentions(&source.text, &module);
        let mentions = mentions.unwrap_or_else(|e| panic!("{}: {e}", source.path));
        let broken = mentions.iter().filter_map(|m| Some((m.line, rules::broken(&module, m)?)));
        problems.extend(broken.map(|(line, why)| format!("{}:{line}: {why}", source.path)));
    }
    problems.dedup();
    report(&problems);
}

#[test]
fn the_table_of_modules_is_an_order_and_complete() {
    let mut problems = Vec::new();
    for (index, (name, allowed)) in MODULES.iter().enumerate() {
        for target in *allowed {
            if !MODULES[..index].iter().any(|(earlier, _)| earlier == target) {
                problems.push(format!(
                    "MODULES: `{target}` must stand before `{name}`, which names it"
                ));
            }
        }
    }
    let known: BTreeSet<&str> = MODULES.iter().map(|(name, _)| *name).collect();
    for module in sources().iter().filter_map(|s| s.module.first()) {
        if !known.contains(module.as_str()) {
            problems.push(format!(
                "`{module}` is a new module: say in MODULES (tests/architecture/rules.rs) what it may name"
            ));
        }
    }
    problems.dedup();
    report(&problems);
}

#[test]
fn every_dependency_has_its_stage() {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("a manifest");
    let dependencies = manifest["dependencies"].as_table().expect("a table");
    let names = dependencies.keys().map(|name| name.replace('-', "_"));
    let unknown = names.filter(|name| !LIBRARIES.iter().any(|(known, _)| known == name));
    let problems = unknown.map(|name| {
        format!("`{name}` is a new dependency: say in LIBRARIES (tests/architecture/rules.rs) which stage has it")
    });
    report(&problems.collect::<Vec<_>>());
}

#[test]
fn every_file_says_what_lives_in_it() {
    let files = sources();
    let silent = files.iter().filter(|s| !s.text.starts_with("//! "));
    let problems = silent.map(|s| {
        format!("{}: open it with a `//!` line on what lives here and what does not", s.path)
    });
    report(&problems.collect::<Vec<_>>());
}

#[test]
fn files_are_short_enough_to_be_read() {
    let mut problems = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        let reason = LONG.iter().find(|(path, _)| *path == source.path);
        match reason {
            None if lines > LINES => problems.push(format!(
                "{}: {lines} lines; split it by what its parts do, or give a reason in LONG (tests/architecture.rs)",
                source.path
            )),
            Some(_) if lines <= LINES => problems.push(format!(
                "{}: has {lines} lines now; take it off LONG (tests/architecture.rs)",
                source.path
            )),
            None | Some(_) => {}
        }
    }
    report(&problems);
}
