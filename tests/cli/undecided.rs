//! A proto that is ahead of the semantics.

use crate::{PROTO, Project, lamp, with_lamp};

/// A lamp that can blink, and has a colour.
fn newer() -> Project {
    let project = lamp();
    let rpc = "  rpc Blink(BlinkRequest) returns (SwitchResponse);\n}\n\n// What `Switch` takes.";
    let proto = PROTO.replace("}\n\n// What `Switch` takes.", rpc);
    let field = "int64 fade = 3;\n  string colorJson = 4;";
    let message = "message BlinkRequest { int64 lampKey = 1; int64 pauseTimeout = 2; }\n";
    project.write("lamp.proto", &(proto.replace("int64 fade = 3;", field) + message));
    project
}

#[test]
fn stops_and_names_everything() {
    for command in ["generate", "lint", "ir"] {
        let run = newer().run(&with_lamp(&[command]));
        assert_eq!(run.code, 6, "{command}");
        for element in ["RPC `Blink`", "message `BlinkRequest`", "SwitchRequest.colorJson`"] {
            assert!(run.stderr.contains(element), "{element} in {}", run.stderr);
        }
    }
}

#[test]
fn writes_nothing() {
    let project = newer();
    assert_eq!(project.run(&with_lamp(&["generate"])).code, 6);
    assert!(!project.path("generated").exists());
}

#[test]
fn standard_output_is_a_file_that_makes_it_pass() {
    let project = newer();
    let run = project.run(&with_lamp(&["generate"]));
    let patch = run.stdout.replace("class = \"non_idempotent\"", "class = \"read\"");
    assert_ne!(patch, run.stdout);
    project.write("newer.toml", &patch);
    let both = [&with_lamp(&["generate"])[..], &["--semantics", "newer.toml"]].concat();
    let run = project.run(&both);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let calls = project.read("generated/rust/src/gateway/calls.rs");
    assert!(calls.contains("pub fn blink("), "the call is in the SDK");
    let policy = project.read("generated/rust/src/gateway/policy.rs");
    assert!(policy.contains("Blink"), "{policy}");
    let explain = [&with_lamp(&["explain", "BlinkRequest.pauseTimeout"])[..], &both[5..]].concat();
    let explained = project.run(&explain);
    assert!(explained.stdout.contains("field pause_timeout: duration"), "{explained:?}");
    let explain = [&with_lamp(&["explain", "Blink"])[..], &both[5..]].concat();
    let explained = project.run(&explain);
    assert!(explained.stdout.contains("class           read"), "{explained:?}");
    assert!(explained.stdout.contains("newer.toml:5"), "{explained:?}");
}

#[test]
fn the_same_lines_are_in_the_findings_of_tools() {
    let run = newer().run(&with_lamp(&["lint", "--format", "json"]));
    let findings = run.findings();
    assert!(findings.iter().any(|f| f["patch"].as_str().is_some_and(|p| run.stdout.contains(p))));
}

#[test]
fn can_be_a_warning() {
    let run = newer().run(&with_lamp(&["generate", "--undecided", "warn"]));
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("warning[ZB206]"), "{}", run.stderr);
}
