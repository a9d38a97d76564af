//! The README names everything there is: options, settings, members of the journal.

use std::process::Command;

use serde_json::Value;
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::{Recording, Script};

use crate::setup::{connect, fast};

const README: &str = include_str!("../../README.md");

fn is_named(name: &str) {
    assert!(README.contains(&format!("`{name}")), "{name} is not in the README");
}

#[test]
fn its_script_is_a_script() {
    let (_, rest) = README.split_once("```json\n").unwrap();
    let (script, _) = rest.split_once("```").unwrap();
    let script: Script = serde_json::from_str(script).unwrap();
    assert_eq!(script.rpcs.len(), 3);
}

#[test]
fn names_every_setting() {
    let unknown = serde_json::from_str::<Script>(r#"{"gateway":{"?":0}}"#).unwrap_err();
    let text = unknown.to_string();
    let (_, known) = text.split_once("expected").unwrap();
    let names: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    assert!(names.contains(&"long_poll_ms"), "{names:?}");
    // Only tests in Rust can look at the lives of jobs.
    names.into_iter().filter(|name| *name != "job_events").for_each(is_named);
}

#[test]
fn names_every_option() {
    let help = Command::new(env!("CARGO_BIN_EXE_zeebe-mock-gateway")).arg("--help").output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    let begin = help.lines().map(|line| line.trim_start().trim_start_matches("-q, "));
    let options = begin.filter(|line| line.starts_with("--"));
    let names: Vec<&str> = options.filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"--journal") && names.contains(&"--quiet"), "{names:?}");
    names.into_iter().for_each(is_named);
}

#[tokio::test]
async fn names_every_member_of_the_journal() {
    let gateway = fast().journal(Recording::All).start().await.unwrap();
    connect(&gateway).await.topology(TopologyRequest {}).await.unwrap();
    let journal = gateway.journal();
    let Value::Object(line) = journal.entries()[0].to_json(journal.messages()) else {
        panic!("a line is an object");
    };
    line.keys().for_each(|name| is_named(name));
}
