//! What runs a job, and what its outcome goes to: the handlers are behind the
//! first, the engine of the worker behind the second.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use super::{Fetch, Job, JobFailure, Outcome, Reported};
use crate::contract::Pending;
use crate::{ArgumentError, Error};

/// A job under way in its handler.
pub(crate) type Running = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A handler whose types are erased.
pub(crate) trait Task: Send + Sync + 'static {
    /// The variables that the handler reads.
    fn fetch(&self) -> Fetch;

    /// Handles one job. Panics are the caller's business, see [`attempt`].
    fn run(&self, job: Job) -> Running;
}

/// Takes the one outcome of a job to the gateway.
pub(crate) trait Reporter: Send + Sync + 'static {
    /// Reports it; the second report of a job is refused, with
    /// [`reported_twice`].
    fn report(&self, outcome: Outcome) -> Pending<Reported>;

    /// Prolongs the reservation, counted from now.
    fn extend(&self, timeout: Duration) -> Pending<()>;
}

/// The answer to the second report of a job.
pub(crate) fn reported_twice() -> Error {
    ArgumentError::new("the outcome of the job has been reported already").into()
}

/// Handles one job; a panic of the handler is a failure of the job.
pub(crate) async fn attempt(task: &dyn Task, job: Job) -> Outcome {
    // A panic leaves nothing half done that somebody looks at afterwards: the
    // future is dropped, and the job has been handed over.
    let mut running = match catch_unwind(AssertUnwindSafe(|| task.run(job))) {
        Ok(running) => running,
        Err(panic) => return Outcome::Fail(JobFailure::from_panic(&*panic)),
    };
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(context)))
            .unwrap_or_else(|panic| Poll::Ready(Outcome::Fail(JobFailure::from_panic(&*panic))))
    })
    .await
}
