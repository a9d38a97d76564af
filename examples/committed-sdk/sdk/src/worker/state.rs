//! The states of a worker.

use std::sync::atomic::{AtomicU8, Ordering};

/// What a worker is doing as a whole: `New → Running → Draining → Closed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkerState {
    /// It is started and has not asked for jobs yet.
    New,
    /// It takes jobs and handles them.
    Running,
    /// It takes no more jobs and finishes those that it has.
    Draining,
    /// It has ended.
    Closed,
    /// Polling can never succeed, so it has given up. Jobs that it had are
    /// finished.
    Failed,
}

impl WorkerState {
    /// Whether it takes no more jobs.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Failed)
    }
}

/// What the polls of a worker are doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PollState {
    /// The next poll waits until there is room for jobs.
    Idle,
    /// The next poll leaves after a pause, or as soon as it can.
    Scheduled,
    /// A poll waits for jobs.
    InFlight,
    /// The last poll failed; the next leaves after a pause.
    BackingOff,
}

/// What the stream of a worker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamState {
    /// There is none, because it is switched off, the gateway has none, or the
    /// worker has ended.
    Closed,
    /// The gateway has been asked for one and has not answered, which gateways
    /// do only with the first job.
    Opening,
    /// It is open.
    Open,
    /// It has ended; the next is opened after a pause.
    BackingOff,
}

/// The state of a part of a worker, read by anybody and written by one.
#[derive(Debug)]
pub(super) struct Shown(AtomicU8);

impl Shown {
    pub(super) const fn new() -> Self {
        Self(AtomicU8::new(0))
    }

    pub(super) fn set<T: Numbered>(&self, state: T) {
        self.0.store(state.number(), Ordering::Relaxed);
    }

    pub(super) fn get<T: Numbered>(&self) -> T {
        T::of(self.0.load(Ordering::Relaxed))
    }
}

/// A state as a number; the first is what a new worker has.
pub(super) trait Numbered: Copy + PartialEq + 'static {
    const ALL: &'static [Self];
    const FIRST: Self;

    fn number(self) -> u8 {
        let position = Self::ALL.iter().position(|state| *state == self);
        position.and_then(|position| u8::try_from(position).ok()).unwrap_or(0)
    }

    fn of(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::FIRST)
    }
}

impl Numbered for PollState {
    const ALL: &'static [Self] = &[Self::Idle, Self::Scheduled, Self::InFlight, Self::BackingOff];
    const FIRST: Self = Self::Idle;
}

impl Numbered for StreamState {
    const ALL: &'static [Self] = &[Self::Closed, Self::Opening, Self::Open, Self::BackingOff];
    const FIRST: Self = Self::Closed;
}
