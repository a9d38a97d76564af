//! The errors of an SDK as classes, for languages that throw them.

use crate::semantics::facts::Status;

/// Every class that users may catch, in order.
pub(super) const CLASSES: &[&str] = &[
    "AbortedError",
    "AlreadyExistsError",
    "ArgumentError",
    "CallCancelledError",
    "CallError",
    "ClosedError",
    "ConfigError",
    "DataLossError",
    "DeadlineExceededError",
    "FailedPreconditionError",
    "InternalError",
    "InvalidArgumentError",
    "NotFoundError",
    "OutOfRangeError",
    "PermissionDeniedError",
    "ResourceExhaustedError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "UnknownError",
    "VariablesError",
    "ZeebeError",
];

/// The class of the error of a status.
pub(super) fn class(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "CallCancelledError",
        Status::Unknown => "UnknownError",
        Status::InvalidArgument => "InvalidArgumentError",
        Status::DeadlineExceeded => "DeadlineExceededError",
        Status::NotFound => "NotFoundError",
        Status::AlreadyExists => "AlreadyExistsError",
        Status::PermissionDenied => "PermissionDeniedError",
        Status::ResourceExhausted => "ResourceExhaustedError",
        Status::FailedPrecondition => "FailedPreconditionError",
        Status::Aborted => "AbortedError",
        Status::OutOfRange => "OutOfRangeError",
        Status::Unimplemented => "UnimplementedError",
        Status::Internal => "InternalError",
        Status::Unavailable => "UnavailableError",
        Status::DataLoss => "DataLossError",
        Status::Unauthenticated => "UnauthenticatedError",
    }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, class};
    use crate::semantics::facts::Status;

    #[test]
    fn every_status_has_a_class_that_users_may_catch() {
        assert!(CLASSES.is_sorted());
        for &status in Status::ALL {
            assert!(CLASSES.contains(&class(status)), "{}", class(status));
        }
    }
}
