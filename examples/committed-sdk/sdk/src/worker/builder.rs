//! Settings of a worker, and the worker before it is started.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::backoff::Pace;
use super::settings::Settings;
use super::{
    Backoff, Fetch, Handler, Observer, ShutdownReport, Task, WorkerError, WorkerHandle, Workers,
    engine, erase,
};
use crate::gateway::jobs;
use crate::{Client, ConfigError, Error};

impl Client {
    /// A worker for jobs of this type.
    ///
    /// ```no_run
    /// use serde::Deserialize;
    /// use zeebe_sdk::{Client, Error};
    /// use zeebe_sdk::worker::{JobError, Vars};
    ///
    /// #[derive(Deserialize)]
    /// struct Order {
    ///     total: u64,
    /// }
    ///
    /// async fn charge(Vars(order): Vars<Order>) -> Result<(), JobError> {
    ///     println!("charging {}", order.total);
    ///     Ok(())
    /// }
    ///
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let worker = client.worker("charge").max_jobs_active(64).handler(charge).start()?;
    /// // …
    /// worker.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn worker(&self, job_type: impl Into<String>) -> WorkerBuilder {
        let tenants = &self.shared().settings.worker_tenants;
        let tenants = if jobs::HAS_TENANTS { tenants.clone() } else { Vec::new() };
        let settings = Settings::new(job_type.into(), tenants);
        WorkerBuilder { client: self.clone(), settings, state: () }
    }
}

/// Builds a [`Worker`].
///
/// Every setting has a default, a constant of [`defaults`](super::defaults);
/// each is checked when the worker is started.
#[derive(Clone)]
#[must_use = "a builder does nothing until it has a handler and is started"]
pub struct WorkerBuilder<S = ()> {
    client: Client,
    settings: Settings,
    state: S,
}

impl<S> WorkerBuilder<S> {
    /// What the gateway knows the worker by, mainly in its logs. Not blank.
    /// Default: `default`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// How many jobs the worker holds at once, polled and streamed together:
    /// those being handled, those that wait for a handler, and those whose
    /// outcome is being reported. At least 1. Default: 32.
    pub fn max_jobs_active(mut self, jobs: usize) -> Self {
        self.settings.max_jobs_active = jobs;
        self
    }

    /// How many handlers run at once, from 1 to `max_jobs_active`; the other
    /// jobs wait, and their reservations run. Default: `max_jobs_active`.
    pub fn concurrency(mut self, handlers: usize) -> Self {
        self.settings.concurrency = Some(handlers);
        self
    }

