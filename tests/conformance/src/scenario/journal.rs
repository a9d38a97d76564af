//! What a scenario expects of the journal of the gateway.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use zeebe_mock_gateway::Rpc;

use super::Range;

/// What the journal must hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JournalCheck {
    /// The calls that it is about; all without it.
    pub rpc: Option<Rpc>,
    /// Only those whose metadata are like this.
    pub with_metadata: BTreeMap<String, Value>,
    /// How many calls are left out at the beginning.
    pub skip: usize,
    /// How many there are.
    pub count: Option<Range>,
    /// The names of the calls in order of arrival.
    pub order: Option<Vec<String>>,
    /// The request of each, in full.
    pub request: Option<Value>,
    /// What the request of each must hold beside other things.
    pub request_has: Option<Value>,
    /// The requests in order of arrival, in full.
    pub requests: Option<Vec<Value>>,
    /// Every field that the proto has is set, at any depth.
    pub every_field_set: bool,
    /// Every request is byte for byte that of the first call.
    pub same_bytes: bool,
    /// How many bytes each request has.
    pub request_bytes: Option<Range>,
    /// Whom each takes the gateway for.
    pub authority: Option<Value>,
    /// Metadata of each; a value is what the only value of the key must be.
    pub metadata: BTreeMap<String, Value>,
    /// Metadata that none has.
    pub metadata_absent: Vec<String>,
    /// The deadline that each announces.
    pub deadline_ms: Option<Range>,
    /// None announces a deadline.
    pub no_deadline: bool,
    /// Each announces less time than the one before it, by about the time between them.
    pub deadlines_shrink: bool,
    /// The time between the end of each call and the arrival of the next.
    pub pause_ms: Option<Range>,
    /// The same, one range for each pause.
    pub pauses_ms: Option<Vec<Range>>,
    /// How far apart the shortest and the longest pause are.
    pub pause_spread_ms: Option<Range>,
    /// The time between the first and the last arrival.
    pub spread_ms: Option<Range>,
    /// How each ended.
    pub outcome: Option<OutcomeName>,
    /// How they ended, in order of arrival.
    pub outcomes: Option<Vec<OutcomeName>>,
    /// How long each was open.
    pub open_ms: Option<Range>,
    /// How many are open at once at most.
    pub at_once: Option<Range>,
    /// How many connections they came on.
    pub connections: Option<Range>,
    /// How long the journal must stay like this.
    pub for_ms: u64,
}

/// How a call ended: `ok`, `cancelled`, `lost`, `open`, `reset`, or the name of a status.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct OutcomeName(pub String);
