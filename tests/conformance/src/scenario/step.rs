//! The steps of a scenario, and what it expects of calls and of the journal.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use zeebe_mock_gateway::{JobSettings, Rpc, RpcScript};

use super::Settings;
use super::surroundings::{NetworkAction, PeerCheck, TokenCheck};

/// One thing that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Looks at what the driver says of the SDK.
    Hello(HelloStep),
    /// Makes a client beside `main`, or expects that it cannot be made.
    Client(ClientStep),
    /// Makes clients `c0`, `c1`, … of the same settings.
    Clients(ClientsStep),
    /// Makes a call and waits for its end.
    Call(Call),
    /// Makes a call that succeeds, or is an error as it says.
    Attempt(Call),
    /// Makes a call again and again until it answers as it says.
    Until(UntilStep),
    /// Makes a call and goes on.
    Start(StartStep),
    /// Waits for the end of a call that was started.
    Wait(WaitStep),
    /// Cancels a call that was started.
    Cancel(CallOf),
    /// Makes many calls at once.
    Parallel(Parallel),
    /// Opens a stream.
    Open(OpenStep),
    /// Reads from a stream.
    Read(ReadStep),
    /// Gives a stream up.
    Shut(ShutStep),
    /// Closes a client and waits for that.
    Close(CloseStep),
    /// Does something to the gateway.
    Gateway(GatewayAction),
    /// Does something to what stands around the gateway.
    Network(NetworkAction),
    /// Looks at what has come to the token server.
    TokenRequests(TokenCheck),
    /// Looks at what has come to the peer.
    PeerSeen(PeerCheck),
    /// Starts a worker.
    Worker(Box<WorkerStep>),
    /// Starts workers `w0`, `w1`, …; `${n}` in their type is the number of each.
    Workers(Box<WorkersStep>),
    /// Lets handlers that wait go on.
    Release(WorkerOf),
    /// Looks at what a worker says that it has done.
    Report(ReportCheck),
    /// Shuts a worker down, and looks at what became of its jobs.
    StopWorker(ReportCheck),
    /// Looks at what has happened to jobs.
    Jobs(JobsCheck),
    /// Prints the configuration that settings come to.
    Configuration(ConfigurationStep),
    /// Sends a signal to the driver: `TERM`, `INT`.
    Signal(String),
    /// The most memory that the driver has used, in MiB.
    MemoryMib(Range),
    /// Looks at the journal before the end; what is not there yet is waited for.
    Journal(Box<JournalCheck>),
    /// Looks at the limit of calls in flight.
    Backpressure(BackpressureCheck),
    /// Does steps again and again.
    Repeat(RepeatStep),
    /// Compares what was saved.
    Check(ValueCheck),
    /// Writes a file.
    Write(WriteFile),
    /// Deploys files by their paths.
    DeployFiles(DeployFiles),
    /// Sets the driver's wall clock so many seconds from the right time.
    SetClockS(i64),
    /// Looks at a file.
    File(FileCheck),
    /// Waits so many milliseconds.
    SleepMs(u64),
}

/// Looks at what the driver says of the SDK.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelloStep {
    /// What it must hold.
    pub has: Value,
}

/// Makes a client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientStep {
    /// What later steps call it.
    pub name: String,
    /// Its settings; the address is that of the gateway unless it is stated.
    #[serde(default)]
    pub settings: Settings,
    /// The error that is expected.
    pub error: Option<Value>,
}

/// Makes several clients.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientsStep {
    /// How many.
    pub count: u32,
    /// Their settings.
    #[serde(default)]
    pub settings: Settings,
}

/// Makes a call again and again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UntilStep {
    /// The call.
    pub call: Call,
    /// The pause between two of them.
    pub every_ms: u64,
    /// How long at most.
    pub within_ms: u64,
}

