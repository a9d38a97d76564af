//! What the engine tells the log and the observer on the way.

use std::time::Duration;

use tokio::time::Instant;

use super::Engine;
use super::polling::Flight;
use crate::Error;
use crate::worker::{Activated, Polled, Source};

impl Engine {
    pub(super) fn tell_arrived(&self, source: Source, jobs: usize) {
        if jobs == 0 {
            return;
        }
        self.counters.activated(source, jobs);
        let (job_type, slots_used) = (self.job_type(), self.slots.room().taken());
        tracing::debug!(job_type, jobs, %source, slots_used, "jobs have arrived");
        let event = Activated { job_type, jobs, source, slots_used };
        self.hooks().observe(|observer| observer.activated(&event));
    }

    pub(super) fn tell_polled(&self, poll: Option<Flight>, now: Instant, error: Option<&Error>) {
        let Some(Flight { jobs, asked, since, .. }) = poll else { return };
        let (job_type, latency) = (self.job_type(), now.saturating_duration_since(since));
        tracing::debug!(job_type, jobs, asked, ?latency, "a poll has ended");
        let event = Polled { job_type, jobs, asked, latency, error };
        self.hooks().observe(|observer| observer.polled(&event));
    }

    /// The first of several failures is a warning.
    pub(super) fn log_failure(&self, what: &str, failures: u32, error: &Error, pause: Duration) {
        let job_type = self.job_type();
        if failures == 1 {
            tracing::warn!(job_type, %error, ?pause, "{what}");
        } else {
            tracing::debug!(job_type, %error, ?pause, failures, "{what} again");
        }
    }
}
