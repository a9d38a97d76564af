//! The binary: its ready line, its files, and the reasons it stops for.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::{Value, json};
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request};
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zeebe-mock-gateway"));
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(arguments: &[&str]) -> (Child, BufReader<ChildStdout>, String) {
    let (child, output, line) = ready(arguments);
    let address = line["address"].as_str().unwrap().to_owned();
    (child, output, address)
}

/// A gateway and what it says of itself.
fn ready(arguments: &[&str]) -> (Child, BufReader<ChildStdout>, Value) {
    let mut child = command(arguments).spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let line = read_line(&mut output);
    assert_eq!((&line["ready"], &line["pid"]), (&json!(true), &json!(child.id())));
    (child, output, line)
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

#[tokio::test]
async fn speaks_tls_and_wants_credentials() {
    let directory = file("tls");
    let (mut child, _output, line) = ready(&[
        "--port=0",
        "--exit-on-eof",
        "--graceful",
        "--tls",
        directory.to_str().unwrap(),
        "--client-certificates",
        "--bearer=abc",
        "--oauth",
        "--oauth-client=orders:secret",
    ]);
    assert!(line["token_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(line["ca"], json!(directory.join("ca.pem")));
    let pem = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    let config = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(pem("ca.pem")))
        .identity(Identity::from_pem(pem("client.pem"), pem("client-key.pem")));
    let address = line["address"].as_str().unwrap().to_owned();
    let endpoint = Endpoint::from_shared(address).unwrap().tls_config(config).unwrap();
    let mut client = GatewayClient::new(endpoint.connect().await.unwrap());
    let refused = client.topology(TopologyRequest {}).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let mut request = Request::new(TopologyRequest {});
    request.metadata_mut().insert("authorization", "Bearer abc".parse().unwrap());
    client.topology(request).await.unwrap();
    drop(child.stdin.take());
    // The client has to hear of it meanwhile.
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert!(ended.success());
}

#[test]
fn says_what_is_wrong() {
    let script = file("wrong.json");
    fs::write(&script, r#"{"rpcs":{"Topology":{"always":{"ends":"ok"}}}}"#).unwrap();
    for (arguments, status, part) in [
        (vec!["--script", script.to_str().unwrap()], 1, "wrong.json is no script"),
        (vec!["--script", "/nowhere.json"], 1, "cannot read /nowhere.json"),
        (vec!["--gateway-version", "new"], 2, "`new` is no release"),
        (vec!["--basic", "demo"], 2, "`:` between"),
        (vec!["--tls", script.to_str().unwrap()], 1, "cannot write to"),
    ] {
        let Output { status: ended, stderr, .. } = command(&arguments).output().unwrap();
        let text = String::from_utf8(stderr).unwrap();
        assert!(text.contains(part), "{text}");
        assert_eq!(ended.code(), Some(status));
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_out() {
    let (mut child, _output, address) = start(&["--port=0", "--exit-on-eof"]);
    let port = address.rsplit(':').next().unwrap();
    let Output { status, stderr, .. } = command(&["--port", port]).output().unwrap();
    let text = String::from_utf8(stderr).unwrap();
    assert!(text.contains(&format!("cannot listen on 127.0.0.1:{port}")), "{text}");
    assert!(text.contains("port 0 takes any that is free"), "{text}");
    assert_eq!(status.code(), Some(1));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn help_tells_what_a_user_needs_to_begin() {
    let help = command(&["--help"]).output().unwrap();
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for part in
        ["\"ready\":true", "--script <FILE>", "--journal <FILE>", "--exit-on-eof", "--oauth"]
    {
        assert!(text.contains(part), "{part}");
    }
}
