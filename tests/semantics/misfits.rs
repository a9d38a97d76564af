//! Facts about fields that contradict each other or do not fit the field.

use zeebe_bindgen::diagnostics::Code;
use zeebe_bindgen::semantics::{Layer, Undecided};

use crate::contradictions::contradicts;
use crate::{FACTS, PROTO, change, run};

#[test]
fn two_meanings() {
    contradicts(
        "duration = \"ms\"\nrequired",
        "duration = \"ms\"\nnumber = \"count\"\nrequired",
        "`duration` and `number` contradict each other",
        &["number = \"count\"", "duration = \"ms\""],
        "a field has one meaning: keep one of the two",
    );
}

#[test]
fn meanings_fit_their_types() {
    let cases = [
        ("key = \"RunKey\"", "json = \"any\"", "json", "RunResponse.key", "int64", "string fields"),
        (
            "key = \"RunKey\"",
            "text = \"plain\"",
            "text",
            "RunResponse.key",
            "int64",
            "string fields",
        ),
        (
            "key = \"RunKey\"",
            "key = \"UnusedKey\"",
            "key",
            "RunResponse.key",
            "int64",
            "string fields, as its type is string",
        ),
        (
            "json = \"any\"",
            "key = \"RunKey\"",
            "key",
            "RunResponse.output",
            "string",
            "int64 fields, as its type is int64",
        ),
        (
            "json = \"any\"",
            "duration = \"ms\"",
            "duration",
            "RunResponse.output",
            "string",
            "integer fields",
        ),
        (
            "json = \"any\"",
            "number = \"count\"",
            "number",
            "RunResponse.output",
            "string",
            "integer fields",
        ),
        (
            "json = \"any\"",
            "instant = \"epoch_ms\"",
            "instant",
            "RunResponse.output",
            "string",
            "64-bit integer fields",
        ),
        (
            "instant = \"epoch_ms\"",
            "instant = \"iso8601\"",
            "instant",
            "RunResponse.deadline",
            "int64",
            "string fields",
        ),
    ];
    for (from, to, key, path, ty, what_for) in cases {
        // The fixture has one other iso8601; the change is made where `from` stands.
        let name = path.rsplit('.').next().expect("a name");
        let message = format!("`{key}` does not fit field `{path}`, which is {ty}");
        let help = format!("this is for {what_for}; state what fits the field");
        contradicts(from, to, &message, &[to, name], &help);
    }
}

#[test]
fn flags_fit_their_types() {
    let cases = [
        (
            "[messages.Options.fields.fast]",
            "lease = true",
            "`lease` does not fit field `Options.fast`, which is bool",
            "text",
        ),
        (
            "[messages.Options.fields.fast]",
            "tenant = true",
            "`tenant` does not fit field `Options.fast`, which is bool",
            "text",
        ),
        (
            "[messages.Options.fields.fast]",
            "json = \"any\"",
            "`json` does not fit field `Options.fast`, which is bool",
            "string fields",
        ),
        (
            "[messages.RunRequest.fields.fetch]",
            "lease = true",
            "`lease` does not fit field `RunRequest.fetch`, which is repeated string",
            "text",
        ),
    ];
    for (heading, line, message, what_for) in cases {
        let name = heading.trim_end_matches(']').rsplit('.').next().expect("a name");
        let help = format!("this is for {what_for}; state what fits the field");
        contradicts(heading, &format!("{heading}\n{line}"), message, &[line, name], &help);
    }
}

#[test]
fn required_fits_its_type() {
    let cases = [
        (
            "required = \"non_empty\"",
            "required = \"positive\"",
            "name",
            "string",
            "numbers, keys and durations",
        ),
        (
            "required = \"non_empty\"",
            "required = \"set\"",
            "name",
            "string",
            "messages and fields with presence outside of a oneof",
        ),
        (
            "required = \"positive\"",
            "required = \"non_empty\"",
            "timeout",
            "int64",
            "text, bytes and lists",
        ),
        (
            "required = \"set\"",
            "required = \"non_empty\"",
            "options",
            "Options",
            "text, bytes and lists",
        ),
    ];
    for (from, to, name, ty, what_for) in cases {
        let message = format!("`{to}` does not fit field `RunRequest.{name}`, which is {ty}");
        let help = format!("this is for {what_for}; state what fits the field");
        contradicts(from, to, &message, &[to, name], &help);
    }
}

