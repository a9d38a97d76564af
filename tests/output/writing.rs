//! What a run leaves on disk when nothing is in the way.

use std::fs;

use zeebe_bindgen::diagnostics::{Code, Diagnostics};
use zeebe_bindgen::output::{self, LOCK_NAME, Summary};

use crate::sandbox::{OWNED_ONLY, Sandbox, assert_said};

const FILES: &[(&str, &str)] = &[("a.rs", "// a\n"), ("deep/er/b.rs", "// b\n")];

#[test]
fn makes_directories_files_and_the_lock_and_nothing_else() {
    let sandbox = Sandbox::new();
    let summary = sandbox.generate(FILES);
    assert_eq!(summary.created, 2);
    assert_eq!(sandbox.names(), ["a.rs", "deep/", "deep/er/", "deep/er/b.rs"]);
    assert_eq!(sandbox.read("deep/er/b.rs"), "// b\n");
    let lock = sandbox.read(LOCK_NAME);
    assert!(lock.contains("\n    \"deep/er/b.rs\": \"sha256:"), "{lock}");
    assert!(!lock.contains("pending"), "{lock}");
}

#[test]
fn the_lock_depends_on_nothing_but_the_input() {
    let one = Sandbox::with(FILES);
    let other = Sandbox::with(&[("stale/x.rs", "x"), ("a.rs", "other")]);
    other.generate(FILES);
    assert_eq!(one.tree(), other.tree());
}

#[test]
fn does_not_touch_what_is_as_it_should_be() {
    let sandbox = Sandbox::with(FILES);
    let stamps = || {
        let paths = ["a.rs", "deep/er/b.rs", LOCK_NAME, ".", "deep/er"];
        paths.map(|path| {
            let metadata = fs::metadata(sandbox.path(path)).expect(path);
            metadata.modified().expect("a time")
        })
    };
    let before = stamps();
    let summary = sandbox.generate(FILES);
    assert_eq!(stamps(), before);
    let unchanged = Summary { unchanged: 2, ..Summary::default() };
    assert_eq!(summary, unchanged);
    sandbox.generate(&[("a.rs", "// new\n"), FILES[1]]);
    let now = stamps();
    assert_eq!(now[1], before[1]);
    assert_ne!(now[0], before[0]);
}

#[test]
fn removes_stale_files_and_only_the_directories_that_became_empty() {
    let sandbox = Sandbox::with(&[
        ("a.rs", "// a\n"),
        ("gone/deep/x.rs", "x"),
        ("shared/x.rs", "x"),
        ("kept/x.rs", "x"),
    ]);
    sandbox.put("shared/mine.txt", "mine");
    fs::create_dir(sandbox.path("empty")).expect("made");
    let summary = sandbox.generate(&[("a.rs", "// a\n"), ("kept/y.rs", "y")]);
    assert_eq!(summary.removed, 3);
    assert_eq!(
        sandbox.names(),
        ["a.rs", "empty/", "kept/", "kept/y.rs", "shared/", "shared/mine.txt"]
    );
}

#[test]
fn a_stale_file_that_is_already_gone_is_no_problem() {
    let sandbox = Sandbox::with(&[("a.rs", "a"), ("old/x.rs", "x"), ("y.rs", "y")]);
    fs::remove_file(sandbox.path("old/x.rs")).expect("removed");
    fs::remove_file(sandbox.path("y.rs")).expect("removed");
    fs::create_dir(sandbox.path("y.rs")).expect("made");
    sandbox.generate(&[("a.rs", "a")]);
    assert_eq!(sandbox.names(), ["a.rs", "y.rs/"]);
}

#[test]
fn a_file_becomes_a_directory_and_a_directory_a_file() {
    let one: &[(&str, &str)] = &[("x", "file"), ("y/z/file.rs", "deep")];
    let other: &[(&str, &str)] = &[("x/in.rs", "deep"), ("y", "file")];
    let sandbox = Sandbox::with(one);
    sandbox.generate(other);
    assert_eq!(sandbox.names(), ["x/", "x/in.rs", "y"]);
    sandbox.generate(one);
    assert_eq!(sandbox.names(), ["x", "y/", "y/z/", "y/z/file.rs"]);
}

#[test]
fn a_file_that_the_user_removed_comes_back() {
    let sandbox = Sandbox::with(FILES);
    fs::remove_dir_all(sandbox.path("deep")).expect("removed");
    assert_eq!(sandbox.generate(FILES).created, 1);
    assert_eq!(sandbox.read("deep/er/b.rs"), "// b\n");
}

