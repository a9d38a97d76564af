//! Facts about what the proto does not have: rightly so for another release, or by mistake.

use zeebe_bindgen::compile::{EMBEDDED_PROTO, compile_text};
use zeebe_bindgen::diagnostics::{Code, Diagnostics, Severity};
use zeebe_bindgen::ir::{self, Origin};
use zeebe_bindgen::semantics::facts::{Deadline, Life, Release};
use zeebe_bindgen::semantics::{Annotated, EMBEDDED, Layer, Undecided, annotate};

use crate::{FACTS, PROTO, Run, change, changed, field, message, rpc, run, with_facts};

fn over_embedded(proto: &str, file: &str) -> Run {
    let mut layers = vec![Layer::embedded()];
    if !file.is_empty() {
        layers.push(Layer::user("mine.toml", format!("format = 1\n{file}")));
    }
    run(proto, &layers, Undecided::Error)
}

/// The embedded proto without the lines that have any of these words.
fn without(words: &[&str]) -> String {
    let lines = EMBEDDED_PROTO.lines();
    let kept = lines.filter(|line| !words.iter().any(|word| line.contains(word)));
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn facts_of_a_user_about_nothing() {
    let cases = [
        (
            "[rpcs.Runn]\nsince = \"8.0\"\n",
            "the proto has no RPC `Runn`",
            "Runn",
            "did you mean `Run`?",
        ),
        (
            "[messages.RunRequst]\nsince = \"8.0\"\n",
            "the proto has no message `RunRequst`",
            "RunRequst",
            "did you mean `RunRequest`?",
        ),
        (
            "[messages.Options.fields.fasst]\n",
            "`Options` has no field `fasst`",
            "fasst",
            "did you mean `fast`?",
        ),
        ("[enums.Kynd]\n", "the proto has no enum `Kynd`", "Kynd", "did you mean `Kind`?"),
        (
            "[enums.Event.values.STARTET]\n",
            "`Event` has no value `STARTET`",
            "STARTET",
            "did you mean `STARTED`?",
        ),
        (
            "[rpcs.Xyzzy]\n",
            "the proto has no RPC `Xyzzy`",
            "Xyzzy",
            "remove it; or, if another release has it, state `since` or `removed`",
        ),
    ];
    for (facts, message, marked, help) in cases {
        let run = with_facts(&format!("{FACTS}{facts}"));
        run.says(Code::FactWithoutTarget, message, &[marked], help);
    }
}

#[test]
fn elements_of_other_releases_are_fine() {
    let facts = "[rpcs.Later]\nsince = \"8.5\"\n[messages.LaterRequest]\nsince = \"8.5\"\n[messages.LaterRequest.fields.a]\n[messages.Options.fields.later]\nsince = \"8.5\"\n[enums.Event.values.LATER]\nsince = \"8.5\"\n[rpcs.Former]\nsince = \"8.0\"\nremoved = \"8.2\"\n";
    with_facts(&format!("{FACTS}{facts}")).clean();
}

#[test]
fn a_younger_proto_makes_the_same_facts_mistakes() {
    let facts = format!("{FACTS}[rpcs.Later]\nsince = \"8.4\"\n");
    let run = with_facts(&facts);
    assert_eq!(run.only().message, "the proto has no RPC `Later`");
}

#[test]
fn fields_inherit_the_release_of_their_message() {
    let proto = change(PROTO, "  bool fast = 1;\n", "");
    let facts =
        change(FACTS, "[messages.Options]\nsince = \"8.0\"", "[messages.Options]\nsince = \"8.7\"");
    run(&proto, &[Layer::user("facts.toml", facts.clone())], Undecided::Error);
    let found = run(&proto, &[Layer::user("facts.toml", FACTS)], Undecided::Error);
    assert_eq!(found.only().message, "`Options` has no field `fast`");
}

#[test]
fn one_file_of_facts_serves_every_older_release() {
    let all = over_embedded(EMBEDDED_PROTO, "").clean();
    for minor in 0..10 {
        let release = Release { major: 8, minor };
        let run = over_embedded(&as_of(&all, release), "");
        let found = run.clean().release.expect("a release");
        assert!(found <= release, "{found} in a proto of {release}");
    }
}

/// The embedded proto without everything younger than a release.
fn as_of(all: &Annotated, release: Release) -> String {
    let mut young = Vec::new();
    let mut check = |life: &Life, origin: &Origin| {
        if life.since.is_some_and(|since| since > release) {
            young.push(origin.span.expect("a place").start as usize);
        }
    };
    for (rpc, facts) in all.rpcs() {
        check(&facts.life, &rpc.origin);
    }
    for (id, message) in all.api.messages() {
        check(&all.message(id).1.life, &message.origin);
        for (field, facts) in all.fields(id) {
            check(&facts.life, &field.origin);
        }
    }
    for (id, item) in all.api.enums() {
        let facts = all.enumeration(id).1;
        check(&facts.life, &item.origin);
        for (value, life) in item.values.iter().zip(&facts.values) {
            check(life, &value.origin);
        }
    }
    let mut text = EMBEDDED_PROTO.to_owned().into_bytes();
    for name in young {
        blank_statement(&mut text, name);
    }
    String::from_utf8(text).expect("only blanks were put in")
}

/// Overwrites the statement around a name with blanks.
fn blank_statement(text: &mut [u8], name: usize) {
    let start = text[..name].iter().rposition(|c| *c == b'\n').map_or(0, |n| n + 1);
    if text[name] == b' ' {
        return; // part of something that is gone already
    }
    let mut depth = 0_usize;
    for c in &mut text[start..] {
        let last = match *c {
            b';' => depth == 0,
            b'{' => {
                depth += 1;
                false
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            _ => false,
        };
        if *c != b'\n' {
            *c = b' ';
        }
        if last {
            return;
        }
    }
}

#[test]
fn a_fork_is_warned_once_about_everything_it_lacks() {
    let proto = without(&["string clusterId = 6", "rpc ResolveIncident(", "int32 port = 3"]);
    let run = over_embedded(&proto, "");
    let found = run.only();
    assert_eq!((found.code, found.severity), (Code::FactWithoutTarget, Severity::Warning));
    assert_eq!(
        found.message,
        "the proto lacks 3 of the elements that the embedded facts describe: RPC `ResolveIncident`, field `BrokerInfo.port`, field `TopologyResponse.clusterId`"
    );
    assert!(run.annotated.is_some());
}

#[test]
fn a_user_who_changes_an_embedded_fact_about_what_a_fork_lacks_is_told() {
    let proto = without(&["int32 port = 3"]);
    let run = over_embedded(&proto, "[messages.BrokerInfo.fields]\nport = { number = \"id\" }\n");
    assert_eq!(run.only().message, "`BrokerInfo` has no field `port`");
    assert_eq!(run.only().severity, Severity::Error);
}

#[test]
fn in_the_embedded_proto_every_vanished_target_is_an_error() {
    let facts = format!(
        "{EMBEDDED}\n[rpcs.Topologie]\nsince = \"8.0\"\n[rpcs.Vanished]\nsince = \"8.0\"\n"
    );
    let layer = Layer { embedded: true, ..Layer::user("gateway.semantics.toml", facts) };
    let mut d = Diagnostics::new();
    let compiled = compile_text("gateway.proto", EMBEDDED_PROTO, &mut d).expect("compiles");
    let api = ir::build(&compiled, &mut d).expect("builds");
    assert!(annotate(api, &[layer], Undecided::Error, &mut d).is_err());
    let errors: Vec<&str> = d.found().iter().map(|f| f.message.as_str()).collect();
    assert_eq!(errors, ["the proto has no RPC `Topologie`", "the proto has no RPC `Vanished`"]);
}

#[test]
fn facts_that_name_absent_younger_fields_lose_only_what_they_need() {
    let facts = changed(
        "[messages.RunRequest.fields.definitionId]",
        "[messages.RunRequest.fields.definitionId]\nsince = \"8.5\"",
    );
    let facts = change(
        &facts,
        "[enums.Event]\n",
        "[enums.Kind.values.LATER]\nsince = \"8.5\"\n[enums.Event]\n",
    );
    let facts = change(&facts, "is = [\"LISTENER\"]", "is = [\"LISTENER\", \"LATER\"]");
    let facts = change(&facts, "requestTimeout]\n", "requestTimeout]\nsince = \"8.5\"\n");
    let facts = change(&facts, "set = [\"name\"]", "set = [\"later\"]");
    let facts = change(
        &facts,
        "constructors = [",
        "constructors = [{ name = \"late\", fields = [\"name\", \"timeout\", \"options\", \"later\"] }, ",
    );
    let facts = change(
        &facts,
        "[messages.Options]\n",
        "[messages.RunRequest.fields.later]\nsince = \"8.5\"\n[messages.Options]\n",
    );
    let proto = change(PROTO, "  string definitionId = 11;\n", "");
    let proto = change(&proto, "  int64 requestTimeout = 1;\n", "");
    let annotated = run(&proto, &[Layer::user("facts.toml", facts)], Undecided::Error).clean();
    assert_eq!(message(&annotated, "RunRequest").one_of, [[9]]);
    assert_eq!(message(&annotated, "RunRequest").constructors.len(), 1);
    assert_eq!(rpc(&annotated, "Run").idempotent_if, None);
    let fifteen = std::time::Duration::from_secs(15);
    assert_eq!(rpc(&annotated, "Watch").deadline, Deadline::After(fifteen));
    let condition = field(&annotated, "RunResponse.event").only_when.as_ref();
    assert_eq!(condition.map(|c| c.values.len()), Some(1));
}

#[test]
fn imported_types_need_no_decision() {
    let proto = change(
        PROTO,
        "package test;",
        "package test;\nimport \"google/protobuf/timestamp.proto\";",
    );
    let proto =
        change(&proto, "bool fast = 1;", "bool fast = 1; google.protobuf.Timestamp at = 2;");
    let facts = changed(
        "[messages.Options.fields.fast]",
        "[messages.Options.fields.fast]\n[messages.Options.fields.at]",
    );
    let annotated = run(&proto, &[Layer::user("facts.toml", facts)], Undecided::Error).clean();
    assert_eq!(message(&annotated, "Timestamp").fields.len(), 2);
}

#[test]
fn patterns_are_not_about_imported_types() {
    let import = "package test;\nimport \"google/protobuf/timestamp.proto\";";
    let proto = change(PROTO, "package test;", import);
    let proto =
        change(&proto, "bool fast = 1;", "bool fast = 1; google.protobuf.Timestamp at = 2;");
    let facts = changed(
        "[messages.Options.fields.fast]",
        "[messages.Options.fields.fast]\n[messages.Options.fields.at]",
    );
    let facts = change(&facts, "[patterns]", "[patterns]\n\"*.seconds\" = { json = \"any\" }");
    let run = run(&proto, &[Layer::user("facts.toml", facts)], Undecided::Error);
    assert_eq!(run.only().code, Code::PatternUnused);
}
