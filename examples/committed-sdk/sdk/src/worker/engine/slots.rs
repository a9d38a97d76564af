//! The slots of a worker: one for every job that it holds or has asked for.
//!
//! Only the loop of the worker takes slots, so between its look at them and its
//! taking there are only more. They are given back from anywhere, by drop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use crate::worker::Source;

/// How many slots there are, and how many are taken.
#[derive(Debug)]
pub(super) struct Slots {
    max: usize,
    polled: AtomicUsize,
    streamed: AtomicUsize,
    /// The loop is woken when fewer than this many are taken.
    wake_below: AtomicUsize,
    freed: Notify,
    emptied: Notify,
}

/// What is taken at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) max: usize,
    /// Taken for polled jobs, and by a poll under way.
    pub(super) polled: usize,
    /// Taken for jobs of a stream.
    pub(super) streamed: usize,
}

impl Room {
    pub(super) const fn taken(self) -> usize {
        self.polled + self.streamed
    }

    pub(super) const fn free(self) -> usize {
        self.max.saturating_sub(self.taken())
    }
}

impl Slots {
    pub(super) fn new(max: usize) -> Arc<Self> {
        Arc::new(Self {
            max,
            polled: AtomicUsize::new(0),
            streamed: AtomicUsize::new(0),
            wake_below: AtomicUsize::new(0),
            freed: Notify::new(),
            emptied: Notify::new(),
        })
    }

    pub(super) fn room(&self) -> Room {
        Room {
            max: self.max,
            polled: self.polled.load(Ordering::SeqCst),
            streamed: self.streamed.load(Ordering::SeqCst),
        }
    }

    /// Takes slots for a poll.
    pub(super) fn reserve(self: &Arc<Self>, count: usize) -> Reserved {
        self.polled.fetch_add(count, Ordering::SeqCst);
        Reserved { slots: Arc::clone(self), left: count }
    }

    /// Takes a slot for a job that is there, also if none is free: a gateway
    /// that gives more than it was asked for has given it.
    pub(super) fn take(self: &Arc<Self>, source: Source) -> Slot {
        self.counter(source).fetch_add(1, Ordering::SeqCst);
        Slot { slots: Arc::clone(self), source }
    }

    /// From now on [`freed`](Self::freed) is told when fewer than this many are
    /// taken; 0 is never. Whoever calls this looks at the room again before
    /// waiting, because the last slot may just have been given back.
    pub(super) fn wake_below(&self, taken: usize) {
        self.wake_below.store(taken, Ordering::SeqCst);
    }

    pub(super) async fn freed(&self) {
        self.freed.notified().await;
    }

    /// Waits until none is taken. Only one may wait.
    pub(super) async fn empty(&self) {
        while self.room().taken() > 0 {
            self.emptied.notified().await;
        }
    }

    fn counter(&self, source: Source) -> &AtomicUsize {
        match source {
            Source::Poll => &self.polled,
            Source::Stream => &self.streamed,
        }
    }

    fn give_back(&self, source: Source, count: usize) {
        self.counter(source).fetch_sub(count, Ordering::SeqCst);
        let taken = self.room().taken();
        if taken < self.wake_below.load(Ordering::SeqCst) {
            self.freed.notify_one();
        }
        if taken == 0 {
            self.emptied.notify_one();
        }
    }
}

/// Slots that a poll has taken for the jobs that it brings.
#[derive(Debug)]
pub(super) struct Reserved {
    slots: Arc<Slots>,
    left: usize,
}

impl Reserved {
    /// The slot of a job that has arrived.
    pub(super) fn take(&mut self) -> Slot {
        if self.left == 0 {
            return self.slots.take(Source::Poll);
        }
        self.left -= 1;
        Slot { slots: Arc::clone(&self.slots), source: Source::Poll }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if self.left > 0 {
            self.slots.give_back(Source::Poll, self.left);
        }
    }
}

/// The slot of one job.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    source: Source,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.slots.give_back(self.source, 1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::{Room, Slots};
    use crate::worker::Source;

    #[test]
    fn every_slot_comes_back_once() {
        let slots = Slots::new(4);
        let mut reserved = slots.reserve(3);
        let jobs = [reserved.take(), reserved.take()];
        assert_eq!(slots.room(), Room { max: 4, polled: 3, streamed: 0 });
        let pushed = slots.take(Source::Stream);
        assert_eq!((slots.room().free(), slots.room().streamed), (0, 1));
        drop(reserved);
        assert_eq!(slots.room().polled, 2);
        drop(jobs);
        drop(pushed);
        assert_eq!(slots.room().free(), 4);
    }

    #[test]
    fn jobs_that_nobody_asked_for_take_slots_too() {
        let slots = Slots::new(1);
        let mut reserved = slots.reserve(1);
        let jobs = [reserved.take(), reserved.take(), reserved.take()];
        assert_eq!((slots.room().taken(), slots.room().free()), (3, 0));
        drop(reserved);
        assert_eq!(slots.room().taken(), 3);
        drop(jobs);
        assert_eq!(slots.room().taken(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn the_loop_is_woken_at_its_threshold_and_not_before() {
        let second = Duration::from_secs(1);
        let slots = Slots::new(4);
        slots.wake_below(3);
        let mut jobs: Vec<_> = (0..4).map(|_| slots.take(Source::Poll)).collect();
        jobs.pop();
        assert!(timeout(second, slots.freed()).await.is_err());
        jobs.pop();
        assert!(timeout(second, slots.freed()).await.is_ok());
        slots.wake_below(0);
        jobs.clear();
        assert!(timeout(second, slots.freed()).await.is_err());
        assert!(timeout(second, slots.empty()).await.is_ok());
    }

    #[test]
    fn slots_survive_a_crowd() {
        let slots = Slots::new(64);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for round in 0..1_000 {
                        let mut reserved = slots.reserve(round % 5);
                        let job = reserved.take();
                        let pushed = slots.take(Source::Stream);
                        drop((pushed, reserved, job));
                    }
                });
            }
        });
        assert_eq!(slots.room(), Room { max: 64, polled: 0, streamed: 0 });
    }
}
