//! What tests add and look at: jobs, and what became of them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::super::TestJob;
use super::FakeGateway;
use super::desk::Desk;
use crate::keys::JobKey;
use crate::worker::Outcome;

impl FakeGateway {
    /// Adds a job for whoever asks for jobs of its type, by poll or by stream.
    ///
    /// One worker has it at a time, until it reports what became of it or the
    /// reservation ends. A job that fails with retries left is available again
    /// after its back-off, with that number of retries; without retries, or
    /// after a BPMN error, nobody gets it any more. A job without a key, or
    /// with one that is taken, gets another. A stream is sent jobs that were
    /// there before it, too, which a real gateway gives to polls only.
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use serde_json::json;
    /// use zeebe_sdk::testing::{FakeGateway, TestJob};
    /// use zeebe_sdk::worker::{JobError, Vars};
    ///
    /// #[derive(Deserialize)]
    /// struct Order {
    ///     total: u32,
    /// }
    ///
    /// #[derive(Serialize, Deserialize, Debug, PartialEq)]
    /// struct Receipt {
    ///     paid: u32,
    /// }
    ///
    /// async fn charge(Vars(order): Vars<Order>) -> Result<Receipt, JobError> {
    ///     Ok(Receipt { paid: order.total })
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let gateway = FakeGateway::new();
    /// let worker = gateway.client()?.worker("charge").handler(charge).start()?;
    ///
    /// let mut job = gateway.add_job(TestJob::new("charge").variables(json!({"total": 5})));
    /// let outcome = job.outcome().await?;
    /// assert_eq!(outcome.variables_as::<Receipt>()?, Receipt { paid: 5 });
    /// worker.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_job(&self, job: TestJob) -> JobHandle {
        let (sender, outcomes) = mpsc::unbounded_channel();
        let key = self.desk.add(job.into_activated(), sender);
        JobHandle { key, outcomes, desk: Arc::clone(&self.desk) }
    }
}

/// A job that a test has added, and what its workers report.
pub struct JobHandle {
    key: JobKey,
    outcomes: mpsc::UnboundedReceiver<Outcome>,
    desk: Arc<Desk>,
}

/// How long an outcome is waited for unless the test says.
const PATIENCE: Duration = Duration::from_secs(5);

impl JobHandle {
    /// The key of the job.
    #[must_use]
    pub fn key(&self) -> JobKey {
        self.key
    }

    /// What a worker reports about the job, waiting for 5 s. A job that is
    /// tried several times has as many outcomes, in their order.
    ///
    /// # Errors
    ///
    /// If there is none in time, or no more.
    pub async fn outcome(&mut self) -> Result<Outcome, NoOutcome> {
        self.outcome_within(PATIENCE).await
    }

    /// As [`outcome`](Self::outcome), waiting this long.
    ///
    /// # Errors
    ///
    /// If there is none in time, or no more.
    pub async fn outcome_within(&mut self, time: Duration) -> Result<Outcome, NoOutcome> {
        let outcome = timeout(time, self.outcomes.recv()).await.ok().flatten();
        outcome.ok_or_else(|| NoOutcome { key: self.key, why: self.desk.whereabouts(self.key) })
    }
}

impl fmt::Debug for JobHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobHandle").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A job without the outcome that a test has waited for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("job {key} has no outcome: {why}")]
#[non_exhaustive]
pub struct NoOutcome {
    /// The key of the job.
    pub key: JobKey,
    /// Where the job is instead.
    pub why: String,
}
