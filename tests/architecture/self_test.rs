//! The scanner and the rules, tried on code that breaks them.

use super::rules::{LIBRARIES, broken};
use super::scan::mentions;

fn problems(module: &[&str], code: &str) -> Vec<String> {
    let mentions = mentions(code, module).expect("lexes");
    mentions.iter().filter_map(|m| broken(module, m)).collect()
}

fn assert_broken(module: &[&str], code: &str, expected: &str) {
    let found = problems(module, code);
    assert!(
        found.iter().any(|p| p.contains(expected)),
        "{code:?} in {module:?} should be refused with {expected:?}, got {found:?}"
    );
}

fn assert_fine(module: &[&str], code: &str) {
    assert_eq!(problems(module, code), Vec::<String>::new(), "{code:?} in {module:?}");
}

#[test]
fn an_import_of_a_later_stage_is_found_however_it_is_written() {
    for code in [
        "use crate::language::Model;",
        "use crate::{diagnostics::Code, language::Model};",
        "fn f() { crate::language::find(\"x\"); }",
        "use super::language;",
        "use super::{compile, language::{self, Model}};",
        "type X = Vec<crate::language::Model>;",
        "#[derive(crate::language::Derive)] struct X;",
    ] {
        assert_broken(&["ir"], code, "may name diagnostics, compile only");
    }
    assert_broken(&["ir", "build"], "use super::super::language;", "`ir` names");
    assert_broken(&["ir", "build"], "use self::super::super::language::X;", "`ir` names");
    assert_broken(&["naming"], "use crate::language::Position;", "`naming` names");
}

#[test]
fn comments_strings_and_tests_are_not_code() {
    assert_fine(&["ir"], "// use crate::language::Model;\n/* crate::cli::run */ /// crate::cli");
    assert_fine(&["ir"], "const X: &str = \"crate::language::Model\";");
    assert_fine(&["ir"], "const X: &str = r#\"std::fs::write\"#;");
    assert_fine(&["ir"], "#[cfg(test)] mod tests { use crate::language::Model; }");
    assert_fine(&["ir"], "#[cfg(test)]\nmod tests;\nuse crate::compile::Compiled;");
    assert_broken(&["ir"], "#[cfg(test)] mod t {} use crate::cli::X;", "`ir` names");
    assert_broken(&["ir"], "mod t { use crate::cli::X; }", "`ir` names");
}

#[test]
fn what_is_allowed_is_left_alone() {
    assert_fine(&["ir"], "use super::diagnostics::Code; use crate::compile::Compiled;");
    assert_fine(&["ir", "build"], "use super::docs::Docs; use super::super::compile;");
    assert_fine(&["ir"], "use crate::ir::Api; use std::fs; fn f() { fs::read(\"x\"); }");
    assert_fine(&["ir"], "fn f() { language::x(); } use crate::Generator;");
}

#[test]
fn a_language_never_names_another() {
    let why = "what two languages need";
    assert_broken(&["language", "rust"], "use super::python::Words;", why);
    assert_broken(&["language", "rust", "text"], "use super::super::python;", why);
    assert_broken(&["language", "rust", "text"], "use crate::language::python::words;", why);
    assert_broken(&["language", "lower"], "use super::rust::words;", why);
    assert_fine(&["language", "rust", "text"], "use super::super::model::Doc; use super::words;");
    assert_fine(&["language", "rust"], "use super::{Capabilities, Language, target::Target};");
}

#[test]
fn libraries_stay_in_their_stage() {
    for (library, owners) in LIBRARIES {
        assert_broken(&["nowhere"], &format!("use {library}::Thing;"), "belongs to");
        assert_broken(&["nowhere"], &format!("fn f() {{ ::{library}::f(); }}"), "belongs to");
        for owner in *owners {
            let module: Vec<&str> = owner.split('/').collect();
            assert_fine(&module, &format!("use {library}::Thing;"));
        }
    }
    assert_broken(&["language", "lower"], "use prost_build::Config;", "belongs to language/rust");
    assert_broken(&["language", "rust"], "use tonic::Status;", "is of the SDKs");
    assert_broken(&["cli"], "#[tokio::main] fn main() {}", "is of the SDKs");
    assert_broken(&["ir"], "use toml::*;", "belongs to table");
    assert_fine(&["ir"], "fn f(toml: u8) { toml.to_string(); }");
}

#[test]
fn only_output_writes_files() {
    for code in [
        "fn f() { std::fs::write(\"x\", \"y\"); }",
        "use std::fs; fn f() { fs::remove_file(\"x\"); }",
        "use std::fs::create_dir_all;",
        "use std::fs::{read, rename};",
        "use std::fs::*;",
        "use std::fs::File; fn f() { File::create(\"x\"); }",
        "fn f() { std::fs::OpenOptions::new().write(true); }",
    ] {
        assert_broken(&["cli", "init"], code, "only `output` may");
        assert_fine(&["output", "write"], code);
    }
    assert_fine(&["cli"], "fn f() { std::fs::read(\"x\"); write!(out, \"y\"); }");
}
