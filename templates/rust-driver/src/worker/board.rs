//! What there is to tell about the handlers of a worker.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::watch;
use zeebe_sdk::worker::{Job, Observer, StateChanged, StreamEnded, WorkerError, WorkerHandle};

use super::script::{Act, Script};

/// Keys of jobs are told up to this many.
const TOLD: usize = 2_000;

/// What is known about the handlers of one worker.
pub(super) struct Board {
    script: Mutex<Script>,
    seen: Mutex<Seen>,
    released: watch::Sender<bool>,
    worker: Mutex<Option<WorkerHandle>>,
}

#[derive(Default)]
struct Seen {
    handled: u64,
    running: usize,
    most_at_once: usize,
    jobs: Vec<Value>,
    outcomes: Vec<Value>,
    errors: Vec<Value>,
    states: Vec<Value>,
    stream_ends: Vec<Value>,
    cancelled: u64,
}

/// A handler that runs; dropped when it does not any more.
pub(super) struct Attendance(Arc<Board>);

impl Drop for Attendance {
    fn drop(&mut self) {
        self.0.seen().running -= 1;
    }
}

impl Board {
    pub(super) fn new(script: Script) -> Self {
        Self {
            script: Mutex::new(script),
            seen: Mutex::default(),
            released: watch::Sender::new(false),
            worker: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A handler begins: what it does, and the mark that it runs.
    pub(super) fn begin(self: &Arc<Self>, job: Option<&Job>) -> (Act, Attendance) {
        let mut seen = self.seen();
        seen.handled += 1;
        seen.running += 1;
        seen.most_at_once = seen.most_at_once.max(seen.running);
        if let Some(job) = job.filter(|_| seen.jobs.len() < TOLD) {
            let job = json!({
                "key": job.key.get().to_string(),
                "retries": job.retries,
                "variables": job.variables.as_json(),
                "headers": job.custom_headers.as_json(),
            });
            seen.jobs.push(job);
        }
        drop(seen);
        let act = self.script.lock().unwrap_or_else(PoisonError::into_inner).next();
        (act, Attendance(Arc::clone(self)))
    }

    /// What a handler that reports by itself was told.
    pub(super) fn told(&self, outcome: Value) {
        self.seen().outcomes.push(outcome);
    }

    /// A handler saw that it is cancelled.
    pub(super) fn was_cancelled(&self) {
        self.seen().cancelled += 1;
    }

    pub(super) fn has_worker(&self, handle: WorkerHandle) {
        *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
    }

    pub(super) fn worker(&self) -> Option<WorkerHandle> {
        self.worker.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until handlers are let go on.
    pub(super) async fn wait(&self) {
        let mut released = self.released.subscribe();
        // The board is there as long as its handlers.
        let _ = released.wait_for(|released| *released).await;
    }

    pub(super) fn release(&self) {
        self.released.send_replace(true);
    }

    pub(super) fn error(&self, error: &WorkerError) {
        let code = error.code().map(i32::from);
        let error = json!({"status": code, "text": error.to_string()});
        self.seen().errors.push(error);
    }

    pub(super) fn report(&self) -> Value {
        let seen = self.seen();
        json!({
            "handled": seen.handled,
            "running": seen.running,
            "most_at_once": seen.most_at_once,
            "jobs": seen.jobs,
            "outcomes": seen.outcomes,
            "errors": seen.errors,
            "states": seen.states,
            "stream_ends": seen.stream_ends,
            "cancelled": seen.cancelled,
        })
    }
}

/// Hears what the worker does.
pub(super) struct Listener(pub(super) Arc<Board>);

impl Observer for Listener {
    fn state_changed(&self, event: &StateChanged<'_>) {
        self.0.seen().states.push(super::word(event.state));
    }

    fn stream_ended(&self, event: &StreamEnded<'_>) {
        self.0.seen().stream_ends.push(super::word(event.reason));
    }
}
