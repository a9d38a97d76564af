//! A job in the hands of its handler.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::extract::{read_headers, read_variables};
use super::task::Reporter;
use super::{BpmnError, IntoCompletion, JobFailure, Outcome, Reported};
use crate::gateway::ActivatedJob;
use crate::{Error, VariablesError};

/// A job that the gateway has reserved for this worker.
///
/// It reads as the [`ActivatedJob`] that it is: `job.key`, `job.retries`,
/// `job.variables`. As an argument of a handler it is for what the other
/// arguments do not give, and for reporting the outcome in person:
///
/// ```
/// use std::time::Duration;
/// use zeebe_sdk::worker::{Job, JobError, Reported};
///
/// async fn charge(job: Job) -> Result<Reported, JobError> {
///     if job.retries < 2 {
///         job.extend(Duration::from_secs(600)).await?;
///     }
///     let reported = job.complete(()).await?;
///     println!("the process goes on");
///     Ok(reported)
/// }
/// ```
///
/// A job has one outcome. What [`complete`](Self::complete),
/// [`fail`](Self::fail) and [`throw`](Self::throw) return is the proof that it
/// is reported, and a handler that reports in person returns it; any other
/// handler just returns the outcome.
pub struct Job {
    shared: Arc<Shared>,
}

struct Shared {
    activated: ActivatedJob,
    expires: Mutex<Instant>,
    cancelled: CancellationToken,
    reporter: Arc<dyn Reporter>,
}

impl Job {
    /// A job whose reservation ends at `expires`.
    pub(crate) fn new(
        activated: ActivatedJob,
        expires: Instant,
        cancelled: CancellationToken,
        reporter: Arc<dyn Reporter>,
    ) -> Self {
        let expires = Mutex::new(expires);
        Self { shared: Arc::new(Shared { activated, expires, cancelled, reporter }) }
    }

    /// The same job for one more holder; it still has only one outcome.
    pub(crate) fn share(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }

    /// The variables that came with the job, as a `T`.
    ///
    /// # Errors
    ///
    /// If they are not a `T`; the error names the place, e.g.
    /// `variables.items[3].price`.
    pub fn variables_as<T: DeserializeOwned>(&self) -> Result<T, VariablesError> {
        read_variables(self)
    }

    /// The headers that the model defines for the task, as a `T`.
    ///
    /// Headers are text; numbers and booleans of `T` are read from it.
    ///
    /// # Errors
    ///
    /// If they are not a `T`; the error names the place, e.g. `headers.limit`.
    pub fn headers_as<T: DeserializeOwned>(&self) -> Result<T, VariablesError> {
        read_headers(self)
    }

    /// How long the job is still reserved for this worker, by the clock of this
    /// machine; zero when the gateway may have given it to another.
    #[must_use]
    pub fn expires_in(&self) -> Duration {
        self.expires().saturating_duration_since(Instant::now())
    }

    /// When the reservation ends.
    pub(crate) fn expires(&self) -> Instant {
        *self.shared.expires.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token that is cancelled when the worker gives the job up: it is
    /// closing, and the time to finish is over.
    #[must_use]
    pub fn cancellation(&self) -> &CancellationToken {
        &self.shared.cancelled
    }

    /// Reserves the job for `timeout` from now.
    ///
    /// # Errors
    ///
    /// If the gateway refuses: `is_not_found` if the job is gone. An API that
    /// cannot prolong reservations refuses always.
    pub async fn extend(&self, timeout: Duration) -> Result<(), Error> {
        let expires = Instant::now().checked_add(timeout);
        self.shared.reporter.extend(timeout).await?;
        if let Some(expires) = expires {
            *self.shared.expires.lock().unwrap_or_else(PoisonError::into_inner) = expires;
        }
        Ok(())
    }

    /// Completes the job.
    ///
    /// # Errors
    ///
    /// If the value cannot be sent, which is found before anything is reported,
    /// or the gateway cannot be told. A job that is gone is not an error, see
    /// [`Reported::is_lost`].
    pub async fn complete(self, value: impl IntoCompletion) -> Result<Reported, Error> {
        self.report(Outcome::Complete(value.into_completion())).await
    }

    /// Fails the job.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub async fn fail(self, failure: impl Into<JobFailure>) -> Result<Reported, Error> {
        self.report(Outcome::Fail(failure.into())).await
    }

    /// Throws a BPMN error from the job.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub async fn throw(self, error: BpmnError) -> Result<Reported, Error> {
        self.report(Outcome::ThrowError(error)).await
    }

    async fn report(self, outcome: Outcome) -> Result<Reported, Error> {
        if let Some(refusal) = outcome.refusal() {
            return Err(refusal.into());
        }
        self.shared.reporter.report(outcome).await
    }
}

impl Deref for Job {
    type Target = ActivatedJob;

    fn deref(&self) -> &ActivatedJob {
        &self.shared.activated
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("key", &self.key)
            .field("type", &self.r#type)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
