//! The settings that code gives.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use super::environment::Environment;
use super::read::Probes;
use crate::credentials::Credentials;
use crate::limiter::BackpressurePolicy;
use crate::retry::{RetryMode, RetryPolicy};
use crate::tls::TlsConfig;
use crate::transport::user_headers;
use crate::{ArgumentError, Configuration};

/// Builds a [`Client`](crate::Client).
///
/// Every setting has a default; each is checked by [`build`](Self::build).
///
/// ```no_run
/// # use std::time::Duration;
/// # use zeebe_sdk::{Client, ConfigError, RetryMode};
/// # async fn example() -> Result<(), ConfigError> {
/// let client = Client::builder()
///     .address("https://gateway.example:443")
///     .request_timeout(Duration::from_secs(5))
///     .retry(RetryMode::AtLeastOnce)
///     .build()?;
/// # Ok(())
/// # }
/// ```
///
/// # The environment
///
/// A builder of [`from_env`](Self::from_env) takes what code does not say from
/// variables of the environment. What code says is stronger, in whatever order
/// the methods are called; `CAMUNDA_` is stronger than `ZEEBE_`. An empty
/// variable is one that is not set.
///
/// ```no_run
/// # use zeebe_sdk::{ClientBuilder, ConfigError};
/// # async fn example() -> Result<(), ConfigError> {
/// let builder = ClientBuilder::from_env().tenant("shop");
/// println!("{}", builder.configuration());
/// let client = builder.build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    pub(super) environment: Environment,
    pub(super) address: Option<String>,
    pub(super) cluster_id: Option<String>,
    pub(super) cluster_region: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) tls: Option<TlsConfig>,
    pub(super) connect_timeout: Duration,
    pub(super) keepalive: Option<Probes>,
    pub(super) keepalive_timeout: Duration,
    pub(super) max_message_size: Option<usize>,
    pub(super) request_timeout: Option<Duration>,
    pub(super) tenant: Option<String>,
    pub(super) worker_tenants: Option<Vec<String>>,
    pub(super) credentials: Option<Credentials>,
    pub(super) credentials_without_tls: bool,
    pub(super) retry: RetryMode,
    pub(super) retry_policy: RetryPolicy,
    pub(super) backpressure_policy: BackpressurePolicy,
    pub(super) headers: HeaderMap,
    pub(super) refused: Option<ArgumentError>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            environment: Environment::default(),
            address: None,
            cluster_id: None,
            cluster_region: None,
            authority: None,
            tls: None,
            connect_timeout: Duration::from_secs(5),
            keepalive: None,
            keepalive_timeout: Duration::from_secs(20),
            max_message_size: None,
            request_timeout: None,
            tenant: None,
            worker_tenants: None,
            credentials: None,
            credentials_without_tls: false,
            retry: RetryMode::default(),
            retry_policy: RetryPolicy::default(),
            backpressure_policy: BackpressurePolicy::default(),
            headers: HeaderMap::new(),
            refused: None,
        }
    }
}

impl ClientBuilder {
    /// A builder that takes what code does not say from the environment of the
    /// process, as it is now. The README lists the variables.
    pub fn from_env() -> Self {
        Self {
            environment: Environment::read(|variable| std::env::var_os(variable)),
            ..Self::default()
        }
    }

    /// The same with other variables than those of the process, such as the
    /// lines of a file.
    ///
    /// ```
    /// # use zeebe_sdk::ClientBuilder;
    /// let variables = [("CAMUNDA_GRPC_ADDRESS", "http://localhost:26500")];
    /// let builder = ClientBuilder::from_variables(variables);
    /// ```
    pub fn from_variables<N, V>(variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        let variables: std::collections::BTreeMap<String, String> =
            variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let environment = Environment::read(|name| variables.get(name).map(Into::into));
        Self { environment, ..Self::default() }
    }

    /// Where the gateway is: `http://` (or `grpc://`) without TLS, `https://`
    /// (or `grpcs://`) with TLS; without a scheme it is TLS. Without a port it
    /// is 443 with TLS, else 26500. Default: `http://localhost:26500`.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// A cluster of Camunda's SaaS, instead of an address. It also says where
    /// tokens are given out, and for whom. Default: unset.
    pub fn cluster_id(mut self, id: impl Into<String>) -> Self {
        self.cluster_id = Some(id.into());
        self
    }

