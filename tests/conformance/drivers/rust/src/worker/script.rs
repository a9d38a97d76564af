//! What a handler does with the jobs that it gets, in order.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

/// What is done with the first jobs, and with all after them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Script {
    first: VecDeque<Act>,
    always: Act,
}

/// What is done with one job.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Act {
    /// With how many jobs.
    times: u32,
    /// First it waits so long.
    pub(super) delay_ms: u64,
    /// And then until it is let go on.
    pub(super) wait: bool,
    /// And prolongs the reservation to this.
    pub(super) extend_ms: Option<u64>,
    /// Shuts its own worker down, without waiting for it or waiting.
    pub(super) shutdown: bool,
    /// How the job ends.
    pub(super) end: End,
}

impl Default for Act {
    fn default() -> Self {
        Self {
            times: 1,
            delay_ms: 0,
            wait: false,
            extend_ms: None,
            shutdown: false,
            end: End::Nothing,
        }
    }
}

/// How a job ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum End {
    /// Completed without variables.
    Nothing,
    /// Completed with what the handler took.
    Echo,
    /// Completed with these variables.
    Complete(Value),
    /// Completed with a result other than variables.
    Result(Value),
    /// A BPMN error.
    BpmnError {
        code: String,
        #[serde(default)]
        message: String,
        variables: Option<Value>,
    },
    /// A failure by choice.
    Fail {
        #[serde(default)]
        message: String,
        retries: Option<i32>,
        retry_backoff_ms: Option<u64>,
        variables: Option<Value>,
    },
    /// An error of the language, with this text.
    Throw(String),
    /// The end of everything, as far as the handler can: a panic.
    Crash(String),
    /// Never.
    Hang,
    /// Never, unless it is told that it is cancelled; then completed.
    UntilCancelled,
    /// The handler reports this by itself.
    Manual(Box<End>),
    /// The handler reports this by itself, twice.
    Twice(Box<End>),
}

impl Script {
    /// What is done with the next job.
    pub(super) fn next(&mut self) -> Act {
        while let Some(act) = self.first.front_mut() {
            if act.times == 0 {
                self.first.pop_front();
                continue;
            }
            act.times -= 1;
            return act.clone();
        }
        self.always.clone()
    }
}
