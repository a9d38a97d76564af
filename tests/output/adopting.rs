//! Taking over files that are there although no lock lists them.

use std::fs;

use zeebe_bindgen::diagnostics::Code;
use zeebe_bindgen::output::LOCK_NAME;

use crate::sandbox::{ADOPT, FORCE, OWNED_ONLY, Sandbox, assert_said};

const FILES: &[(&str, &str)] = &[("a.rs", "// a\n"), ("src/b.rs", "// b\n")];

#[test]
fn a_lost_lock_is_made_again() {
    let sandbox = Sandbox::with(FILES);
    let before = sandbox.tree();
    fs::remove_file(sandbox.path(LOCK_NAME)).expect("removed");
    let found = sandbox.refuse(FILES, OWNED_ONLY);
    let same = (Code::ForeignFile, "has the content that would be generated");
    assert_said(&sandbox, &found, &[same, same]);
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("--adopt")));

    let stamp = || fs::metadata(sandbox.path("a.rs")).and_then(|m| m.modified()).expect("a time");
    let unchanged = stamp();
    let plan = sandbox.plan(FILES, ADOPT).to_string();
    assert!(plan.starts_with("= a.rs (adopted)\n"), "{plan}");
    let (result, found) = sandbox.try_generate(FILES, ADOPT);
    assert_eq!(result.expect("generated").unchanged, 2);
    assert!(found.is_empty());
    assert_eq!(sandbox.tree(), before);
    assert_eq!(stamp(), unchanged);
}

#[test]
fn line_endings_do_not_matter() {
    let sandbox = Sandbox::new();
    sandbox.put("a.rs", "// a\r\n");
    let found = sandbox.refuse(FILES, OWNED_ONLY);
    assert_said(&sandbox, &found, &[(Code::ForeignFile, "but for its line endings")]);
    let (result, _) = sandbox.try_generate(FILES, ADOPT);
    assert!(result.is_ok());
    assert_eq!(sandbox.tree(), Sandbox::with(FILES).tree());
}

#[test]
fn a_file_with_other_content_is_in_the_way_as_ever() {
    let sandbox = Sandbox::new();
    sandbox.put("a.rs", "// a\n");
    sandbox.put("src/b.rs", "// mine\n");
    let found = sandbox.refuse(FILES, ADOPT);
    assert_said(&sandbox, &found, &[(Code::ForeignFile, "`src/b.rs` is in the way")]);
    let (result, _) = sandbox.try_generate(FILES, FORCE);
    assert!(result.is_ok());
    assert_eq!(sandbox.tree(), Sandbox::with(FILES).tree());
}

#[test]
fn an_edited_file_is_not_adopted() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put("a.rs", "// edited\n");
    let found = sandbox.refuse(FILES, ADOPT);
    assert_said(&sandbox, &found, &[(Code::EditedFile, "`a.rs` was edited")]);
}
