//! The rules of the limit: how it grows and shrinks, who is next.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{Backpressure, BackpressurePolicy};

/// Dead entries of the line that are left lying before it is swept.
const SWEEP: usize = 64;

/// Where a call goes that has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// To the end of the line.
    New,
    /// Ahead of the line, behind others that were sent before.
    Again,
}

/// The right to be in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Grant {
    /// Which limit it belongs to: one that was lifted is over.
    era: u64,
    /// How often the limit had shrunk when it was given.
    round: u64,
}

#[derive(Debug)]
pub(super) struct State {
    policy: BackpressurePolicy,
    /// Grows when a limit begins and when it is lifted.
    era: u64,
    limited: bool,
    limit: f64,
    held: usize,
    round: u64,
    waiting: usize,
    again: VecDeque<oneshot::Sender<Grant>>,
    line: VecDeque<oneshot::Sender<Grant>>,
    last_pushback: Instant,
    round_trip: Option<Duration>,
}

impl State {
    pub(super) fn new(policy: BackpressurePolicy, now: Instant) -> Self {
        Self {
            policy,
            era: 0,
            limited: false,
            limit: 1.0,
            held: 0,
            round: 0,
            waiting: 0,
            again: VecDeque::new(),
            line: VecDeque::new(),
            last_pushback: now,
            round_trip: None,
        }
    }

    pub(super) fn is_limited(&self) -> bool {
        self.limited
    }

    pub(super) fn read(&self) -> Backpressure {
        Backpressure {
            limit: self.limited.then(|| self.allowed()),
            in_flight: self.held,
            waiting: self.waiting,
        }
    }

    /// A place, if one is free and nobody has the better right to it.
    pub(super) fn take(&mut self, turn: Turn) -> Option<Grant> {
        if !self.limited {
            return None;
        }
        let first = match turn {
            Turn::New => self.waiting == 0,
            Turn::Again => self.again.is_empty(),
        };
        (first && self.held < self.allowed()).then(|| {
            self.held += 1;
            self.grant()
        })
    }

    pub(super) fn enqueue(&mut self, turn: Turn) -> oneshot::Receiver<Grant> {
        let (sender, receiver) = oneshot::channel();
        // Without a limit there is no line; the dropped sender says so.
        if self.limited {
            self.waiting += 1;
            match turn {
                Turn::New => self.line.push_back(sender),
                Turn::Again => self.again.push_back(sender),
            }
        }
        receiver
    }

    /// Keeps a place for another attempt, unless the limit has shrunk below
    /// the number of places.
    pub(super) fn renew(&mut self, grant: Grant) -> Option<Grant> {
        (grant.era == self.era && self.held <= self.allowed()).then(|| self.grant())
    }

    /// A call was pushed back. Says whether it keeps its place.
    pub(super) fn pushed_back(
        &mut self,
        grant: Option<Grant>,
        in_flight: usize,
        now: Instant,
    ) -> bool {
        self.last_pushback = now;
        if !self.limited {
            self.begin(in_flight);
            return false;
        }
        let Some(grant) = grant.filter(|grant| grant.era == self.era) else {
            return false;
        };
        // The first to be pushed back was the first to be sent. It keeps its
        // place, and one that was sent after it pays for the smaller limit.
        let is_first = grant.round == self.round;
        if is_first {
            self.limit = (self.limit * self.policy.decrease).max(1.0);
            self.round += 1;
        }
        let keeps = is_first || self.held <= self.allowed();
        if !keeps {
            self.held -= 1;
        }
        keeps
    }

    pub(super) fn succeeded(&mut self, grant: Grant, round_trip: Duration, now: Instant) {
        if grant.era != self.era {
            return;
        }
        let smoothed = self.round_trip.map_or(round_trip, |old| (old * 7 + round_trip) / 8);
        self.round_trip = Some(smoothed);
        // A limit that is not reached says nothing about the gateway.
        if self.waiting > 0 || self.held * 2 >= self.allowed() {
            self.limit += 1.0 / self.limit;
        }
        self.held = self.held.saturating_sub(1);
        let quiet = now.saturating_duration_since(self.last_pushback) >= self.policy.lift_after;
        if quiet && self.waiting == 0 {
            self.lift();
        } else {
            self.hand_out();
        }
    }

    /// A place comes back from a call that says nothing about the load.
    pub(super) fn released(&mut self, grant: Grant) {
        if grant.era == self.era {
            self.held = self.held.saturating_sub(1);
            self.hand_out();
        }
    }

    /// Somebody in line has gone away.
    pub(super) fn abandoned(&mut self) {
        self.waiting = self.waiting.saturating_sub(1);
        if self.again.len() + self.line.len() > self.waiting * 2 + SWEEP {
            self.again.retain(|sender| !sender.is_closed());
            self.line.retain(|sender| !sender.is_closed());
        }
    }

    #[cfg(test)]
    pub(super) fn line_length(&self) -> usize {
        self.again.len() + self.line.len()
    }

    /// How long a call counts as in flight: a few usual round trips.
    pub(super) fn max_hold(&self) -> Duration {
        let longest = self.policy.max_hold;
        let usual = self.round_trip.map_or(longest, |round_trip| round_trip * 4);
        usual.clamp(longest.min(Duration::from_millis(50)), longest)
    }

    fn begin(&mut self, in_flight: usize) {
        let in_flight = u32::try_from(in_flight).unwrap_or(u32::MAX);
        self.era += 1;
        self.limited = true;
        self.limit = (f64::from(in_flight) * self.policy.decrease).max(1.0);
        self.held = 0;
        self.round = 0;
        self.round_trip = None;
        tracing::debug!(limit = self.limit, "the gateway pushes back; calls wait in line");
    }

    fn lift(&mut self) {
        self.era += 1;
        self.limited = false;
        self.held = 0;
        tracing::debug!("the gateway has recovered; calls are not limited any more");
    }

    fn hand_out(&mut self) {
        while self.held < self.allowed() {
            let Some(next) = self.again.pop_front().or_else(|| self.line.pop_front()) else {
                return;
            };
            if next.send(self.grant()).is_ok() {
                self.held += 1;
                self.waiting = self.waiting.saturating_sub(1);
            }
        }
    }

    fn grant(&self) -> Grant {
        Grant { era: self.era, round: self.round }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a limit is at least 1 and grows by at most 1 per call"
    )]
    fn allowed(&self) -> usize {
        self.limit as usize
    }
}
