//! A journal entry as one line of JSON. Times are milliseconds since the
//! gateway started; values of credentials are hidden.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::entry::{Entry, Outcome};
use crate::json::Messages;

impl Entry {
    /// The entry as JSON, requests as in [`Messages::request_to_json`].
    #[must_use]
    pub fn to_json(&self, messages: &Messages) -> Value {
        let metadata: Vec<Value> = self.metadata.shown().map(|(k, v)| json!([k, v])).collect();
        let mut line = Map::new();
        line.insert("sequence".into(), self.sequence.into());
        line.insert("connection".into(), self.connection.into());
        line.insert("rpc".into(), self.name().into());
        line.insert("path".into(), (*self.path).into());
        line.insert("authority".into(), self.authority.as_deref().into());
        line.insert("metadata".into(), metadata.into());
        line.insert("timeout".into(), self.timeout_text().into());
        line.insert("previous_attempts".into(), self.previous_attempts().into());
        line.insert("request".into(), self.request_json(messages).into());
        let size = self.request.as_ref().map(bytes::Bytes::len);
        line.insert("request_bytes".into(), size.into());
        line.insert("arrived_ms".into(), milliseconds(self.arrived).into());
        line.insert("ended_ms".into(), self.ended.map(milliseconds).into());
        line.insert("outcome".into(), outcome(self.outcome));
        line.insert("messages_sent".into(), self.messages_sent.into());
        Value::Object(line)
    }
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

fn outcome(outcome: Option<Outcome>) -> Value {
    match outcome {
        None => "open".into(),
        Some(Outcome::Ok) => "ok".into(),
        Some(Outcome::Status(code)) => json!({"status": i32::from(code)}),
        Some(Outcome::Cancelled) => "cancelled".into(),
        Some(Outcome::ConnectionLost) => "connection_lost".into(),
        Some(Outcome::Reset(code)) => json!({ "reset": code }),
    }
}
