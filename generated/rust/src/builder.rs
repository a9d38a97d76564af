//! Settings of a client, checked when it is built.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::address::{Address, DEFAULT_ADDRESS, parse_authority};
use crate::client::{Client, Settings, Shared};
use crate::limiter::BackpressurePolicy;
use crate::retry::{RetryMode, RetryPolicy};
use crate::tls::{Protocol, TlsConfig, TlsSession};
use crate::transport::{Channel, ChannelSettings, Dialer, user_headers};
use crate::{ArgumentError, ConfigError};

/// Builds a [`Client`].
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
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    address: String,
    authority: Option<String>,
    tls: Option<TlsConfig>,
    connect_timeout: Duration,
    keepalive: Option<Duration>,
    keepalive_timeout: Duration,
    max_message_size: usize,
    request_timeout: Duration,
    tenant: Option<String>,
    retry: RetryMode,
    retry_policy: RetryPolicy,
    backpressure_policy: BackpressurePolicy,
    headers: HeaderMap,
    refused: Option<ArgumentError>,
}

/// Gateways close connections that are pinged more often.
const LEAST_KEEPALIVE: Duration = Duration::from_secs(30);

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            address: DEFAULT_ADDRESS.to_owned(),
            authority: None,
            tls: None,
            connect_timeout: Duration::from_secs(5),
            keepalive: Some(Duration::from_secs(45)),
            keepalive_timeout: Duration::from_secs(20),
            max_message_size: 4 * 1024 * 1024,
            request_timeout: Duration::from_secs(10),
            tenant: None,
            retry: RetryMode::default(),
            retry_policy: RetryPolicy::default(),
            backpressure_policy: BackpressurePolicy::default(),
            headers: HeaderMap::new(),
            refused: None,
        }
    }
}

impl ClientBuilder {
    /// Where the gateway is: `http://` (or `grpc://`) without TLS, `https://`
    /// (or `grpcs://`) with TLS; without a scheme it is TLS. Without a port it
    /// is 443 with TLS, else 26500. Default: `http://localhost:26500`.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
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
        self.keepalive = interval.into();
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
        self.max_message_size = bytes;
        self
    }

    /// How long a call may take in all, if neither the call nor the RPC says
    /// otherwise. Default: 10 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// The tenant of requests that name none. Default: unset.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
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

    /// Builds the client. It connects at its first call.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used, or this is not inside a Tokio runtime.
    pub fn build(self) -> Result<Client, ConfigError> {
        self.validate()?;
        let address = Address::parse(&self.address)?;
        let authority = self.authority.as_deref().map(|name| {
            parse_authority(name).ok_or_else(|| ConfigError::Setting {
                setting: "authority",
                problem: "is not a host, with or without a port".to_owned(),
            })
        });
        let (authority, authority_host) = authority.transpose()?.unzip();
        if self.tls.is_some() && !address.tls {
            return Err(ConfigError::Tls {
                problem: "there are settings for TLS, but the address is without TLS".to_owned(),
            });
        }
        let host = authority_host.unwrap_or_else(|| address.host().to_owned());
        let tls = match address.tls {
            true => Some(TlsSession::new(&self.tls.unwrap_or_default(), &host, Protocol::Http2)?),
            false => None,
        };
        let channel = Channel::new(ChannelSettings {
            dialer: Dialer::new(address.uri, tls, self.connect_timeout),
            authority,
            keepalive: self.keepalive,
            keepalive_timeout: self.keepalive_timeout,
        })?;
        let shared = Shared::new(Settings {
            max_message_size: self.max_message_size,
            request_timeout: self.request_timeout,
            tenant: self.tenant,
            retry: self.retry,
            retry_policy: self.retry_policy,
            backpressure_policy: self.backpressure_policy,
            headers: self.headers,
        });
        Ok(Client::new(channel, Arc::new(shared)))
    }

    fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |setting, problem: String| Err(ConfigError::Setting { setting, problem });
        let times = [
            ("connect_timeout", self.connect_timeout),
            ("keepalive_timeout", self.keepalive_timeout),
            ("request_timeout", self.request_timeout),
        ];
        for (setting, time) in times {
            if time.is_zero() {
                return refuse(setting, "must be above 0".to_owned());
            }
        }
        if self.keepalive.is_some_and(|interval| interval < LEAST_KEEPALIVE) {
            let problem = "must be at least 30 s, or the gateway closes the connection";
            return refuse("keepalive", problem.to_owned());
        }
        if self.max_message_size == 0 {
            return refuse("max_message_size", "must be above 0".to_owned());
        }
        if let Some(error) = &self.refused {
            return refuse("metadata", error.to_string());
        }
        self.retry_policy.validate()?;
        self.backpressure_policy.validate()
    }
}
