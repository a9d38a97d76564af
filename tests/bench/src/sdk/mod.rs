//! The SDK, as its README shows it, with default settings.
//!
//! - here: calls
//! - [`poll`], [`stream`]: the worker, which polls, or streams as well

pub mod poll;
pub mod stream;

use zeebe_sdk::Client;
use zeebe_sdk::gateway::CreateProcessInstanceRequest;
use zeebe_sdk::worker::{Vars, WorkerBuilder};

use crate::Problem;
use crate::answer::jobs::TYPE;
use crate::load::{Caller, PROCESS};
use crate::order::{Order, Received};
use crate::work::{Handler, Work};

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

/// Works with the settings that a program has beside the defaults, of which
/// how many jobs are active is the only one that is set for all.
async fn work(
    work: &Work,
    handler: Handler,
    set: impl FnOnce(WorkerBuilder) -> WorkerBuilder,
) -> Result<(), Problem> {
    let client = Client::connect(&work.address)?;
    let worker = set(client.worker(TYPE).max_jobs_active(work.active.try_into()?));
    let handle = move |Vars(order): Vars<Received>| {
        let approval = handler.handle(&order);
        async { Ok::<_, Problem>(approval) }
    };
    worker.handler(handle).run().await?;
    Ok(())
}
