//! The jobs: who has them, and what became of them.

use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until};

use super::super::job::fetched;
use super::Status;
use crate::gateway::ActivatedJob;
use crate::keys::JobKey;
use crate::worker::{Fetch, Outcome};

/// The jobs of a gateway.
#[derive(Default)]
pub(super) struct Desk {
    entries: Mutex<Vec<Entry>>,
    changed: Notify,
}

struct Entry {
    job: ActivatedJob,
    standing: Standing,
    /// Who waits for outcomes; gone with the last one.
    outcomes: Option<mpsc::UnboundedSender<Outcome>>,
}

/// What may be done with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Whoever asks gets it.
    Free,
    /// A worker has it. If it does not say what became of it, it is free
    /// again.
    Reserved {
        until: Instant,
    },
    /// It has failed, and is free after this pause.
    Waiting {
        until: Instant,
    },
    /// It has failed without a retry left, or thrown an error.
    Stuck,
    Completed,
}

impl Standing {
    /// After a failure that leaves so many retries.
    pub(super) fn after_failure(retries: i32, pause: Duration) -> Self {
        match Instant::now().checked_add(pause) {
            _ if retries < 1 => Self::Stuck,
            Some(until) if !pause.is_zero() => Self::Waiting { until },
            Some(_) => Self::Free,
            // Beyond every clock.
            None => Self::Stuck,
        }
    }

    fn is_free(self, now: Instant) -> bool {
        match self {
            Self::Free => true,
            Self::Reserved { until } | Self::Waiting { until } => until <= now,
            Self::Stuck | Self::Completed => false,
        }
    }

    fn has_ended(self) -> bool {
        matches!(self, Self::Stuck | Self::Completed)
    }
}

/// Which jobs a worker wants.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) job_type: String,
    pub(super) worker: String,
    pub(super) timeout: Duration,
    pub(super) fetch: Fetch,
}

/// Keys of the first partition start here.
const FIRST_KEY: i64 = 1 << 51;

impl Desk {
    /// Adds a job, under a key of its own.
    pub(super) fn add(
        &self,
        mut job: ActivatedJob,
        outcomes: mpsc::UnboundedSender<Outcome>,
    ) -> JobKey {
        let mut entries = self.entries();
        let is_taken = |key: JobKey| entries.iter().any(|entry| entry.job.key == key);
        if job.key.get() == 0 || is_taken(job.key) {
            let keys = (FIRST_KEY + 1..).map(JobKey::new);
            job.key = keys.into_iter().find(|key| !is_taken(*key)).unwrap_or(job.key);
        }
        let key = job.key;
        entries.push(Entry { job, standing: Standing::Free, outcomes: Some(outcomes) });
        drop(entries);
        self.changed.notify_waiters();
        key
    }

    /// Waits until there are such jobs, and reserves at most so many.
    pub(super) async fn jobs(&self, wish: &Wish, most: usize) -> Vec<ActivatedJob> {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let jobs = self.take(wish, most);
            if !jobs.is_empty() {
                return jobs;
            }
            match self.next_free(&wish.job_type) {
                Some(at) => tokio::select! {
                    () = changed => {}
                    () = sleep_until(at) => {}
                },
                None => changed.await,
            }
        }
    }

    /// Reserves what is free.
    pub(super) fn take(&self, wish: &Wish, most: usize) -> Vec<ActivatedJob> {
        let now = Instant::now();
        let until = now.checked_add(wish.timeout).unwrap_or(now);
        let deadline = SystemTime::now().checked_add(wish.timeout);
        let mut entries = self.entries();
        let wanted = entries
            .iter_mut()
            .filter(|entry| entry.job.r#type == wish.job_type && entry.standing.is_free(now));
        let taken = wanted.take(most).map(|entry| {
            entry.standing = Standing::Reserved { until };
            entry.job.worker.clone_from(&wish.worker);
            entry.job.deadline = deadline.unwrap_or(entry.job.deadline);
            let mut job = entry.job.clone();
            // What is no object is sent as it is.
            if let Ok(variables) = fetched(&job.variables, &wish.fetch) {
                job.variables = variables;
            }
            job
        });
        taken.collect()
    }

    fn next_free(&self, job_type: &str) -> Option<Instant> {
        let entries = self.entries();
        let same = entries.iter().filter(|entry| entry.job.r#type == job_type);
        let moments = same.filter_map(|entry| match entry.standing {
            Standing::Reserved { until } | Standing::Waiting { until } => Some(until),
            Standing::Free | Standing::Stuck | Standing::Completed => None,
        });
        moments.min()
    }

    /// Takes the outcome of a job. Like a real gateway, it does not ask whose
    /// job it is.
    pub(super) fn report(
        &self,
        key: JobKey,
        outcome: Outcome,
        standing: Standing,
    ) -> Result<(), Status> {
        self.change(key, |entry| {
            if let Outcome::Fail(failure) = &outcome {
                entry.job.retries = failure.retries_after(entry.job.retries);
            }
            entry.standing = standing;
            if let Some(outcomes) = &entry.outcomes {
                // Nobody may be waiting.
                let _ = outcomes.send(outcome);
            }
            if standing.has_ended() {
                entry.outcomes = None;
            }
        })
    }

    /// Changes a job that somebody has, or could have.
    fn change(&self, key: JobKey, change: impl FnOnce(&mut Entry)) -> Result<(), Status> {
        let mut entries = self.entries();
        let entry = entries.iter_mut().find(|entry| entry.job.key == key);
        let entry = entry.filter(|entry| entry.standing != Standing::Completed);
        let entry = entry.ok_or_else(|| Status::not_found(format!("there is no job {key}")))?;
        let now = Instant::now();
        let failed = matches!(entry.standing, Standing::Waiting { .. } | Standing::Stuck);
        if failed && !entry.standing.is_free(now) {
            let text = format!("job {key} has failed and is not available again");
            return Err(Status::failed_precondition(text));
        }
        change(entry);
        drop(entries);
        self.changed.notify_waiters();
        Ok(())
    }

    /// Reserves a job for another time, counted from now.
    #[allow(dead_code, reason = "not every API can")]
    pub(super) fn extend(&self, key: JobKey, timeout: Duration) -> Result<(), Status> {
        self.change(key, |entry| {
            let until = Instant::now().checked_add(timeout);
            if let (Standing::Reserved { .. }, Some(until)) = (entry.standing, until) {
                entry.standing = Standing::Reserved { until };
            }
        })
    }

    /// Where a job is, for people.
    pub(super) fn whereabouts(&self, key: JobKey) -> String {
        let entries = self.entries();
        let Some(entry) = entries.iter().find(|entry| entry.job.key == key) else {
            return "there is no such job".to_owned();
        };
        let job = &entry.job;
        match entry.standing {
            Standing::Free if job.worker.is_empty() => {
                format!("nobody has asked for jobs of type '{}'", job.r#type)
            }
            Standing::Free => "it waits for somebody who tries it again".to_owned(),
            Standing::Reserved { .. } => format!("worker '{}' has it", job.worker),
            Standing::Waiting { .. } => "it has failed, and waits for its next try".to_owned(),
            Standing::Stuck | Standing::Completed => "it has had its last outcome".to_owned(),
        }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
