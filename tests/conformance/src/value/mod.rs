//! Values in scenarios: making them ([`make`]), filling whole messages ([`filled`]), bringing messages
//! into one form ([`normal`]) and comparing them ([`compare`]).

pub(crate) mod compare;
pub(crate) mod filled;
pub(crate) mod make;
pub(crate) mod normal;

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MethodDescriptor};
use serde_json::Value;
use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::DESCRIPTORS;

/// What the proto says about an RPC.
pub(crate) fn method(rpc: Rpc) -> Option<MethodDescriptor> {
    static POOL: LazyLock<Option<DescriptorPool>> =
        LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).ok());
    let services = POOL.as_ref()?.services();
    services
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .find(|m| m.name() == rpc.name())
}

/// The name and the content of an object that stands for something else: `{ "$name" = … }`.
pub(crate) fn stands_for(value: &Value) -> Option<(&str, &Value)> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (name, content) = object.iter().next()?;
    Some((name.strip_prefix('$')?, content))
}

/// Fields whose text is JSON.
pub(crate) const JSON_TEXTS: [&str; 5] =
    ["variables", "customHeaders", "decisionOutput", "inputValue", "outputValue"];
