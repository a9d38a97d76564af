//! Ends of calls in words.

use zeebe_mock_gateway::{Outcome, StatusCode};

/// How scenarios and transcripts call an end.
pub(crate) fn outcome_name(outcome: Option<Outcome>) -> String {
    match outcome {
        None => "open".to_owned(),
        Some(Outcome::Ok) => "ok".to_owned(),
        Some(Outcome::Status(code)) => StatusCode::name(code).to_owned(),
        Some(Outcome::Cancelled) => "cancelled".to_owned(),
        Some(Outcome::ConnectionLost) => "lost".to_owned(),
        Some(Outcome::Reset(_)) => "reset".to_owned(),
    }
}
