//! The connection of a client: one, made at the first call and made again
//! after a loss.

use std::time::Duration;

use http::Uri;
use tonic::transport::{Channel, Endpoint};

use crate::ConfigError;
use crate::tls::TlsSettings;

/// How the connection is made.
#[derive(Debug)]
pub(crate) struct ChannelSettings {
    pub(crate) uri: Uri,
    pub(crate) authority: Option<Uri>,
    pub(crate) tls: Option<TlsSettings>,
    pub(crate) connect_timeout: Duration,
    pub(crate) keepalive: Option<Duration>,
    pub(crate) keepalive_timeout: Duration,
}

const USER_AGENT: &str = concat!("zeebe-sdk-rust/", env!("CARGO_PKG_VERSION"));

/// How many bytes of headers or trailers are accepted; with more the stream is
/// reset. A status with a long text needs many: the text is there twice, once
/// escaped and once in the details.
const MOST_HEADERS: u32 = 256 * 1024;

/// Prepares the connection without making it.
pub(crate) fn connect(settings: ChannelSettings) -> Result<Channel, ConfigError> {
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(ConfigError::NoRuntime);
    }
    let mut endpoint = Endpoint::from(settings.uri)
        .user_agent(USER_AGENT)
        .map_err(|error| ConfigError::Setting {
            setting: "user_agent",
            problem: error.to_string(),
        })?
        .connect_timeout(settings.connect_timeout)
        .tcp_nodelay(true)
        .keep_alive_timeout(settings.keepalive_timeout)
        .keep_alive_while_idle(false)
        .http2_max_header_list_size(MOST_HEADERS);
    if let Some(interval) = settings.keepalive {
        endpoint = endpoint.http2_keep_alive_interval(interval);
    }
    if let Some(authority) = settings.authority {
        endpoint = endpoint.origin(authority);
    }
    if let Some(tls) = settings.tls {
        endpoint = tls.apply(endpoint, settings.connect_timeout)?;
    }
    Ok(endpoint.connect_lazy())
}