    /// How long the gateway reserves a job. After that it gives it to another
    /// worker, so it is longer than the longest job takes, or
    /// [`extend_timeout`](Self::extend_timeout) is on. At least 1 ms. Default:
    /// 5 min.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// How long the gateway lets a poll wait for a first job. At least 1 ms.
    /// Default: 20 s.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.settings.request_timeout = timeout;
        self
    }

    /// The pause after a poll that brought nothing. While polls bring jobs, the
    /// next leaves as soon as there is room. At least 1 ms. Default: 100 ms.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval;
        self
    }

    /// The part of `max_jobs_active` that may still be held when the next poll
    /// leaves, from 0 to 1. Default: 0.3.
    pub fn poll_threshold(mut self, part: f64) -> Self {
        self.settings.poll_threshold = part;
        self
    }

    /// How long the worker waits after a poll, or a stream, that failed.
    /// Default: from 50 ms to 5 s.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.settings.backoff = Pace::Grows(backoff);
        self
    }

    /// As [`backoff`](Self::backoff), but by a function of yours: of the number
    /// of failures in a row, from 1, and the last of them. Should it panic, the
    /// default is taken.
    pub fn backoff_by(
        mut self,
        pause: impl Fn(u32, &Error) -> Duration + Send + Sync + 'static,
    ) -> Self {
        self.settings.backoff = Pace::Asks(Arc::new(pause));
        self
    }

    /// How long the gateway waits before it gives a failed job out again, if
    /// the failure does not say. Default: not at all.
    pub fn retry_backoff(mut self, backoff: Duration) -> Self {
        self.settings.retry_backoff = backoff;
        self
    }

    /// Whether the gateway sends jobs by itself, as soon as there are any.
    /// Polling goes on beside it, for jobs that were there before. A gateway
    /// that cannot is only polled. Default: off.
    pub fn stream(mut self, stream: bool) -> Self {
        self.settings.stream = stream;
        self
    }

    /// How far the pause between polls that bring nothing grows while there is
    /// a stream. Default: 60 s.
    pub fn stream_idle_backoff(mut self, longest: Duration) -> Self {
        self.settings.stream_idle_backoff = longest;
        self
    }

    /// After what time a stream is opened anew, so that gateways behind a load
    /// balancer share the load. A tenth more or less is chosen at random.
    /// Default: 8 h.
    pub fn stream_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.stream_lifetime = lifetime;
        self
    }

    /// After what time without a job a stream is opened anew, because somebody
    /// on the way may have forgotten it. Default: 10 min.
    pub fn stream_idle(mut self, longest: Duration) -> Self {
        self.settings.stream_idle = longest;
        self
    }

    /// How long a worker that shuts down waits for its jobs. Default: 30 s.
    pub fn drain_timeout(mut self, timeout: Duration) -> Self {
        self.settings.drain_timeout = timeout;
        self
    }

    /// The variables that come with a job. Default: those that the arguments of
    /// the handler read.
    pub fn fetch(mut self, fetch: Fetch) -> Self {
        self.settings.fetch = Some(fetch);
        self
    }

    /// The tenants whose jobs are taken. Default: those that the client is set
    /// to.
    pub fn tenants(mut self, tenants: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.settings.tenants = tenants.into_iter().map(Into::into).collect();
        self
    }

    /// Has the worker prolong the reservation of a job while its handler runs:
    /// to this long, when 60 % of the remaining time are over. At least 1 ms.
    /// Default: it does not.
    pub fn extend_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.settings.extend_timeout = timeout.into();
        self
    }

    /// Whether jobs come with a lease token, which then goes with every
    /// outcome, so that a gateway refuses the outcome of a worker whose
    /// reservation is over. Default: off.
    pub fn lease(mut self, lease: bool) -> Self {
        self.settings.lease = lease;
        self
    }

    /// Who is told what the worker does. Default: nobody but the log, which is
    /// that of the `tracing` crate.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.settings.hooks.observer = Some(Arc::new(observer));
        self
    }

    /// What is called with what the worker cannot put right by itself; it is
    /// logged as well. It is called where the thing happens, so it is quick and
    /// does not block. Default: nothing.
    pub fn on_error(mut self, callback: impl Fn(&WorkerError) + Send + Sync + 'static) -> Self {
        self.settings.hooks.on_error = Some(Arc::new(callback));
        self
    }

    /// What handlers take as [`State`](super::State): each job gets a clone.
    pub fn state<T>(self, state: T) -> WorkerBuilder<T> {
        WorkerBuilder { client: self.client, settings: self.settings, state }
    }

    /// The worker with its handler: an async function whose arguments are made
    /// from the job and whose result says how it ends, see
    /// [`Handler`](super::Handler).
    pub fn handler<Args, H>(self, handler: H) -> Worker
    where
        Args: 'static,
        S: Send + Sync + 'static,
        H: Handler<Args, S>,
    {
        let task = erase(handler, self.state);
        Worker { client: self.client, settings: self.settings, task }
    }
}

/// A worker that is not started.
#[must_use = "a worker does nothing until it is started"]
pub struct Worker {
    client: Client,
    settings: Settings,
    task: Arc<dyn Task>,
}

impl Worker {
    /// Starts it. It goes on by itself, until it or its client is closed.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used, which is named, or this is not inside a
    /// Tokio runtime.
    pub fn start(self) -> Result<WorkerHandle, ConfigError> {
        self.validate()?;
        Ok(WorkerHandle::new(engine::start(self.client, self.settings, self.task)))
    }

    /// Starts it, and shuts it down when the future is done. It also returns
    /// when the worker has ended by itself.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or has given up.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<ShutdownReport, Error> {
        Workers::new().add(self).run_until(stop).await
    }

    /// Starts it, and waits until it has ended.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<ShutdownReport, Error> {
        Workers::new().add(self).run().await
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        self.settings.validate()?;
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Ok(()),
            Err(_) => Err(ConfigError::NoRuntime),
        }
    }
}

impl<S> fmt::Debug for WorkerBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerBuilder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("settings", &self.settings).finish_non_exhaustive()
    }
}
