//! TLS as a server speaks it: with a certificate of the kind a test wants, and
//! asking for one of the client if told to. Making certificates lives in
//! [`certificates`].

mod certificates;

use std::fmt;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

pub use certificates::{CertificateError, Certificates, Identity};

/// How a server speaks TLS: versions 1.2 and 1.3, and ALPN `h2`.
#[derive(Clone, Debug)]
pub struct Tls {
    identity: Identity,
    client_ca: Option<String>,
    protocols: Vec<String>,
}

impl Tls {
    /// With this certificate and key.
    #[must_use]
    pub fn new(identity: &Identity) -> Self {
        Self { identity: identity.clone(), client_ca: None, protocols: vec!["h2".to_owned()] }
    }

    /// Only for clients that have a certificate of this authority (PEM).
    #[must_use]
    pub fn with_client_ca(mut self, client_ca: &str) -> Self {
        self.client_ca = Some(client_ca.to_owned());
        self
    }

    /// Agrees to these protocols instead of `h2`; with none, ALPN is ignored.
    #[must_use]
    pub fn with_protocols(mut self, protocols: &[&str]) -> Self {
        self.protocols = protocols.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, CertificateError> {
        let provider = Arc::new(default_provider());
        let versions = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?;
        let clients = match &self.client_ca {
            None => WebPkiClientVerifier::no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                for certificate in read_certificates(authority)? {
                    roots.add(certificate).map_err(unusable)?;
                }
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                    .build()
                    .map_err(unusable)?
            }
        };
        let key = PrivateKeyDer::from_pem_slice(self.identity.key.as_bytes()).map_err(unusable)?;
        let mut config = versions
            .with_client_cert_verifier(clients)
            .with_single_cert(read_certificates(&self.identity.certificate)?, key)
            .map_err(unusable)?;
        config.alpn_protocols = self.protocols.iter().map(|p| p.as_bytes().to_vec()).collect();
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn read_certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().map_err(unusable)
}

fn unusable(problem: impl fmt::Display) -> CertificateError {
    CertificateError(problem.to_string())
}
