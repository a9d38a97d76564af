//! Statuses and ends of calls in words.

use tonic::Code;
use zeebe_mock_gateway::Outcome;

/// How scenarios and transcripts call an end.
pub(crate) fn outcome_name(outcome: Option<Outcome>) -> String {
    match outcome {
        None => "open".to_owned(),
        Some(Outcome::Ok) => "ok".to_owned(),
        Some(Outcome::Status(code)) => status_name(code).to_owned(),
        Some(Outcome::Cancelled) => "cancelled".to_owned(),
        Some(Outcome::ConnectionLost) => "lost".to_owned(),
        Some(Outcome::Reset(_)) => "reset".to_owned(),
    }
}

/// The number of a status that is given by name.
pub(crate) fn status_number(name: &str) -> Option<i32> {
    (0..=16).find(|number| status_name(Code::from(*number)) == name)
}

/// The status as the gRPC specification spells it.
fn status_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
