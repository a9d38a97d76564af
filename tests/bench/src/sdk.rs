//! The SDK, as its README shows it, with default settings.

use zeebe_sdk::Client;
use zeebe_sdk::gateway::CreateProcessInstanceRequest;

use crate::Problem;
use crate::load::{Caller, PROCESS};
use crate::order::Order;

/// A client of the SDK.
#[derive(Debug, Clone)]
pub struct Sdk(Client);

impl Caller for Sdk {
    async fn new(address: &str) -> Result<Self, Problem> {
        Ok(Self(Client::connect(address)?))
    }

    async fn create(&mut self, id: u64) -> Result<i64, Problem> {
        let request = CreateProcessInstanceRequest::by_bpmn_process_id(PROCESS);
        let request = request.variables(Order::new(id));
        let started = self.0.create_process_instance(request).await?;
        Ok(started.process_instance_key.into())
    }
}
