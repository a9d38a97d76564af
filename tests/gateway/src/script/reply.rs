//! One scripted reply: what a script may say, and its form ready for the wire.
//! Which reply a call gets lives in [`super::queue`]; playing it in
//! [`crate::server`].

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use prost::Message;
use serde::Deserialize;
use serde_json::Value;
use tonic::Code;

use super::status::{ScriptedStatus, Trailers, metadata};
use crate::json::Messages;
use crate::rpc::Rpc;

/// What a call is answered. Without messages and without an end, the default
/// behaviour answers, after the delay.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// How many calls get this reply before the next one is due.
    #[serde(default = "once")]
    pub times: u64,
    /// Pause before anything is answered.
    #[serde(default)]
    pub delay_ms: u64,
    /// Send the response headers before the pause, not with the first message.
    #[serde(default)]
    pub headers_first: bool,
    /// Initial metadata. Values of keys ending in `-bin` are base64.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Messages to answer. A unary call may be given none, or too many.
    #[serde(default)]
    pub messages: Vec<Content>,
    /// Pause between messages.
    #[serde(default)]
    pub gap_ms: u64,
    /// Let the default behaviour answer, and end after this many messages.
    #[serde(default)]
    pub cut_after: Option<u64>,
    /// How it ends; with messages, OK unless said otherwise.
    #[serde(default)]
    pub end: Option<End>,
}

fn once() -> u64 {
    1
}

/// A response message.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Content {
    /// As JSON, with the field names of the API.
    Json(Value),
    /// Encoded already.
    #[serde(skip)]
    Encoded(Bytes),
}

/// How a scripted reply ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Status OK.
    Ok,
    /// Another status.
    Status(ScriptedStatus),
    /// Never.
    Hang,
    /// The stream is reset with this HTTP/2 code.
    Reset(u32),
    /// The whole connection is reset.
    DropConnection,
}

impl Reply {
    fn empty() -> Self {
        Self {
            times: once(),
            delay_ms: 0,
            headers_first: false,
            headers: BTreeMap::new(),
            messages: Vec::new(),
            gap_ms: 0,
            cut_after: None,
            end: None,
        }
    }

    /// The default behaviour.
    #[must_use]
    pub fn pass() -> Self {
        Self::empty()
    }

    /// One message, then OK.
    #[must_use]
    pub fn message(message: &impl Message) -> Self {
        Self::empty().and_message(message)
    }

    /// One message written as JSON, then OK.
    #[must_use]
    pub fn json(message: Value) -> Self {
        let mut reply = Self::empty();
        reply.messages.push(Content::Json(message));
        reply
    }

    /// A status with a text.
    #[must_use]
    pub fn status(code: Code, message: &str) -> Self {
        Self::end(End::Status(ScriptedStatus::new(code, message)))
    }

    /// Nothing, for ever.
    #[must_use]
    pub fn hang() -> Self {
        Self::end(End::Hang)
    }

    /// Only an end.
    #[must_use]
    pub fn end(end: End) -> Self {
        Self::empty().ending(end)
    }

    /// The default behaviour until it has answered this many messages.
    #[must_use]
    pub fn cut_after(messages: u64, end: End) -> Self {
        let mut reply = Self::end(end);
        reply.cut_after = Some(messages);
        reply
    }

    /// With a further message.
    #[must_use]
    pub fn and_message(mut self, message: &impl Message) -> Self {
        let encoded = Content::Encoded(message.encode_to_vec().into());
        self.messages.push(encoded);
        self
    }

    /// Ending like this.
    #[must_use]
    pub fn ending(mut self, end: End) -> Self {
        self.end = Some(end);
        self
    }

    /// After a pause.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// For this many calls.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    /// With initial metadata.
    #[must_use]
    pub fn with_header(mut self, key: &str, value: &str) -> Self {
        self.headers.insert(key.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn compile(&self, rpc: Rpc, messages: &Messages) -> Result<Plan, String> {
        let encode = |content: &Content| match content {
            Content::Json(json) => messages.response_from_json(rpc, json),
            Content::Encoded(bytes) => Ok(bytes.clone()),
        };
        if self.cut_after.is_some() && !(self.messages.is_empty() && self.end.is_some()) {
            return Err(format!("{rpc}: cut_after goes with an end and without messages"));
        }
        let scripted =
            self.cut_after.is_none() && (self.end.is_some() || !self.messages.is_empty());
        Ok(Plan {
            delay: Duration::from_millis(self.delay_ms),
            headers_first: self.headers_first,
            headers: metadata(&self.headers)?,
            messages: match scripted {
                true => Some(self.messages.iter().map(encode).collect::<Result<_, _>>()?),
                false => None,
            },
            gap: Duration::from_millis(self.gap_ms),
            cut_after: self.cut_after,
            finale: match &self.end {
                None | Some(End::Ok) => Finale::Ok,
                Some(End::Status(status)) => Finale::Status(status.compile()?),
                Some(End::Hang) => Finale::Hang,
                Some(End::Reset(code)) => Finale::Reset(*code),
                Some(End::DropConnection) => Finale::DropConnection,
            },
        })
    }
}

/// A reply ready to be played.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) headers_first: bool,
    pub(crate) headers: HeaderMap,
    /// None when the default behaviour answers.
    pub(crate) messages: Option<Vec<Bytes>>,
    pub(crate) gap: Duration,
    pub(crate) cut_after: Option<u64>,
    pub(crate) finale: Finale,
}

/// The end of a reply, ready for the wire.
#[derive(Clone, Debug)]
pub(crate) enum Finale {
    Ok,
    Status(Trailers),
    Hang,
    Reset(u32),
    DropConnection,
}
