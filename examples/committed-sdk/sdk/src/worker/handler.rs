//! Handlers: plain async functions, and blocking ones.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::task::{Running, Task};
use super::{Fetch, FromJob, IntoOutcome, Job, JobError, JobFailure, Outcome};

/// What handles the jobs of a worker: an async function, or a closure that
/// returns a future, whose arguments are made from a job ([`FromJob`], up to
/// eight) and whose result says how the job ends ([`IntoOutcome`]).
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use zeebe_sdk::worker::{BpmnError, JobError, State, Vars};
///
/// #[derive(Deserialize)]
/// struct Order {
///     total: u64,
/// }
///
/// #[derive(Serialize)]
/// struct Charged {
///     receipt: String,
/// }
///
/// #[derive(Clone)]
/// struct Account {
///     limit: u64,
/// }
///
/// async fn charge(
///     Vars(order): Vars<Order>,
///     State(account): State<Account>,
/// ) -> Result<Charged, JobError> {
///     if order.total > account.limit {
///         return Err(BpmnError::new("over-the-limit").into());
///     }
///     Ok(Charged { receipt: format!("paid {}", order.total) })
/// }
/// # fn handler<A, H: zeebe_sdk::worker::Handler<A, Account>>(_: H) {}
/// # handler(charge);
/// ```
///
/// `Args` stands for the arguments and is found by the compiler, `S` is the
/// state of the worker. A worker without the state that a handler asks for does
/// not compile:
///
/// ```compile_fail
/// # use zeebe_sdk::worker::{Handler, State};
/// # fn handler_of_a_worker_without_state<A, H: Handler<A, ()>>(_: H) {}
/// async fn charge(State(limit): State<u64>) {
///     println!("{limit}");
/// }
/// handler_of_a_worker_without_state(charge);
/// ```
///
/// An argument that cannot be made fails its job before the handler is called,
/// and so does a panic of the handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler of jobs",
    label = "not a handler",
    note = "a handler is an `async fn` with up to eight arguments, or a closure that returns a \
            future; a function that blocks is wrapped: `blocking(f)`",
    note = "a closure says the types of its arguments, and is `Send`, `Sync` and `'static`"
)]
pub trait Handler<Args, S>: Sized + Send + Sync + 'static {
    /// The variables that the arguments read.
    fn fetch() -> Fetch;

    /// Handles one job.
    fn handle(&self, job: Job, state: &S) -> impl Future<Output = Outcome> + Send + 'static;
}

/// A handler that blocks: it runs on a thread of its own, where it may wait and
/// compute for long without holding up other jobs.
///
/// It cannot be cancelled. Many at once need as many threads: tokio has up to
/// 512 by default.
///
/// ```
/// use zeebe_sdk::worker::{Vars, blocking};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct File {
///     path: String,
/// }
///
/// let handler = blocking(|Vars(file): Vars<File>| std::fs::remove_file(file.path));
/// # fn check<A, H: zeebe_sdk::worker::Handler<A, ()>>(_: H) {}
/// # check(handler);
/// ```
pub fn blocking<F>(function: F) -> Blocking<F> {
    Blocking { function: Arc::new(function) }
}

/// A handler that blocks, see [`blocking`].
pub struct Blocking<F> {
    function: Arc<F>,
}

impl<F> Clone for Blocking<F> {
    fn clone(&self) -> Self {
        Self { function: Arc::clone(&self.function) }
    }
}

impl<F> fmt::Debug for Blocking<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").finish_non_exhaustive()
    }
}

impl<F, Args, S> Handler<Args, S> for F
where
    F: Function<Args>,
    F::Returned: Future<Output: IntoOutcome> + Send + 'static,
    Args: Arguments<S>,
{
    fn fetch() -> Fetch {
        Args::fetch()
    }

    fn handle(&self, job: Job, state: &S) -> impl Future<Output = Outcome> + Send + 'static {
        let handling = Args::from_job(&job, state).map(|arguments| self.call(arguments));
        async move {
            match handling {
                Ok(handling) => handling.await.into_outcome().sendable(),
                Err(error) => error.into_outcome(),
            }
        }
    }
}

/// A function or a closure of up to eight arguments.
///
/// It is apart from [`Handler`] so that the compiler finds the arguments by the
/// function alone, and then says which of them, or what of the result, does
/// not fit.
pub trait Function<Args>: Send + Sync + 'static {
    /// What it returns.
    type Returned;

    /// Calls it.
    fn call(&self, arguments: Args) -> Self::Returned;
}

/// The arguments of a handler together.
pub trait Arguments<S>: Sized + Send + 'static {
    /// The variables that they read.
    fn fetch() -> Fetch;

    /// The arguments for one job.
    ///
    /// # Errors
    ///
    /// If the job has not what one of them takes.
    fn from_job(job: &Job, state: &S) -> Result<Self, JobError>;
}

impl<F, Args> Function<Args> for Blocking<F>
where
    F: Function<Args, Returned: IntoOutcome>,
    Args: Send + 'static,
{
    type Returned = Running;

    fn call(&self, arguments: Args) -> Running {
        let function = Arc::clone(&self.function);
        let handling = spawn_blocking(move || function.call(arguments).into_outcome());
        Box::pin(async move {
            handling.await.unwrap_or_else(|error| {
                Outcome::Fail(match error.try_into_panic() {
                    Ok(panic) => JobFailure::from_panic(&*panic),
                    Err(_) => JobFailure::new("the runtime was shut down before the handler began"),
                })
            })
        })
    }
}

macro_rules! up_to_eight {
    ($($($argument:ident)*;)*) => {$(
        #[allow(non_snake_case, reason = "an argument is named after its type")]
        impl<F, Returned, $($argument,)*> Function<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> Returned + Send + Sync + 'static,
        {
            type Returned = Returned;

            fn call(&self, ($($argument,)*): ($($argument,)*)) -> Returned {
                self($($argument),*)
            }
        }

        #[allow(unused_variables, clippy::unused_unit, reason = "there may be no argument")]
        impl<S, $($argument: FromJob<S>,)*> Arguments<S> for ($($argument,)*) {
            fn fetch() -> Fetch {
                Fetch::of_arguments([$($argument::fetch()),*])
            }

            fn from_job(job: &Job, state: &S) -> Result<Self, JobError> {
                Ok(($($argument::from_job(job, state)?,)*))
            }
        }
    )*};
}

up_to_eight! {
    ;
    A1;
    A1 A2;
    A1 A2 A3;
    A1 A2 A3 A4;
    A1 A2 A3 A4 A5;
    A1 A2 A3 A4 A5 A6;
    A1 A2 A3 A4 A5 A6 A7;
    A1 A2 A3 A4 A5 A6 A7 A8;
}

/// The handler with its state, its types erased.
pub(crate) fn erase<Args, S, H>(handler: H, state: S) -> Arc<dyn Task>
where
    Args: 'static,
    S: Send + Sync + 'static,
    H: Handler<Args, S>,
{
    Arc::new(Erased { handler, state, fetch: H::fetch(), arguments: PhantomData })
}

struct Erased<Args, S, H> {
    handler: H,
    state: S,
    fetch: Fetch,
    arguments: PhantomData<fn(Args)>,
}

impl<Args, S, H> Task for Erased<Args, S, H>
where
    Args: 'static,
    S: Send + Sync + 'static,
    H: Handler<Args, S>,
{
    fn fetch(&self) -> Fetch {
        self.fetch.clone()
    }

    fn run(&self, job: Job) -> Running {
        Box::pin(self.handler.handle(job, &self.state))
    }
}

#[cfg(test)]
mod tests;
