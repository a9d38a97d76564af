//! Facts about RPCs, messages and what facts speak of that contradict each other or do not fit.

use zeebe_bindgen::diagnostics::{Code, Severity};
use zeebe_bindgen::semantics::{Layer, Undecided};

use crate::{FACTS, PROTO, change, changed, run, with_facts};

/// Asserts the one contradiction that a change makes: message, marked texts, way out.
pub(crate) fn contradicts(from: &str, to: &str, message: &str, labels: &[&str], help: &str) {
    with_facts(&changed(from, to)).says(Code::FactContradiction, message, labels, help);
}

#[test]
fn what_facts_speak_of_is_declared() {
    contradicts(
        "key = \"RunKey\"",
        "key = \"RunnKey\"",
        "there is no key `RunnKey`",
        &["key = \"RunnKey\"", "key"],
        "did you mean `RunKey`?",
    );
    contradicts(
        "sentinel = \"Fetch\"",
        "sentinel = \"Fetsh\"",
        "there is no sentinel `Fetsh`",
        &["sentinel = \"Fetsh\"", "fetch"],
        "did you mean `Fetch`?",
    );
    contradicts(
        "accepts = [\"DefinitionKey\"]",
        "accepts = [\"DefinitonKey\"]",
        "there is no key `DefinitonKey`",
        &["\"DefinitonKey\""],
        "did you mean `DefinitionKey`?",
    );
    contradicts(
        "accepts = [\"DefinitionKey\"]",
        "accepts = [\"UnusedKey\"]",
        "`UnusedKey` is of another type than `RunKey`",
        &["\"UnusedKey\"", "type = \"string\""],
        "a key accepts keys of its own type only",
    );
    contradicts(
        "class = \"read\"",
        "class = \"idempotent\"",
        "call class `idempotent` is not declared",
        &["class = \"idempotent\"", "Ping"],
        "say what it means in a table [classes.idempotent]",
    );
}

#[test]
fn items_wrap_one_list() {
    contradicts(
        "class = \"read\"",
        "class = \"read\"\nitems = \"items\"",
        "`items` does not fit RPC `Ping`, which is not server streaming",
        &["items = \"items\"", "Ping"],
        "drop `items`: the response is handed over as a whole",
    );
    contradicts(
        "items = \"items\"",
        "items = \"itens\"",
        "message `WatchResponse` has no field `itens`",
        &["items = \"itens\"", "WatchResponse"],
        "did you mean `items`?",
    );
    let proto = change(
        PROTO,
        "repeated RunResponse items = 1;",
        "repeated RunResponse items = 1; bool more = 2;",
    );
    let facts = changed(
        "[messages.WatchResponse.fields.items]",
        "[messages.WatchResponse.fields.items]\n[messages.WatchResponse.fields.more]",
    );
    run(&proto, &[Layer::user("facts.toml", facts)], Undecided::Error).says(
        Code::FactContradiction,
        "RPC `Watch` cannot stream `items` item by item: its response has `more` as well",
        &["items = \"items\"", "more"],
        "drop `items`: the response is handed over as a whole",
    );
    let proto = change(PROTO, "repeated RunResponse items = 1;", "RunResponse items = 1;");
    run(&proto, &[Layer::user("facts.toml", FACTS)], Undecided::Error).says(
        Code::FactContradiction,
        "`WatchResponse.items` is not a list",
        &["items = \"items\"", "items"],
        "`items` names the list that the response wraps",
    );
}

#[test]
fn deadlines_come_from_durations() {
    contradicts(
        "requestTimeout]\nduration = \"ms\"",
        "requestTimeout]\nnumber = \"count\"",
        "`WatchRequest.requestTimeout` is not a duration",
        &["\"requestTimeout\"", "requestTimeout"],
        "a deadline is taken from a field that states `duration`",
    );
    contradicts(
        "from = \"requestTimeout\"",
        "from = \"requestTimout\"",
        "message `WatchRequest` has no field `requestTimout`",
        &["\"requestTimout\"", "WatchRequest"],
        "did you mean `requestTimeout`?",
    );
}

