//! What nobody decided: every piece is named, and the lines that are proposed decide it.

use zeebe_bindgen::compile::EMBEDDED_PROTO;
use zeebe_bindgen::diagnostics::{Code, Severity};
use zeebe_bindgen::semantics::facts::{
    CallClass, Deadline, InstantKind, JsonKind, Meaning, NumberKind, ZeroValue,
};
use zeebe_bindgen::semantics::{Layer, Undecided, patch};

use crate::{FACTS, PROTO, Run, change, changed, enumeration, field, rpc, run, text, with_facts};

/// The embedded proto with a new RPC, its messages, an enum, and new fields in known messages.
fn newer() -> String {
    let proto = change(
        EMBEDDED_PROTO,
        "service Gateway {",
        "service Gateway {\n  rpc PauseJob(PauseJobRequest) returns (PauseJobResponse);",
    );
    let proto = change(
        &proto,
        "message TopologyResponse {",
        "message TopologyResponse {\n  string note = 90;\n  int64 startedKey = 91;\n  string statsJson = 92;",
    );
    let proto = proto.replace("\r\n", "\n");
    format!(
        "{proto}
message PauseJobRequest {{
  int64 jobKey = 1;
  int64 pauseTimeout = 2;
  int32 retries = 3;
  // JSON with more.
  string details = 4;
  string reason = 5;
  string auditKey = 6;
  string untilDate = 7;
  int32 version = 8;
  int64 key = 9;
  PauseMode mode = 10;
  string variables = 11;
  repeated int64 incidentKeys = 12;
  int64 sourceElementInstanceKey = 13;
  uint64 oddKey = 14;
  int32 priority = 15;
  message Inner {{ int64 timeToLive = 1; }}
  Inner inner = 16;
}}
message PauseJobResponse {{}}
enum PauseMode {{ SOFT = 0; HARD = 1; }}
"
    )
}

fn over_embedded(file: Option<&str>, undecided: Undecided) -> Run {
    let mut layers = vec![Layer::embedded()];
    layers.extend(file.map(|text| Layer::user("mine.toml", text)));
    run(&newer(), &layers, undecided)
}

