//! The steps of a scenario, and what it expects of calls and of the journal.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use zeebe_mock_gateway::{JobSettings, Rpc, RpcScript};

use super::journal::JournalCheck;
use super::process::{
    ConfigurationStep, DeployFiles, EndedCheck, FileCheck, JobsCheck, ReadyStep, RepeatStep,
    ReportCheck, ValueCheck, WorkerOf, WorkerStep, WorkersStep, WriteFile,
};
use super::surroundings::{NetworkAction, PeerCheck, TokenCheck};
use super::{Range, Settings};

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
    Wait(CallOf),
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
    /// Waits with the SDK's own means until the gateway can do its work.
    Ready(ReadyStep),
    /// Waits until process instances have ended, as the gateway sees it.
    Ended(EndedCheck),
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

impl Step {
    /// Whether something holds for it, or for a step in it.
    #[must_use]
    pub fn any(&self, holds: &impl Fn(&Self) -> bool) -> bool {
        let inner = match self {
            Self::Repeat(repeat) => &repeat.steps[..],
            _ => &[],
        };
        holds(self) || inner.iter().any(|step| step.any(holds))
    }
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
    /// The call; every one must answer as it says. It saves all `replies`, how long that `took_ms`,
    /// and how many came `per_second`.
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
    /// A name by which later steps refer to what was read.
    pub save: Option<String>,
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

pub(super) fn main_client() -> String {
    "main".to_owned()
}

fn once() -> u32 {
    1
}

pub(super) fn ten_seconds() -> u64 {
    10_000
}

fn five_seconds() -> u64 {
    5_000
}
