//! What stops a run: always before anything is written, all of it at once, with a way out.

use std::fs;

use zeebe_bindgen::diagnostics::Code;
use zeebe_bindgen::output::LOCK_NAME;

use crate::sandbox::{FORCE, OWNED_ONLY, Sandbox, assert_said};

const FILES: &[(&str, &str)] = &[("a.rs", "// a\n"), ("src/b.rs", "// b\n")];
const NEXT: &[(&str, &str)] = &[("a.rs", "// a2\n"), ("src/c.rs", "// c\n")];

#[test]
fn every_obstacle_is_reported_in_one_run() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put("a.rs", "// edited\n");
    sandbox.put("src/b.rs", "// edited, and stale\n");
    sandbox.put("src/c.rs", "// foreign\n");
    let found = sandbox.refuse(NEXT, OWNED_ONLY);
    let expected = [
        (Code::EditedFile, "`src/b.rs` is no longer generated, but was edited"),
        (Code::EditedFile, "`a.rs` was edited"),
        (Code::ForeignFile, "`src/c.rs` is in the way"),
    ];
    assert_said(&sandbox, &found, &expected);
    assert!(found.iter().all(|f| f.help.as_deref().is_some_and(|h| h.contains("--force"))));
}

#[test]
fn force_overwrites_but_loses_no_edit_of_a_stale_file() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put("a.rs", "// edited\n");
    sandbox.put("src/b.rs", "// edited, and stale\n");
    sandbox.put("src/c.rs", "// foreign\n");
    let (summary, found) = sandbox.try_generate(NEXT, FORCE);
    let summary = summary.expect("generated");
    assert_eq!((summary.updated, summary.forgotten), (2, 1));
    assert_said(&sandbox, &found, &[(Code::EditedFile, "it stays")]);
    assert_eq!(sandbox.read("a.rs"), "// a2\n");
    assert_eq!(sandbox.read("src/c.rs"), "// c\n");
    assert_eq!(sandbox.read("src/b.rs"), "// edited, and stale\n");
    // From now on it is the user's and in nobody's way.
    assert_eq!(sandbox.generate(NEXT).unchanged, 2);
    sandbox.refuse(FILES, OWNED_ONLY);
}

#[test]
fn an_edit_that_makes_exactly_what_is_wanted_is_none() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put("a.rs", "// a2\n");
    let summary = sandbox.generate(&[("a.rs", "// a2\n"), FILES[1]]);
    assert_eq!(summary.unchanged, 2);
}

#[test]
fn a_foreign_directory_is_never_removed() {
    let sandbox = Sandbox::with(&[("x/gen.rs", "x"), ("y", "y")]);
    sandbox.put("x/mine.rs", "mine");
    fs::remove_file(sandbox.path("y")).expect("removed");
    sandbox.put("y/mine.rs", "mine");
    let files: &[(&str, &str)] = &[("x", "a file now"), ("y", "y")];
    for overwrite in [OWNED_ONLY, FORCE] {
        let found = sandbox.refuse(files, overwrite);
        let expected = [
            (Code::ForeignFile, "`x` is in the way: it is a directory"),
            (Code::ForeignFile, "`y` is in the way: it is a directory"),
        ];
        assert_said(&sandbox, &found, &expected);
    }
}

#[test]
fn an_empty_directory_gives_way() {
    let sandbox = Sandbox::with(&[("a", "a")]);
    fs::create_dir_all(sandbox.path("b/c/d")).expect("made");
    sandbox.generate(&[("a", "a"), ("b", "b")]);
    assert_eq!(sandbox.names(), ["a", "b"]);
}

#[test]
fn a_foreign_file_where_a_directory_is_needed_stops_even_force() {
    let sandbox = Sandbox::new();
    sandbox.put("src", "mine");
    for overwrite in [OWNED_ONLY, FORCE] {
        let found = sandbox.refuse(FILES, overwrite);
        let expected = (Code::ForeignFile, "`src` is in the way: it is a file where");
        assert_said(&sandbox, &found, &[expected]);
    }
}

