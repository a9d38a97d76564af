//! The job worker: takes jobs of one type and hands them to a handler.

mod extract;
mod fetch;
mod handler;
mod headers;
mod job;
mod outcome;
mod returns;
mod task;
mod wanted;

pub use extract::{FromJob, Headers, State, Vars};
pub use fetch::Fetch;
pub use handler::{Blocking, Handler, blocking};
pub use job::Job;
pub use outcome::{BpmnError, Completion, JobFailure, Outcome, Reported};
pub use returns::{IntoCompletion, IntoOutcome, JobError};

pub(crate) use handler::erase;
pub(crate) use task::{Reporter, attempt, reported_twice};
pub(crate) use wanted::Wanted;
