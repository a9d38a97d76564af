//! Scripts: what a gateway is told beforehand, as data. The same types are
//! built in Rust and read from JSON.
//!
//! ```
//! let text = r#"{
//!   "gateway": {
//!     "gateway_version": "8.8.0",
//!     "long_poll_ms": 200,
//!     "processes": { "order": [ { "type": "charge", "retries": 3, "headers": { "card": "visa" } },
//!                               { "type": "ship" } ] },
//!     "jobs": [ { "type": "resize", "count": 100, "variables": { "width": 640 } } ],
//!     "decisions": { "dish": { "output": "stew" } }
//!   },
//!   "rpcs": {
//!     "CompleteJob": {
//!       "first": [
//!         { "times": 2, "end": { "status": { "code": "UNAVAILABLE", "message": "try again" } } },
//!         { "delay_ms": 50 },
//!         { "end": { "reset": 8 } }
//!       ]
//!     },
//!     "CreateProcessInstance": {
//!       "load": { "concurrent": 32, "hold_ms": 5 },
//!       "always": { "messages": [ { "processInstanceKey": "4", "bpmnProcessId": "order" } ] }
//!     },
//!     "StreamActivatedJobs": {
//!       "first": [ { "cut_after": 3, "end": "drop_connection" } ],
//!       "always": { "end": "hang" }
//!     }
//!   }
//! }"#;
//! let script: zeebe_mock_gateway::Script = serde_json::from_str(text)?;
//! assert_eq!(script.gateway.long_poll_ms, 200);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! A reply (`first`, `always`) has these members, all optional:
//!
//! | member | meaning |
//! |---|---|
//! | `times` | calls that get it, 1 unless said |
//! | `delay_ms` | pause before anything is answered |
//! | `headers_first` | send response headers before the pause |
//! | `headers` | initial metadata |
//! | `messages` | response messages as JSON |
//! | `gap_ms` | pause between messages |
//! | `cut_after` | default behaviour for so many messages, then the end |
//! | `end` | `"ok"`, `"hang"`, `"drop_connection"`, `{"reset": 8}`, `{"status": {…}}` |
//!
//! A reply with neither messages nor an end passes the call on to the default
//! behaviour. A status has a `code` (name or number), `message` or
//! `raw_message`, `details` (base64) and `metadata` (further trailers).

mod queue;
mod reply;
mod status;

use std::collections::BTreeMap;

use serde::Deserialize;

pub(crate) use queue::{Admission, Place, Scripts};
pub use queue::{Load, RpcScript};
pub use reply::{Content, End, Reply};
pub(crate) use reply::{Finale, Plan};
pub use status::{ScriptedStatus, StatusCode};

use crate::rpc::Rpc;
use crate::settings::Settings;

/// A whole script: how the gateway behaves by itself, and replies that take
/// precedence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    /// Default behaviour.
    pub gateway: Settings,
    /// Replies by name of the call.
    pub rpcs: BTreeMap<Rpc, RpcScript>,
}
