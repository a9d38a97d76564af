//! Steps about workers and their jobs, about files and the process of the driver.

use serde::Deserialize;
use serde_json::Value;

use super::step::{Step, main_client, ten_seconds};
use super::{Range, Settings};

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
    /// A name by which later steps refer to what it says.
    pub save: Option<String>,
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

/// Waits until process instances have ended.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndedCheck {
    /// Their keys, or the replies that they were created with; one or a list.
    pub instances: Value,
    /// How long that may take.
    #[serde(default = "ten_seconds")]
    pub within_ms: u64,
}

/// Waits until the gateway can do its work.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyStep {
    /// The client.
    #[serde(default = "main_client")]
    pub client: String,
    /// What is special about the wait, as the driver takes it.
    #[serde(default)]
    pub options: Settings,
    /// What the topology must hold then.
    pub reply_has: Option<Value>,
    /// The error that is expected.
    pub error: Option<Value>,
    /// How long it takes.
    pub took_ms: Option<Range>,
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
