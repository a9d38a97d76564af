//! When the worker polls, and for how many jobs. No clock, no network: the
//! loop in `acquire` tells what happens and does what it is told.
//!
//! Either a poll is in flight, or one is scheduled. One that is scheduled leaves
//! when its time has come and there is room: the loop waits for exactly what
//! [`Polling::next`] says, the time or a slot, so a worker that runs and has
//! room is never without a poll to come.

use std::time::Duration;

use tokio::time::Instant;

use super::slots::Room;
use crate::worker::settings::Settings;
use crate::worker::{PollState, defaults};

/// The polls of a worker.
#[derive(Debug)]
pub(super) struct Polling {
    state: State,
    /// How many jobs are asked for at most, after replies that were too large.
    most: usize,
    failures: u32,
    /// Empty polls in a row while a stream serves.
    idle: u32,
    /// Whether the last poll was given all that it asked for.
    backlog: bool,
    threshold: f64,
    interval: Duration,
    longest_idle: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Scheduled { not_before: Instant, failed: bool },
    InFlight(Flight),
}

/// A poll under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flight {
    pub(super) asked: usize,
    pub(super) waits: bool,
    pub(super) since: Instant,
    pub(super) jobs: usize,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Next {
    /// To poll.
    Poll(Ask),
    /// To wait until this moment.
    At(Instant),
    /// To wait until fewer than this many slots are taken, or, with a stream,
    /// any is given back.
    Room(usize),
    /// To wait for the poll in flight.
    Reply,
}

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) jobs: usize,
    /// Whether the gateway may wait for jobs, which keeps their slots taken.
    pub(super) wait: bool,
}

/// How many slots are left to polls while there is a stream.
pub(super) fn polled_share(max: usize) -> usize {
    part(defaults::POLLED_SHARE, max).clamp(1, max)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "the part is between 0 and 1, and no worker holds 2^52 jobs"
)]
fn part(part: f64, whole: usize) -> usize {
    (part * whole as f64).round() as usize
}

impl Polling {
    pub(super) fn new(settings: &Settings, now: Instant) -> Self {
        Self {
            state: State::Scheduled { not_before: now, failed: false },
            most: settings.max_jobs_active,
            failures: 0,
            idle: 0,
            backlog: false,
            threshold: settings.poll_threshold,
            interval: settings.poll_interval,
            longest_idle: settings.stream_idle_backoff.max(settings.poll_interval),
        }
    }

    /// What comes next.
    pub(super) fn next(&self, now: Instant, room: Room, streams: bool) -> Next {
        let State::Scheduled { not_before, .. } = self.state else {
            return Next::Reply;
        };
        if not_before > now {
            return Next::At(not_before);
        }
        let ask = if streams { self.ask_beside_a_stream(room) } else { self.ask_alone(room) };
        match ask {
            Some(ask) => Next::Poll(Ask { jobs: ask.jobs.min(self.most), ..ask }),
            None if streams => Next::Room(room.max),
            None => Next::Room((part(self.threshold, room.max) + 1).min(room.max)),
        }
    }

    fn ask_alone(&self, room: Room) -> Option<Ask> {
        let few = room.taken() <= part(self.threshold, room.max);
        (few && room.free() > 0).then(|| Ask { jobs: room.free(), wait: true })
    }

    /// A poll that waits keeps its slots from the stream, so it takes none but
    /// those that are left to polls. While there are jobs that only polls
    /// bring, polls take all slots but those that the stream uses, and do not
    /// wait. Where there is one slot for both, no poll waits.
    fn ask_beside_a_stream(&self, room: Room) -> Option<Ask> {
        let wait = !self.backlog && room.max > 1;
        let share = if self.backlog && room.max > 1 {
            room.max - room.streamed.clamp(1, room.max - polled_share(room.max))
        } else {
            polled_share(room.max)
        };
        let few = room.polled < share && room.polled <= part(self.threshold, share);
        let jobs = share.saturating_sub(room.polled).min(room.free());
        (few && jobs > 0).then_some(Ask { jobs, wait })
    }

    /// A poll has left.
    pub(super) fn begun(&mut self, ask: Ask, now: Instant) {
        self.state =
            State::InFlight(Flight { asked: ask.jobs, waits: ask.wait, since: now, jobs: 0 });
    }

    /// The poll in flight has brought jobs.
    pub(super) fn arrived(&mut self, jobs: usize) {
        if let State::InFlight(flight) = &mut self.state {
            flight.jobs += jobs;
        }
        self.failures = 0;
    }

    pub(super) fn flight(&self) -> Option<Flight> {
        match self.state {
            State::InFlight(flight) => Some(flight),
            State::Scheduled { .. } => None,
        }
    }

    /// The poll in flight has ended well, or by the end of its time.
    pub(super) fn ended(&mut self, now: Instant, streams: bool) {
        let flight = self.flight();
        let jobs = flight.map_or(0, |flight| flight.jobs);
        self.failures = 0;
        self.backlog = flight.is_some_and(|flight| flight.jobs >= flight.asked);
        if jobs > 0 {
            self.idle = 0;
            self.most = self.most.saturating_add(1);
            self.schedule(now, false);
            return;
        }
        let pause = if streams { self.idle_pause() } else { self.interval };
        self.idle = if streams { self.idle.saturating_add(1) } else { 0 };
        self.schedule(after(now, pause), false);
    }

    /// The poll in flight has failed, for the time being.
    pub(super) fn failed(&mut self, now: Instant, pause: Duration) {
        self.schedule(after(now, pause), true);
    }

    /// Counts a failure, and says the how manieth in a row it is.
    pub(super) fn count_failure(&mut self) -> u32 {
        self.failures = self.failures.saturating_add(1);
        self.failures
    }

    /// The reply was too large: asks for half as many at once. False if it
    /// cannot be less.
    pub(super) fn halve(&mut self, now: Instant) -> bool {
        let asked = self.flight().map_or(self.most, |flight| flight.asked);
        if asked <= 1 {
            return false;
        }
        self.most = asked / 2;
        self.schedule(now, true);
        true
    }

    /// The stream does not serve any more, so polls that had become rare for
    /// its sake are frequent again.
    pub(super) fn alone(&mut self, now: Instant) {
        self.idle = 0;
        if let State::Scheduled { not_before, failed: false } = self.state {
            self.schedule(not_before.min(after(now, self.interval)), false);
        }
    }

    /// What to show of it, if this comes next.
    pub(super) fn shown(&self, next: Next) -> PollState {
        match (self.state, next) {
            (State::InFlight(_), _) => PollState::InFlight,
            (State::Scheduled { .. }, Next::Room(_)) => PollState::Idle,
            (State::Scheduled { failed: true, .. }, _) => PollState::BackingOff,
            (State::Scheduled { .. }, _) => PollState::Scheduled,
        }
    }

    fn schedule(&mut self, not_before: Instant, failed: bool) {
        self.state = State::Scheduled { not_before, failed };
    }

    fn idle_pause(&self) -> Duration {
        let doubled = self.interval.saturating_mul(1 << self.idle.min(20));
        doubled.min(self.longest_idle)
    }
}

/// A time from now; one that clocks cannot hold is a long time.
pub(super) fn after(now: Instant, time: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 86_400);
    now.checked_add(time).or_else(|| now.checked_add(YEAR)).unwrap_or(now)
}

#[cfg(test)]
mod tests;
