//! What a failed poll means, and the pause after it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::Engine;
use crate::worker::backoff::Pace;
use crate::worker::hooks::panic_text;
use crate::worker::{Backoff, WorkerError};
use crate::{Code, Error, RpcError};

/// What a failed poll means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing: there were no jobs in the time that the gateway was given.
    TimeIsUp,
    /// Another may succeed later.
    Passing,
    /// Another may succeed if it asks for less.
    TooLarge,
    /// No other can succeed.
    Lasting,
}

/// What a failed poll means, which has lasted so long. `waits` is how long the
/// gateway was to wait for jobs.
pub(super) fn of_poll(error: &Error, lasted: Duration, waits: Option<Duration>) -> Fault {
    let Error::Rpc(error) = error else {
        return Fault::Lasting;
    };
    if error.too_large() {
        return Fault::TooLarge;
    }
    match error.code() {
        Code::DeadlineExceeded if waits.is_some_and(|waits| lasted >= waits) => Fault::TimeIsUp,
        // Something on the way, while the gateway is not there, may say what
        // it likes.
        Code::InvalidArgument | Code::PermissionDenied | Code::NotFound | Code::Unimplemented
            if error.is_from_gateway() =>
        {
            Fault::Lasting
        }
        _ => Fault::Passing,
    }
}

/// Whether the gateway does not know streams of jobs.
pub(super) fn knows_no_streams(error: &Error) -> bool {
    let says_so = |error: &RpcError| error.code() == Code::Unimplemented && error.is_from_gateway();
    error.as_rpc().is_some_and(says_so)
}

impl Engine {
    /// The pause after this many failures in a row, whatever the function of
    /// the user does.
    pub(super) fn pause_after(&self, failures: u32, error: &Error) -> Duration {
        let jitter = &self.client.shared().jitter;
        let pace = &self.settings.backoff;
        let pause = catch_unwind(AssertUnwindSafe(|| pace.pause(failures, error, jitter)));
        pause.unwrap_or_else(|panic| {
            let (job_type, message) = (self.job_type().to_owned(), panic_text(&*panic).to_owned());
            self.hooks().error(&WorkerError::Panic { job_type, message });
            Backoff::default().pause(failures, error.code(), jitter)
        })
    }

    pub(super) fn pause_after_panic(&self, panics: u32) -> Duration {
        let jitter = &self.client.shared().jitter;
        match &self.settings.backoff {
            Pace::Grows(backoff) => backoff.pause(panics, None, jitter),
            Pace::Asks(_) => Backoff::default().pause(panics, None, jitter),
        }
    }
}
