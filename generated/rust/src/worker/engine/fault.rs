//! What a failed poll means.

use std::time::Duration;

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
