//! What a call holds while a limit is in force; it is given back however the
//! call ends, also when its future is dropped.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Limiter;
use super::state::Grant;

/// A place among the calls in flight, or none if there is no limit.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    held: Option<Held<'a>>,
}

#[derive(Debug)]
struct Held<'a> {
    limiter: &'a Limiter,
    grant: Grant,
    since: Instant,
}

impl<'a> Place<'a> {
    /// A place without a limit.
    pub(crate) const fn free() -> Self {
        Self { held: None }
    }

    pub(super) fn held(limiter: &'a Limiter, grant: Grant) -> Self {
        let since = Instant::now();
        let held = Held { limiter, grant, since };
        Self { held: Some(held) }
    }

    pub(super) fn grant(&self) -> Option<Grant> {
        self.held.as_ref().map(|held| held.grant)
    }

    pub(super) fn renewed(mut self, grant: Grant) -> Self {
        if let Some(held) = &mut self.held {
            held.grant = grant;
            held.since = Instant::now();
        }
        self
    }

    /// The place was taken away by the limiter, so it is not given back.
    pub(super) fn forfeited(mut self) -> Self {
        self.held = None;
        self
    }

    /// How long the call counts as in flight; `None` if it does not.
    pub(crate) fn max_hold(&self) -> Option<Duration> {
        self.held.as_ref().map(|held| held.limiter.max_hold())
    }

    /// Gives the place back after a success, which lets the limit grow.
    pub(crate) fn succeeded(mut self) {
        if let Some(held) = self.held.take() {
            held.limiter.succeeded(held.grant, held.since.elapsed());
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(held) = self.held.take() {
            held.limiter.released(held.grant);
        }
    }
}

/// A position in the line.
#[derive(Debug)]
pub(super) struct Ticket<'a> {
    limiter: &'a Limiter,
    receiver: oneshot::Receiver<Grant>,
    answered: bool,
}

impl<'a> Ticket<'a> {
    pub(super) fn new(limiter: &'a Limiter, receiver: oneshot::Receiver<Grant>) -> Self {
        Self { limiter, receiver, answered: false }
    }

    pub(super) async fn granted(mut self) -> Place<'a> {
        let answer = (&mut self.receiver).await;
        self.answered = true;
        match answer {
            Ok(grant) => Place::held(self.limiter, grant),
            Err(_) => Place::free(),
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if self.answered {
            return;
        }
        // After this nothing can be granted any more; what was granted just
        // before goes to the next in line.
        self.receiver.close();
        match self.receiver.try_recv() {
            Ok(grant) => self.limiter.released(grant),
            Err(_) => self.limiter.abandoned(),
        }
    }
}
