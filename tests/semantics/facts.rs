//! One test per fact: it has its effect, and without its line it has not.

use std::time::Duration;

use zeebe_bindgen::semantics::facts::{
    AfterRetry, CallClass, Deadline, InstantKind, JsonKind, Meaning, NumberKind, Required, Status,
    WireValue, ZeroValue,
};
use zeebe_bindgen::semantics::{Annotated, Layer, Undecided};

use crate::{FACTS, PROTO, change, enumeration, field, message, rpc, run, with_facts};

/// Asserts something that holds with a line of the fixture and does not hold without it. The line is
/// the first one below a heading that reads so.
fn needs(heading: &str, line: &str, holds: impl Fn(&Annotated) -> bool) {
    assert!(holds(&with_facts(FACTS).clean()), "with {line}");
    let section = FACTS.find(&format!("{heading}\n")).expect("known heading");
    let at = section + FACTS[section..].find(&format!("{line}\n")).expect("known line");
    let without = format!("{}{}", &FACTS[..at], &FACTS[at + line.len()..]);
    let layer = Layer::user("facts.toml", without);
    let run = run(PROTO, &[layer], Undecided::Warn);
    assert!(!run.annotated.is_some_and(|a| holds(&a)), "without {line}");
}

fn release(text: &str) -> Option<zeebe_bindgen::semantics::facts::Release> {
    text.parse().ok()
}

#[test]
fn class_doc() {
    needs("[classes.read]", "doc = \"Changes nothing.\"", |a| {
        a.classes[&CallClass::Read].doc == "Changes nothing."
    });
}

#[test]
fn class_retry_is_the_rpcs_unless_stated() {
    let line = "retry = [\"UNAVAILABLE\", \"RESOURCE_EXHAUSTED\"]";
    needs("[classes.read]", line, |a| {
        rpc(a, "Ping").retry == [Status::Unavailable]
            && a.classes[&CallClass::Read].retry.len() == 2
    });
}

#[test]
fn class_at_least_once() {
    let line = "at_least_once = [\"UNAVAILABLE\"]";
    needs("[classes.non_idempotent]", line, |a| {
        a.classes[&CallClass::NonIdempotent].at_least_once == [Status::Unavailable]
    });
}

#[test]
fn class_before_sending() {
    needs("[classes.worker_loop]", "before_sending = false", |a| {
        !a.classes[&CallClass::WorkerLoop].before_sending
            && a.classes[&CallClass::Read].before_sending
    });
}

#[test]
fn key_type_doc_and_accepts() {
    needs("[keys.RunKey]", "type = \"int64\"", |a| !a.keys["RunKey"].is_text);
    needs("[keys.RunKey]", "doc = \"Identifies one run.\"", |a| {
        a.keys["RunKey"].doc == "Identifies one run."
    });
    needs("[keys.RunKey]", "accepts = [\"DefinitionKey\"]", |a| {
        a.keys["RunKey"].accepts == ["DefinitionKey"]
    });
}

#[test]
fn only_keys_in_use_are_handed_on() {
    let keys: Vec<String> = with_facts(FACTS).clean().keys.into_keys().collect();
    assert_eq!(keys, ["DefinitionKey", "RunKey"]);
}

#[test]
fn sentinel_values_default_and_other() {
    needs("[sentinels.Version]", "default = \"latest\"", |a| {
        let version = &a.sentinels["Version"];
        version.values[version.default].name == "latest"
    });
    needs("[sentinels.Version.values.latest]", "wire = -1", |a| {
        a.sentinels["Version"].values[0].wire == WireValue::Number(-1)
    });
    needs("[sentinels.Version.other]", "name = \"exactly\"", |a| {
        a.sentinels["Version"].other.name == "exactly"
    });
    needs("[sentinels.Version.other]", "min = 1", |a| a.sentinels["Version"].other.min == Some(1));
    needs("[sentinels.Fetch.values.all]", "wire = \"empty\"", |a| {
        a.sentinels["Fetch"].values[0].wire == WireValue::EmptyList
    });
    needs("[sentinels.Fetch]", "doc = \"Which variables.\"", |a| {
        a.sentinels["Fetch"].doc == "Which variables."
    });
}

