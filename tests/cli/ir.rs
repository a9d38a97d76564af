//! `ir` and its schema.

use serde_json::Value;

use crate::{Project, lamp, with_lamp};

fn schema() -> Value {
    let run = Project::new().run(&["ir", "--schema"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.json()
}

#[test]
fn is_valid_against_the_schema() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let fixtures = std::fs::read_dir(crate::root().join("tests/fixtures/features"));
    let fixtures = fixtures.expect("readable").map(|entry| entry.expect("readable").path());
    let protos = fixtures.filter(|path| path.extension().is_some_and(|e| e == "proto"));
    let protos = protos.map(|path| Some(path.to_str().expect("text").to_owned()));
    for proto in std::iter::once(None).chain(protos) {
        let mut arguments = vec!["ir", "--undecided", "warn", "-q"];
        arguments.extend(proto.iter().flat_map(|path| ["--proto", path]));
        let run = Project::new().run(&arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{proto:?}");
        let errors: Vec<String> =
            validator.iter_errors(&run.json()).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{proto:?}");
    }
}

#[test]
fn the_schema_refuses_what_is_not_the_document() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let good = lamp().run(&with_lamp(&["ir"])).json();
    assert!(validator.is_valid(&good));
    let mut bad = good.clone();
    bad["services"][0]["rpcs"][0]["deadline"] = "10s".into();
    assert!(!validator.is_valid(&bad));
    let mut bad = good;
    bad.as_object_mut().expect("an object").remove("format_version");
    assert!(!validator.is_valid(&bad));
}

#[test]
fn says_everything_about_a_small_api() {
    let run = lamp().run(&with_lamp(&["ir"]));
    insta::assert_snapshot!(
        serde_json::to_string(&run.json()["messages"][0]["fields"][0]).expect("JSON")
    );
}

/// Readers with nothing but doubles lose what is larger than 2^53.
#[test]
fn whole_numbers_of_64_bits_are_text() {
    let api = Project::new().run(&["ir"]).json();
    let sentinels = api["sentinels"].as_array().expect("a list");
    let version = sentinels.iter().find(|s| s["name"] == "Version").expect("there");
    assert_eq!(version["values"][0]["wire"]["value"], "-1");
    assert_eq!(version["other"]["min"], "1");
    let mut numbers = Vec::new();
    collect_numbers(&api, &mut numbers);
    assert!(numbers.iter().all(|n| n.unsigned_abs() < 1 << 32));
}

fn collect_numbers(value: &Value, out: &mut Vec<i64>) {
    match value {
        Value::Number(number) => out.push(number.as_i64().expect("a whole number")),
        Value::Array(items) => items.iter().for_each(|item| collect_numbers(item, out)),
        Value::Object(entries) => entries.values().for_each(|entry| collect_numbers(entry, out)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
