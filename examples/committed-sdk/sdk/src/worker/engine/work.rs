//! One job, from its arrival to its end.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::TryAcquireError;
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::Engine;
use super::polling::after;
use super::report::{Desk, Report};
use super::roll::Entry;
use super::slots::Slot;
use crate::gateway::{ActivatedJob, jobs};
use crate::worker::stats::count;
use crate::worker::{Job, JobEnd, JobStarted, Outcome, attempt, defaults};

/// What a job holds for as long as it is in hand.
#[derive(Debug)]
pub(super) struct Held {
    // The order is that of dropping: a worker whose slots are all free has
    // nobody on its roll.
    _entry: Entry,
    _slot: Slot,
}

impl Engine {
    /// Takes a job that has arrived in hand.
    pub(super) fn take_in(self: &Arc<Self>, job: ActivatedJob, slot: Slot, arrived: Instant) {
        let engine = Arc::clone(self);
        self.roll.spawn(job.key, |entry| async move {
            let held = Held { _entry: entry, _slot: slot };
            work(engine, job, arrived).await;
            drop(held);
        });
    }
}

async fn work(engine: Arc<Engine>, activated: ActivatedJob, arrived: Instant) {
    let expires = after(arrived, engine.settings.timeout);
    let claim = jobs::claim(&activated);
    let report = Report::new(Arc::clone(&engine), claim, expires);
    let permit = match engine.permits.try_acquire() {
        Err(TryAcquireError::NoPermits) => engine.permits.acquire().await.ok(),
        other => other.ok(),
    };
    let now = Instant::now();
    if now >= expires {
        report.over(JobEnd::Expired);
        return;
    }
    // The permits are gone when the worker closes.
    let Some(permit) = permit else {
        report.give_back().await;
        return;
    };
    engine.started(&activated, now.saturating_duration_since(arrived));
    report.started(now);
    let key = activated.key.get();
    let span = tracing::debug_span!("job", job_type = engine.job_type(), key);
    let desk = Arc::new(Desk(Arc::clone(&report)));
    let job = Job::new(activated, expires, engine.give_up.clone(), desk);
    let outcome = engine.handle(job).instrument(span).await;
    drop(permit);
    report.returned(outcome).await;
}

impl Engine {
    fn started(&self, job: &ActivatedJob, queue_time: Duration) {
        count(&self.counters.started);
        let event = JobStarted { job_type: self.job_type(), key: job.key, queue_time };
        self.hooks().observe(|observer| observer.job_started(&event));
    }

    async fn handle(&self, job: Job) -> Outcome {
        let Some(timeout) = self.settings.extend_timeout else {
            return attempt(&*self.task, job).await;
        };
        let kept = job.share();
        let mut handling = pin!(attempt(&*self.task, job));
        while !kept.expires_in().is_zero() {
            let pause = kept.expires_in().mul_f64(defaults::EXTEND_AFTER);
            if let Some(outcome) = unless_over(handling.as_mut(), sleep(pause.max(LEAST))).await {
                return outcome;
            }
            let mut lost = false;
            let extend = async {
                if let Err(error) = kept.extend(timeout).await {
                    lost = error.is_not_found() || error.is_failed_precondition();
                    tracing::warn!(key = kept.key.get(), %error, "a job is not prolonged");
                }
            };
            if let Some(outcome) = unless_over(handling.as_mut(), extend).await {
                return outcome;
            }
            if lost {
                break;
            }
        }
        handling.await
    }
}

/// The least pause between two attempts to prolong a reservation.
const LEAST: Duration = Duration::from_millis(10);

/// The outcome, if it is there before something else is done.
async fn unless_over(
    handling: Pin<&mut impl Future<Output = Outcome>>,
    other: impl Future<Output = ()>,
) -> Option<Outcome> {
    tokio::select! {
        biased;
        outcome = handling => Some(outcome),
        () = other => None,
    }
}
