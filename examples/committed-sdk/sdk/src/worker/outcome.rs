//! How a job ends.

use std::any::Any;
use std::time::Duration;

use crate::error::chain;
use crate::gateway::jobs::JobResult;
use crate::{ArgumentError, IntoVariables, Variables, VariablesError};

/// How a job ends: what a handler returns, in whichever form.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The work is done.
    Complete(Completion),
    /// Something that the model has a path for went wrong.
    ThrowError(BpmnError),
    /// The work was not done.
    Fail(JobFailure),
    /// The handler has reported the outcome itself.
    Reported(Reported),
}

impl Outcome {
    /// The completion, if it is one.
    #[must_use]
    pub fn as_completion(&self) -> Option<&Completion> {
        match self {
            Self::Complete(completion) => Some(completion),
            _ => None,
        }
    }

    /// The BPMN error, if it is one.
    #[must_use]
    pub fn as_bpmn_error(&self) -> Option<&BpmnError> {
        match self {
            Self::ThrowError(error) => Some(error),
            _ => None,
        }
    }

    /// The failure, if it is one.
    #[must_use]
    pub fn as_failure(&self) -> Option<&JobFailure> {
        match self {
            Self::Fail(failure) => Some(failure),
            _ => None,
        }
    }

    /// The variables that go with it, whichever it is.
    #[must_use]
    pub fn variables(&self) -> Option<&Variables> {
        match self {
            Self::Complete(completion) => completion.variables.as_ref(),
            Self::ThrowError(error) => error.variables.as_ref(),
            Self::Fail(failure) => failure.variables.as_ref(),
            Self::Reported(_) => None,
        }
    }

    /// The variables that go with it, as a `T`; none read as an empty object.
    ///
    /// # Errors
    ///
    /// If they are not a `T`; the error names the path.
    pub fn variables_as<T: serde::de::DeserializeOwned>(&self) -> Result<T, VariablesError> {
        match self.variables() {
            Some(variables) => variables.deserialize(),
            None => Variables::default().deserialize(),
        }
    }

    /// Why it cannot be sent, if it cannot.
    pub(crate) fn refusal(&self) -> Option<ArgumentError> {
        let rpc = match self {
            Self::Complete(_) => "CompleteJob",
            Self::ThrowError(_) => "ThrowError",
            Self::Fail(_) => "FailJob",
            Self::Reported(_) => return None,
        };
        Some(self.variables()?.refusal()?.at("variables").of(rpc))
    }

    /// The outcome itself, or a failure that says why it cannot be sent.
    pub(super) fn sendable(self) -> Self {
        let Some(refusal) = self.refusal() else { return self };
        let refusal = refusal.to_string();
        Self::Fail(match self {
            Self::Fail(failure) => JobFailure {
                message: format!("{} ({refusal})", failure.message),
                variables: None,
                ..failure
            },
            _ => JobFailure::new(refusal),
        })
    }
}

/// A job whose work is done.
///
/// Handlers return it where there is more to say than variables: the job of a
/// user task listener is denied or corrected, and the job of an ad-hoc
/// sub-process names what to activate, by a [`result`](Self#structfield.result),
/// for which an API since gateway 8.8 has the message `JobResult`.
///
/// ```
/// use serde_json::json;
/// use zeebe_sdk::worker::Completion;
///
/// async fn decide() -> Completion {
///     Completion::new(json!({"checked": true}))
/// }
/// # let _ = decide;
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Completion {
    /// The variables to store at the scope of the task.
    pub variables: Option<Variables>,
    /// What a listener or the job of an ad-hoc sub-process decides beside the
    /// variables. There is none in an API without job results.
    pub result: Option<JobResult>,
}

impl Completion {
    /// With these variables.
    ///
    /// Variables that cannot be sent fail the job with a message that says
    /// where they cannot.
    #[must_use]
    pub fn new(variables: impl IntoVariables) -> Self {
        Self::default().variables(variables)
    }

