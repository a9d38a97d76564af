//! What a worker tells about itself, for metrics and for alarms.

use std::fmt;
use std::time::Duration;

use super::WorkerState;
use crate::keys::JobKey;
use crate::{Code, Error};

/// Is told what a worker does, for metrics or traces of any kind.
///
/// Every method does nothing unless it is written. They are called where the
/// thing happens, so they are quick and do not block; one that panics is
/// logged, and nothing else. What is told about the end of a job is told after
/// the gateway has acknowledged it.
///
/// ```
/// use zeebe_sdk::worker::{JobEnd, JobEnded, Observer};
///
/// struct Meter;
///
/// impl Observer for Meter {
///     fn job_ended(&self, event: &JobEnded<'_>) {
///         if event.end == JobEnd::Completed {
///             println!("{} took {:?}", event.job_type, event.handle_time);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + 'static {
    /// The worker changes its state.
    fn state_changed(&self, _event: &StateChanged<'_>) {}

    /// A poll has ended.
    fn polled(&self, _event: &Polled<'_>) {}

    /// A stream has ended and is opened again, unless the worker closes.
    fn stream_ended(&self, _event: &StreamEnded<'_>) {}

    /// Jobs have arrived.
    fn activated(&self, _event: &Activated<'_>) {}

    /// A handler begins.
    fn job_started(&self, _event: &JobStarted<'_>) {}

    /// A job is over for this worker.
    fn job_ended(&self, _event: &JobEnded<'_>) {}
}

/// The worker has changed its state.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct StateChanged<'a> {
    /// The type of its jobs.
    pub job_type: &'a str,
    /// What it is now.
    pub state: WorkerState,
}

/// A poll has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Polled<'a> {
    /// The type of the jobs.
    pub job_type: &'a str,
    /// How many jobs it has brought.
    pub jobs: usize,
    /// How many it has asked for.
    pub asked: usize,
    /// From when it was sent until it ended; a poll waits for jobs.
    pub latency: Duration,
    /// Why it failed, if it did.
    pub error: Option<&'a Error>,
}

/// A stream has ended.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct StreamEnded<'a> {
    /// The type of the jobs.
    pub job_type: &'a str,
    /// Why.
    pub reason: StreamEnd,
    /// How long it was open, or being opened.
    pub open: Duration,
    /// How it failed, if it did.
    pub error: Option<&'a Error>,
}

/// Why a stream has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamEnd {
    /// The gateway has ended it, with OK.
    Ended,
    /// It has failed.
    Failed,
    /// The gateway has no streams, so there are only polls from now on.
    Unknown,
    /// Nothing has come for long, so it is opened anew.
    Idle,
    /// It has been open for long, so it is opened anew.
    Old,
}

/// Jobs have arrived.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Activated<'a> {
    /// The type of the jobs.
    pub job_type: &'a str,
    /// How many.
    pub jobs: usize,
    /// In which way.
    pub source: Source,
    /// How many jobs the worker holds or has asked for, with these.
    pub slots_used: usize,
}

/// In which way jobs arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// By a poll.
    Poll,
    /// By a stream.
    Stream,
}

/// A handler begins.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct JobStarted<'a> {
    /// The type of the job.
    pub job_type: &'a str,
    /// The job.
    pub key: JobKey,
    /// From its arrival until now.
    pub queue_time: Duration,
}

/// A job is over for this worker.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct JobEnded<'a> {
    /// The type of the job.
    pub job_type: &'a str,
    /// The job.
    pub key: JobKey,
    /// In which way.
    pub end: JobEnd,
    /// How long the handler took; nothing for a job that was not handled.
    pub handle_time: Duration,
}

/// How a job ends for a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobEnd {
    /// It is completed.
    Completed,
    /// It has failed.
    Failed,
    /// A BPMN error was thrown from it.
    Errored,
    /// The gateway did not know it any more when its outcome came: its
    /// reservation had ended, it was cancelled, or an earlier attempt to report
    /// the outcome had worked.
    Lost,
    /// Its reservation ended before its handler could begin.
    Expired,
    /// It was given back before its handler began, because the worker closes.
    Returned,
    /// Its outcome could not be reported.
    Unreported,
}

/// What a worker cannot put right by itself.
///
/// Failures that pass, like those of a gateway that starts again, are not
/// among them.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// Polling can never succeed, so the worker has given up.
    #[error("the worker for '{job_type}' has given up: {error}")]
    Failed {
        /// The type of its jobs.
        job_type: String,
        /// What the gateway says.
        error: Error,
    },
    /// A single job is larger than somebody on the way takes, so it cannot be
    /// activated.
    #[error("a job of the type '{job_type}' is too large to be activated: {error}")]
    TooLarge {
        /// The type of the jobs.
        job_type: String,
        /// What the gateway says.
        error: Error,
    },
    /// The outcome of a job could not be reported. The gateway gives the job
    /// out again when its reservation ends.
    #[error("the outcome of job {key} of the type '{job_type}' is not reported: {error}")]
    Outcome {
        /// The type of the job.
        job_type: String,
        /// The job.
        key: JobKey,
        /// What the gateway says.
        error: Error,
    },
    /// Something panicked that is not a handler: a function that was given to
    /// the worker, or the worker itself, which goes on after a pause.
    #[error("a panic in the worker for '{job_type}': {message}")]
    Panic {
        /// The type of its jobs.
        job_type: String,
        /// What the panic says.
        message: String,
    },
}

impl WorkerError {
    /// The status of the call that failed, if one did.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Failed { error, .. }
            | Self::TooLarge { error, .. }
            | Self::Outcome { error, .. } => error.code(),
            Self::Panic { .. } => None,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Poll => "poll",
            Self::Stream => "stream",
        })
    }
}