#[test]
fn sentinel_values_keep_the_order_of_the_file() {
    let annotated = with_facts(FACTS).clean();
    let names: Vec<&str> =
        annotated.sentinels["Version"].values.iter().map(|v| v.name.as_str()).collect();
    assert_eq!(names, ["latest", "any"]);
}

#[test]
fn rpc_since_and_name() {
    needs("[rpcs.Watch]", "since = \"8.1\"", |a| rpc(a, "Watch").life.since == release("8.1"));
    needs("[rpcs.Run]", "name = \"execute\"", |a| {
        rpc(a, "Run").life.name.as_deref() == Some("execute")
    });
}

#[test]
fn rpc_class() {
    needs("[rpcs.Watch]", "class = \"worker_loop\"", |a| {
        rpc(a, "Watch").class == CallClass::WorkerLoop
    });
}

#[test]
fn rpc_deadline() {
    needs("[rpcs.Ping]", "deadline = \"none\"", |a| rpc(a, "Ping").deadline == Deadline::None);
    let line = "deadline = { from = \"requestTimeout\", plus = \"5s\", zero = \"10s\" }";
    needs("[rpcs.Watch]", line, |a| {
        rpc(a, "Watch").deadline
            == Deadline::FromField {
                field: 0,
                plus: Duration::from_secs(5),
                zero: Duration::from_secs(10),
            }
    });
}

#[test]
fn rpc_retry() {
    needs("[rpcs.Run]", "retry = [\"ABORTED\"]", |a| rpc(a, "Run").retry == [Status::Aborted]);
}

#[test]
fn rpc_idempotent_if() {
    let line = "idempotent_if = { set = [\"name\"], positive = [\"timeout\"] }";
    needs("[rpcs.Run]", line, |a| {
        let condition = rpc(a, "Run").idempotent_if.as_ref();
        condition.is_some_and(|c| c.set == [0] && c.positive == [2])
    });
}

#[test]
fn rpc_after_retry_and_errors() {
    needs("[rpcs.Run]", "after_retry = { NOT_FOUND = \"already_applied\" }", |a| {
        rpc(a, "Run").after_retry.get(&Status::NotFound) == Some(&AfterRetry::AlreadyApplied)
    });
    needs("[rpcs.Run.errors]", "NOT_FOUND = \"There is none.\"", |a| {
        rpc(a, "Run").errors.get(&Status::NotFound).is_some_and(|e| e == "There is none.")
    });
}

#[test]
fn rpc_backpressure_exempt_is_not_repeated_when_too_large() {
    needs("[rpcs.Ping]", "backpressure_exempt = true", |a| {
        let ping = rpc(a, "Ping");
        ping.backpressure_exempt && !ping.retry.contains(&Status::ResourceExhausted)
    });
}

#[test]
fn rpc_items() {
    needs("[rpcs.Watch]", "items = \"items\"", |a| rpc(a, "Watch").items == Some(0));
}

#[test]
fn deprecated_and_replaced_by() {
    needs("[rpcs.Run]", "deprecated = \"Use another.\"", |a| {
        rpc(a, "Run").life.deprecated.as_deref() == Some("Use another.")
    });
    needs("[rpcs.Run]", "replaced_by = \"Ping\"", |a| {
        rpc(a, "Run").life.replaced_by.as_deref() == Some("Ping")
    });
    needs("[messages.RunResponse.fields.oldName]", "replaced_by = \"output\"", |a| {
        field(a, "RunResponse.oldName").life.replaced_by.as_deref() == Some("output")
    });
    needs("[enums.Kind.values.OLD_LISTENER]", "replaced_by = \"LISTENER\"", |a| {
        enumeration(a, "Kind").values[2].replaced_by.as_deref() == Some("LISTENER")
    });
}