    /// The region of the [cluster](Self::cluster_id). Default: `bru-2`.
    pub fn cluster_region(mut self, region: impl Into<String>) -> Self {
        self.cluster_region = Some(region.into());
        self
    }

    /// What proves to the gateway who calls. It takes the place of metadata of
    /// the same name. Default: nothing.
    ///
    /// ```no_run
    /// # use zeebe_sdk::{Client, ConfigError, OAuth};
    /// # async fn example(secret: String) -> Result<(), ConfigError> {
    /// let client = Client::builder()
    ///     .cluster_id("7a2b3c4d-0000-0000-0000-000000000000")
    ///     .credentials(OAuth::new("my-client", secret))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Lets [credentials](Self::credentials) leave this machine unencrypted,
    /// for everybody on the way to read: to a gateway without TLS, and to a
    /// token server without TLS.
    ///
    /// Without this, a client with credentials cannot be built for such an
    /// address unless it is a loopback one. There is no variable for it.
    pub fn dangerously_allow_credentials_without_tls(mut self) -> Self {
        self.credentials_without_tls = true;
        self
    }

    /// The name of the gateway in requests, and in its certificate, if it is
    /// not that of the address. Default: unset.
    pub fn authority(mut self, authority: impl Into<String>) -> Self {
        self.authority = Some(authority.into());
        self
    }

    /// What to trust on a TLS connection, and the client's certificate.
    /// Default: the roots the crate was built with, and no certificate.
    pub fn tls(mut self, tls: TlsConfig) -> Self {
        self.tls = Some(tls);
        self
    }

    /// How long it may take to connect, and again to agree on TLS.
    /// Default: 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How often the connection is probed while calls are open, at least every
    /// 30 s; `None` never. It is never probed without calls. Default: 45 s.
    pub fn keepalive(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.keepalive = Some(interval.into().map_or(Probes::Never, Probes::Every));
        self
    }

    /// How long the answer to a probe may take before the connection counts
    /// as lost. Default: 20 s.
    pub fn keepalive_timeout(mut self, timeout: Duration) -> Self {
        self.keepalive_timeout = timeout;
        self
    }

    /// The largest message that is accepted, in bytes. Default: 4 MiB, which
    /// is also what gateways send at most by default.
    pub fn max_message_size(mut self, bytes: usize) -> Self {
        self.max_message_size = Some(bytes);
        self
    }

    /// How long a call may take in all, if neither the call nor the RPC says
    /// otherwise. Default: 10 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = Some(timeout);
        self
    }

    /// The tenant of requests that name none. Default: unset.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// The tenants whose jobs workers take that name none. Default: unset.
    pub fn worker_tenants<T>(mut self, tenants: impl IntoIterator<Item = T>) -> Self
    where
        T: Into<String>,
    {
        self.worker_tenants = Some(tenants.into_iter().map(Into::into).collect());
        self
    }

    /// Whether failed calls are sent again, if the call does not say.
    /// Default: [`RetryMode::ByClass`].
    pub fn retry(mut self, mode: RetryMode) -> Self {
        self.retry = mode;
        self
    }

    /// How often and how fast failed calls are sent again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry_policy = policy;
        self
    }

    /// What the client does about a gateway that pushes calls back.
    pub fn backpressure_policy(mut self, policy: BackpressurePolicy) -> Self {
        self.backpressure_policy = policy;
        self
    }

    /// Metadata for every call. The value of a name that ends in `-bin` is
    /// sent as bytes.
    pub fn metadata(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(error) = user_headers(&mut self.headers, name.as_ref(), value.as_ref()) {
            self.refused.get_or_insert(error);
        }
        self
    }

    /// Every setting that the environment can give, with its value and where
    /// that comes from. Nothing is checked.
    #[must_use]
    pub fn configuration(&self) -> Configuration {
        self.resolve().0
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("configuration", &self.configuration())
            .field("connect_timeout", &self.connect_timeout)
            .field("keepalive_timeout", &self.keepalive_timeout)
            .field("retry", &self.retry)
            .field("retry_policy", &self.retry_policy)
            .field("backpressure_policy", &self.backpressure_policy)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
