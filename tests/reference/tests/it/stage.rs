//! A mock gateway and a client that is connected to it.

use std::time::Duration;

use serde_json::Value;
use zeebe_mock_gateway::{Builder, Entry, MockGateway, Rpc};
use zeebe_sdk::{BackpressurePolicy, Client, ClientBuilder, RetryPolicy};

use crate::fields::assert_all_set;
use crate::filled::Filled;

/// Upper bound of every wait: far beyond what a loaded machine needs.
pub(crate) const LONG: Duration = Duration::from_secs(10);

/// A gateway and a client of it.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) gateway: MockGateway,
    pub(crate) client: Client,
}

impl Stage {
    /// With a client whose pauses are short.
    pub(crate) async fn open(gateway: Builder) -> Self {
        Self::with(gateway, |client| client).await
    }

    /// With settings of the client in addition to short pauses.
    pub(crate) async fn with(
        gateway: Builder,
        settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let gateway = gateway.start().await.unwrap();
        let client = settings(hasty().address(gateway.address())).build().unwrap();
        Self { gateway, client }
    }

    /// With a gateway that answers every call of this RPC so.
    pub(crate) async fn answering(rpc: Rpc, reply: &Filled) -> Self {
        Self::open(gateway().always(rpc, reply.script())).await
    }

    /// The last request of this RPC is as expected, and leaves out no field.
    pub(crate) fn assert_arrived(&self, rpc: Rpc, expected: &Value) {
        assert_eq!(&self.arrived(rpc), expected, "{rpc}");
        assert_all_set(rpc, expected);
    }

    /// The attempts of an RPC, in the order of their arrival.
    pub(crate) fn attempts(&self, rpc: Rpc) -> Vec<Entry> {
        self.gateway.journal().calls(rpc)
    }

    /// How often an RPC has been sent.
    pub(crate) fn sent(&self, rpc: Rpc) -> usize {
        usize::try_from(self.gateway.journal().counts(rpc).arrived).unwrap()
    }

    /// The last request of an RPC that arrived.
    pub(crate) fn arrived(&self, rpc: Rpc) -> Value {
        let attempts = self.attempts(rpc);
        let last = attempts.last().unwrap_or_else(|| panic!("{rpc} has not arrived"));
        last.request_json(self.gateway.journal().messages()).unwrap()
    }

    /// Waits until so many calls of an RPC have ended.
    pub(crate) async fn ended(&self, rpc: Rpc, count: usize) {
        self.gateway.journal().wait_for_ended(rpc, count, LONG).await.unwrap();
    }

    /// Waits until so many calls of an RPC have brought their request.
    pub(crate) async fn begun(&self, rpc: Rpc, count: usize) {
        let begun = |entry: &&Entry| entry.rpc == Some(rpc) && entry.request.is_some();
        let enough = |entries: &[Entry]| entries.iter().filter(begun).count() >= count;
        self.gateway.journal().wait_for(enough, LONG).await.unwrap();
    }
}

/// A gateway with the default behaviour and short waits.
pub(crate) fn gateway() -> Builder {
    MockGateway::builder().settings(|settings| {
        settings.long_poll_ms = 150;
        settings.request_timeout_ms = 150;
        settings.grace_ms = 300;
    })
}

/// A client that hardly pauses between attempts.
pub(crate) fn hasty() -> ClientBuilder {
    Client::builder().retry_policy(hasty_retries()).backpressure_policy(hasty_backpressure())
}

pub(crate) fn hasty_retries() -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.initial_delay = Duration::from_millis(1);
    policy.max_delay = Duration::from_millis(2);
    policy
}

pub(crate) fn hasty_backpressure() -> BackpressurePolicy {
    let mut policy = BackpressurePolicy::default();
    policy.pause = Duration::from_millis(1);
    policy.max_pause = Duration::from_millis(2);
    policy
}
