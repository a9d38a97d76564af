//! The client: a connection and what its calls share.
//!
//! The methods that make calls are in `gateway`, one per RPC.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::call::Call;
use crate::contract::{EncodeContext, Rpc};
use crate::credentials::Authenticator;
use crate::limiter::{Backpressure, BackpressurePolicy, Limiter};
use crate::retry::{Budget, Jitter, RetryMode, RetryPolicy};
use crate::traffic::Traffic;
use crate::transport::{Channel, RawChannel};
use crate::{ClientBuilder, ConfigError, Configuration};

/// A client of one gateway.
///
/// It has one connection, made at the first call and shared by all its clones,
/// which are cheap. Every RPC of the gateway is a method that returns a
/// [`Call`].
///
/// ```no_run
/// # use zeebe_sdk::{Client, Error};
/// # use zeebe_sdk::gateway::TopologyRequest;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let client = Client::connect("http://localhost:26500")?;
/// let topology = client.topology(TopologyRequest::default()).await?;
/// println!("gateway {}", topology.gateway_version);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    channel: Channel,
    shared: Arc<Shared>,
}

/// What the calls of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) limiter: Limiter,
    pub(crate) budget: Budget,
    pub(crate) jitter: Jitter,
    pub(crate) traffic: Traffic,
}

/// The settings that calls look at.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) configuration: Configuration,
    pub(crate) max_message_size: usize,
    pub(crate) request_timeout: Duration,
    pub(crate) tenant: Option<String>,
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) worker_tenants: Vec<String>,
    pub(crate) credentials: Option<Authenticator>,
    pub(crate) retry: RetryMode,
    pub(crate) retry_policy: RetryPolicy,
    pub(crate) backpressure_policy: BackpressurePolicy,
    pub(crate) headers: HeaderMap,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            limiter: Limiter::new(settings.backpressure_policy),
            budget: Budget::new(settings.retry_policy.budget),
            jitter: Jitter::new(),
            traffic: Traffic::default(),
            settings,
        }
    }
}

impl Client {
    /// A client of the gateway at this address, with default settings.
    ///
    /// It connects at its first call; see [`ClientBuilder::address`] for how
    /// addresses are written.
    ///
    /// # Errors
    ///
    /// If the address cannot be used, or this is not inside a Tokio runtime.
    pub fn connect(address: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().address(address).build()
    }

    /// A client with the settings that the environment gives, see
    /// [`ClientBuilder::from_env`].
    ///
    /// ```no_run
    /// # use zeebe_sdk::{Client, ConfigError};
    /// # async fn example() -> Result<(), ConfigError> {
    /// let client = Client::from_env()?;
    /// println!("{}", client.configuration());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If settings cannot be used, or this is not inside a Tokio runtime.
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env().build()
    }

    /// A client with settings of your own.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The settings of the client, each with its value and where that comes
    /// from. Secrets are hidden.
    #[must_use]
    pub fn configuration(&self) -> &Configuration {
        &self.shared.settings.configuration
    }

    /// What the client does about a gateway that pushes calls back: the limit
    /// of calls in flight, and how many wait in line.
    #[must_use]
    pub fn backpressure(&self) -> Backpressure {
        self.shared.limiter.read()
    }

    /// Closes the client and waits until nothing is under way any more.
    ///
    /// Calls that were made before run to their end, which their deadlines
    /// bound; streams end at once with CANCELLED, as does every call that any
    /// clone makes from now on. Workers of the client shut down as if each was
    /// told to. The connection goes with the last clone.
    pub async fn close(self) {
        self.shared.traffic.close().await;
    }

    pub(crate) fn new(channel: Channel, shared: Arc<Shared>) -> Self {
        Self { channel, shared }
    }

    /// A call that is sent when it is awaited.
    pub(crate) fn call<R: Rpc>(&self, request: R::Request) -> Call<R> {
        Call::new(self.clone(), request)
    }

    pub(crate) fn encode_context(&self) -> EncodeContext<'_> {
        EncodeContext::new(self.shared.settings.tenant.as_deref())
    }

    /// What goes on with the client, for what is more than a call.
    #[allow(dead_code, reason = "not every API has what needs it")]
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn into_parts(self) -> (Channel, Arc<Shared>) {
        (self.channel, self.shared)
    }

    /// The connection, for the stub of the wire types.
    pub(crate) fn raw_channel(&self) -> RawChannel {
        RawChannel::new(self.channel.clone(), Arc::clone(&self.shared))
    }

    pub(crate) fn max_message_size(&self) -> usize {
        self.shared.settings.max_message_size
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("calls", &self.shared.traffic.in_flight())
            .field("backpressure", &self.backpressure())
            .finish_non_exhaustive()
    }
}
