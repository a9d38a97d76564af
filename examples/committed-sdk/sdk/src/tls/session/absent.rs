//! A build without TLS.

use tokio::net::TcpStream;

use super::Peer;
use crate::ConfigError;
use crate::tls::TlsTexts;
use crate::transport::{DialError, Io};

/// Cannot be had.
#[derive(Debug, Clone)]
pub(crate) enum TlsSession {}

impl TlsSession {
    pub(crate) fn new(_: &TlsTexts, _: &str, _: Peer) -> Result<Self, ConfigError> {
        Err(ConfigError::MissingFeature {
            feature: "tls-ring",
            needs: "an https address needs TLS",
        })
    }

    #[expect(clippy::unused_async, reason = "as with TLS")]
    pub(crate) async fn handshake(&self, _: TcpStream) -> Result<Box<dyn Io>, DialError> {
        match *self {}
    }
}
