//! The binary: its ready line, its files, and the reasons it stops for.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zeebe-mock-gateway"));
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(arguments: &[&str]) -> (Child, BufReader<ChildStdout>, String) {
    let mut child = command(arguments).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let line = read_line(&mut output);
    assert_eq!((&line["ready"], &line["pid"]), (&json!(true), &json!(child.id())));
    let address = line["address"].as_str().unwrap().to_owned();
    (child, output, address)
}

fn read_line(output: &mut impl BufRead) -> Value {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[tokio::test]
async fn plays_a_script_writes_a_journal_and_stops_at_the_end_of_input() {
    let script = file("script.json");
    let reply = json!({ "end": { "status": { "code": "UNAVAILABLE" } } });
    let content = json!({ "rpcs": { "Topology": { "first": [reply] } } });
    fs::write(&script, content.to_string()).unwrap();
    let (mut child, mut output, address) = start(&[
        "--port=0",
        "--exit-on-eof",
        "--journal=-",
        "--gateway-version=8.5.0",
        "--threads=1",
        "--script",
        script.to_str().unwrap(),
    ]);
    let mut client = GatewayClient::connect(address).await.unwrap();
    client.topology(TopologyRequest {}).await.unwrap_err();
    let topology = client.topology(TopologyRequest {}).await.unwrap().into_inner();
    assert_eq!(topology.gateway_version, "8.5.0");
    assert_eq!(read_line(&mut output)["outcome"], json!({ "status": 14 }));
    assert_eq!(read_line(&mut output)["outcome"], json!("ok"));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
#[cfg(unix)]
fn stops_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let (mut child, _output, _) = start(&["--port=0", "--quiet"]);
        let id = child.id().to_string();
        Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn says_what_is_wrong() {
    let script = file("wrong.json");
    fs::write(&script, r#"{"rpcs":{"Topology":{"always":{"ends":"ok"}}}}"#).unwrap();
    for (arguments, status, part) in [
        (vec!["--script", script.to_str().unwrap()], 1, "wrong.json is no script"),
        (vec!["--script", "/nowhere.json"], 1, "cannot read /nowhere.json"),
        (vec!["--gateway-version", "new"], 2, "`new` is no release"),
    ] {
        let Output { status: ended, stderr, .. } = command(&arguments).output().unwrap();
        let text = String::from_utf8(stderr).unwrap();
        assert!(text.contains(part), "{text}");
        assert_eq!(ended.code(), Some(status));
    }
}