/// A call and what is expected of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Its name in the proto.
    pub rpc: Rpc,
    /// The client that makes it.
    #[serde(default = "main_client")]
    pub client: String,
    /// Its arguments: the JSON form of the request, with JSON where the proto has JSON in text.
    #[serde(default)]
    pub with: Value,
    /// What is special about it, as the driver takes it.
    #[serde(default)]
    pub options: Settings,
    /// How often it is made, one after the other.
    #[serde(default = "once")]
    pub times: u32,
    /// The whole reply.
    pub reply: Option<Value>,
    /// What the reply must hold beside other things.
    pub reply_has: Option<Value>,
    /// The items of the stream, all of them.
    pub items: Option<Value>,
    /// What the items of the stream must hold beside other things.
    pub items_have: Option<Value>,
    /// How many items there are.
    pub item_count: Option<Range>,
    /// What the error must hold. Without it the call must succeed.
    pub error: Option<Value>,
    /// How long it takes until the answer is there.
    pub took_ms: Option<Range>,
    /// A name by which later steps refer to the answer.
    pub save: Option<String>,
}

/// Makes a call and goes on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartStep {
    /// What later steps call it.
    pub name: String,
    /// The call; what it is expected to answer is checked when it is waited for.
    pub call: Call,
}

/// Waits for calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitStep {
    /// The name of the call.
    pub name: String,
}

/// Names a call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallOf {
    /// The name of the call.
    pub name: String,
}

/// Makes many calls; `${n}` in the call is the number of each, from 0.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parallel {
    /// How many in all.
    pub calls: u32,
    /// How many callers make them, each one after the other; as many as calls unless said.
    pub callers: Option<u32>,
    /// The call; every one must answer as it says.
    pub call: Call,
    /// How many succeed; then the call's `error` is what the others answer.
    pub succeed: Option<Range>,
    /// Each is cancelled after so long.
    pub cancel_after_ms: Option<u64>,
    /// How many clients `c0`, `c1`, … the calls go round; the call's own client unless said.
    pub clients: Option<u32>,
    /// What at least one of the errors must hold.
    pub some_error: Option<Value>,
    /// The limit of calls in flight, on average once it has been found.
    pub limit: Option<Range>,
    /// By how many calls that began later each is overtaken at most.
    pub overtaken: Option<Range>,
    /// How long it takes until the last answer is there.
    pub took_ms: Option<Range>,
}

/// Opens a stream.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenStep {
    /// What later steps call it.
    pub name: String,
    /// Its name in the proto.
    pub rpc: Rpc,
    /// The client that opens it.
    #[serde(default = "main_client")]
    pub client: String,
    /// Its arguments.
    #[serde(default)]
    pub with: Value,
    /// What is special about it, as the driver takes it.
    #[serde(default)]
    pub options: Settings,
    /// What the error must hold. Without it the stream must open.
    pub error: Option<Value>,
}

/// Reads from a stream.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadStep {
    /// The name of the stream.
    pub name: String,
    /// How many items are read; none are expected to be missing unless the stream ends.
    pub items: usize,
    /// How long at most.
    #[serde(default = "five_seconds")]
    pub within_ms: u64,
    /// How many items come; as many as asked for unless said.
    pub item_count: Option<Range>,
    /// What each item must hold.
    pub item_has: Option<Value>,
    /// How it ended: `"ok"`, or what its error must hold. Without it, it is still open.
    pub end: Option<Value>,
}

/// Gives a stream up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShutStep {
    /// The name of the stream.
    pub name: String,
}

/// Closes a client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseStep {
    /// The name of the client.
    #[serde(default = "main_client")]
    pub client: String,
}

/// Starts a worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerStep {
    /// What later steps call it.
    #[serde(default = "main_client")]
    pub name: String,
    /// Its client.
    #[serde(default = "main_client")]
    pub client: String,
    /// Which jobs it takes.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Its settings, as the driver takes them.
    #[serde(default)]
    pub settings: Settings,
    /// What its handler takes: `job`, `nothing`, `values`, `typed`, `typed_headers`.
    pub takes: Option<String>,
    /// What its handler does, as the driver takes it.
    pub handler: Option<Value>,
    /// It shuts down when the process is told to stop.
    #[serde(default)]
    pub until_signal: bool,
    /// The error that is expected.
    pub error: Option<Value>,
}

/// Starts several workers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkersStep {
    /// How many.
    pub count: u32,
    /// Which jobs they take.
    #[serde(rename = "type")]
    pub job_type: String,
    /// Their settings.
    #[serde(default)]
    pub settings: Settings,
}

/// Names a worker.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerOf {
    /// Its name.
    #[serde(default = "main_client")]
    pub name: String,
}

