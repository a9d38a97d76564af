//! The error at the end of a call.

use super::judge::{is_backpressure, is_repeatable, is_too_large};
use super::plan::Plan;
use crate::contract::CallClass;
use crate::error::RpcErrorParts;
use crate::transport::{Failure, Origin, Pushback, Repeat};
use crate::{Code, Error, RpcError};

/// What has been tried.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tried {
    /// How often the call was sent.
    pub(crate) attempts: u32,
    /// How often it failed for another reason than load.
    pub(crate) failures: u32,
    /// How often the gateway pushed it back.
    pub(crate) pushbacks: u32,
    /// Whether an attempt before the last one may have been executed.
    pub(crate) maybe_executed: bool,
    /// Whether it was sent once more with other credentials.
    pub(crate) proved_again: bool,
}

const WRONG_KEY: &str = "no partition of this cluster has made such a key, unless the gateway \
                         has only just started";

/// The error that a failure means for the caller.
pub(crate) fn report(plan: &Plan, tried: &Tried, failure: Failure) -> Error {
    let reads = plan.policy.class == CallClass::Read;
    Error::from(RpcError::new(RpcErrorParts {
        policy: plan.policy,
        attempts: tried.attempts,
        retryable: retryable(plan, &failure),
        outcome_unknown: !reads && (failure.maybe_executed || tried.maybe_executed),
        too_large: is_too_large(plan, &failure),
        from_gateway: failure.origin == Origin::Gateway,
        hint: failure.says_no_such_partition().then_some(WRONG_KEY),
        code: failure.code,
        message: failure.message,
        details: failure.details,
        metadata: failure.metadata,
    }))
}

/// A reply that is not what the API says.
pub(crate) fn unreadable(error: &prost::DecodeError) -> Failure {
    let text = format!("the answer cannot be read: {error}");
    *Failure::new(Code::Internal, text, Origin::Connection)
}

/// Whether the caller may repeat the call.
fn retryable(plan: &Plan, failure: &Failure) -> bool {
    match failure.repeat {
        Repeat::Never => return false,
        Repeat::Later => return true,
        Repeat::ByStatus if failure.pushback == Pushback::Never => return false,
        Repeat::ByStatus | Repeat::NotTaken => {}
    }
    if failure.origin == Origin::Caller {
        let late = failure.code == Code::DeadlineExceeded;
        return late && (!failure.maybe_executed || plan.codes.contains(&failure.code));
    }
    if plan.policy.class == CallClass::WorkerLoop {
        return !is_too_large(plan, failure)
            && matches!(
                failure.code,
                Code::Unavailable
                    | Code::ResourceExhausted
                    | Code::DeadlineExceeded
                    | Code::Aborted
            );
    }
    is_backpressure(plan, failure) || is_repeatable(plan, failure)
}