#[test]
fn required_and_a_default() {
    contradicts(
        "sentinel = \"Version\"\n",
        "sentinel = \"Version\"\nrequired = \"positive\"\n",
        "field `RunRequest.version` is required and has a value for callers who say nothing",
        &["required = \"positive\"", "sentinel = \"Version\""],
        "keep either `required` or `sentinel`",
    );
}

#[test]
fn sentinels_fit_their_fields() {
    contradicts(
        "text = \"plain\"",
        "text = \"plain\"\nsentinel = \"Version\"",
        "`sentinel` does not fit field `RunRequest.correlationKey`, which is string",
        &["sentinel = \"Version\"", "correlationKey"],
        "this is for keys, durations and numbers; state what fits the field",
    );
    contradicts(
        "text = \"plain\"",
        "text = \"plain\"\nsentinel = \"Fetch\"",
        "`sentinel` does not fit field `RunRequest.correlationKey`, which is string",
        &["sentinel = \"Fetch\"", "correlationKey"],
        "this is for repeated fields; state what fits the field",
    );
    contradicts(
        "instant = \"epoch_ms\"",
        "instant = \"epoch_ms\"\nsentinel = \"Version\"",
        "`sentinel` and `instant` do not go together in field `RunResponse.deadline`",
        &["sentinel = \"Version\"", "instant = \"epoch_ms\""],
        "a sentinel goes with key, duration and number",
    );
}

#[test]
fn sentinel_values_fit_the_wire_type() {
    let proto = change(PROTO, "int32 version = 4;", "uint32 version = 4;");
    run(&proto, &[Layer::user("facts.toml", FACTS)], Undecided::Error).says(
        Code::FactContradiction,
        "`Version` with latest = -1 does not fit field `RunRequest.version`, which is uint32",
        &["sentinel = \"Version\"", "version"],
        "this is for types that have all of its values; state what fits the field",
    );
}

#[test]
fn sentinels_make_sense() {
    contradicts(
        "wire = 0",
        "wire = -1",
        "`latest` and `any` of sentinel `Version` are the same value on the wire",
        &["wire = -1", "wire = -1"],
        "give each wire value one name",
    );
    contradicts(
        "wire = 0",
        "wire = \"empty\"",
        "sentinel `Version` mixes numbers and lists",
        &["wire = \"empty\"", "wire = -1"],
        "make a sentinel for numbers and one for lists",
    );
    contradicts(
        "default = \"latest\"",
        "default = \"lates\"",
        "sentinel `Version` has no value `lates`",
        &["default = \"lates\"", "Version"],
        "did you mean `latest`?",
    );
    contradicts(
        "name = \"exactly\"",
        "name = \"latest\"",
        "`latest` of sentinel `Version` names two things",
        &["name = \"latest\"", "latest"],
        "give the other values a name of their own",
    );
}

#[test]
fn conditions_are_about_enums() {
    contradicts(
        "field = \"kind\"",
        "field = \"key\"",
        "`only_when` of field `RunResponse.event` asks about `key`, which is int64",
        &["\"key\"", "key"],
        "name a field that holds one enum value",
    );
    contradicts(
        "field = \"kind\"",
        "field = \"kynd\"",
        "message `RunResponse` has no field `kynd`",
        &["\"kynd\"", "RunResponse"],
        "did you mean `kind`?",
    );
    contradicts(
        "is = [\"LISTENER\"]",
        "is = [\"LISTENNER\"]",
        "enum `Kind` has no value `LISTENNER`",
        &["\"LISTENNER\"", "Kind"],
        "did you mean `LISTENER`?",
    );
}

#[test]
fn equally_exact_patterns() {
    contradicts(
        "[patterns]",
        "[patterns]\n\"RunRequest.v*\" = { name = \"one\" }\n\"*nRequest.ver*\" = { name = \"two\" }",
        "the patterns `RunRequest.v*` and `*nRequest.ver*` are equally exact and contradict each other about `RunRequest.version`",
        &["name = \"two\"", "name = \"one\""],
        "list the field `RunRequest.version` with what is right for it",
    );
}
