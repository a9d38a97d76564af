//! What stands where a worker has the gateway.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::contract::Pending;
use crate::worker::{Outcome, Reported, Reporter, reported_twice};

/// Writes down what a handler reports in person.
#[derive(Default)]
pub(super) struct Recorder {
    seen: Mutex<Seen>,
}

/// What a handler has reported.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) outcome: Option<Outcome>,
    pub(super) extensions: Vec<Duration>,
}

impl Recorder {
    /// Takes what has been written down.
    pub(super) fn take(&self) -> Seen {
        self.with(std::mem::take)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Seen) -> T) -> T {
        act(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reporter for Recorder {
    fn report(&self, outcome: Outcome) -> Pending<Reported> {
        let answer = self.with(|seen| {
            if seen.outcome.is_some() {
                return Err(reported_twice());
            }
            seen.outcome = Some(outcome);
            Ok(Reported::acknowledged())
        });
        Box::pin(async { answer })
    }

    fn extend(&self, timeout: Duration) -> Pending<()> {
        self.with(|seen| seen.extensions.push(timeout));
        Box::pin(async { Ok(()) })
    }
}
