//! What a scenario is. Reading one from a file lives in [`load`]; the steps are in `step`.

mod finding;
mod journal;
mod load;
mod process;
mod range;
mod real;
mod step;
pub mod surroundings;
mod template;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use zeebe_mock_gateway::Script;

pub use finding::Finding;
pub use load::load;
use surroundings::Surroundings;

pub use journal::{JournalCheck, OutcomeName};
pub use process::{
    ConfigurationStep, DeployFiles, EndedCheck, FileCheck, JobsCheck, ReadyStep, RepeatStep,
    ReportCheck, ValueCheck, WorkerOf, WorkerStep, WorkersStep, WriteFile,
};
pub use range::Range;
pub use step::{
    BackpressureCheck, Call, CallOf, ClientStep, ClientsStep, CloseStep, GatewayAction, HelloStep,
    OpenStep, Parallel, ReadStep, ShutStep, StartStep, Step, UntilStep,
};

/// What a client is made against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// The mock gateway in this process.
    #[default]
    Mock,
    /// The broker, downloaded.
    Broker,
    /// The engine alone, with the newest API.
    Newest,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Self; 3] = [Self::Mock, Self::Broker, Self::Newest];

    /// The word on the command line and in scenarios.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mock => "mock",
            Self::Broker => "broker",
            Self::Newest => "newest",
        }
    }
}

/// One scenario, ready to be played.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name in the list of the suite, such as `R04`.
    pub id: String,
    /// What is expected, in a sentence.
    pub title: String,
    /// Which of the cases of the scenario it is; set by the reader.
    #[serde(skip)]
    pub case: Option<String>,
    /// The folder that its file is in; set by the reader.
    #[serde(skip)]
    pub area: String,
    /// The file; set by the reader.
    #[serde(skip)]
    pub file: String,
    /// Its cases: what stands for `${name}` in each. They are put in before the rest is read.
    #[serde(default, rename = "cases")]
    _cases: serde::de::IgnoredAny,
    /// What it can be played against.
    #[serde(default = "mock_only")]
    pub engines: Vec<Engine>,
    /// What the driver must be able to do.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What the driver must not be able to do.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Nothing else may run beside it.
    #[serde(default)]
    pub exclusive: bool,
    /// It keeps the machine busy, so that it runs after those that look at the clock.
    #[serde(default)]
    pub heavy: bool,
    /// What the gateway saw must be what the reference made it see.
    #[serde(default)]
    pub transcript: bool,
    /// When it counts as hung.
    #[serde(default = "half_a_minute")]
    pub time_limit_ms: u64,
    /// The driver has a wall clock of its own, which can be set.
    #[serde(default)]
    pub own_clock: bool,
    /// Environment of the driver.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Texts that the driver must print nowhere.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// How the gateway behaves.
    #[serde(default)]
    pub gateway: Script,
    /// What stands around it.
    #[serde(default)]
    pub around: Surroundings,
    /// The client `main` is not made by itself.
    #[serde(default)]
    pub no_client: bool,
    /// Settings of the client `main`; the address is added.
    #[serde(default)]
    pub client: Settings,
    /// What is done, one after the other.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What the gateway must have seen in the end.
    #[serde(default)]
    pub journal: Vec<JournalCheck>,
}

/// The settings of a client, as the driver takes them.
pub type Settings = serde_json::Map<String, Value>;

fn mock_only() -> Vec<Engine> {
    vec![Engine::Mock]
}

fn half_a_minute() -> u64 {
    30_000
}

impl Scenario {
    /// Whether calls are made by themselves, in no order that could be expected.
    #[must_use]
    pub fn has_workers(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Worker(_) | Step::Workers(_)))
    }

    /// Whether it needs a real engine that no other scenario uses.
    #[must_use]
    pub fn has_own_engine(&self) -> bool {
        let acts = self.steps.iter().any(|step| step.any(&|s| matches!(s, Step::Gateway(_))));
        acts || self.around.tls.is_some()
    }

    /// Its ID, and its case behind a slash.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.case {
            Some(case) => format!("{}/{case}", self.id),
            None => self.id.clone(),
        }
    }
}
