//! The way of a job's outcome to the gateway.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Engine;
use crate::contract::{Pending, Rpc};
use crate::gateway::jobs;
use crate::worker::{
    Claim, JobEnd, JobEnded, JobFailure, Outcome, Reported, Reporter, WorkerError, defaults,
    reported_twice,
};
use crate::{ArgumentError, Call, Error, RetryMode};

/// The outcome of one job, before and after it is reported.
pub(super) struct Report {
    engine: Arc<Engine>,
    claim: Claim,
    /// When the reservation ends.
    expires: Mutex<Instant>,
    started: Mutex<Option<Instant>>,
    stage: AtomicU8,
}

/// No outcome is reported.
const OPEN: u8 = 0;
/// One is, or is being reported.
const TAKEN: u8 = 1;

impl Report {
    pub(super) fn new(engine: Arc<Engine>, claim: Claim, expires: Instant) -> Arc<Self> {
        Arc::new(Self {
            engine,
            claim,
            expires: Mutex::new(expires),
            started: Mutex::new(None),
            stage: AtomicU8::new(OPEN),
        })
    }

    /// The handler begins.
    pub(super) fn started(&self, now: Instant) {
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// Reports the outcome that the handler has returned, unless it has
    /// reported one itself.
    pub(super) async fn returned(&self, outcome: Outcome) {
        if matches!(outcome, Outcome::Reported(_)) {
            return;
        }
        let sent = self.send(outcome, None).await;
        // What cannot be sent is an error of the handler like any other.
        if let Err(Error::Argument(error)) = sent {
            let failure = Outcome::Fail(JobFailure::new(error.to_string()));
            drop(self.send(failure, None).await);
        }
    }

    /// Gives a job back that has not been started, with the retries it has.
    pub(super) async fn give_back(&self) {
        let failure = JobFailure::new("given back: the worker closes before it has begun")
            .retries(self.claim.retries)
            .retry_backoff(Duration::ZERO);
        drop(self.send(Outcome::Fail(failure), Some(JobEnd::Returned)).await);
    }

    /// The job is over without an outcome.
    pub(super) fn over(&self, end: JobEnd) {
        let started = *self.started.lock().unwrap_or_else(PoisonError::into_inner);
        self.tell(end, started.map_or(Duration::ZERO, |started| started.elapsed()));
    }

    fn tell(&self, end: JobEnd, handle_time: Duration) {
        let engine = &self.engine;
        let (job_type, key) = (engine.job_type(), self.claim.key);
        engine.counters.ended(end);
        tracing::debug!(job_type, key = key.get(), ?end, ?handle_time, "a job is over");
        let event = JobEnded { job_type, key, end, handle_time };
        engine.hooks().observe(|observer| observer.job_ended(&event));
    }

    /// Reports an outcome: one only, unless the gateway has certainly not taken
    /// it.
    async fn send(&self, outcome: Outcome, as_end: Option<JobEnd>) -> Result<Reported, Error> {
        if self.stage.swap(TAKEN, Ordering::AcqRel) == TAKEN {
            return Err(reported_twice());
        }
        let started = *self.started.lock().unwrap_or_else(PoisonError::into_inner);
        let handle_time = started.map_or(Duration::ZERO, |started| started.elapsed());
        let end = as_end.unwrap_or(match &outcome {
            Outcome::Complete(_) => JobEnd::Completed,
            Outcome::ThrowError(_) => JobEnd::Errored,
            Outcome::Fail(_) | Outcome::Reported(_) => JobEnd::Failed,
        });
        match self.call(outcome).await {
            Ok(()) => {
                self.tell(end, handle_time);
                Ok(Reported::acknowledged())
            }
            Err(error) if error.is_not_found() || error.is_failed_precondition() => {
                self.tell(JobEnd::Lost, handle_time);
                Ok(Reported::lost())
            }
            // Nothing was sent, so the job is as open as before.
            Err(error @ Error::Argument(_)) => {
                self.stage.store(OPEN, Ordering::Release);
                Err(error)
            }
            Err(error) => {
                self.failed(&error, handle_time);
                Err(error)
            }
        }
    }

    fn failed(&self, error: &Error, handle_time: Duration) {
        self.tell(JobEnd::Unreported, handle_time);
        let unknown = error.as_rpc().is_some_and(crate::RpcError::outcome_unknown);
        if !unknown {
            self.stage.store(OPEN, Ordering::Release);
        }
        self.engine.hooks().error(&WorkerError::Outcome {
            job_type: self.engine.job_type().to_owned(),
            key: self.claim.key,
            error: error.clone(),
        });
    }

    async fn call(&self, outcome: Outcome) -> Result<(), Error> {
        let (client, claim) = (&self.engine.client, &self.claim);
        match outcome {
            Outcome::Reported(_) => Ok(()),
            Outcome::Complete(done) => {
                let call = jobs::complete(client, claim, done.variables, done.result);
                self.in_time(call).await.map(|_| ())
            }
            Outcome::ThrowError(error) => {
                let message = cut(error.message);
                let call = jobs::throw(client, claim, error.code, message, error.variables);
                self.in_time(call).await.map(|_| ())
            }
            Outcome::Fail(failure) => {
                let retries = failure.retries_after(claim.retries);
                let pause = failure.retry_backoff.unwrap_or(self.engine.settings.retry_backoff);
                let message = cut(failure.message);
                let call = jobs::fail(client, claim, retries, pause, message, failure.variables);
                self.in_time(call).await.map(|_| ())
            }
        }
    }

    /// An outcome is worth an attempt also when the reservation is over: the
    /// gateway takes it unless somebody was faster. It is worth more than one
    /// while the job is still ours.
    fn in_time<R: Rpc>(&self, call: Call<R>) -> Pending<R::Output> {
        let remaining = self.expires().saturating_duration_since(Instant::now());
        let call = call.insistent();
        if remaining.is_zero() {
            return call.retry(RetryMode::Never).into_future();
        }
        call.timeout(remaining).into_future()
    }

    fn expires(&self) -> Instant {
        *self.expires.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is sent of a message.
fn cut(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(defaults::LONGEST_MESSAGE) {
        message.truncate(end);
    }
    message
}

/// What a job reports to.
pub(super) struct Desk(pub(super) Arc<Report>);

impl Reporter for Desk {
    fn report(&self, outcome: Outcome) -> Pending<Reported> {
        let report = Arc::clone(&self.0);
        Box::pin(async move { report.send(outcome, None).await })
    }

    fn extend(&self, timeout: Duration) -> Pending<()> {
        let report = Arc::clone(&self.0);
        Box::pin(async move {
            let begun = Instant::now();
            let Some(call) = jobs::extend(&report.engine.client, &report.claim, timeout) else {
                let problem = "the API of this SDK cannot prolong reservations";
                return Err(ArgumentError::new(problem).at("timeout").into());
            };
            call.await?;
            if let Some(expires) = begun.checked_add(timeout) {
                *report.expires.lock().unwrap_or_else(PoisonError::into_inner) = expires;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_message_is_cut_between_characters() {
        assert_eq!(cut("é".repeat(20_000)).chars().count(), 10_000);
        assert_eq!(cut("short".to_owned()), "short");
    }
}
