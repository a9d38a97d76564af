//! The jobs of one type that wait for a worker, and the workers that wait for
//! them. Polls are served in the order of their arrival: each job wakes the
//! first one that may have it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::Notify;

use super::activation::Terms;
use super::jobs::Stage;
use super::lives::{JobCounts, JobTotals};
use super::push::Stream;

/// Jobs go out by priority, then by age.
pub(crate) type Rank = (Reverse<i32>, i64);

/// One job type.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) waiting: BTreeSet<Rank>,
    /// Polls without a job, in the order of their arrival.
    polls: BTreeMap<u64, (Arc<Terms>, Arc<Notify>)>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) turn: usize,
    pub(crate) totals: JobTotals,
    counts: JobCounts,
}

impl Queue {
    pub(crate) fn counts(&self) -> JobCounts {
        self.counts
    }

    pub(crate) fn count(&mut self, stage: Stage) -> &mut usize {
        match stage {
            Stage::Available => &mut self.counts.available,
            Stage::Activated => &mut self.counts.activated,
            Stage::BackingOff => &mut self.counts.backing_off,
            Stage::Failed | Stage::ErrorThrown => &mut self.counts.failed,
        }
    }

    /// Lets a poll wait at its place in line.
    pub(crate) fn wait(&mut self, number: u64, terms: &Arc<Terms>, wake: &Arc<Notify>) {
        self.polls.insert(number, (Arc::clone(terms), Arc::clone(wake)));
    }

    pub(crate) fn leave(&mut self, number: u64) {
        self.polls.remove(&number);
    }

    /// Wakes the first poll that a job fits.
    pub(crate) fn wake(&mut self, fits: impl Fn(&Terms) -> bool) {
        let first = self.polls.iter().find(|(_, (terms, _))| fits(terms)).map(|(n, _)| *n);
        if let Some((_, wake)) = first.and_then(|number| self.polls.remove(&number)) {
            wake.notify_one();
        }
    }

    /// Wakes the first poll that any of the waiting jobs fits.
    pub(crate) fn wake_next(&mut self, fits: impl Fn(&Terms, i64) -> bool) {
        let waiting = std::mem::take(&mut self.waiting);
        self.wake(|terms| waiting.iter().any(|(_, key)| fits(terms, *key)));
        self.waiting = waiting;
    }
}
