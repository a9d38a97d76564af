//! One call as it arrived and ended. Collecting entries lives in the parent
//! module, printing them in [`super::line`].

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use http::HeaderMap;
use prost::Message;
use serde_json::Value;
use tonic::Code;

use crate::json::Messages;
use crate::rpc::Rpc;

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With status OK.
    Ok,
    /// With another status; a number without a name counts as unknown.
    Status(Code),
    /// It was given up: the client reset the stream, or the deadline that the
    /// client had set passed. Which of them comes first is chance.
    Cancelled,
    /// The connection went away, from either side, while it was open.
    ConnectionLost,
    /// A script reset the stream with this HTTP/2 code.
    Reset(u32),
}

/// What arrived with one call, and what became of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position in the order of arrival, from 0.
    pub sequence: u64,
    /// The TCP connection it came on, numbered from 1.
    pub connection: u64,
    /// The call, unless the path names none this gateway knows.
    pub rpc: Option<Rpc>,
    /// Path of the request, verbatim.
    pub path: Arc<str>,
    /// Whom the client takes the gateway for: the host of the request, with a
    /// port if it names one.
    pub authority: Option<Arc<str>>,
    /// Everything in the request headers, in order of arrival.
    pub metadata: Metadata,
    /// The request message as bytes, once all of it has arrived.
    pub request: Option<Bytes>,
    /// When the headers arrived, since the gateway started.
    pub arrived: Duration,
    /// When it ended, since the gateway started.
    pub ended: Option<Duration>,
    /// How it ended; none while it is open.
    pub outcome: Option<Outcome>,
    /// Messages answered.
    pub messages_sent: u64,
}

impl Entry {
    pub(super) fn new(connection: u64, rpc: Option<Rpc>, path: &str, arrived: Duration) -> Self {
        Self {
            sequence: 0,
            connection,
            rpc,
            path: path.into(),
            authority: None,
            metadata: Metadata::default(),
            request: None,
            arrived,
            ended: None,
            outcome: None,
            messages_sent: 0,
        }
    }

    /// Name of the call, or the path if it names none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.rpc.map_or(&*self.path, |rpc| rpc.name())
    }

    /// The request as a message.
    #[must_use]
    pub fn request_as<M: Message + Default>(&self) -> Option<M> {
        M::decode(self.request.clone()?).ok()
    }

    /// The request as JSON.
    #[must_use]
    pub fn request_json(&self, messages: &Messages) -> Option<Value> {
        messages.request_to_json(self.rpc?, self.request.as_ref()?)
    }

    /// The `grpc-timeout` header, verbatim.
    #[must_use]
    pub fn timeout_text(&self) -> Option<&str> {
        self.metadata.get("grpc-timeout")
    }

    /// The time the caller gives the call.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        parse_timeout(self.timeout_text()?)
    }

    /// How many attempts went before this one, if the client says so.
    #[must_use]
    pub fn previous_attempts(&self) -> Option<u32> {
        self.metadata.get("grpc-previous-rpc-attempts")?.parse().ok()
    }

    /// Whether the call has not ended yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
}

/// Request headers. Debug output hides the values of credentials.
#[derive(Clone, Default)]
pub struct Metadata(Arc<[(String, String)]>);

impl Metadata {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let text = |value: &http::HeaderValue| match value.to_str() {
            Ok(text) => text.to_owned(),
            Err(_) => STANDARD_NO_PAD.encode(value.as_bytes()),
        };
        let pairs = headers.iter().map(|(k, v)| (k.as_str().to_owned(), text(v)));
        Self(pairs.collect())
    }

    /// First value of a key. Values that are no visible ASCII come as base64.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find_map(|(k, v)| (k == key).then_some(v))
    }

    /// All values of a key, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(k, _)| *k == key).map(|(_, v)| v)
    }

    /// All keys and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Keys and values as they may be printed: credentials are replaced.
    pub fn shown(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(key, value)| match key {
            "authorization" | "proxy-authorization" | "cookie" => (key, "(hidden)"),
            _ => (key, value),
        })
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.shown()).finish()
    }
}

/// Reads a `grpc-timeout` value: up to eight digits and a unit.
pub(crate) fn parse_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let amount: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(amount.checked_mul(3600)?),
        "M" => Duration::from_secs(amount.checked_mul(60)?),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_timeouts() {
        assert_eq!(parse_timeout("500m"), Some(Duration::from_millis(500)));
        assert_eq!(parse_timeout("48H"), Some(Duration::from_secs(48 * 3600)));
        assert_eq!(parse_timeout("5"), None);
        assert_eq!(parse_timeout(""), None);
    }

    #[test]
    fn hides_credentials_when_printed() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", http::HeaderValue::from_static("Bearer abc"));
        let metadata = Metadata::from_headers(&headers);
        assert_eq!(metadata.get("authorization"), Some("Bearer abc"));
        assert!(!format!("{metadata:?}").contains("abc"));
    }
}
