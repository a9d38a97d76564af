//! What makes a worker work.
//!
//! - `life`: from its start to its end
//! - `acquire`: the loop that polls, reads the stream and takes jobs in hand;
//!   when, and for how many, is decided in `polling` and `streaming`, and what
//!   a failure means in `fault`
//! - `work`: one job, from its arrival to its end
//! - `report`: the way of its outcome to the gateway
//! - `slots`, `roll`: how many jobs are in hand, and which
//! - `reply`, `alarm`: what the loop waits for
//! - `tell`: what the log and the observer hear of it

mod acquire;
mod alarm;
mod fault;
mod life;
mod polling;
mod reply;
mod report;
mod roll;
mod slots;
mod streaming;
mod tell;
mod work;

use std::fmt;
use std::sync::{Arc, OnceLock};

use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use super::hooks::Hooks;
use super::settings::Settings;
use super::state::Shown;
use super::stats::Counters;
use super::{ShutdownReport, StateChanged, Task, Wanted, WorkerState, WorkerStats};
use crate::{Client, Error};
pub(super) use life::start;
use roll::Roll;
use slots::Slots;

/// What the parts of a running worker share.
pub(super) struct Engine {
    client: Client,
    settings: Settings,
    wanted: Wanted,
    task: Arc<dyn Task>,
    slots: Arc<Slots>,
    /// One for every handler that may run; closed when the worker closes.
    permits: Semaphore,
    roll: Arc<Roll>,
    counters: Counters,
    state: watch::Sender<WorkerState>,
    poll: Shown,
    stream: Shown,
    /// Is cancelled to have the worker close.
    drain: CancellationToken,
    /// Is cancelled when the time for closing is over.
    give_up: CancellationToken,
    failure: OnceLock<Error>,
    end: OnceLock<ShutdownReport>,
}

impl Engine {
    fn new(client: Client, settings: Settings, task: Arc<dyn Task>) -> Self {
        let slots = Slots::new(settings.max_jobs_active);
        let permits = Semaphore::new(settings.concurrency().min(Semaphore::MAX_PERMITS));
        let wanted = settings.wanted(task.fetch());
        Self {
            client,
            settings,
            wanted,
            task,
            slots,
            permits,
            roll: Arc::default(),
            counters: Counters::default(),
            state: watch::Sender::new(WorkerState::New),
            poll: Shown::new(),
            stream: Shown::new(),
            drain: CancellationToken::new(),
            give_up: CancellationToken::new(),
            failure: OnceLock::new(),
            end: OnceLock::new(),
        }
    }

    pub(super) fn job_type(&self) -> &str {
        &self.settings.job_type
    }

    fn hooks(&self) -> &Hooks {
        &self.settings.hooks
    }

    pub(super) fn states(&self) -> watch::Receiver<WorkerState> {
        self.state.subscribe()
    }

    fn enter(&self, state: WorkerState) {
        tracing::info!(job_type = self.job_type(), ?state, "the state of a worker changes");
        let event = StateChanged { job_type: self.job_type(), state };
        self.hooks().observe(|observer| observer.state_changed(&event));
        self.state.send_replace(state);
    }

    pub(super) fn stats(&self) -> WorkerStats {
        let room = self.slots.room();
        self.counters.read((room.taken(), room.max), (self.poll.get(), self.stream.get()))
    }

    /// Whether it has ended, its jobs included.
    pub(super) fn has_ended(&self) -> bool {
        self.end.get().is_some()
    }

    /// Why the worker has given up, if it has.
    pub(super) fn failure(&self) -> Option<&Error> {
        self.failure.get()
    }

    /// Has the worker close.
    pub(super) fn close(&self) {
        self.drain.cancel();
    }

    /// Whether the code that is running is one of its handlers.
    pub(super) fn is_called_by_a_handler(&self) -> bool {
        self.roll.has_caller()
    }

    /// What has come of it, so far or in the end.
    pub(super) fn report(&self) -> ShutdownReport {
        self.end.get().cloned().unwrap_or_else(|| ShutdownReport {
            returned: self.counters.returned(),
            ..ShutdownReport::default()
        })
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("job_type", &self.settings.job_type)
            .field("state", &*self.state.borrow())
            .field("room", &self.slots.room())
            .finish_non_exhaustive()
    }
}
