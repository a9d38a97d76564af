//! The fields that the API has, and which of them a message sets.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::Value;
use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::DESCRIPTORS;

/// What the proto says about an RPC.
pub(crate) fn method(rpc: Rpc) -> MethodDescriptor {
    static POOL: LazyLock<DescriptorPool> =
        LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).unwrap());
    let service = POOL.services().next().unwrap();
    service.methods().find(|method| method.name() == rpc.name()).unwrap()
}

/// Refuses a request in which a field of the proto is not set, at any depth. A
/// list has every field of its messages set if its entries together do.
pub(crate) fn assert_all_set(rpc: Rpc, request: &Value) {
    let mut unset = Vec::new();
    collect_unset(&method(rpc).input(), &[request], rpc.name(), &mut unset);
    assert!(unset.is_empty(), "the request leaves out {unset:?}");
}

fn collect_unset(
    message: &MessageDescriptor,
    objects: &[&Value],
    path: &str,
    unset: &mut Vec<String>,
) {
    for field in message.fields() {
        let path = format!("{path}.{}", field.name());
        let given = objects.iter().filter_map(|object| object.get(field.json_name()));
        let given: Vec<_> = given.flat_map(entries).collect();
        match field.kind() {
            _ if given.is_empty() => unset.push(path),
            Kind::Message(inner) => collect_unset(&inner, &given, &path, unset),
            _ => {}
        }
    }
}

fn entries(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |entries| entries.iter().collect())
}

#[test]
fn a_field_that_is_left_out_is_found() {
    let mut unset = Vec::new();
    let request = serde_json::json!({"resources": [{"name": "a"}], "tenantId": "t"});
    collect_unset(&method(Rpc::DeployResource).input(), &[&request], "", &mut unset);
    assert_eq!(unset, [".resources.content"]);
}
