//! Gateways of earlier releases.

use std::fmt::Write as _;

use serde_json::Value;

use crate::Project;

/// The proto of an earlier release: what the embedded one says with nothing that came later.
fn proto_of(release: (u64, u64)) -> String {
    let api = Project::new().run(&["ir"]).json();
    let there = |element: &Value| {
        let (major, minor) = element["since"].as_str()?.split_once('.')?;
        let since = (major.parse().ok()?, minor.parse().ok()?);
        (since <= release).then_some(())
    };
    let list = |value: &Value| -> Vec<Value> {
        let all = value.as_array().expect("a list").iter();
        all.filter(|element| there(element).is_some()).cloned().collect()
    };
    let name = |value: &Value| value.as_str().expect("a name").to_owned();
    let mut proto =
        "syntax = \"proto3\";\npackage gateway_protocol;\nservice Gateway {\n".to_owned();
    for rpc in list(&api["services"][0]["rpcs"]) {
        let stream = if rpc["streaming"] == "server" { "stream " } else { "" };
        let [rpc, request, response] = ["name", "request", "response"].map(|key| name(&rpc[key]));
        writeln!(proto, "  rpc {rpc}(.{request}) returns ({stream}.{response});").expect("written");
    }
    proto.push_str("}\n");
    let messages = list(&api["messages"]);
    for message in messages.iter().filter(|m| m["parent"].is_null()) {
        print_message(message, &messages, &list, &mut proto);
    }
    proto
}

fn print_message(
    message: &Value,
    all: &[Value],
    list: &impl Fn(&Value) -> Vec<Value>,
    proto: &mut String,
) {
    writeln!(proto, "message {} {{", message["name"].as_str().expect("a name")).expect("written");
    for nested in all.iter().filter(|m| m["parent"] == message["full_name"]) {
        print_message(nested, all, list, proto);
    }
    if let Some(health) = message["name"].as_str().filter(|name| *name == "Partition") {
        assert_eq!(health, "Partition");
        proto.push_str("enum PartitionBrokerRole { LEADER = 0; FOLLOWER = 1; INACTIVE = 2; }\n");
        proto.push_str("enum PartitionBrokerHealth { HEALTHY = 0; UNHEALTHY = 1; DEAD = 2; }\n");
    }
    for field in list(&message["fields"]) {
        let ty = &field["type"];
        let of = |key: &str| ty[key].as_str().map(str::to_owned);
        let ty = of("scalar").or(of("message").map(|m| format!(".{m}")));
        let ty = ty.or(of("enum").map(|e| format!(".{e}"))).expect("a type");
        let label = match (field["presence"].as_str(), of("message"), field["oneof"].as_str()) {
            (Some("repeated"), _, _) => "repeated ",
            (Some("explicit"), None, None) => "optional ",
            _ => "",
        };
        let (name, number) = (field["name"].as_str().expect("a name"), &field["number"]);
        writeln!(proto, "  {label}{ty} {name} = {number};").expect("written");
    }
    proto.push_str("}\n");
}

#[test]
fn a_proto_of_8_0_gives_an_sdk_of_exactly_its_rpcs() {
    let project = Project::new();
    project.write("gateway.proto", &proto_of((8, 0)));
    let run = project.run(&["generate", "--proto", "gateway.proto", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let policy = project.read("generated/rust/src/gateway/policy.rs");
    assert_eq!(policy.matches("/gateway_protocol.Gateway/").count(), 14, "{policy}");
    let api = project.run(&["ir", "--proto", "gateway.proto"]).json();
    assert_eq!(api["release"], "8.0");
}

#[test]
fn the_embedded_proto_adds_to_it_and_breaks_nobody() {
    let project = Project::new();
    let now = std::fs::read_to_string(crate::root().join("proto/gateway.proto")).expect("readable");
    project.write("old.proto", &proto_of((8, 0))).write("new.proto", &now);
    let diff = project.run(&["diff", "old.proto", "new.proto", "--format", "json"]).json();
    let added = diff["additive"].as_array().expect("a list");
    assert_eq!(added.iter().filter(|change| change["what"] == "a new RPC").count(), 10);
    let breaking = diff["breaking"].as_array().expect("a list");
    let oneofs =
        breaking.iter().filter(|c| c["what"].as_str().is_some_and(|w| w.contains("oneof")));
    // The old proto of this test has no oneofs; nothing else breaks.
    assert_eq!(oneofs.count(), breaking.len(), "{breaking:?}");
}
