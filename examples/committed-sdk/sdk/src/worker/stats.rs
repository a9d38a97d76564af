//! What a worker has counted.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{JobEnd, PollState, Source, StreamState};

/// What a worker has done so far, and what it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerStats {
    /// Jobs that came by polls.
    pub polled: u64,
    /// Jobs that came by streams.
    pub streamed: u64,
    /// Jobs whose handler began.
    pub started: u64,
    /// Jobs completed.
    pub completed: u64,
    /// Jobs failed.
    pub failed: u64,
    /// Jobs from which a BPMN error was thrown.
    pub errored: u64,
    /// Jobs that the gateway did not know any more when their outcome came.
    pub lost: u64,
    /// Jobs that were not begun because their reservation had ended.
    pub expired: u64,
    /// Jobs given back before they were begun.
    pub returned: u64,
    /// Jobs whose outcome could not be reported.
    pub unreported: u64,
    /// Polls that have ended well.
    pub polls: u64,
    /// Polls that have failed.
    pub polls_failed: u64,
    /// Streams that were opened, or tried to.
    pub streams: u64,
    /// Jobs that are held or asked for at this moment.
    pub slots_used: usize,
    /// The most that they may be.
    pub slots: usize,
    /// What the polls are doing.
    pub poll: PollState,
    /// What the stream is doing.
    pub stream: StreamState,
}

/// The counters behind [`WorkerStats`].
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) polled: AtomicU64,
    pub(super) streamed: AtomicU64,
    pub(super) started: AtomicU64,
    completed: AtomicU64,
    failed: AtomicU64,
    errored: AtomicU64,
    lost: AtomicU64,
    expired: AtomicU64,
    returned: AtomicU64,
    unreported: AtomicU64,
    pub(super) polls: AtomicU64,
    pub(super) polls_failed: AtomicU64,
    pub(super) streams: AtomicU64,
}

pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(super) fn activated(&self, source: Source, jobs: usize) {
        let counter = match source {
            Source::Poll => &self.polled,
            Source::Stream => &self.streamed,
        };
        counter.fetch_add(u64::try_from(jobs).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(super) fn ended(&self, end: JobEnd) {
        count(match end {
            JobEnd::Completed => &self.completed,
            JobEnd::Failed => &self.failed,
            JobEnd::Errored => &self.errored,
            JobEnd::Lost => &self.lost,
            JobEnd::Expired => &self.expired,
            JobEnd::Returned => &self.returned,
            JobEnd::Unreported => &self.unreported,
        });
    }

    pub(super) fn returned(&self) -> u64 {
        self.returned.load(Ordering::Relaxed)
    }

    /// All of them, with what is not counted here.
    pub(super) fn read(
        &self,
        (slots_used, slots): (usize, usize),
        (poll, stream): (PollState, StreamState),
    ) -> WorkerStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        WorkerStats {
            polled: read(&self.polled),
            streamed: read(&self.streamed),
            started: read(&self.started),
            completed: read(&self.completed),
            failed: read(&self.failed),
            errored: read(&self.errored),
            lost: read(&self.lost),
            expired: read(&self.expired),
            returned: read(&self.returned),
            unreported: read(&self.unreported),
            polls: read(&self.polls),
            polls_failed: read(&self.polls_failed),
            streams: read(&self.streams),
            slots_used,
            slots,
            poll,
            stream,
        }
    }
}
