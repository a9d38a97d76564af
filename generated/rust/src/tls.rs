//! TLS: what the client trusts, and how it proves who it is.

use std::fmt;
use std::time::Duration;

use tonic::transport::Endpoint;

use crate::ConfigError;

/// What the client trusts on a `https://` connection, and who it says it is.
///
/// Without any of these settings the roots that the crate was built with are
/// trusted: the operating system's (feature `tls-native-roots`) or Mozilla's
/// (`tls-webpki-roots`). Verification cannot be turned off.
#[derive(Clone, Default)]
pub struct TlsConfig {
    ca_certificates: Vec<String>,
    identity: Option<(String, String)>,
    server_name: Option<String>,
}

impl TlsConfig {
    /// The settings a `https://` address has by itself.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts the certificate authorities in a PEM text, and no others.
    #[must_use]
    pub fn ca_certificate(mut self, pem: impl Into<String>) -> Self {
        self.ca_certificates.push(pem.into());
        self
    }

    /// Presents a client certificate: its chain and its key, both as PEM.
    #[must_use]
    pub fn identity(mut self, certificate: impl Into<String>, key: impl Into<String>) -> Self {
        self.identity = Some((certificate.into(), key.into()));
        self
    }

    /// The name that the certificate of the gateway must have, if it is not
    /// the host of the address.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }
}

impl fmt::Debug for TlsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsConfig")
            .field("ca_certificates", &self.ca_certificates.len())
            .field("identity", &self.identity.as_ref().map(|_| "***"))
            .field("server_name", &self.server_name)
            .finish()
    }
}

/// The settings of one connection.
#[derive(Debug)]
pub(crate) struct TlsSettings {
    pub(crate) config: TlsConfig,
    /// The name to verify if `config` has none.
    pub(crate) authority_host: Option<String>,
}

impl TlsSettings {
    #[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
    pub(crate) fn apply(
        self,
        endpoint: Endpoint,
        handshake_timeout: Duration,
    ) -> Result<Endpoint, ConfigError> {
        use tonic::transport::{Certificate, ClientTlsConfig, Identity};

        let mut tls = ClientTlsConfig::new().timeout(handshake_timeout);
        if let Some(name) = self.config.server_name.or(self.authority_host) {
            tls = tls.domain_name(name);
        }
        if self.config.ca_certificates.is_empty() {
            require_roots()?;
            tls = tls.with_enabled_roots();
        }
        for pem in self.config.ca_certificates {
            require_pem(&pem, "CERTIFICATE", "the CA certificate")?;
            tls = tls.ca_certificate(Certificate::from_pem(pem));
        }
        if let Some((certificate, key)) = self.config.identity {
            require_pem(&certificate, "CERTIFICATE", "the client certificate")?;
            require_pem(&key, "PRIVATE KEY", "the client key")?;
            tls = tls.identity(Identity::from_pem(certificate, key));
        }
        endpoint
            .tls_config(tls)
            .map_err(|error| ConfigError::Tls { problem: crate::error::chain(&error) })
    }

    #[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc")))]
    pub(crate) fn apply(self, _: Endpoint, _: Duration) -> Result<Endpoint, ConfigError> {
        let Self { config, authority_host } = self;
        tracing::debug!(?config, ?authority_host, "there is no TLS in this build");
        Err(ConfigError::MissingFeature {
            feature: "tls-ring",
            needs: "an https address needs TLS",
        })
    }
}

/// A text without the right PEM block would be taken for "trust nobody".
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
fn require_pem(pem: &str, block: &str, what: &str) -> Result<(), ConfigError> {
    let begins = |line: &str| line.starts_with("-----BEGIN ") && line.contains(block);
    if pem.lines().any(begins) {
        return Ok(());
    }
    Err(ConfigError::Tls { problem: format!("{what} has no PEM block of type {block}") })
}

#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
fn require_roots() -> Result<(), ConfigError> {
    if cfg!(any(feature = "tls-native-roots", feature = "tls-webpki-roots")) {
        return Ok(());
    }
    Err(ConfigError::MissingFeature {
        feature: "tls-native-roots",
        needs: "an https address without a CA certificate needs roots to trust",
    })
}