#[test]
fn retries_make_sense() {
    contradicts(
        "backpressure_exempt = true",
        "backpressure_exempt = true\nretry = [\"RESOURCE_EXHAUSTED\"]",
        "RPC `Ping` is never pushed back and yet repeated after RESOURCE_EXHAUSTED",
        &["retry", "backpressure_exempt = true"],
        "drop `backpressure_exempt`, or the status from `retry`",
    );
    contradicts(
        "class = \"non_idempotent\"",
        "class = \"read\"",
        "`idempotent_if` does not go with class `read` of RPC `Run`",
        &["idempotent_if", "class = \"read\""],
        "it is for calls of class non_idempotent or last_write_wins",
    );
    contradicts(
        "set = [\"name\"]",
        "set = [\"nam\"]",
        "message `RunRequest` has no field `nam`",
        &["\"nam\"", "RunRequest"],
        "did you mean `name`?",
    );
    contradicts(
        "positive = [\"timeout\"]",
        "positive = [\"worker\"]",
        "`worker` is string and never positive",
        &["\"worker\"", "worker"],
        "name it under `set`, or name a number",
    );
}

#[test]
fn constructors_and_groups_name_fields() {
    contradicts(
        "fields = [\"name\", \"timeout\", \"options\"]",
        "fields = [\"nam\", \"timeout\", \"options\"]",
        "message `RunRequest` has no field `nam`",
        &["\"nam\"", "RunRequest"],
        "did you mean `name`?",
    );
    contradicts(
        "fields = [\"name\", \"timeout\", \"options\"]",
        "fields = [\"name\", \"timeout\"]",
        "constructor `of` of message `RunRequest` leaves out field `options`, which is required",
        &["\"of\"", "required = \"set\""],
        "add the field to the constructor, or drop `required`",
    );
    contradicts(
        "[{ name = \"of\"",
        "[{ name = \"of\", fields = [\"name\", \"timeout\", \"options\"] }, { name = \"of\"",
        "two constructors are named `of`",
        &["\"of\"", "\"of\""],
        "give one of them another name",
    );
    contradicts(
        "[\"definitionKey\", \"definitionId\"]",
        "[\"definitionKey\", \"definitionIt\"]",
        "message `RunRequest` has no field `definitionIt`",
        &["\"definitionIt\"", "RunRequest"],
        "did you mean `definitionId`?",
    );
}

#[test]
fn replacements_exist() {
    for (from, to, message) in [
        ("replaced_by = \"Ping\"", "replaced_by = \"Pink\"", "there is no RPC `Pink`"),
        (
            "replaced_by = \"output\"",
            "replaced_by = \"outptu\"",
            "message `RunResponse` has no field `outptu`",
        ),
        (
            "replaced_by = \"LISTENER\"",
            "replaced_by = \"LISTENR\"",
            "enum `Kind` has no value `LISTENR`",
        ),
    ] {
        assert_eq!(with_facts(&changed(from, to)).only().message, message);
    }
}

#[test]
fn releases_are_in_order() {
    contradicts(
        "since = \"8.3\"",
        "since = \"7.9\"",
        "field `RunRequest.worker` is stated to be of 7.9, older than what it is part of, which is of 8.0",
        &["since = \"7.9\"", "since = \"8.0\""],
        "correct one of the two releases",
    );
    contradicts(
        "since = \"8.3\"",
        "since = \"8.3\"\nremoved = \"8.2\"",
        "field `RunRequest.worker` is stated to be removed before it came",
        &["removed = \"8.2\"", "since = \"8.3\""],
        "correct one of the two releases",
    );
    let run = with_facts(&changed("since = \"8.3\"", "since = \"8.3\"\nremoved = \"8.4\""));
    assert_eq!(run.only().severity, Severity::Warning);
    let message =
        "field `RunRequest.worker` is stated to be removed in 8.4, but the proto still has it";
    assert_eq!(run.only().message, message);
}
