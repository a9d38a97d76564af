//! TLS: what the client trusts, and how it proves who it is.

mod session;

use std::fmt;

pub(crate) use session::{Protocol, TlsSession};

/// What the client trusts on a `https://` connection, and who it says it is.
///
/// Without any of these settings the roots that the crate was built with are
/// trusted: the operating system's (feature `tls-native-roots`) or Mozilla's
/// (`tls-webpki-roots`). Verification cannot be turned off.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TlsConfig {
    pub(crate) ca_certificates: Vec<String>,
    pub(crate) identity: Option<(String, String)>,
    pub(crate) server_name: Option<String>,
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
