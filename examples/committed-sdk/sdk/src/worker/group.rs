//! Several workers in one process.

use std::future::Future;

use super::{ShutdownReport, Worker, WorkerHandle};
use crate::{ConfigError, Error};

/// Several workers that start and end together, each for its type of jobs.
/// Workers of one client share its connection.
///
/// ```no_run
/// use zeebe_sdk::{Client, Error};
/// use zeebe_sdk::worker::{JobError, Workers};
/// # async fn charge() -> Result<(), JobError> { Ok(()) }
/// # async fn refund() -> Result<(), JobError> { Ok(()) }
/// # async fn asked_to_stop() {}
///
/// # async fn example(client: Client) -> Result<(), Error> {
/// Workers::new()
///     .add(client.worker("charge").handler(charge))
///     .add(client.worker("refund").handler(refund))
///     .run_until(asked_to_stop())
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use = "workers do nothing until they are started"]
pub struct Workers {
    workers: Vec<Worker>,
}

impl Workers {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more.
    #[expect(clippy::should_implement_trait, reason = "nothing is summed up")]
    pub fn add(mut self, worker: Worker) -> Self {
        self.workers.push(worker);
        self
    }

    /// Starts all of them, or none.
    ///
    /// # Errors
    ///
    /// If a setting of one cannot be used, or this is not inside a Tokio
    /// runtime.
    pub fn start(self) -> Result<Vec<WorkerHandle>, ConfigError> {
        for worker in &self.workers {
            worker.validate()?;
        }
        self.workers.into_iter().map(Worker::start).collect()
    }

    /// Starts all of them, and shuts them down when the future is done, or when
    /// all have ended by themselves. One that gives up does not disturb the
    /// others.
    ///
    /// # Errors
    ///
    /// If they cannot be started, or one has given up.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<ShutdownReport, Error> {
        let handles = self.start()?;
        tokio::select! {
            () = stop => {}
            () = all_closed(&handles) => {}
        }
        for handle in &handles {
            handle.begin_shutdown();
        }
        let mut report = ShutdownReport::default();
        for handle in &handles {
            report = report.and(handle.closed().await);
        }
        match handles.iter().find_map(WorkerHandle::failure) {
            Some(error) => Err(error.clone()),
            None => Ok(report),
        }
    }

    /// Starts all of them and waits until all have ended.
    ///
    /// # Errors
    ///
    /// As [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<ShutdownReport, Error> {
        self.run_until(std::future::pending()).await
    }
}

async fn all_closed(handles: &[WorkerHandle]) {
    for handle in handles {
        handle.closed().await;
    }
}