#[test]
fn every_piece_is_named_with_its_place() {
    let run = over_embedded(None, Undecided::Error);
    assert_eq!(run.d.exit_code(), 6);
    let found: Vec<String> = run
        .d
        .found()
        .iter()
        .map(|f| format!("{} @ {}", f.message, run.marked(f).join(", ")))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn the_lines_to_add() {
    let run = over_embedded(None, Undecided::Error);
    insta::assert_snapshot!(patch(&run.d).expect("something is undecided"));
}

#[test]
fn a_finding_says_what_to_do() {
    let proto = change(
        PROTO,
        "service Gateway {",
        "service Gateway {\n  rpc New(PingRequest) returns (PingResponse);",
    );
    let run = run(&proto, &[Layer::user("facts.toml", FACTS)], Undecided::Error);
    insta::assert_snapshot!(text(&run.d));
}

#[test]
fn pasted_lines_decide_everything() {
    let lines = patch(&over_embedded(None, Undecided::Error).d).expect("something is undecided");
    let annotated = over_embedded(Some(&format!("format = 1\n{lines}")), Undecided::Error).clean();
    assert_eq!(annotated.release.map(|r| r.to_string()).as_deref(), Some("8.11"));
    let pause = rpc(&annotated, "PauseJob");
    assert_eq!(pause.class, CallClass::NonIdempotent);
    assert_eq!(pause.deadline, Deadline::After(std::time::Duration::from_secs(10)));
    assert_eq!(pause.life.since.map(|r| r.to_string()).as_deref(), Some("8.11"));
    assert_eq!(enumeration(&annotated, "PauseMode").zero, Some(ZeroValue::Value));
    let key = |name: &str| Some(Meaning::Key(name.to_owned()));
    let number = |kind| Some(Meaning::Number(kind));
    let expected = [
        ("PauseJobRequest.jobKey", key("JobKey")),
        ("PauseJobRequest.pauseTimeout", Some(Meaning::DurationMs)),
        ("PauseJobRequest.retries", number(NumberKind::Count)),
        ("PauseJobRequest.details", Some(Meaning::Json(JsonKind::Object))),
        ("PauseJobRequest.reason", None),
        ("PauseJobRequest.auditKey", key("AuditKey")),
        ("PauseJobRequest.untilDate", Some(Meaning::Instant(InstantKind::Iso8601))),
        ("PauseJobRequest.version", number(NumberKind::Version)),
        ("PauseJobRequest.key", key("JobKey")),
        ("PauseJobRequest.variables", Some(Meaning::Json(JsonKind::Object))),
        ("PauseJobRequest.incidentKeys", key("IncidentKey")),
        ("PauseJobRequest.sourceElementInstanceKey", key("ElementInstanceKey")),
        ("PauseJobRequest.oddKey", number(NumberKind::Id)),
        ("PauseJobRequest.priority", number(NumberKind::Priority)),
        ("PauseJobRequest.Inner.timeToLive", Some(Meaning::DurationMs)),
        ("TopologyResponse.note", None),
        ("TopologyResponse.startedKey", key("StartedKey")),
        ("TopologyResponse.statsJson", Some(Meaning::Json(JsonKind::Object))),
    ];
    for (path, meaning) in expected {
        assert_eq!(field(&annotated, path).meaning, meaning, "{path}");
    }
    assert!(annotated.keys["AuditKey"].is_text && !annotated.keys["StartedKey"].is_text);
}

#[test]
fn what_is_stated_in_the_pasted_lines_counts() {
    let lines = patch(&over_embedded(None, Undecided::Error).d).expect("something is undecided");
    let lines = change(&lines, "class = \"non_idempotent\"", "class = \"idempotent\"");
    let lines = change(
        &lines,
        "pauseTimeout = { duration = \"ms\" }",
        "pauseTimeout = { number = \"count\" }",
    );
    let annotated = over_embedded(Some(&format!("format = 1\n{lines}")), Undecided::Error).clean();
    assert_eq!(rpc(&annotated, "PauseJob").class, CallClass::Idempotent);
    let meaning = &field(&annotated, "PauseJobRequest.pauseTimeout").meaning;
    assert_eq!(*meaning, Some(Meaning::Number(NumberKind::Count)));
}

#[test]
fn warnings_go_on_with_what_does_least_harm() {
    let strict = over_embedded(None, Undecided::Error);
    let run = over_embedded(None, Undecided::Warn);
    assert_eq!(run.messages(), strict.messages());
    assert!(run.d.found().iter().all(|f| f.severity == Severity::Warning));
    assert_eq!(run.d.exit_code(), 0);
    let annotated = run.annotated.as_ref().expect("only warnings");
    let pause = rpc(annotated, "PauseJob");
    assert_eq!((pause.class, pause.life.since), (CallClass::NonIdempotent, None));
    assert_eq!(pause.deadline, Deadline::After(std::time::Duration::from_secs(10)));
    assert_eq!(field(annotated, "PauseJobRequest.jobKey").meaning, None);
    assert_eq!(enumeration(annotated, "PauseMode").zero, None);
}

#[test]
fn starting_from_nothing_can_be_decided_by_the_proposals_alone() {
    let nothing = "format = 1\ninherit = false\n";
    let first = over_embedded(Some(nothing), Undecided::Error);
    let lines = patch(&first.d).expect("everything is undecided");
    over_embedded(Some(&format!("{nothing}{lines}")), Undecided::Error).clean();
}

/// Asserts the one undecided thing that a change makes.
fn leaves_open(from: &str, to: &str, message: &str, marked: &str) {
    let run = with_facts(&changed(from, to));
    assert_eq!(run.only().code, Code::Undecided);
    assert_eq!(run.only().message, message);
    assert_eq!(run.marked(run.only()), [marked]);
    let facts = format!("format = 1\n{}", run.only().patch.as_deref().expect("a patch"));
    let layers = [Layer::user("facts.toml", changed(from, to)), Layer::user("patch.toml", facts)];
    crate::run(PROTO, &layers, Undecided::Error).clean();
}

#[test]
fn each_required_decision() {
    leaves_open(
        "since = \"8.2\"\n",
        "",
        "RPC `Ping` is not decided: `since` is not stated",
        "Ping",
    );
    leaves_open(
        "class = \"read\"\n",
        "",
        "RPC `Ping` is not decided: `class` is not stated",
        "Ping",
    );
    leaves_open(
        "deadline = \"none\"\n",
        "",
        "RPC `Ping` is not decided: `deadline` is not stated",
        "Ping",
    );
    leaves_open(
        "since = \"8.2\"\nclass = \"read\"\n",
        "",
        "RPC `Ping` is not decided: `since` and `class` are not stated",
        "Ping",
    );
    leaves_open(
        "[messages.Options]\nsince = \"8.0\"",
        "[messages.Options]",
        "message `Options` is not decided: `since` is not stated",
        "Options",
    );
    leaves_open(
        "[messages.Options.fields.fast]",
        "",
        "field `Options.fast` is not decided: it is not listed under [messages.Options]",
        "fast",
    );
    leaves_open(
        "[enums.Kind]\nsince = \"8.0\"",
        "[enums.Kind]",
        "enum `Kind` is not decided: `since` is not stated",
        "Kind",
    );
    leaves_open(
        "zero = \"unspecified\"",
        "",
        "enum `Event` is not decided: `zero` is not stated",
        "Event",
    );
    leaves_open(
        "instant = \"epoch_ms\"",
        "",
        "field `RunResponse.deadline` is not decided: it is an integer, but none of `key`, `duration`, `instant` and `number` is stated",
        "deadline",
    );
    leaves_open(
        "number = \"version\"\n",
        "",
        "field `RunRequest.version` is not decided: it is an integer, but none of `key`, `duration`, `instant` and `number` is stated",
        "version",
    );
    leaves_open(
        "json = \"object\"",
        "",
        "field `RunRequest.variables` is not decided: its name or comment mentions JSON, but neither `json` nor `text` is stated",
        "variables",
    );
    leaves_open(
        "text = \"plain\"",
        "",
        "field `RunRequest.correlationKey` is not decided: its name ends in Key, but neither `key` nor `text` is stated",
        "correlationKey",
    );
    leaves_open(
        "instant = \"iso8601\"",
        "",
        "field `RunResponse.dueDate` is not decided: its name ends in Date, but neither `instant` nor `text` is stated",
        "dueDate",
    );
}

#[test]
fn nothing_undecided_gives_no_lines() {
    assert_eq!(patch(&with_facts(FACTS).d), None);
}