    /// Sets [`variables`](Self#structfield.variables).
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = Some(variables.into_variables());
        self
    }

    /// Sets [`result`](Self#structfield.result).
    #[must_use]
    pub fn result(mut self, result: JobResult) -> Self {
        self.result = Some(result);
        self
    }
}

/// Something that the model has a path for went wrong: the process goes on at
/// the boundary or event sub-process that catches the code. An error that
/// nothing catches is an incident.
///
/// It is not an [`Error`](std::error::Error), so that it is not taken for the
/// failure of a job by mistake; [`JobError`](super::JobError) holds either.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct BpmnError {
    /// The code that the model catches.
    pub code: String,
    /// What happened, for people.
    pub message: String,
    /// The variables to create at the scope of the event that catches it.
    pub variables: Option<Variables>,
}

impl BpmnError {
    /// With its code, and everything else at its default.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        Self { code: code.into(), ..Self::default() }
    }

    /// Sets [`message`](Self#structfield.message).
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Sets [`variables`](Self#structfield.variables).
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = Some(variables.into_variables());
        self
    }
}

/// A job whose work was not done.
///
/// ```
/// use std::time::Duration;
/// use zeebe_sdk::worker::{JobError, JobFailure};
///
/// async fn fetch_rates() -> Result<(), JobError> {
///     let text = std::fs::read_to_string("rates.csv")
///         .map_err(|error| JobFailure::from(error).retry_backoff(Duration::from_secs(60)))?;
///     if text.is_empty() {
///         return Err(JobFailure::new("rates.csv is empty").retries(0).into());
///     }
///     Ok(())
/// }
/// # let _ = fetch_rates;
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct JobFailure {
    /// What happened. The gateway gets at most 10,000 characters of it.
    pub message: String,
    /// How often the job may be tried again; with 0 it becomes an incident.
    /// `None` is one less than the job has, and never below 0.
    pub retries: Option<i32>,
    /// How long the gateway waits before it gives the job out again. `None` is
    /// what the worker is set to.
    pub retry_backoff: Option<Duration>,
    /// The variables to create at the scope of the task.
    pub variables: Option<Variables>,
}

impl JobFailure {
    /// With its message, and everything else at its default.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Sets [`message`](Self#structfield.message).
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Sets [`retries`](Self#structfield.retries).
    #[must_use]
    pub fn retries(mut self, retries: i32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Sets [`retry_backoff`](Self#structfield.retry_backoff).
    #[must_use]
    pub fn retry_backoff(mut self, retry_backoff: Duration) -> Self {
        self.retry_backoff = Some(retry_backoff);
        self
    }

    /// Sets [`variables`](Self#structfield.variables).
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = Some(variables.into_variables());
        self
    }

    /// How often a job that has `retries` now may be tried again.
    #[must_use]
    pub fn retries_after(&self, retries: i32) -> i32 {
        self.retries.unwrap_or_else(|| retries.saturating_sub(1).max(0))
    }

    /// The failure of a handler that panicked with this.
    pub(crate) fn from_panic(panic: &(dyn Any + Send)) -> Self {
        let said = panic.downcast_ref::<&str>().copied();
        let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::new(match said {
            Some(said) => format!("the handler panicked: {said}"),
            None => "the handler panicked".to_owned(),
        })
    }
}

/// An error and its causes in one text, without a backtrace; text as it is.
impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for JobFailure {
    fn from(error: E) -> Self {
        let error: Box<dyn std::error::Error + Send + Sync> = error.into();
        Self::new(chain(&*error))
    }
}

/// The proof that a handler has reported the outcome of its job itself. Only a
/// [`Job`](super::Job) gives it.
#[derive(Debug)]
#[must_use = "a handler that has reported the outcome returns the proof"]
pub struct Reported {
    lost: bool,
}

impl Reported {
    /// The gateway has taken the outcome.
    pub(crate) const fn acknowledged() -> Self {
        Self { lost: false }
    }

    /// The gateway does not know the job any more.
    pub(crate) const fn lost() -> Self {
        Self { lost: true }
    }

    /// Whether the job was gone: its reservation had ended, it was cancelled,
    /// or an earlier report, whose answer was lost, had worked.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        self.lost
    }
}
