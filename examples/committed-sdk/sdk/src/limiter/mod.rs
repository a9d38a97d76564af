//! A limit of calls in flight that adapts to an overloaded gateway.
//!
//! A gateway under more load than it can take answers RESOURCE_EXHAUSTED and
//! has not executed the call. Sending it again after a random pause loses many
//! calls and wastes the gateway's time; sending only as many at once as it
//! takes loses none. So from the first such answer on, the calls of a client
//! wait in line: first come, first served, each inside its own deadline, a
//! call that was pushed back ahead of those that were not. The number in
//! flight grows with every success and shrinks with every pushback. When the
//! gateway has recovered, the limit is lifted.
//!
//! While nobody pushes back, a call reads one flag and that is all.
//!
//! `state` has the rules and no clock or lock, `place` what a call holds.

mod place;
mod state;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::ConfigError;
use crate::retry::Jitter;
use place::Ticket;
use state::{Grant, State, Turn};

pub(crate) use place::Place;

/// How the SDK treats a gateway that pushes calls back.
///
/// Calls are sent again as often as their deadline allows; these settings say
/// how fast the client adapts.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct BackpressurePolicy {
    /// By what the limit is multiplied when a call is pushed back, at most
    /// once per round trip; above 0 and below 1. Default: 0.7.
    pub decrease: f64,
    /// About how long a call waits after its first pushback before it asks
    /// again; half as much is chosen at random. Doubles with each further
    /// pushback of that call. Default: 10 ms.
    pub pause: Duration,
    /// What the pause never exceeds. Default: 100 ms.
    pub max_pause: Duration,
    /// How long a call counts as in flight at most: one that takes longer
    /// waits for something other than the load. Default: 1 s.
    pub max_hold: Duration,
    /// After what time without a pushback, and with nobody waiting, the limit
    /// is lifted. Default: 60 s.
    pub lift_after: Duration,
}

impl Default for BackpressurePolicy {
    fn default() -> Self {
        Self {
            decrease: 0.7,
            pause: Duration::from_millis(10),
            max_pause: Duration::from_millis(100),
            max_hold: Duration::from_secs(1),
            lift_after: Duration::from_secs(60),
        }
    }
}

impl BackpressurePolicy {
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |setting, problem: &str| {
            Err(ConfigError::Setting { setting, problem: problem.to_owned() })
        };
        if !(self.decrease > 0.0 && self.decrease < 1.0) {
            return refuse("backpressure_policy.decrease", "must be above 0 and below 1");
        }
        if self.pause.is_zero() || self.max_pause < self.pause {
            return refuse("backpressure_policy.pause", "must be above 0 and at most max_pause");
        }
        if self.max_hold.is_zero() {
            return refuse("backpressure_policy.max_hold", "must be above 0");
        }
        Ok(())
    }

    /// The pause after this many pushbacks of a call.
    pub(crate) fn pause_after(&self, pushbacks: u32, jitter: &Jitter) -> Duration {
        let doublings = pushbacks.saturating_sub(1).min(16);
        let pause = self.pause.saturating_mul(1 << doublings).min(self.max_pause);
        pause.mul_f64(0.5 + jitter.unit())
    }
}

/// What a client does about a gateway that pushes calls back, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Backpressure {
    /// How many calls may be in flight at once; `None` while the gateway does
    /// not push back.
    pub limit: Option<usize>,
    /// How many calls are in flight within the limit.
    pub in_flight: usize,
    /// How many calls wait in line.
    pub waiting: usize,
}

/// The limit of one client.
#[derive(Debug)]
pub(crate) struct Limiter {
    limited: AtomicBool,
    state: Mutex<State>,
}

impl Limiter {
    pub(crate) fn new(policy: BackpressurePolicy) -> Self {
        Self {
            limited: AtomicBool::new(false),
            state: Mutex::new(State::new(policy, Instant::now())),
        }
    }

    /// Waits for a place at the end of the line; there is none while the
    /// gateway does not push back.
    #[inline]
    pub(crate) async fn admit(&self) -> Place<'_> {
        if !self.limited.load(Ordering::Relaxed) {
            return Place::free();
        }
        self.wait(Turn::New).await
    }

    /// Waits for a place ahead of those who were not sent yet, or keeps the
    /// one that the call has.
    pub(crate) async fn admit_again<'a>(&'a self, place: Place<'a>) -> Place<'a> {
        let renewed = place.grant().and_then(|grant| self.lock().renew(grant));
        if let Some(grant) = renewed {
            return place.renewed(grant);
        }
        drop(place);
        if !self.limited.load(Ordering::Relaxed) {
            return Place::free();
        }
        self.wait(Turn::Again).await
    }

    /// Takes note that the gateway pushed a call back. What remains of its
    /// place is returned, for the pause before it asks again.
    ///
    /// `in_flight` is how many calls were under way, for a first guess.
    pub(crate) fn pushed_back<'a>(&'a self, place: Place<'a>, in_flight: usize) -> Place<'a> {
        let mut state = self.lock();
        let kept = state.pushed_back(place.grant(), in_flight, Instant::now());
        self.limited.store(state.is_limited(), Ordering::Relaxed);
        drop(state);
        if kept { place } else { place.forfeited() }
    }

    /// What the limiter does now.
    pub(crate) fn read(&self) -> Backpressure {
        if !self.limited.load(Ordering::Relaxed) {
            return Backpressure::default();
        }
        self.lock().read()
    }

    async fn wait(&self, turn: Turn) -> Place<'_> {
        let receiver = {
            let mut state = self.lock();
            if let Some(grant) = state.take(turn) {
                return Place::held(self, grant);
            }
            state.enqueue(turn)
        };
        Ticket::new(self, receiver).granted().await
    }

    fn succeeded(&self, grant: Grant, round_trip: Duration) {
        let mut state = self.lock();
        state.succeeded(grant, round_trip, Instant::now());
        self.limited.store(state.is_limited(), Ordering::Relaxed);
    }

    fn released(&self, grant: Grant) {
        self.lock().released(grant);
    }

    fn abandoned(&self) {
        self.lock().abandoned();
    }

    fn max_hold(&self) -> Duration {
        self.lock().max_hold()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
