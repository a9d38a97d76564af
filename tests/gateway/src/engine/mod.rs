//! The default behaviour: a small gateway in memory. One lock guards its
//! [`state`]; each other module holds the calls of one area. The wire, the
//! scripts and the journal know this module only by [`Engine::answer`].

mod activation;
mod bpmn;
mod catalog;
mod changes;
mod creation;
mod decisions;
mod deployments;
mod dispatch;
mod dmn;
mod instances;
mod jobs;
mod keys;
mod lives;
mod messages;
mod outcomes;
mod push;
mod queue;
mod state;
mod timers;
mod topology;
mod updates;
mod variables;

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

pub(crate) use dispatch::Answer;
pub use lives::{JobCounts, JobEvent, JobStep, JobTotals};
pub(crate) use push::Pushed;

use state::State;

use crate::settings::{JobSettings, Settings};

/// A gateway without a wire.
#[derive(Debug)]
pub(crate) struct Engine {
    state: Mutex<State>,
}

/// A job that waits for someone to repair it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Key for `ResolveIncident`.
    pub key: i64,
    /// The job.
    pub job: i64,
}

impl Engine {
    /// Starts an engine whose timers run as long as it is used.
    pub(crate) fn start(settings: Arc<Settings>, start: Instant) -> Arc<Self> {
        let state = State::new(settings, start);
        let sooner = Arc::clone(&state.timers.sooner);
        let state = Mutex::new(state);
        let engine = Arc::new(Self { state });
        tokio::spawn(keep_time(Arc::downgrade(&engine), sooner));
        engine
    }

    /// The state as of now: whatever was due has happened.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.advance(Instant::now());
        state
    }

    pub(crate) fn add_jobs(&self, jobs: &JobSettings) -> Vec<i64> {
        self.state().add_jobs(jobs)
    }

    /// Hands out no more jobs, or does again.
    pub(crate) fn pause(&self, paused: bool) {
        self.state().jobs.paused = paused;
    }

    pub(crate) fn start_over(&self, duration: Duration) {
        self.state().start_over(duration);
    }

    pub(crate) fn incidents(&self) -> Vec<Incident> {
        let state = self.state();
        let incidents = state.incidents.iter();
        let mut all: Vec<_> = incidents.map(|(&key, &job)| Incident { key, job }).collect();
        all.sort_by_key(|incident| incident.key);
        all
    }

    pub(crate) fn job_counts(&self, job_type: &str) -> JobCounts {
        let state = self.state();
        state.jobs.queue_of(job_type).map(queue::Queue::counts).unwrap_or_default()
    }

    pub(crate) fn job_totals(&self, job_type: &str) -> JobTotals {
        self.state().jobs.totals(job_type)
    }

    pub(crate) fn job_events(&self, wanted: impl Fn(&JobEvent) -> bool) -> Vec<JobEvent> {
        self.state().lives.events().filter(|event| wanted(event)).cloned().collect()
    }

    /// Waits until the numbers of a job type satisfy a condition.
    pub(crate) async fn wait_for_jobs(
        &self,
        job_type: &str,
        mut condition: impl FnMut(&JobTotals) -> bool,
    ) {
        let changed = Arc::clone(&self.state().lives.changed);
        loop {
            let mut change = pin!(changed.notified());
            change.as_mut().enable();
            if condition(&self.job_totals(job_type)) {
                return;
            }
            change.await;
        }
    }

    pub(crate) fn open_instances(&self) -> usize {
        self.state().instances.len()
    }

    pub(crate) fn open_streams(&self, job_type: &str) -> usize {
        let state = self.state();
        state.jobs.queue_of(job_type).map_or(0, |queue| queue.streams.len())
    }
}

/// Lets timers fire even when nobody calls.
async fn keep_time(engine: Weak<Engine>, sooner: Arc<Notify>) {
    loop {
        let Some(next) = engine.upgrade().map(|engine| engine.state().timers.next()) else {
            return;
        };
        // Now and then look whether the engine is still in use.
        let at = next.unwrap_or_else(|| Instant::now() + Duration::from_secs(5));
        tokio::select! {
            () = sleep_until(at.min(Instant::now() + Duration::from_secs(5))) => {}
            () = sooner.notified() => {}
        }
    }
}
