//! The bare stub, as tonic generates it: no deadline, no retry, no check.
//!
//! - here: calls
//! - [`poll`], [`stream`]: the loops that somebody writes who knows the API well
//!   and wants nothing but speed

pub mod poll;
pub mod stream;

use serde_json::from_str;
use tokio::sync::OwnedSemaphorePermit;
use tonic::transport::{Channel, Endpoint};
use zeebe_sdk::raw::gateway_protocol::gateway_client::GatewayClient;
use zeebe_sdk::raw::gateway_protocol::{
    ActivatedJob, CompleteJobRequest, CreateProcessInstanceRequest,
};

use crate::Problem;
use crate::load::{Caller, PROCESS};
use crate::order::Order;
use crate::work::Handler;

/// A client that is nothing but the stub.
#[derive(Debug, Clone)]
pub struct Stub(GatewayClient<Channel>);

impl Caller for Stub {
    async fn new(address: &str) -> Result<Self, Problem> {
        Ok(Self(connect(address)?))
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

fn connect(address: &str) -> Result<GatewayClient<Channel>, Problem> {
    let channel = Endpoint::from_shared(address.to_owned())?.connect_lazy();
    Ok(GatewayClient::new(channel))
}

/// Handles a job beside the others; its slot is free once the gateway has
/// answered its completion.
fn start(
    mut client: GatewayClient<Channel>,
    handler: Handler,
    job: ActivatedJob,
    slot: OwnedSemaphorePermit,
) {
    tokio::spawn(async move {
        let work = async {
            let approval = handler.handle(&from_str(&job.variables)?);
            let request = CompleteJobRequest {
                job_key: job.key,
                variables: serde_json::to_string(&approval)?,
                ..CompleteJobRequest::default()
            };
            client.complete_job(request).await?;
            Ok::<(), Problem>(())
        };
        // The server notices that a job is missing.
        if let Err(problem) = work.await {
            eprintln!("job {}: {problem}", job.key);
        }
        drop(slot);
    });
}
