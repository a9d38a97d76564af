//! What can be set about the default behaviour. How it behaves lives in
//! [`crate::engine`].

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::json;
use crate::proto::ActivatedJob;
use crate::version::Version;

/// The default behaviour of a gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Release to behave as: later calls are unimplemented, later fields empty.
    pub gateway_version: Version,
    /// How long a poll with `requestTimeout` 0 waits.
    pub long_poll_ms: u64,
    /// How long a create with result and `requestTimeout` 0 waits.
    pub request_timeout_ms: u64,
    /// How long after the start no partition is known.
    pub starting_ms: u64,
    /// How long calls in progress may go on after a graceful stop.
    pub grace_ms: u64,
    /// Whether a call is reset when the deadline of its caller has passed, as a
    /// real gateway does it. Otherwise only the caller can end it.
    pub enforce_deadlines: bool,
    /// Whether tenants other than the default are accepted.
    pub multi_tenancy: bool,
    /// Largest request message, in bytes.
    pub max_message_size: usize,
    /// How many steps in the lives of jobs are remembered; 0 for none.
    pub job_events: usize,
    /// What the gateway sets and does as a peer of HTTP/2.
    pub http2: Http2Settings,
    /// What `Topology` answers.
    pub topology: Topology,
    /// Jobs of a process in place of what its BPMN says. A process that is
    /// listed here exists from the start.
    pub processes: BTreeMap<String, Vec<TaskSettings>>,
    /// Jobs there from the start, without an instance.
    pub jobs: Vec<JobSettings>,
    /// Results of decisions; those not listed have the result `null`.
    pub decisions: BTreeMap<String, DecisionSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            gateway_version: Version::default(),
            long_poll_ms: 10_000,
            request_timeout_ms: 10_000,
            starting_ms: 0,
            grace_ms: 30_000,
            enforce_deadlines: true,
            multi_tenancy: false,
            max_message_size: 4 * 1024 * 1024,
            job_events: 100_000,
            http2: Http2Settings::default(),
            topology: Topology::default(),
            processes: BTreeMap::new(),
            jobs: Vec::new(),
            decisions: BTreeMap::new(),
        }
    }
}

impl Settings {
    pub(crate) fn long_poll(&self) -> Duration {
        Duration::from_millis(self.long_poll_ms)
    }

    pub(crate) fn request_timeout(&self) -> Duration {
        Duration::from_millis(self.request_timeout_ms)
    }
}

/// The wire below gRPC. By default nothing is limited that a test of many calls
/// would run into.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http2Settings {
    /// Most calls that a connection may have open.
    pub max_concurrent_streams: u32,
    /// Bytes that a client may send on a stream before it is given room for
    /// more; 1 makes large requests crawl.
    pub stream_window: u32,
    /// The same for all streams of a connection, at least 65,535.
    pub connection_window: u32,
    /// How often the gateway pings its clients; 0 for never. Those that do not
    /// answer in the same time lose their connection.
    pub ping_ms: u64,
}

impl Default for Http2Settings {
    fn default() -> Self {
        Self {
            max_concurrent_streams: u32::MAX >> 1,
            stream_window: 1024 * 1024,
            connection_window: 16 * 1024 * 1024,
            ping_ms: 0,
        }
    }
}

/// Brokers and partitions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Topology {
    /// Number of brokers, which lead the partitions in turn.
    pub brokers: i32,
    /// Number of partitions, each with keys of its own.
    pub partitions: i32,
    /// Copies of each partition.
    pub replication: i32,
    /// Identity of the cluster, from release 8.9 on.
    pub cluster_id: String,
}

impl Default for Topology {
    fn default() -> Self {
        Self { brokers: 1, partitions: 1, replication: 1, cluster_id: "mock-cluster".to_owned() }
    }
}

/// One task of a process: an instance reaches them one after the other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskSettings {
    /// Job type.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Retries of a fresh job.
    #[serde(default = "three")]
    pub retries: i32,
    /// Custom headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

fn three() -> i32 {
    3
}

/// Jobs that exist without an instance, for workers and benchmarks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobSettings {
    /// Job type.
    #[serde(rename = "type")]
    pub job_type: String,
    /// How many.
    #[serde(default = "single")]
    pub count: u64,
    /// Retries of each.
    #[serde(default = "three")]
    pub retries: i32,
    /// Custom headers of each.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Variables of each.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// Further fields of each, such as `{"kind": "TASK_LISTENER"}`. Its
    /// `variables` and `customHeaders` go before those above and are sent as
    /// they are, broken ones too. Key, type, worker, retries, deadline and
    /// lease token are those of the job.
    #[serde(default, rename = "fields", deserialize_with = "read_job")]
    pub template: ActivatedJob,
}

fn read_job<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ActivatedJob, D::Error> {
    let fields = Value::deserialize(deserializer)?;
    json::read_job(&fields).map_err(D::Error::custom)
}

fn single() -> u64 {
    1
}

impl JobSettings {
    /// So many jobs of a type, with three retries and no variables.
    #[must_use]
    pub fn new(job_type: &str, count: u64) -> Self {
        Self {
            job_type: job_type.to_owned(),
            count,
            retries: three(),
            headers: BTreeMap::new(),
            variables: Map::new(),
            template: ActivatedJob::default(),
        }
    }

    /// With so many retries.
    #[must_use]
    pub fn with_retries(mut self, retries: i32) -> Self {
        self.retries = retries;
        self
    }

    /// With a custom header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    /// With a variable.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// With further fields, see [`Self::template`].
    #[must_use]
    pub fn with_fields(mut self, template: ActivatedJob) -> Self {
        self.template = template;
        self
    }
}

/// The result of a decision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionSettings {
    /// Its output.
    pub output: Value,
    /// Why it fails, if it does.
    pub failure: Option<String>,
}
