//! The arguments of handlers: what each takes from a job.

use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use super::{Fetch, Job, JobError, headers};
use crate::{Variables, VariablesError};

/// An argument of a handler.
///
/// | argument | is |
/// |---|---|
/// | [`Vars<T>`](Vars) | the variables, as a `T` |
/// | [`Headers<T>`](Headers) | the headers that the model defines, as a `T` |
/// | [`State<S>`](State) | what the worker shares among its jobs |
/// | [`Job`] | the job itself |
/// | [`Variables`] | the variables, as the text that they are |
/// | [`CancellationToken`] | cancelled when the worker gives the job up |
///
/// A type of your own that is made from a job can be one, too; an error fails
/// the job:
///
/// ```
/// use zeebe_sdk::worker::{Fetch, FromJob, Job, JobError};
///
/// struct Printer(String);
///
/// impl<S> FromJob<S> for Printer {
///     fn fetch() -> Option<Fetch> {
///         Some(Fetch::Nothing)
///     }
///
///     fn from_job(job: &Job, _: &S) -> Result<Self, JobError> {
///         let name = job.r#type.strip_prefix("print-on-").ok_or("not a job for a printer")?;
///         Ok(Self(name.to_owned()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument that a handler of a worker with the state `{S}` can have",
    label = "not made from a job",
    note = "the arguments are `Vars<T>` and `Headers<T>` with a `T: DeserializeOwned`, `State<S>` \
            with the state of the worker, `Job`, `Variables` and `CancellationToken`",
    note = "the state of the worker is set by `.state(..)`, and is `()` without"
)]
pub trait FromJob<S>: Sized + Send + 'static {
    /// The variables that it reads. `None` leaves it to the other arguments,
    /// and means all if none of them reads variables.
    ///
    /// It is asked once per handler.
    fn fetch() -> Option<Fetch>;

    /// The argument for one job.
    ///
    /// # Errors
    ///
    /// If the job has not what it takes.
    fn from_job(job: &Job, state: &S) -> Result<Self, JobError>;
}

/// The variables of a job as a `T`.
///
/// The worker asks the gateway only for the variables that `T` has fields
/// for; see [`Fetch::of`]. Variables that are not a `T` fail the job, with a
/// message that names the place: `variables.items[3].price: invalid type:
/// string "x", expected u64`.
///
/// ```
/// use serde::Deserialize;
/// use zeebe_sdk::worker::Vars;
///
/// #[derive(Deserialize)]
/// struct Order {
///     id: u64,
///     voucher: Option<String>,
/// }
///
/// async fn charge(Vars(order): Vars<Order>) {
///     println!("{} {:?}", order.id, order.voucher);
/// }
/// # let _ = charge;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Vars<T>(pub T);

impl<T: DeserializeOwned + Send + 'static, S> FromJob<S> for Vars<T> {
    fn fetch() -> Option<Fetch> {
        Some(Fetch::of::<T>())
    }

    fn from_job(job: &Job, _: &S) -> Result<Self, JobError> {
        Ok(Self(read_variables(job)?))
    }
}

/// The headers that the model defines for the task, as a `T`.
///
/// Headers are text. Where `T` has a number, a boolean or an enum without
/// data, it is read from the text. Headers that are not a `T` fail the job,
/// with a message that names the header.
///
/// ```
/// use serde::Deserialize;
/// use zeebe_sdk::worker::Headers;
///
/// #[derive(Deserialize)]
/// struct Mail {
///     template: String,
///     attempts: u8,
/// }
///
/// async fn send(Headers(mail): Headers<Mail>) {
///     println!("{} {}", mail.template, mail.attempts);
/// }
/// # let _ = send;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Headers<T>(pub T);

impl<T: DeserializeOwned + Send + 'static, S> FromJob<S> for Headers<T> {
    fn fetch() -> Option<Fetch> {
        Some(Fetch::Nothing)
    }

    fn from_job(job: &Job, _: &S) -> Result<Self, JobError> {
        Ok(Self(read_headers(job)?))
    }
}

/// What the worker shares among its jobs: a clone of its state, so the state
/// is something cheap to clone, like a connection pool or an
/// [`Arc`](std::sync::Arc).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State<S>(pub S);

impl<S: Clone + Send + 'static> FromJob<S> for State<S> {
    fn fetch() -> Option<Fetch> {
        Some(Fetch::Nothing)
    }

    fn from_job(_: &Job, state: &S) -> Result<Self, JobError> {
        Ok(Self(state.clone()))
    }
}

impl<S> FromJob<S> for Job {
    fn fetch() -> Option<Fetch> {
        None
    }

    fn from_job(job: &Self, _: &S) -> Result<Self, JobError> {
        Ok(job.share())
    }
}

impl<S> FromJob<S> for Variables {
    fn fetch() -> Option<Fetch> {
        Some(Fetch::All)
    }

    fn from_job(job: &Job, _: &S) -> Result<Self, JobError> {
        Ok(job.variables.clone())
    }
}

impl<S> FromJob<S> for CancellationToken {
    fn fetch() -> Option<Fetch> {
        Some(Fetch::Nothing)
    }

    fn from_job(job: &Job, _: &S) -> Result<Self, JobError> {
        Ok(job.cancellation().clone())
    }
}

/// The variables of a job as a `T`.
pub(super) fn read_variables<T: DeserializeOwned>(job: &Job) -> Result<T, VariablesError> {
    job.variables.deserialize().map_err(|error| within("variables", &error))
}

/// The headers of a job as a `T`.
pub(super) fn read_headers<T: DeserializeOwned>(job: &Job) -> Result<T, VariablesError> {
    headers::read(&job.custom_headers).map_err(|error| within("headers", &error))
}

fn within(root: &str, error: &VariablesError) -> VariablesError {
    let path = error.path();
    let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    VariablesError::new(format!("{root}{dot}{path}"), error.problem().to_owned())
}