#[cfg(unix)]
#[test]
fn links_inside_the_output_directory_are_not_followed() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::with(&[("old/x.rs", "x"), ("z.rs", "z")]);
    let outside = sandbox.outside().join("outside");
    fs::create_dir(&outside).expect("made");
    fs::write(outside.join("b.rs"), "// b\n").expect("written");
    fs::write(outside.join("x.rs"), "x").expect("written");
    fs::remove_dir_all(sandbox.path("old")).expect("removed");
    fs::remove_file(sandbox.path("z.rs")).expect("removed");
    for (link, target) in [
        ("src", outside.clone()),
        ("a.rs", outside.join("b.rs")),
        ("old", outside.clone()),
        ("z.rs", "nowhere".into()),
    ] {
        symlink(target, sandbox.path(link)).expect("linked");
    }
    let found = sandbox.refuse(FILES, OWNED_ONLY);
    let linked = |name| (Code::SymlinkInTheWay, name);
    let expected = [
        linked("`old` is a symbolic link, where a file was"),
        linked("`z.rs` is a symbolic link, where a file was"),
        linked("`a.rs` is a symbolic link"),
        linked("`src` is a symbolic link"),
    ];
    assert_said(&sandbox, &found, &expected);
    let found = sandbox.refuse(FILES, FORCE);
    assert_eq!(found.iter().filter(|f| f.code == Code::SymlinkInTheWay).count(), 2);

    for link in ["src", "a.rs"] {
        fs::remove_file(sandbox.path(link)).expect("removed");
    }
    let (result, _) = sandbox.try_generate(FILES, FORCE);
    assert_eq!(result.expect("generated").forgotten, 2);
    assert_eq!(fs::read(outside.join("x.rs")).expect("not followed"), b"x");
    assert!(sandbox.path("old").is_symlink() && sandbox.path("z.rs").is_symlink());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_lock_is_not_followed() {
    let sandbox = Sandbox::with(FILES);
    let real = sandbox.outside().join("real.lock");
    fs::rename(sandbox.path(LOCK_NAME), &real).expect("moved");
    std::os::unix::fs::symlink(&real, sandbox.path(LOCK_NAME)).expect("linked");
    let found = sandbox.refuse(FILES, FORCE);
    assert_said(&sandbox, &found, &[(Code::SymlinkInTheWay, LOCK_NAME)]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened() {
    let sandbox = Sandbox::with(&[("x", "x")]);
    let made = std::process::Command::new("mkfifo").arg(sandbox.path("a.rs")).status();
    assert!(made.expect("mkfifo").success());
    let found = sandbox.refuse(FILES, FORCE);
    let expected = (Code::ForeignFile, "`a.rs` is in the way: it is not an ordinary file");
    assert_said(&sandbox, &found, &[expected]);
}

#[test]
fn paths_that_leave_the_directory_are_not_written() {
    let sandbox = Sandbox::with(FILES);
    let files: &[(&str, &str)] = &[
        ("../escape.rs", "x"),
        ("/tmp/escape.rs", "x"),
        ("A.rs", "x"),
        ("a.rs", "x"),
        ("src\\b.rs", "x"),
        ("nul.rs", "x"),
        (LOCK_NAME, "{}"),
        (".git/config", "x"),
    ];
    let found = sandbox.refuse(files, FORCE);
    assert_eq!(found.len(), 7);
    assert!(found.iter().all(|finding| finding.code == Code::UnsafePath));
    assert!(!sandbox.outside().join("escape.rs").exists());
}

#[test]
fn a_damaged_lock_stops_the_run_and_force_replaces_it() {
    let sandbox = Sandbox::with(FILES);
    let good = sandbox.read(LOCK_NAME);
    for (bad, why) in [
        (String::new(), "EOF"),
        (good[..good.len() / 2].to_owned(), "EOF"),
        (good.replace("\"files\"", "<<<<<<< HEAD\n\"files\""), "merge conflict"),
        (good.replace("src/b.rs", "../../b.rs"), "`../../b.rs`: `..` is no name"),
    ] {
        sandbox.put(LOCK_NAME, &bad);
        sandbox.put("a.rs", "// edited\n");
        let found = sandbox.refuse(FILES, OWNED_ONLY);
        assert_said(&sandbox, &found, &[(Code::LockInvalid, why)]);
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains("--force")));
        let (result, found) = sandbox.try_generate(FILES, FORCE);
        assert!(result.is_ok());
        assert_said(&sandbox, &found, &[(Code::LockInvalid, why)]);
        assert_eq!(sandbox.read(LOCK_NAME), good);
    }
}

#[test]
fn a_lock_of_a_newer_version_is_not_overwritten_even_by_force() {
    let sandbox = Sandbox::with(FILES);
    let newer = sandbox.read(LOCK_NAME).replace("\"format\": 1", "\"format\": 2, \"x\": []");
    sandbox.put(LOCK_NAME, &newer.replace("0.1.0", "9.0.0"));
    for overwrite in [OWNED_ONLY, FORCE] {
        let found = sandbox.refuse(FILES, overwrite);
        assert_said(&sandbox, &found, &[(Code::LockInvalid, "zeebe-bindgen 9.0.0")]);
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains("update")));
    }
}

#[test]
fn one_language_does_not_silently_replace_another() {
    let mut sandbox = Sandbox::with(FILES);
    sandbox.provenance.language = "go".to_owned();
    let found = sandbox.refuse(&[("go.mod", "module x\n")], OWNED_ONLY);
    assert_said(&sandbox, &found, &[(Code::ForeignFile, "holds the SDK for rust")]);
    let (result, _) = sandbox.try_generate(&[("go.mod", "module x\n")], FORCE);
    assert_eq!(result.expect("generated").removed, 2);
    assert_eq!(sandbox.names(), ["go.mod"]);
}
