//! `diff`.

use crate::{PROTO, Run, lamp};

fn diff(change: impl FnOnce(&str) -> String, format: &str) -> Run {
    let project = lamp();
    project.write("new.proto", &change(PROTO));
    let files = ["diff", "lamp.proto", "new.proto", "--semantics", "lamp.toml"];
    project.run(&[&files[..], &["--format", format]].concat())
}

#[test]
fn sorts_changes_by_what_they_mean() {
    let run = diff(
        |old| {
            old.replace("int64 fade = 3;", "string fade = 3;\n  int32 hue = 5;")
                .replace("State state = 2;", "State state = 4;")
                .replace(
                    "returns (SwitchResponse);",
                    "returns (SwitchResponse) { option deprecated = true; }",
                )
                .replace("ON = 1;", "LIT = 1;")
                .replace("Which lamp.", "The lamp.")
        },
        "text",
    );
    assert_eq!(run.code, 4);
    insta::assert_snapshot!(format!("{}---\n{}", run.stdout, run.stderr));
}

#[test]
fn is_exit_code_0_as_long_as_nothing_breaks() {
    let run = diff(str::to_owned, "text");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("nothing changed\n"), "{}", run.stdout);
    let run = diff(|old| old.replace("ON = 1;", "ON = 1;\n  DIM = 2;"), "json");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let diff = run.json();
    assert_eq!(diff["additive"][0]["element"], "State.DIM");
    assert_eq!(diff["languages"][0]["compiles"], true);
}

/// What changed, whom it breaks, and whether code still compiles.
fn only_breaking(change: impl FnOnce(&str) -> String) -> (String, String, bool) {
    let run = diff(change, "json");
    assert_eq!(run.code, 4, "{}", run.stderr);
    let diff = run.json();
    let breaking = diff["breaking"].as_array().expect("a list");
    assert_eq!(breaking.len(), 1, "{breaking:?}");
    let breaks = breaking[0]["breaks"].as_array().expect("a list").iter();
    let breaks: Vec<&str> = breaks.map(|b| b.as_str().expect("a word")).collect();
    let text = |key: &str| breaking[0][key].as_str().expect("text").to_owned();
    let what = format!("{} {}", text("element"), text("what"));
    (what, breaks.join(" "), diff["languages"][0]["compiles"].as_bool().expect("a verdict"))
}

#[test]
fn tells_the_wire_from_the_source() {
    for (from, to, what, breaks, compiles) in [
        (
            "rpc Switch(",
            "rpc Toggle(",
            "Switch the RPC was renamed to `Toggle`",
            "wire source",
            false,
        ),
        (
            "(SwitchResponse)",
            "(stream SwitchResponse)",
            "Switch it was a call with one response and is a call with a stream of responses",
            "wire source",
            false,
        ),
        ("int64 fade = 3;", "", "SwitchRequest.fade the field was removed", "wire source", false),
        (
            "int64 fade = 3",
            "int64 fade = 7",
            "SwitchRequest.fade its number was 3 and is 7",
            "wire",
            true,
        ),
        (
            "int64 fade = 3",
            "int64 time = 3",
            "SwitchRequest.fade the field was renamed to `time`",
            "source",
            false,
        ),
        (
            "int64 fade",
            "int32 fade",
            "SwitchRequest.fade its type was `int64` and is `int32`",
            "source",
            true,
        ),
        (
            "int64 fade",
            "sint64 fade",
            "SwitchRequest.fade its type was `int64` and is `sint64`",
            "wire source",
            true,
        ),
        (
            "int64 fade",
            "optional int64 fade",
            "SwitchRequest.fade absent can be told from zero now",
            "source",
            false,
        ),
        (
            "int64 fade",
            "repeated int64 fade",
            "SwitchRequest.fade it is repeated now",
            "wire source",
            false,
        ),
        (
            "int64 fade = 3;",
            "oneof how { int64 fade = 3; }",
            "SwitchRequest.fade it moved into the oneof `how`",
            "source",
            false,
        ),
        ("ON = 1", "ON = 2", "State.ON its number was 1 and is 2", "wire", true),
        (
            "  // It shines.\n  ON = 1;\n",
            "",
            "State.ON the value was removed",
            "wire source",
            false,
        ),
        (
            "package lamp;",
            "package lamp.v2;",
            "Lamp the service is now `lamp.v2.Lamp`",
            "wire",
            true,
        ),
    ] {
        let found = only_breaking(|old| old.replace(from, to));
        assert_eq!(found, (what.to_owned(), breaks.to_owned(), compiles), "{from} -> {to}");
    }
}

#[test]
fn a_renamed_message_is_one_change() {
    let (what, breaks, compiles) = only_breaking(|old| old.replace("SwitchRequest", "FlipRequest"));
    assert_eq!(what, "SwitchRequest the message was renamed to `FlipRequest`");
    assert_eq!((breaks.as_str(), compiles), ("source", false));
}

#[test]
fn what_the_semantics_do_not_know_is_no_obstacle() {
    let run =
        diff(|old| old.replace("rpc Switch(SwitchRequest) returns (SwitchResponse);", ""), "json");
    assert_eq!(run.code, 4);
    let diff = run.json();
    assert_eq!(diff["breaking"][0]["what"], "the RPC was removed");
    assert!(
        diff["languages"][0]["reasons"]
            .as_array()
            .is_some_and(|r| r.contains(&"`switch()` is gone".into()))
    );
}

#[test]
fn a_proto_that_cannot_be_read_is_a_failure() {
    let run = lamp().run(&["diff", "lamp.proto", "gone.proto"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}
