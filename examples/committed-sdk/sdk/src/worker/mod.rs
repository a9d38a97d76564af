//! The job worker: takes jobs of one type and hands them to a handler.
//!
//! ```no_run
//! use serde::{Deserialize, Serialize};
//! use zeebe_sdk::Client;
//! use zeebe_sdk::worker::{BpmnError, JobError, Vars};
//!
//! #[derive(Deserialize)]
//! struct Order {
//!     total: u64,
//! }
//!
//! #[derive(Serialize)]
//! struct Charged {
//!     receipt: String,
//! }
//!
//! async fn charge(Vars(order): Vars<Order>) -> Result<Charged, JobError> {
//!     match order.total {
//!         0 => Err(BpmnError::new("nothing-to-pay").into()),
//!         total => Ok(Charged { receipt: format!("paid {total}") }),
//!     }
//! }
//!
//! # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! let worker = client.worker("charge").handler(charge).start()?;
//! // …
//! worker.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # A tour
//!
//! - [`Client::worker`](crate::Client::worker) gives a [`WorkerBuilder`] with
//!   all settings; with a [`Handler`] it is a [`Worker`], and started it is a
//!   [`WorkerHandle`]. [`Workers`] are several in one process.
//! - A handler is a plain async function. Its arguments are what it wants of a
//!   job ([`FromJob`]), its result is how the job ends ([`IntoOutcome`]).
//! - `shutdown_signal` ties a worker to SIGTERM and Ctrl-C.
//! - [`Observer`] and [`WorkerStats`] say what a worker does, [`WorkerError`]
//!   what it cannot put right.
//!
//! # What a worker does
//!
//! **It asks for as many jobs as it can hold.** A poll leaves when at most 30 %
//! of `max_jobs_active` are held, and asks for the rest. While jobs keep coming
//! there is no pause; after a poll that brought nothing there is a short one.
//! With [`stream`](WorkerBuilder::stream) the gateway sends jobs the moment
//! they are there, and only as many as there is room for.
//!
//! **It never stops for good by itself**, unless the gateway says that polling
//! can never succeed: INVALID_ARGUMENT, PERMISSION_DENIED, NOT_FOUND or
//! UNIMPLEMENTED. Then it is [`Failed`](WorkerState::Failed), and the error
//! callback is called once. Whatever else fails is tried again after a pause
//! that grows.
//!
//! **A job has one outcome**, which is reported as often as it takes while the
//! job is still reserved. A handler that panics, or variables that do not fit,
//! fail that job and nothing else. A handler that never returns holds one slot.
//!
//! **It ends in good order.** [`shutdown`](WorkerHandle::shutdown), and
//! [`close`](crate::Client::close) of its client, let handlers finish and give
//! back what has not begun.

mod backoff;
mod builder;
pub mod defaults;
mod engine;
mod extract;
mod fetch;
mod group;
mod handle;
mod handler;
mod headers;
mod hooks;
mod job;
mod observe;
mod outcome;
mod returns;
mod settings;
#[cfg(feature = "signal")]
mod shutdown;
mod state;
mod stats;
mod task;
mod wanted;

pub use backoff::Backoff;
pub use builder::{Worker, WorkerBuilder};
pub use extract::{FromJob, Headers, State, Vars};
pub use fetch::Fetch;
pub use group::Workers;
pub use handle::{ShutdownReport, WorkerHandle};
pub use handler::{Blocking, Handler, blocking};
pub use job::Job;
pub use observe::{
    Activated, JobEnd, JobEnded, JobStarted, Observer, Polled, Source, StateChanged, StreamEnd,
    StreamEnded, WorkerError,
};
pub use outcome::{BpmnError, Completion, JobFailure, Outcome, Reported};
pub use returns::{IntoCompletion, IntoOutcome, JobError};
#[cfg(feature = "signal")]
pub use shutdown::shutdown_signal;
pub use state::{PollState, StreamState, WorkerState};
pub use stats::WorkerStats;

pub(crate) use handler::erase;
pub(crate) use task::{Reporter, Task, attempt, reported_twice};
pub(crate) use wanted::{Claim, Wanted};