/// What a worker must say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportCheck {
    /// Its name.
    #[serde(default = "main_client")]
    pub name: String,
    /// What it must say.
    #[serde(default)]
    pub has: Value,
    /// How long that may take.
    #[serde(default = "ten_seconds")]
    pub within_ms: u64,
    /// How long it must stay like this.
    #[serde(default)]
    pub for_ms: u64,
    /// How long stopping takes.
    pub took_ms: Option<Range>,
}

/// What must have happened to jobs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsCheck {
    /// Their type.
    #[serde(rename = "type")]
    pub job_type: String,
    /// How often something has happened to them, and how many wait for what.
    pub has: Value,
    /// How long that may take.
    #[serde(default = "ten_seconds")]
    pub within_ms: u64,
    /// How long it must stay like this.
    #[serde(default)]
    pub for_ms: u64,
}

/// Does steps again and again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatStep {
    /// How often.
    pub times: u32,
    /// The steps.
    pub steps: Vec<Step>,
}

/// What a value must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueCheck {
    /// The value.
    pub value: Value,
    /// What it must be.
    pub is: Value,
}

/// Writes a file, and the directories above it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteFile {
    /// Where it is.
    pub path: String,
    /// What is in it, in base64.
    pub base64: Value,
}

/// Deploys files by their paths.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeployFiles {
    /// The client.
    #[serde(default = "main_client")]
    pub client: String,
    /// Where they are.
    pub paths: Vec<Value>,
    /// The error that is expected.
    pub error: Option<Value>,
}

/// What a file must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileCheck {
    /// Where it is.
    pub path: String,
    /// Who may do what with it, in octal; only where files have that.
    pub mode: Option<String>,
    /// Texts that are in it.
    #[serde(default)]
    pub contains: Vec<String>,
    /// Texts that are not.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// Prints a configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigurationStep {
    /// The settings of code.
    #[serde(default)]
    pub settings: Settings,
    /// What it must hold.
    pub has: Value,
}

/// Something that happens to the gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayAction {
    /// It is killed: every connection is reset.
    Stop {},
    /// It is told to stop: calls in progress may go on for a while.
    Shutdown {},
    /// It listens again on the same port.
    Restart {},
    /// Every connection is reset, new ones are accepted.
    DropConnections {},
    /// Calls get other answers from now on.
    Script(BTreeMap<Rpc, RpcScript>),
    /// There are more jobs.
    AddJobs(Box<JobSettings>),
    /// No partition is known for so many milliseconds.
    LosePartitionsMs(u64),
}

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

/// What is read about the limit of calls in flight.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackpressureCheck {
    /// The client.
    #[serde(default = "main_client")]
    pub client: String,
    /// What the reading must hold.
    pub has: Value,
    /// How long that may take.
    #[serde(default = "five_seconds")]
    pub within_ms: u64,
}

/// A number, or the bounds of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Not below this.
    pub at_least: f64,
    /// Not above this.
    pub at_most: f64,
}

impl Range {
    /// Whether a number is within.
    #[must_use]
    pub fn holds(&self, number: f64) -> bool {
        self.at_least <= number && number <= self.at_most
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.at_least, self.at_most) {
            (least, most) if least == most => write!(f, "{least}"),
            (f64::NEG_INFINITY, most) => write!(f, "at most {most}"),
            (least, f64::INFINITY) => write!(f, "at least {least}"),
            (least, most) => write!(f, "{least} to {most}"),
        }
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Bounds {
            at_least: Option<f64>,
            at_most: Option<f64>,
        }

        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Range;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, or a table with `at_least` and `at_most`")
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Range, E> {
                self.visit_f64(number as f64)
            }

            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Range, E> {
                Ok(Range { at_least: number, at_most: number })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Range, A::Error> {
                let bounds =
                    Bounds::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Range {
                    at_least: bounds.at_least.unwrap_or(f64::NEG_INFINITY),
                    at_most: bounds.at_most.unwrap_or(f64::INFINITY),
                })
            }
        }

        from.deserialize_any(Visitor)
    }
}

fn main_client() -> String {
    "main".to_owned()
}

fn once() -> u32 {
    1
}

fn ten_seconds() -> u64 {
    10_000
}

fn five_seconds() -> u64 {
    5_000
}
