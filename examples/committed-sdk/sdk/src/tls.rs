//! TLS: what the client trusts, and how it proves who it is.

mod session;

use std::fmt;
use std::path::PathBuf;

use crate::config::Pem;

pub(crate) use session::{Peer, TlsSession};

/// What the client trusts on a `https://` connection, and who it says it is.
///
/// Without any of these settings the roots that the crate was built with are
/// trusted: the operating system's (feature `tls-native-roots`) or Mozilla's
/// (`tls-webpki-roots`). Verification cannot be turned off.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TlsConfig {
    pub(crate) ca_certificates: Vec<Pem>,
    pub(crate) identity: Option<(Pem, Pem)>,
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
        self.ca_certificates.push(Pem::Text(pem.into()));
        self
    }

    /// Trusts the certificate authorities in a PEM file, and no others. It is
    /// read when the client is built.
    #[must_use]
    pub fn ca_certificate_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_certificates.push(Pem::File(path.into()));
        self
    }

    /// Presents a client certificate: its chain and its key, both as PEM.
    #[must_use]
    pub fn identity(mut self, certificate: impl Into<String>, key: impl Into<String>) -> Self {
        self.identity = Some((Pem::Text(certificate.into()), Pem::Text(key.into())));
        self
    }

    /// Presents a client certificate, with its chain and its key in PEM files.
    /// They are read when the client is built.
    #[must_use]
    pub fn identity_files(
        mut self,
        certificate: impl Into<PathBuf>,
        key: impl Into<PathBuf>,
    ) -> Self {
        self.identity = Some((Pem::File(certificate.into()), Pem::File(key.into())));
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

/// The texts of one client's settings, read from where they are.
#[derive(Clone, Default)]
#[cfg_attr(
    not(any(feature = "tls-ring", feature = "tls-aws-lc")),
    expect(dead_code, reason = "there is no TLS")
)]
pub(crate) struct TlsTexts {
    pub(crate) ca_certificates: Vec<String>,
    pub(crate) identity: Option<(String, String)>,
    pub(crate) server_name: Option<String>,
}

impl fmt::Debug for TlsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsConfig")
            .field("ca_certificates", &self.ca_certificates)
            .field("identity", &self.identity)
            .field("server_name", &self.server_name)
            .finish()
    }
}
