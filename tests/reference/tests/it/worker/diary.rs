//! An observer that writes everything down.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use zeebe_sdk::worker::{
    Activated, JobEnd, JobEnded, JobStarted, Observer, Polled, Source, StateChanged, StreamEnd,
    StreamEnded, WorkerError, WorkerState,
};

/// Everything that a worker has told.
#[derive(Debug, Default)]
pub(super) struct Pages {
    pub(super) states: Vec<WorkerState>,
    /// Jobs and error of each poll.
    pub(super) polls: Vec<(usize, Option<tonic::Code>)>,
    /// Why each stream ended, and how long it was open.
    pub(super) streams: Vec<(StreamEnd, Duration)>,
    pub(super) arrived: Vec<(Source, usize)>,
    pub(super) most_slots: usize,
    pub(super) started: Vec<i64>,
    pub(super) ends: Vec<(i64, JobEnd)>,
    pub(super) errors: Vec<String>,
}

/// A diary that many keep.
#[derive(Debug, Clone, Default)]
pub(super) struct Diary {
    pages: Arc<Mutex<Pages>>,
}

impl Diary {
    pub(super) fn read(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap()
    }

    /// How often jobs ended in this way.
    pub(super) fn count(&self, end: JobEnd) -> usize {
        self.read().ends.iter().filter(|(_, other)| *other == end).count()
    }

    /// Why streams ended.
    pub(super) fn reasons(&self) -> Vec<StreamEnd> {
        self.read().streams.iter().map(|(reason, _)| *reason).collect()
    }

    /// The error callback of a worker.
    pub(super) fn errors(&self) -> impl Fn(&WorkerError) + Send + Sync + use<> {
        let diary = self.clone();
        move |error| diary.read().errors.push(error.to_string())
    }
}

impl Observer for Diary {
    fn state_changed(&self, event: &StateChanged<'_>) {
        self.read().states.push(event.state);
    }

    fn polled(&self, event: &Polled<'_>) {
        let code = event.error.and_then(zeebe_sdk::Error::code);
        self.read().polls.push((event.jobs, code));
    }

    fn stream_ended(&self, event: &StreamEnded<'_>) {
        self.read().streams.push((event.reason, event.open));
    }

    fn activated(&self, event: &Activated<'_>) {
        let mut pages = self.read();
        pages.arrived.push((event.source, event.jobs));
        pages.most_slots = pages.most_slots.max(event.slots_used);
    }

    fn job_started(&self, event: &JobStarted<'_>) {
        self.read().started.push(event.key.get());
    }

    fn job_ended(&self, event: &JobEnded<'_>) {
        self.read().ends.push((event.key.get(), event.end));
    }
}
