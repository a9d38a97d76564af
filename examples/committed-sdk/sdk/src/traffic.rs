//! How many calls are under way, and how a client is closed.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The calls of a client that are under way.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    /// The number of calls, and [`CLOSED`].
    state: AtomicUsize,
    /// How many there are that make calls by themselves.
    guests: AtomicUsize,
    idle: Notify,
    closing: CancellationToken,
}

/// Set for ever when the client is closed.
const CLOSED: usize = 1 << (usize::BITS - 1);

impl Traffic {
    /// Counts a call, unless the client is closed.
    pub(crate) fn enter(&self) -> Option<Passage<'_>> {
        let passage = Passage { traffic: self };
        let before = self.state.fetch_add(1, Ordering::AcqRel);
        // The passage is given back by its drop.
        (before & CLOSED == 0).then_some(passage)
    }

    /// Counts a call that is made also when the client is closing.
    pub(crate) fn enter_anyway(&self) -> Passage<'_> {
        self.state.fetch_add(1, Ordering::AcqRel);
        Passage { traffic: self }
    }

    /// Counts somebody who makes calls until it has noticed that the client is
    /// closing; [`close`](Self::close) waits until it has left.
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn arrive(&self) {
        self.guests.fetch_add(1, Ordering::AcqRel);
    }

    /// Is the end of [`arrive`](Self::arrive).
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn leave(&self) {
        if self.guests.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.idle.notify_waiters();
        }
    }

    /// How many calls are under way.
    pub(crate) fn in_flight(&self) -> usize {
        self.state.load(Ordering::Relaxed) & !CLOSED
    }

    /// Is cancelled when the client is closed; streams end with it.
    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.closing
    }

    /// Refuses new calls, ends streams, and waits for the guests and for the
    /// calls under way.
    pub(crate) async fn close(&self) {
        self.state.fetch_or(CLOSED, Ordering::AcqRel);
        self.closing.cancel();
        loop {
            let idle = self.idle.notified();
            if self.guests.load(Ordering::Acquire) == 0 && self.in_flight() == 0 {
                return;
            }
            idle.await;
        }
    }
}

/// A call under way.
#[derive(Debug)]
pub(crate) struct Passage<'a> {
    traffic: &'a Traffic,
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        let before = self.traffic.state.fetch_sub(1, Ordering::AcqRel);
        if before == CLOSED + 1 {
            self.traffic.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Traffic;

    #[tokio::test]
    async fn closing_waits_for_what_is_under_way_and_refuses_the_rest() {
        let traffic = Arc::new(Traffic::default());
        let first = traffic.enter().unwrap();
        let second = traffic.enter().unwrap();
        assert_eq!(traffic.in_flight(), 2);
        let closing = tokio::spawn({
            let traffic = Arc::clone(&traffic);
            async move { traffic.close().await }
        });
        tokio::task::yield_now().await;
        assert!(traffic.enter().is_none());
        drop(first);
        tokio::task::yield_now().await;
        assert!(!closing.is_finished());
        drop(second);
        closing.await.unwrap();
        assert_eq!(traffic.in_flight(), 0);
        traffic.close().await;
    }

    #[tokio::test]
    async fn closing_waits_for_guests_and_lets_them_finish() {
        let traffic = Arc::new(Traffic::default());
        traffic.arrive();
        let closing = tokio::spawn({
            let traffic = Arc::clone(&traffic);
            async move { traffic.close().await }
        });
        traffic.closing().cancelled().await;
        let last = traffic.enter_anyway();
        assert_eq!(traffic.in_flight(), 1);
        traffic.leave();
        tokio::task::yield_now().await;
        assert!(!closing.is_finished());
        drop(last);
        closing.await.unwrap();
    }
}
