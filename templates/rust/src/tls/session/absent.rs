//! A build without TLS.

use tokio::net::TcpStream;

use super::Protocol;
use crate::transport::{DialError, Io};
use crate::{ConfigError, TlsConfig};

/// Cannot be had.
#[derive(Debug, Clone)]
pub(crate) enum TlsSession {}

impl TlsSession {
    pub(crate) fn new(_: &TlsConfig, _: &str, _: Protocol) -> Result<Self, ConfigError> {
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
