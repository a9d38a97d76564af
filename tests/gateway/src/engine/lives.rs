//! What has become of jobs: numbers for each type, and one line for each step
//! of each job. The steps themselves are taken in the modules beside this one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// How many jobs of a type wait for what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Jobs a poll would get.
    pub available: usize,
    /// Jobs at a worker.
    pub activated: usize,
    /// Failed jobs that come back later.
    pub backing_off: usize,
    /// Jobs with an incident.
    pub failed: usize,
}

/// How often something has happened to the jobs of a type so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobTotals {
    /// Jobs that came into being.
    pub created: u64,
    /// Activations by a poll.
    pub polled: u64,
    /// Activations by a stream.
    pub pushed: u64,
    /// Pushed jobs that were given back because their stream ended before they
    /// were sent.
    pub yielded: u64,
    /// Reservations that ended without an outcome.
    pub expired: u64,
    /// Jobs completed.
    pub completed: u64,
    /// Accepted `FailJob` commands, whatever the retries.
    pub failed: u64,
    /// Accepted `ThrowError` commands, caught or not.
    pub errored: u64,
    /// Jobs that went away with their instance or element.
    pub canceled: u64,
}

impl JobTotals {
    /// Activations by poll and by stream.
    #[must_use]
    pub fn activated(&self) -> u64 {
        self.polled + self.pushed
    }

    /// Accepted outcomes: completed, failed and errored.
    #[must_use]
    pub fn outcomes(&self) -> u64 {
        self.completed + self.failed + self.errored
    }

    fn add(&mut self, step: &JobStep) {
        let count = match step {
            JobStep::Created => &mut self.created,
            JobStep::Polled { .. } => &mut self.polled,
            JobStep::Pushed { .. } => &mut self.pushed,
            JobStep::Yielded => &mut self.yielded,
            JobStep::Expired => &mut self.expired,
            JobStep::Completed => &mut self.completed,
            JobStep::Failed { .. } => &mut self.failed,
            JobStep::ErrorThrown { .. } => &mut self.errored,
            JobStep::Canceled => &mut self.canceled,
            JobStep::Extended { .. } | JobStep::BackOffEnded | JobStep::Resolved => return,
        };
        *count += 1;
    }
}

/// One step in the life of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobEvent {
    /// The job.
    pub job: i64,
    /// When, since the gateway started: the clock of the journal.
    pub at: Duration,
    /// What.
    pub step: JobStep,
}

/// What can happen to a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobStep {
    /// It came into being.
    Created,
    /// A poll got it.
    Polled {
        /// The `worker` field of the poll.
        worker: Arc<str>,
    },
    /// A stream got it.
    Pushed {
        /// The `worker` field of the stream.
        worker: Arc<str>,
    },
    /// The stream ended before the job was sent.
    Yielded,
    /// Its reservation ended without an outcome.
    Expired,
    /// Its reservation got another end.
    Extended {
        /// Milliseconds from then.
        timeout: i64,
    },
    /// It was completed.
    Completed,
    /// It was failed.
    Failed {
        /// Retries it has left.
        retries: i32,
        /// Milliseconds until it comes back.
        retry_back_off: i64,
    },
    /// Its back-off ended.
    BackOffEnded,
    /// An error was thrown at it.
    ErrorThrown {
        /// The error code.
        code: Arc<str>,
    },
    /// Its incident was resolved.
    Resolved,
    /// It went away with its instance or element.
    Canceled,
}

/// The most recent steps, and those who wait for the next.
#[derive(Debug)]
pub(crate) struct Lives {
    start: Instant,
    limit: usize,
    events: VecDeque<JobEvent>,
    pub(crate) changed: Arc<Notify>,
}

impl Lives {
    pub(crate) fn new(start: Instant, limit: usize) -> Self {
        Self { start, limit, events: VecDeque::new(), changed: Arc::default() }
    }

    pub(crate) fn note(&mut self, totals: &mut JobTotals, job: i64, now: Instant, step: JobStep) {
        totals.add(&step);
        if self.limit > 0 {
            if self.events.len() >= self.limit {
                self.events.pop_front();
            }
            let at = now.saturating_duration_since(self.start);
            self.events.push_back(JobEvent { job, at, step });
        }
        self.changed.notify_waiters();
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &JobEvent> {
        self.events.iter()
    }
}