#[test]
fn deprecated_in_the_proto_needs_no_fact() {
    let proto = change(PROTO, "string worker = 2;", "string worker = 2 [deprecated = true];");
    let layer = Layer::user("facts.toml", FACTS);
    let annotated = run(&proto, &[layer], Undecided::Error).clean();
    let life = &field(&annotated, "RunRequest.worker").life;
    assert_eq!(life.deprecated.as_deref(), Some("Deprecated in the gateway's API."));
}

#[test]
fn message_since_is_inherited_by_fields() {
    needs("[messages.RunRequest]", "since = \"8.0\"", |a| {
        field(a, "RunRequest.name").life.since == release("8.0")
            && message(a, "RunRequest").life.since == release("8.0")
    });
    needs("[messages.RunRequest.fields.worker]", "since = \"8.3\"", |a| {
        field(a, "RunRequest.worker").life.since == release("8.3")
    });
}

#[test]
fn empty_messages_came_with_their_rpc() {
    needs("[rpcs.Ping]", "since = \"8.2\"", |a| {
        message(a, "PingRequest").life.since == release("8.2")
    });
}

#[test]
fn constructors_and_groups() {
    let line = "constructors = [{ name = \"of\", fields = [\"name\", \"timeout\", \"options\"] }]";
    needs("[messages.RunRequest]", line, |a| {
        let constructors = &message(a, "RunRequest").constructors;
        constructors[0].name == "of" && constructors[0].fields == [0, 2, 8]
    });
    let line = "one_of = [[\"definitionKey\", \"definitionId\"]]";
    needs("[messages.RunRequest]", line, |a| message(a, "RunRequest").one_of == [[9, 10]]);
}

#[test]
fn required_fields_make_the_constructor_that_nobody_states() {
    let line = "constructors = [{ name = \"of\", fields = [\"name\", \"timeout\", \"options\"] }]";
    let annotated = with_facts(&change(FACTS, line, "")).clean();
    let constructors = &message(&annotated, "RunRequest").constructors;
    assert_eq!(constructors.len(), 1);
    assert_eq!(
        (constructors[0].name.as_str(), &constructors[0].fields[..]),
        ("new", &[0, 2, 8][..])
    );
    assert!(message(&annotated, "Options").constructors.is_empty());
}

#[test]
fn field_meanings() {
    let meaning = |a: &Annotated, path: &str| field(a, path).meaning.clone();
    let cases = [
        ("RunRequest.variables", "json = \"object\"", Meaning::Json(JsonKind::Object)),
        ("RunResponse.output", "json = \"any\"", Meaning::Json(JsonKind::Any)),
        ("RunRequest.correlationKey", "text = \"plain\"", Meaning::PlainText),
        ("RunResponse.key", "key = \"RunKey\"", Meaning::Key("RunKey".to_owned())),
        ("RunRequest.timeout", "duration = \"ms\"", Meaning::DurationMs),
        ("RunResponse.deadline", "instant = \"epoch_ms\"", Meaning::Instant(InstantKind::EpochMs)),
        ("RunResponse.dueDate", "instant = \"iso8601\"", Meaning::Instant(InstantKind::Iso8601)),
        ("RunRequest.version", "number = \"version\"", Meaning::Number(NumberKind::Version)),
    ];
    for (path, line, expected) in cases {
        let (owner, name) = path.split_once('.').expect("Message.field");
        let heading = format!("[messages.{owner}.fields.{name}]");
        needs(&heading, line, |a| meaning(a, path).as_ref() == Some(&expected));
    }
}

#[test]
fn every_kind_of_number() {
    for kind in NumberKind::ALL {
        let facts =
            change(FACTS, "number = \"version\"", &format!("number = \"{}\"", kind.as_str()));
        let annotated = with_facts(&facts).clean();
        let expected = Some(Meaning::Number(*kind));
        assert_eq!(field(&annotated, "RunRequest.version").meaning, expected);
    }
}

