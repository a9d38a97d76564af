//! From what handlers return to how a job ends.

use serde::Serialize;

use super::{BpmnError, Completion, JobFailure, Outcome, Reported};
use crate::gateway::jobs::JobResult;
use crate::{Json, Variables};

/// Why the handler did not do the work: a BPMN error of its choice, or a
/// failure.
///
/// The `?` of a handler turns into a failure whatever is an error: of the
/// standard library and of other crates, a text, what `anyhow` and its kind
/// have. Its message is the error and its causes in one text. A [`BpmnError`]
/// or a [`JobFailure`] stays what it is.
///
/// ```
/// use zeebe_sdk::worker::{BpmnError, JobError};
///
/// fn parse(text: &str) -> Result<u32, JobError> {
///     let amount = text.parse()?;
///     match amount {
///         0 => Err(BpmnError::new("nothing-to-pay").into()),
///         1..1_000 => Ok(amount),
///         _ => Err("too much".into()),
///     }
/// }
/// assert!(matches!(parse("0"), Err(JobError::Bpmn(error)) if error.code == "nothing-to-pay"));
/// assert!(matches!(parse("?"), Err(JobError::Fail(error)) if error.message.contains("digit")));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum JobError {
    /// Something that the model has a path for.
    Bpmn(BpmnError),
    /// Anything else.
    Fail(JobFailure),
}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for JobError {
    fn from(error: E) -> Self {
        Self::Fail(JobFailure::from(error))
    }
}

impl From<JobFailure> for JobError {
    fn from(failure: JobFailure) -> Self {
        Self::Fail(failure)
    }
}

impl From<BpmnError> for JobError {
    fn from(error: BpmnError) -> Self {
        Self::Bpmn(error)
    }
}

/// What completes a job: anything that serialises to an object, which becomes
/// the variables; `()` and `None` for no variables; [`Variables`]; a job
/// result; a [`Completion`] with both.
pub trait IntoCompletion {
    /// The completion. What cannot be sent in it fails the job.
    fn into_completion(self) -> Completion;
}

impl<T: Serialize> IntoCompletion for T {
    fn into_completion(self) -> Completion {
        let variables = Variables::new(&self);
        if variables.refusal().is_some() && is_null(&self) {
            return Completion::default();
        }
        Completion::new(variables)
    }
}

fn is_null(value: &impl Serialize) -> bool {
    Json::try_new(value).is_ok_and(|json| json.as_json() == "null")
}

impl IntoCompletion for Variables {
    fn into_completion(self) -> Completion {
        Completion::new(self)
    }
}

impl IntoCompletion for &Variables {
    fn into_completion(self) -> Completion {
        Completion::new(self)
    }
}

impl IntoCompletion for JobResult {
    fn into_completion(self) -> Completion {
        Completion::default().result(self)
    }
}

impl IntoCompletion for Completion {
    fn into_completion(self) -> Completion {
        self
    }
}

/// What a handler returns: a `Result` of what completes a job
/// ([`IntoCompletion`]) and of what [`JobError`] can be made from. A handler
/// that reports its outcome itself returns `Result<Reported, _>`.
///
/// One that cannot fail may leave the `Result` out and return `()`, a
/// [`Completion`], [`Variables`], a `serde_json::Value` or any other type of
/// this module that says how a job ends.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how a job ends",
    label = "not what a handler returns",
    note = "a handler returns `Result<T, JobError>`, where `T` serialises to the variables of the \
            completed job, or is `()`, `Completion` or `Reported`",
    note = "the error may be any type that `JobError` can be made from: `Box<dyn Error + Send + \
            Sync>`, `anyhow::Error`, `String`, your own that implements `std::error::Error`",
    note = "a handler that cannot fail may return `()`, `Completion`, `Variables` or \
            `serde_json::Value` as such"
)]
pub trait IntoOutcome {
    /// The outcome.
    fn into_outcome(self) -> Outcome;
}

impl<T: IntoCompletion, E: Into<JobError>> IntoOutcome for Result<T, E> {
    fn into_outcome(self) -> Outcome {
        match self {
            Ok(value) => value.into_completion().into_outcome(),
            Err(error) => error.into().into_outcome(),
        }
    }
}

impl IntoOutcome for JobError {
    fn into_outcome(self) -> Outcome {
        match self {
            Self::Bpmn(error) => Outcome::ThrowError(error),
            Self::Fail(failure) => Outcome::Fail(failure),
        }
    }
}

macro_rules! outcomes {
    ($($type:ty: $value:ident => $outcome:expr;)*) => {$(
        impl IntoOutcome for $type {
            fn into_outcome(self) -> Outcome {
                let $value = self;
                $outcome
            }
        }
    )*};
}

outcomes! {
    Outcome: outcome => outcome;
    Reported: reported => Outcome::Reported(reported);
    BpmnError: error => Outcome::ThrowError(error);
    JobFailure: failure => Outcome::Fail(failure);
    Completion: completion => Outcome::Complete(completion);
    Variables: variables => Outcome::Complete(variables.into_completion());
    JobResult: result => Outcome::Complete(result.into_completion());
    serde_json::Value: variables => Outcome::Complete(variables.into_completion());
    (): nothing => Outcome::Complete(nothing.into_completion());
}

/// Outcomes that are whole already pass through the `Ok` of a `Result`.
macro_rules! whole {
    ($($type:ty)*) => {$(
        impl<E: Into<JobError>> IntoOutcome for Result<$type, E> {
            fn into_outcome(self) -> Outcome {
                match self {
                    Ok(whole) => whole.into_outcome(),
                    Err(error) => error.into().into_outcome(),
                }
            }
        }
    )*};
}

whole! { Outcome Reported }
