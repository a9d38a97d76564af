//! The bare stub, as tonic generates it: no deadline, no retry, no check.

use tonic::transport::{Channel, Endpoint};
use zeebe_sdk::raw::gateway_protocol::CreateProcessInstanceRequest;
use zeebe_sdk::raw::gateway_protocol::gateway_client::GatewayClient;

use crate::Problem;
use crate::load::{Caller, Order, PROCESS};

/// A client that is nothing but the stub.
#[derive(Debug, Clone)]
pub struct Stub(GatewayClient<Channel>);

impl Caller for Stub {
    fn new(address: &str) -> Result<Self, Problem> {
        let channel = Endpoint::from_shared(address.to_owned())?.connect_lazy();
        Ok(Self(GatewayClient::new(channel)))
    }

    async fn create(&mut self, id: u64) -> Result<i64, Problem> {
        let request = CreateProcessInstanceRequest {
            bpmn_process_id: PROCESS.to_owned(),
            version: -1,
            variables: serde_json::to_string(&Order::new(id))?,
            ..CreateProcessInstanceRequest::default()
        };
        let reply = self.0.create_process_instance(request).await?;
        Ok(reply.into_inner().process_instance_key)
    }
}
