//! TLS by rustls.

use std::fmt;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::last_words::LastWords;
use super::{Peer, why};
use crate::ConfigError;
use crate::tls::TlsTexts;
use crate::transport::{DialError, Io};

/// How TLS is agreed on with one host.
#[derive(Clone)]
pub(crate) struct TlsSession {
    config: Arc<ClientConfig>,
    server_name: ServerName<'static>,
    peer: Peer,
}

impl TlsSession {
    /// For the host of that name, if the settings have no other.
    pub(crate) fn new(settings: &TlsTexts, host: &str, peer: Peer) -> Result<Self, ConfigError> {
        let name = match peer {
            Peer::Gateway => settings.server_name.as_deref().unwrap_or(host),
            #[cfg(feature = "oauth")]
            Peer::TokenServer => host,
        };
        let name = name.trim_start_matches('[').trim_end_matches(']');
        let server_name = ServerName::try_from(name.to_owned())
            .map_err(|_| refuse(format!("'{name}' is not a name that a certificate can have")))?;
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| refuse(error.to_string()))?
            .with_root_certificates(trusted(settings, peer)?);
        let mut config = match &settings.identity {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => {
                let chain = certificates(certificate, "the client certificate")?;
                let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
                    .map_err(|_| refuse("the client key has no PEM block of type PRIVATE KEY"))?;
                builder.with_client_auth_cert(chain, key).map_err(|error| {
                    refuse(format!("the client certificate and key do not work: {error}"))
                })?
            }
        };
        config.alpn_protocols = vec![match peer {
            Peer::Gateway => b"h2".to_vec(),
            #[cfg(feature = "oauth")]
            Peer::TokenServer => b"http/1.1".to_vec(),
        }];
        Ok(Self { config: Arc::new(config), server_name, peer })
    }

    /// Agrees on TLS over a connection.
    pub(crate) async fn handshake(&self, stream: TcpStream) -> Result<Box<dyn Io>, DialError> {
        let connector = TlsConnector::from(Arc::clone(&self.config));
        let stream = connector.connect(self.server_name.clone(), stream).await;
        let stream = stream.map_err(|error| why::failed(&error))?;
        let agreed = stream.get_ref().1.alpn_protocol();
        if self.peer == Peer::Gateway && agreed != Some(b"h2") {
            return Err(DialError::permanent(why::NO_HTTP2));
        }
        Ok(Box::new(LastWords::new(TokioIo::new(stream))))
    }
}

impl fmt::Debug for TlsSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsSession").field("server_name", &self.server_name).finish_non_exhaustive()
    }
}

fn refuse(problem: impl Into<String>) -> ConfigError {
    ConfigError::Tls { problem: problem.into() }
}

/// What the program has chosen for all its TLS, or what this crate was built
/// with.
fn provider() -> Arc<CryptoProvider> {
    if let Some(chosen) = CryptoProvider::get_default() {
        return Arc::clone(chosen);
    }
    #[cfg(feature = "tls-ring")]
    let provider = tokio_rustls::rustls::crypto::ring::default_provider();
    #[cfg(not(feature = "tls-ring"))]
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    Arc::new(provider)
}

fn trusted(settings: &TlsTexts, peer: Peer) -> Result<RootCertStore, ConfigError> {
    if settings.ca_certificates.is_empty() {
        return roots();
    }
    let mut trusted = match peer {
        Peer::Gateway => RootCertStore::empty(),
        #[cfg(feature = "oauth")]
        Peer::TokenServer => roots().unwrap_or_else(|_| RootCertStore::empty()),
    };
    for pem in &settings.ca_certificates {
        for certificate in certificates(pem, "the CA certificate")? {
            trusted
                .add(certificate)
                .map_err(|error| refuse(format!("the CA certificate cannot be used: {error}")))?;
        }
    }
    Ok(trusted)
}

/// The certificates of a PEM text. One without any would be taken for "trust
/// nobody".
fn certificates(pem: &str, what: &str) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match found {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(refuse(format!("{what} has no PEM block of type CERTIFICATE"))),
        Err(error) => Err(refuse(format!("{what} is not PEM: {error}"))),
    }
}

/// The roots that the crate was built with.
#[cfg(any(feature = "tls-native-roots", feature = "tls-webpki-roots"))]
fn roots() -> Result<RootCertStore, ConfigError> {
    let mut roots = RootCertStore::empty();
    #[cfg(feature = "tls-native-roots")]
    {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::debug!(%error, "a certificate of the system cannot be read");
        }
        roots.add_parsable_certificates(found.certs);
    }
    #[cfg(feature = "tls-webpki-roots")]
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if roots.is_empty() {
        return Err(refuse(
            "the system has no certificate authorities to trust; install them, or name a CA \
             certificate",
        ));
    }
    Ok(roots)
}

#[cfg(not(any(feature = "tls-native-roots", feature = "tls-webpki-roots")))]
fn roots() -> Result<RootCertStore, ConfigError> {
    Err(ConfigError::MissingFeature {
        feature: "tls-native-roots",
        needs: "an https address without a CA certificate needs roots to trust",
    })
}