#[test]
fn field_sentinel() {
    needs("[messages.RunRequest.fields.version]", "sentinel = \"Version\"", |a| {
        field(a, "RunRequest.version").sentinel.as_deref() == Some("Version")
            && a.sentinels.contains_key("Version")
    });
    needs("[messages.RunRequest.fields.fetch]", "sentinel = \"Fetch\"", |a| {
        field(a, "RunRequest.fetch").sentinel.as_deref() == Some("Fetch")
    });
}

#[test]
fn field_required() {
    let cases = [
        ("name", "required = \"non_empty\"", Required::NonEmpty),
        ("timeout", "required = \"positive\"", Required::Positive),
        ("options", "required = \"set\"", Required::Set),
    ];
    for (name, line, expected) in cases {
        needs(&format!("[messages.RunRequest.fields.{name}]"), line, |a| {
            field(a, &format!("RunRequest.{name}")).required == Some(expected)
        });
    }
}

#[test]
fn field_tenant_lease_and_name() {
    needs("[patterns]", "\"*.tenantId\" = { tenant = true }", |a| {
        field(a, "RunRequest.tenantId").tenant
    });
    needs("[messages.RunRequest.fields.leaseToken]", "lease = true", |a| {
        field(a, "RunRequest.leaseToken").lease
    });
    needs("[messages.RunResponse.fields.oldName]", "name = \"formerName\"", |a| {
        field(a, "RunResponse.oldName").life.name.as_deref() == Some("formerName")
    });
}

#[test]
fn field_only_when() {
    let line = "only_when = { field = \"kind\", is = [\"LISTENER\"] }";
    needs("[messages.RunResponse.fields.event]", line, |a| {
        let condition = field(a, "RunResponse.event").only_when.as_ref();
        condition.is_some_and(|c| c.field == 3 && c.values == [1])
    });
}

#[test]
fn enum_zero_and_since() {
    needs("[enums.Kind]", "zero = \"value\"", |a| {
        enumeration(a, "Kind").zero == Some(ZeroValue::Value)
    });
    needs("[enums.Event]", "zero = \"unspecified\"", |a| {
        enumeration(a, "Event").zero == Some(ZeroValue::Unspecified)
    });
    needs("[enums.Kind]", "since = \"8.0\"", |a| {
        enumeration(a, "Kind").values[0].since == release("8.0")
    });
    needs("[enums.Kind.values.OLD_LISTENER]", "since = \"8.4\"", |a| {
        enumeration(a, "Kind").values[2].since == release("8.4")
    });
}

#[test]
fn the_release_is_that_of_the_youngest_element() {
    needs("[enums.Kind.values.OLD_LISTENER]", "since = \"8.4\"", |a| a.release == release("8.4"));
}

#[test]
fn facts_know_where_they_were_stated() {
    let run = with_facts(FACTS);
    let annotated = run.annotated.as_ref().expect("clean");
    let place = |path: &str| {
        let stated = field(annotated, path).life.stated.iter();
        let places = stated.map(|s| format!("{} {}", s.fact, run.d.sources.locate(s.span)));
        places.collect::<Vec<_>>()
    };
    let line = |text: &str| {
        let at = FACTS.find(text).expect("known text");
        FACTS[..at].matches('\n').count() + 1
    };
    let pattern = line("\"*.tenantId\"");
    let since = line("[messages.RunRequest]") + 1;
    let expected = [format!("since facts.toml:{since}"), format!("tenant facts.toml:{pattern}")];
    assert_eq!(place("RunRequest.tenantId"), expected);
    let version = line("number = \"version\"");
    let expected = [
        format!("number facts.toml:{version}"),
        format!("sentinel facts.toml:{}", version + 1),
        format!("since facts.toml:{since}"),
    ];
    assert_eq!(place("RunRequest.version"), expected);
}
