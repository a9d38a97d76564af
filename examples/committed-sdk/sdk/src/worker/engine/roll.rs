//! The jobs that are in hand: who they are, and how to stop them.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::AbortHandle;

use crate::keys::JobKey;

/// The jobs in hand. The same key may be there twice: a job that was given out
/// again after its time is a second job.
#[derive(Debug, Default)]
pub(super) struct Roll {
    last: AtomicU64,
    jobs: Mutex<Jobs>,
}

#[derive(Debug, Default)]
struct Jobs {
    present: HashMap<u64, Present>,
    /// Those that were gone before they were entered.
    gone: HashSet<u64>,
}

#[derive(Debug)]
struct Present {
    key: JobKey,
    task: AbortHandle,
}

impl Roll {
    /// Spawns what handles a job. It is on the roll until its entry is dropped.
    pub(super) fn spawn<F>(self: &Arc<Self>, key: JobKey, work: impl FnOnce(Entry) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let entry = Entry { roll: Arc::clone(self), number };
        // A runtime that shuts down drops the task here and now, so the roll
        // must not be held.
        let task = tokio::spawn(work(entry)).abort_handle();
        let mut jobs = self.jobs();
        if !jobs.gone.remove(&number) {
            jobs.present.insert(number, Present { key, task });
        }
    }

    /// Stops all jobs, and says which they are.
    pub(super) fn stop_all(&self) -> Vec<JobKey> {
        let mut stopped: Vec<_> = std::mem::take(&mut self.jobs().present).into_iter().collect();
        stopped.sort_unstable_by_key(|(number, _)| *number);
        let abort = |(_, present): (u64, Present)| {
            present.task.abort();
            present.key
        };
        stopped.into_iter().map(abort).collect()
    }

    /// Whether the code that is running belongs to one of the jobs.
    pub(super) fn has_caller(&self) -> bool {
        let caller = tokio::task::try_id();
        caller.is_some_and(|id| self.jobs().present.values().any(|job| job.task.id() == id))
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The presence of one job.
#[derive(Debug)]
pub(super) struct Entry {
    roll: Arc<Roll>,
    number: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut jobs = self.roll.jobs();
        if jobs.present.remove(&self.number).is_none() {
            jobs.gone.insert(self.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;

    use super::Roll;
    use crate::keys::JobKey;

    #[tokio::test]
    async fn a_job_is_on_the_roll_until_it_is_done_or_stopped() {
        let roll = Arc::new(Roll::default());
        for key in [1, 1, 2] {
            roll.spawn(JobKey::new(key), |entry| async move {
                let _entry = entry;
                pending::<()>().await;
            });
        }
        roll.spawn(JobKey::new(3), |entry| async move { drop(entry) });
        tokio::task::yield_now().await;
        assert!(!roll.has_caller());
        assert_eq!(roll.stop_all(), [1, 1, 2].map(JobKey::new));
        assert!(roll.stop_all().is_empty());
    }

    #[tokio::test]
    async fn a_job_that_is_gone_at_once_is_not_on_the_roll() {
        let roll = Arc::new(Roll::default());
        roll.spawn(JobKey::new(1), |entry| {
            drop(entry);
            async {}
        });
        assert!(roll.stop_all().is_empty());
        assert!(roll.jobs().gone.is_empty());
    }

    #[tokio::test]
    async fn a_job_knows_itself() {
        let roll = Arc::new(Roll::default());
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let asked = Arc::clone(&roll);
        roll.spawn(JobKey::new(1), |entry| async move {
            tokio::task::yield_now().await;
            sender.send(asked.has_caller()).unwrap();
            drop(entry);
        });
        assert!(receiver.await.unwrap());
    }
}
