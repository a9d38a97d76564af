//! A connection to a host: TCP and, where the address asks for it, TLS.
//!
//! What is spoken over it is not decided here: HTTP/2 with the gateway, in
//! `channel`, HTTP/1.1 with a token server, in `credentials`.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use http::Uri;
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::HttpConnector;
use tonic::codegen::Service;

use crate::error::chain;
use crate::tls::TlsSession;

/// Something to read from and write to.
pub(crate) trait Io: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Io for T {}

/// Makes connections to one host.
#[derive(Debug, Clone)]
pub(crate) struct Dialer {
    uri: Uri,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Network {
        tcp: HttpConnector,
        tls: Option<TlsSession>,
        handshake_timeout: Duration,
    },
    #[allow(dead_code, reason = "only the feature `testing` has such peers")]
    Memory(Arc<dyn Listener>),
}

/// A peer in this process.
pub(crate) trait Listener: fmt::Debug + Send + Sync {
    /// The client's end of a new connection. The call is inside a runtime.
    fn accept(&self) -> Box<dyn Io>;
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DialError {
    pub(crate) text: String,
    /// Whether the next attempt would end like this one: certificates and
    /// protocols do not change by themselves.
    pub(crate) permanent: bool,
}

impl DialError {
    pub(crate) fn passing(text: impl Into<String>) -> Self {
        Self { text: text.into(), permanent: false }
    }

    pub(crate) fn permanent(text: impl Into<String>) -> Self {
        Self { text: text.into(), permanent: true }
    }
}

impl Dialer {
    /// `timeout` is for TCP, and once more for TLS.
    pub(crate) fn new(uri: Uri, tls: Option<TlsSession>, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        Self { uri, way: Way::Network { tcp, tls, handshake_timeout: timeout } }
    }

    /// To a peer in this process.
    #[allow(dead_code, reason = "only the feature `testing` has such peers")]
    pub(crate) fn in_memory(listener: Arc<dyn Listener>) -> Self {
        Self { uri: Uri::from_static("http://in-memory"), way: Way::Memory(listener) }
    }

    /// Where it leads.
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Makes a connection.
    pub(crate) async fn dial(&self) -> Result<Box<dyn Io>, DialError> {
        let (tcp, tls, time) = match &self.way {
            Way::Network { tcp, tls, handshake_timeout } => (tcp, tls, *handshake_timeout),
            Way::Memory(listener) => return Ok(listener.accept()),
        };
        let stream = tcp.clone().call(self.uri.clone()).await;
        let stream = stream.map_err(|error| DialError::passing(chain(&error)))?;
        let Some(tls) = tls else {
            return Ok(Box::new(stream));
        };
        let secured = tokio::time::timeout(time, tls.handshake(stream.into_inner())).await;
        secured.unwrap_or_else(|_| {
            let text = format!("the peer did not agree on TLS within {time:?}");
            Err(DialError::passing(text))
        })
    }
}

/// Whether the peer ended a connection because of the certificates.
///
/// With TLS 1.3 a client learns only after its handshake that its certificate,
/// or the lack of one, was not accepted. HTTP/2 keeps nothing but the text.
pub(crate) fn refused_identity(error: &io::Error) -> Option<DialError> {
    const ALERT: &str = "received fatal alert: ";
    const ABOUT_CERTIFICATES: [&str; 7] = [
        "Certificate",
        "BadCertificate",
        "UnsupportedCertificate",
        "UnknownCA",
        "DecryptError",
        "AccessDenied",
        "NoCertificate",
    ];
    let text = error.to_string();
    let (_, alert) = text.split_once(ALERT)?;
    let concerns = ABOUT_CERTIFICATES.iter().any(|word| alert.starts_with(word));
    concerns.then(|| {
        DialError::permanent(format!(
            "the peer does not accept the client's certificate, or the lack of one: {text}"
        ))
    })
}