#[test]
fn a_checkout_with_crlf_is_rewritten_without_force() {
    let sandbox = Sandbox::with(&[("a.rs", "// a\n"), ("b.rs", "// b\n"), ("old.rs", "// o\n")]);
    for path in ["a.rs", "b.rs", "old.rs", LOCK_NAME] {
        sandbox.put(path, &sandbox.read(path).replace('\n', "\r\n"));
    }
    let after: &[(&str, &str)] = &[("a.rs", "// a\n"), ("b.rs", "// new\n")];
    let plan = sandbox.plan(after, OWNED_ONLY).to_string();
    assert!(plan.starts_with("~ a.rs (only line endings)\n~ b.rs\n- old.rs\n"), "{plan}");
    sandbox.generate(after);
    assert_eq!(sandbox.tree(), Sandbox::with(after).tree());
}

#[test]
fn a_file_that_a_power_failure_emptied_is_rewritten_without_force() {
    let sandbox = Sandbox::with(FILES);
    sandbox.put("a.rs", "");
    sandbox.put("deep/er/b.rs", "\0\0\0\0\0");
    assert_eq!(sandbox.generate(FILES).updated, 2);
    assert_eq!(sandbox.tree(), Sandbox::with(FILES).tree());
}

#[test]
fn leftovers_of_an_interrupted_run_are_cleared_away() {
    let sandbox = Sandbox::with(FILES);
    for path in [".zeebe-bindgen-7.tmp", "deep/er/.zeebe-bindgen-lock.tmp"] {
        sandbox.put(path, "half a fi");
    }
    sandbox.put("deep/.zeebe-bindgen-7.txt", "not ours");
    sandbox.generate(FILES);
    assert_eq!(
        sandbox.names(),
        ["a.rs", "deep/", "deep/.zeebe-bindgen-7.txt", "deep/er/", "deep/er/b.rs"]
    );
}

#[cfg(unix)]
#[test]
fn permissions_that_the_user_gave_a_file_stay() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::with(&[("run.sh", "echo a\n")]);
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(sandbox.path("run.sh"), executable).expect("set");
    sandbox.generate(&[("run.sh", "echo b\n")]);
    let mode = fs::metadata(sandbox.path("run.sh")).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
}

#[cfg(unix)]
#[test]
fn the_output_directory_itself_may_be_a_link() {
    let sandbox = Sandbox::new();
    let real = sandbox.outside().join("real");
    fs::create_dir(&real).expect("made");
    std::os::unix::fs::symlink(&real, sandbox.dir()).expect("linked");
    sandbox.generate(FILES);
    assert!(real.join("deep/er/b.rs").is_file());
    assert!(sandbox.check(FILES).0.is_current());
}

#[test]
fn what_changes_between_planning_and_writing_is_not_overwritten() {
    let sandbox = Sandbox::with(FILES);
    let after: &[(&str, &str)] = &[("a.rs", "// new\n"), ("c.rs", "// c\n")];
    for (path, content) in [("a.rs", "// edited\n"), ("c.rs", "// foreign\n")] {
        let plan = sandbox.plan(after, OWNED_ONLY);
        let before = fs::read(sandbox.path(path)).ok();
        sandbox.put(path, content);
        let mut found = Diagnostics::new();
        assert!(output::write(&plan, &mut found).is_err());
        let expected = format!("`{path}` was changed by somebody else");
        assert_said(&sandbox, found.found(), &[(Code::LockHeld, &expected)]);
        assert_eq!(sandbox.read(path), content);
        match before {
            Some(before) => fs::write(sandbox.path(path), before).expect("written"),
            None => fs::remove_file(sandbox.path(path)).expect("removed"),
        }
    }
    sandbox.generate(after);
}

#[test]
fn a_directory_that_cannot_be_made_is_reported() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.dir(), "a file").expect("written");
    let (result, found) = sandbox.try_generate(FILES, OWNED_ONLY);
    assert!(result.is_err());
    assert_said(&sandbox, &found, &[(Code::WriteFailed, "cannot make the directory")]);
    assert!(found[0].help.as_deref().is_some_and(|help| help.contains("`-o`")));
}

/// Nobody can forbid root to write; there the tests with a failing disk stand in for this one.
#[cfg(unix)]
#[test]
fn a_read_only_directory_is_reported_and_nothing_is_half_written() {
    use std::os::unix::fs::PermissionsExt;

    let sandbox = Sandbox::with(FILES);
    let after: &[(&str, &str)] = &[("a.rs", "// new\n"), ("deep/er/b.rs", "// new\n")];
    for (read_only, in_message) in [("deep/er", "deep/er/b.rs"), ("", LOCK_NAME)] {
        let place = sandbox.path(read_only);
        fs::set_permissions(&place, fs::Permissions::from_mode(0o555)).expect("set");
        let is_root = fs::write(place.join("probe"), "").is_ok();
        if !is_root {
            let found = sandbox.refuse(after, OWNED_ONLY);
            assert_said(&sandbox, &found, &[(Code::WriteFailed, in_message)]);
            assert!(found[0].message.contains("Permission denied"));
        }
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).expect("set");
        let _ = fs::remove_file(place.join("probe"));
    }
    sandbox.generate(after);
}
