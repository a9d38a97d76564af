//! Handlers: plain async functions, and blocking ones.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

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
    message = "`{Self}` does not handle jobs of a worker with the state `{S}`",
    label = "not a handler",
    note = "a handler is an `async fn` with up to eight arguments: `Vars<T>`, `Headers<T>`, \
            `State<S>` with the state of the worker, `Job`, `Variables`, `CancellationToken`",
    note = "it returns `Result<T, JobError>`, where `T` serialises to variables, or is `()`, \
            `Completion` or `Reported`",
    note = "its future must be `Send`: nothing that is not may live across an `.await`",
    note = "a function that blocks is wrapped: `blocking(f)`"
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

/// What a blocking handler came to.
async fn join(handling: tokio::task::JoinHandle<Outcome>) -> Outcome {
    match handling.await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Fail(match error.try_into_panic() {
            Ok(panic) => JobFailure::from_panic(&*panic),
            Err(_) => JobFailure::new("the runtime was shut down before the handler began"),
        }),
    }
}

macro_rules! handlers {
    ($($($argument:ident)*;)*) => {$(
        #[allow(non_snake_case, unused_variables, reason = "from no argument to many")]
        impl<S, F, Fut, Returned, $($argument,)*> Handler<($($argument,)*), S> for F
        where
            F: Fn($($argument),*) -> Fut + Send + Sync + 'static,
            Fut: Future<Output = Returned> + Send + 'static,
            Returned: IntoOutcome,
            $($argument: FromJob<S>,)*
        {
            fn fetch() -> Fetch {
                Fetch::of_arguments([$($argument::fetch()),*])
            }

            fn handle(
                &self,
                job: Job,
                state: &S,
            ) -> impl Future<Output = Outcome> + Send + 'static {
                let arguments = || Ok::<_, JobError>(($($argument::from_job(&job, state)?,)*));
                let handling = arguments().map(|($($argument,)*)| self($($argument),*));
                async move {
                    match handling {
                        Ok(handling) => handling.await.into_outcome().sendable(),
                        Err(error) => error.into_outcome(),
                    }
                }
            }
        }

        #[allow(non_snake_case, unused_variables, reason = "from no argument to many")]
        impl<S, F, Returned, $($argument,)*> Handler<($($argument,)*), S> for Blocking<F>
        where
            F: Fn($($argument),*) -> Returned + Send + Sync + 'static,
            Returned: IntoOutcome,
            $($argument: FromJob<S>,)*
        {
            fn fetch() -> Fetch {
                Fetch::of_arguments([$($argument::fetch()),*])
            }

            fn handle(
                &self,
                job: Job,
                state: &S,
            ) -> impl Future<Output = Outcome> + Send + 'static {
                let arguments = || Ok::<_, JobError>(($($argument::from_job(&job, state)?,)*));
                let function = Arc::clone(&self.function);
                let handling = arguments().map(|($($argument,)*)| {
                    tokio::task::spawn_blocking(move || {
                        function($($argument),*).into_outcome().sendable()
                    })
                });
                async move {
                    match handling {
                        Ok(handling) => join(handling).await,
                        Err(error) => error.into_outcome(),
                    }
                }
            }
        }
    )*};
}

handlers! {
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
