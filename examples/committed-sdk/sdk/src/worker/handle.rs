//! A worker that is running, in the hands of its owner.

use std::fmt;
use std::sync::Arc;

use tokio::sync::watch;

use super::engine::Engine;
use super::{WorkerState, WorkerStats};
use crate::Error;
use crate::keys::JobKey;

/// A running worker. Clones are handles of the same worker, and it goes on
/// when all are dropped, until its client is closed.
#[derive(Clone)]
pub struct WorkerHandle {
    engine: Arc<Engine>,
}

/// What has become of the jobs of a worker that was shut down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// The jobs whose handlers, or whose outcomes, were not done in time. The
    /// gateway gives them out again when their reservations end.
    pub abandoned: Vec<JobKey>,
    /// How many jobs were given back because their handlers had not begun.
    pub returned: u64,
}

impl ShutdownReport {
    /// Both of them.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.abandoned.extend(other.abandoned);
        self.returned += other.returned;
        self
    }
}

impl WorkerHandle {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }

    /// The type of its jobs.
    #[must_use]
    pub fn job_type(&self) -> &str {
        self.engine.job_type()
    }

    /// What it is doing.
    #[must_use]
    pub fn state(&self) -> WorkerState {
        *self.engine.states().borrow()
    }

    /// Its state, to wait for changes of it.
    #[must_use]
    pub fn states(&self) -> watch::Receiver<WorkerState> {
        self.engine.states()
    }

    /// What it has done so far, and what its parts are doing.
    #[must_use]
    pub fn stats(&self) -> WorkerStats {
        self.engine.stats()
    }

    /// Why it has given up, if it has.
    #[must_use]
    pub fn failure(&self) -> Option<&Error> {
        self.engine.failure()
    }

    /// Has it shut down, and does not wait for that. Twice is like once.
    pub fn begin_shutdown(&self) {
        self.engine.close();
    }

    /// Shuts it down and waits for that: it asks for no more jobs, gives those
    /// back whose handlers have not begun, and waits for the others and their
    /// outcomes, at most as long as the `drain_timeout`. Then handlers are
    /// stopped where they wait, and their jobs are abandoned.
    ///
    /// Twice is like once. One of its own handlers does not wait, because the
    /// worker waits for it; the report then says what is known.
    pub async fn shutdown(&self) -> ShutdownReport {
        self.engine.close();
        self.closed().await
    }

    /// Waits until it has ended: it, or its client, is closed, or it has given
    /// up. One of its own handlers does not wait.
    pub async fn closed(&self) -> ShutdownReport {
        let mut states = self.engine.states();
        while !self.engine.has_ended() && !self.engine.is_called_by_a_handler() {
            if states.changed().await.is_err() {
                break;
            }
        }
        self.engine.report()
    }
}

impl fmt::Debug for WorkerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerHandle")
            .field("job_type", &self.job_type())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
