//! Waiting for a gateway that has just been started.
//!
//! A gateway answers Topology seconds before its cluster can do anything: the
//! cluster is ready when every partition has a healthy leader.

use std::pin::pin;
use std::time::Duration;

use crate::call::CallOptions;
use crate::client::Shared;
use crate::contract::{Dispatch, Pending, Rpc, RpcPolicy};
use crate::exchange::{Interrupts, Plan, Tried, report};
use crate::gateway::partition::{PartitionBrokerHealth, PartitionBrokerRole};
use crate::gateway::{Partition, TopologyRequest, TopologyResponse, rpcs};
use crate::retry::full_jitter;
use crate::transport::Failure;
use crate::{Call, Client, Code, Error, RetryMode, RetryPolicy};

/// The call behind [`Client::wait_until_ready`].
#[derive(Debug)]
pub enum WaitUntilReady {}

/// How long it is waited unless the caller says.
const PATIENCE: Duration = Duration::from_secs(60);

impl Client {
    /// Waits until the gateway answers and every partition of its cluster has
    /// a healthy leader, and gives the topology then.
    ///
    /// It waits for a minute unless the call gets another
    /// [`timeout`](Call::timeout), and asks again and again, whatever its
    /// [`RetryMode`].
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use zeebe_sdk::{Client, Error};
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let topology = client.wait_until_ready().timeout(Duration::from_secs(30)).await?;
    /// println!("gateway {} is ready", topology.gateway_version);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `DEADLINE_EXCEEDED` if it is not ready in time, with what was missing.
    /// `UNIMPLEMENTED`, `UNAUTHENTICATED` and `PERMISSION_DENIED` at once, as
    /// no waiting helps. `CANCELLED` by the token of the call, or when the
    /// client is closed.
    pub fn wait_until_ready(&self) -> Call<WaitUntilReady> {
        self.call(TopologyRequest::default())
    }
}

impl Rpc for WaitUntilReady {
    type Request = TopologyRequest;
    type Output = TopologyResponse;

    const POLICY: &'static RpcPolicy = rpcs::Topology::POLICY;

    fn start(_: TopologyRequest, mut dispatch: Dispatch) -> Pending<TopologyResponse> {
        let timeout = *dispatch.options.timeout.get_or_insert(PATIENCE);
        Box::pin(async move {
            let (_, shared) = dispatch.client.clone().into_parts();
            let plan = Plan::new(Self::POLICY, dispatch.options, &shared.settings, 0, true);
            let mut interrupts = Interrupts::new(Some(timeout), plan.cancel.clone());
            interrupts.also_on_close(shared.traffic.closing());
            let client = dispatch.client;
            Wait { client, shared: &shared, plan: &plan, asked: 0 }.run(interrupts).await
        })
    }
}

/// A wait under way.
struct Wait<'a> {
    client: Client,
    shared: &'a Shared,
    plan: &'a Plan,
    /// How often the gateway was asked.
    asked: u32,
}

impl Wait<'_> {
    async fn run(mut self, mut interrupts: Interrupts) -> Result<TopologyResponse, Error> {
        let pace = pace();
        let mut missing = "no answer yet".to_owned();
        loop {
            self.asked = self.asked.saturating_add(1);
            let question = self.question();
            match interrupts.race(pin!(question)).await {
                Ok(Ok(topology)) => match lacks(&topology) {
                    None => return Ok(topology),
                    Some(lack) => missing = lack,
                },
                Ok(Err(error)) if is_final(&error) => return Err(error),
                Ok(Err(error)) => missing = error.to_string(),
                Err(interrupt) => {
                    return Err(self.given_up(*interrupt.failure(|| self.late(&missing), false)));
                }
            }
            tracing::debug!(missing, "the gateway is not ready");
            let pause = tokio::time::sleep(full_jitter(&pace, self.asked, &self.shared.jitter));
            if let Err(interrupt) = interrupts.race(pin!(pause)).await {
                return Err(self.given_up(*interrupt.failure(|| self.late(&missing), false)));
            }
        }
    }

    /// Asks once. The time is the usual one, even if less is left of the wait:
    /// a question that is cut short does not say what is missing.
    fn question(&self) -> Pending<TopologyResponse> {
        let options = CallOptions {
            retry: Some(RetryMode::Never),
            headers: self.plan.headers.clone(),
            ..CallOptions::default()
        };
        let dispatch = Dispatch { client: self.client.clone(), options };
        dispatch.unary::<rpcs::Topology>(TopologyRequest::default())
    }

    fn late(&self, missing: &str) -> String {
        let time = self.plan.timeout.unwrap_or_default();
        format!("not ready after {time:?}: {missing}")
    }

    fn given_up(&self, failure: Failure) -> Error {
        report(self.plan, &Tried { attempts: self.asked, ..Tried::default() }, failure)
    }
}

/// Often enough not to be waited for, seldom enough not to be noticed.
fn pace() -> RetryPolicy {
    RetryPolicy {
        initial_delay: Duration::from_millis(200),
        max_delay: Duration::from_secs(2),
        ..RetryPolicy::default()
    }
}

/// Whether an error stays however long one waits.
fn is_final(error: &Error) -> bool {
    match error.code() {
        Some(code) => {
            matches!(code, Code::Unimplemented | Code::Unauthenticated | Code::PermissionDenied)
        }
        None => true,
    }
}

/// What a cluster lacks to do its work.
fn lacks(topology: &TopologyResponse) -> Option<String> {
    if topology.partitions_count < 1 {
        return Some("the gateway knows of no partition".to_owned());
    }
    let partitions = topology.brokers.iter().flat_map(|broker| &broker.partitions);
    let leaders: Vec<&Partition> =
        partitions.filter(|partition| partition.role == PartitionBrokerRole::Leader).collect();
    let lacking = (1..=topology.partitions_count).filter_map(|id| {
        let mut own = leaders.iter().filter(|leader| leader.partition_id == id).peekable();
        if own.peek().is_none() {
            return Some(format!("partition {id} has no leader"));
        }
        let healthy = own.any(|leader| leader.health == PartitionBrokerHealth::Healthy);
        (!healthy).then(|| format!("the leader of partition {id} is not healthy"))
    });
    let lacking = lacking.collect::<Vec<_>>().join(", ");
    (!lacking.is_empty()).then_some(lacking)
}
