//! `generate` and its flags.

use crate::{PROTO, lamp, with_lamp};

#[test]
fn goes_to_generated_and_then_has_nothing_to_do() {
    let project = lamp();
    let run = project.run(&with_lamp(&["generate"]));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.starts_with("generated/rust: "), "{}", run.stderr);
    let before = project.files("generated/rust");
    let modified = |path| std::fs::metadata(project.path(path)).expect("there").modified().ok();
    let touched = modified("generated/rust/Cargo.toml");
    let run = project.run(&with_lamp(&["generate"]));
    assert!(run.stderr.contains("0 created, 0 updated, 0 removed"), "{}", run.stderr);
    assert_eq!(project.files("generated/rust"), before);
    assert_eq!(modified("generated/rust/Cargo.toml"), touched);
}

#[test]
fn one_language_goes_into_the_directory_given() {
    let project = lamp();
    let run = project.run(&with_lamp(&["generate", "-l", "rust", "-l", "rust", "-o", "sdk"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(project.path("sdk/Cargo.toml").is_file());
}

#[test]
fn a_dry_run_prints_the_plan_and_writes_nothing() {
    let project = lamp();
    let run = project.run(&with_lamp(&["generate", "--dry-run"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let stdout = &run.stdout;
    assert!(
        stdout.starts_with("generated/rust:\n+ ") && stdout.contains("\n+ Cargo.toml\n"),
        "{stdout}"
    );
    assert!(!project.path("generated").exists());
}

#[test]
fn check_compares_and_writes_nothing() {
    let project = lamp();
    let check = with_lamp(&["generate", "--check"]);
    assert_eq!(project.run(&check).code, 3);
    assert!(!project.path("generated").exists());
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 0);
    let run = project.run(&check);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.ends_with("all current\n"), "{}", run.stderr);

    project.write("lamp.proto", &PROTO.replace("Switches a lamp", "Turns a lamp"));
    let before = project.files("generated/rust");
    let run = project.run(&check);
    assert_eq!(run.code, 3);
    assert!(
        run.stderr.contains("generated/rust/src/gateway/calls.rs` is outdated"),
        "{}",
        run.stderr
    );
    assert_eq!(project.files("generated/rust"), before);
    let drifts = project.run(&[&check[..], &["--format", "json"]].concat()).json();
    assert_eq!(drifts["targets"][0]["drifts"][0]["kind"], "outdated");
}

#[test]
fn an_edited_file_stops_the_run_until_it_is_forced() {
    let project = lamp();
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 0);
    project.write("generated/rust/Cargo.toml", "# mine\n");
    project.write("lamp.proto", &PROTO.replace("Switches a lamp", "Turns a lamp"));
    let run = project.run(&with_lamp(&["generate"]));
    assert_eq!(run.code, 5);
    assert!(run.stderr.contains("generated/rust/Cargo.toml` was edited"), "{}", run.stderr);
    assert_eq!(project.read("generated/rust/Cargo.toml"), "# mine\n");
    let run = project.run(&with_lamp(&["generate", "--force", "--diff"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("-# mine\n"), "{}", run.stdout);
    assert!(project.read("generated/rust/Cargo.toml").contains("[package]"));
}

#[test]
fn files_that_are_as_they_should_be_can_be_adopted() {
    let project = lamp();
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 0);
    std::fs::remove_file(project.path("generated/rust/zeebe-bindgen.lock")).expect("removed");
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 5);
    let run = project.run(&with_lamp(&["generate", "--adopt", "--format", "json"]));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let target = &run.json()["targets"][0];
    assert_eq!((&target["language"], &target["out"]), (&"rust".into(), &"generated/rust".into()));
    assert_eq!(target["files"][0]["action"], "keep");
}

#[test]
fn a_copy_of_the_same_input_leaves_the_lock_alone() {
    let project = lamp();
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 0);
    project.write("copy/other.proto", &PROTO.replace('\n', "\r\n"));
    project.write("copy/other.toml", crate::FACTS);
    let run = project.run(&[
        "generate",
        "--check",
        "--proto",
        "copy/other.proto",
        "--semantics",
        "copy/other.toml",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}
