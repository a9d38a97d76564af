//! What ends a call from this side: its deadline, a token of the caller, the
//! closing of the client.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::Code;
use crate::transport::{Failure, Origin};

/// Why a call ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    Deadline,
    Cancelled,
    Closed,
}

impl Interrupt {
    /// What it means for the caller; `late` says what did not happen in time.
    pub(crate) fn failure(
        self,
        late: impl FnOnce() -> String,
        maybe_executed: bool,
    ) -> Box<Failure> {
        let (code, message) = match self {
            Self::Cancelled => (Code::Cancelled, "cancelled by the caller".to_owned()),
            Self::Closed => (Code::Cancelled, "the client was closed".to_owned()),
            Self::Deadline => (Code::DeadlineExceeded, late()),
        };
        Failure::caller(code, message, maybe_executed)
    }
}

/// By how much the clock of a gateway may be ahead: it is told milliseconds.
const CLOCKS: Duration = Duration::from_millis(5);

type Waiting = Pin<Box<WaitForCancellationFutureOwned>>;

/// What may end a call early.
#[derive(Debug)]
pub(crate) struct Interrupts {
    deadline: Option<Instant>,
    /// When the timer is to go off: at the deadline or, during an attempt that
    /// has a limit of its own, before. Timers cost, so there is one for both.
    until: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
    cancelled: Option<Waiting>,
    closed: Option<Waiting>,
}

impl Interrupts {
    /// Starts the clock.
    pub(crate) fn new(timeout: Option<Duration>, cancel: Option<CancellationToken>) -> Self {
        // A time too far away to be counted is no limit.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Self {
            deadline,
            until: deadline,
            timer: deadline.map(|deadline| Box::pin(sleep_until(deadline))),
            cancelled: cancel.map(|token| Box::pin(token.cancelled_owned())),
            closed: None,
        }
    }

    /// Ends with the client, too.
    pub(crate) fn also_on_close(&mut self, closing: &CancellationToken) {
        self.closed = Some(Box::pin(closing.clone().cancelled_owned()));
    }

    /// What is left of the time; `None` if there is no limit.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        Some(self.deadline?.saturating_duration_since(Instant::now()))
    }

    /// What an attempt failed with, seen with the deadline in mind: a gateway
    /// that keeps deadlines, too, cuts off a call whose time is over, and that
    /// may be seen before the clock is.
    pub(crate) fn explain(
        &self,
        failure: Box<Failure>,
        late: impl FnOnce() -> String,
    ) -> Box<Failure> {
        let cut_off = failure.code == Code::Cancelled && failure.origin == Origin::Connection;
        if cut_off && self.remaining().is_some_and(|remaining| remaining <= CLOCKS) {
            return Interrupt::Deadline.failure(late, failure.maybe_executed);
        }
        failure
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Interrupt> {
        let happened = |waiting: &mut Option<Waiting>, cx: &mut Context<'_>| {
            waiting.as_mut().is_some_and(|waiting| waiting.as_mut().poll(cx).is_ready())
        };
        if happened(&mut self.cancelled, cx) {
            return Poll::Ready(Interrupt::Cancelled);
        }
        if happened(&mut self.closed, cx) {
            return Poll::Ready(Interrupt::Closed);
        }
        let Some(until) = self.until else { return Poll::Pending };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(cx).map(|()| Interrupt::Deadline)
    }

    /// Waits for a future, unless the call ends before. What is ready at once
    /// costs no look at the clock.
    pub(crate) async fn race<F: Future>(
        &mut self,
        mut future: Pin<&mut F>,
    ) -> Result<F::Output, Interrupt> {
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending => self.poll(cx).map(Err),
        })
        .await
    }

    /// As [`race`](Self::race) for an attempt with a limit of its own, if there
    /// is one: it may have taken too long, which is then its outcome, while the
    /// call has time for another.
    pub(crate) async fn race_within<F: Future>(
        &mut self,
        limit: Option<Duration>,
        future: Pin<&mut F>,
        too_long: impl FnOnce(Duration) -> F::Output,
    ) -> Result<F::Output, Interrupt> {
        let sooner = limit.filter(|limit| self.remaining().is_none_or(|left| *limit < left));
        let end = sooner.and_then(|limit| Instant::now().checked_add(limit));
        self.until = end.or(self.deadline);
        let ended = self.race(future).await;
        self.until = self.deadline;
        match (ended, sooner) {
            (Err(Interrupt::Deadline), Some(limit)) => Ok(too_long(limit)),
            (ended, _) => ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::{Interrupt, Interrupts};

    #[tokio::test(start_paused = true)]
    async fn the_deadline_counts_from_the_start() {
        let mut interrupts = Interrupts::new(Some(Duration::from_secs(10)), None);
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(interrupts.remaining(), Some(Duration::from_secs(6)));
        let ended = interrupts.race(pin!(pending::<()>())).await;
        assert_eq!(ended, Err(Interrupt::Deadline));
        assert_eq!(interrupts.remaining(), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_ends_before_the_call_and_not_after_it() {
        let mut interrupts = Interrupts::new(Some(Duration::from_secs(10)), None);
        let limit = Some(Duration::from_secs(4));
        let ended = interrupts.race_within(limit, pin!(pending()), |limit| limit.as_secs()).await;
        assert_eq!(ended, Ok(4));
        assert_eq!(interrupts.remaining(), Some(Duration::from_secs(6)));
        let pause = tokio::time::sleep(Duration::from_secs(3));
        assert_eq!(interrupts.race(pin!(pause)).await, Ok(()));
        let ended = interrupts.race_within(limit, pin!(pending()), |limit| limit.as_secs()).await;
        assert_eq!(ended, Err(Interrupt::Deadline));
        assert_eq!(interrupts.remaining(), Some(Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_ends_also_where_the_call_does_not() {
        let mut interrupts = Interrupts::new(None, None);
        let limit = Some(Duration::from_secs(4));
        let ended = interrupts.race_within(limit, pin!(pending()), |limit| limit.as_secs()).await;
        assert_eq!(ended, Ok(4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_result_that_is_there_counts() {
        let mut interrupts = Interrupts::new(Some(Duration::from_millis(1)), None);
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(interrupts.race(pin!(async { 7 })).await, Ok(7));
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_ends_the_call() {
        let (caller, client) = (CancellationToken::new(), CancellationToken::new());
        let mut interrupts = Interrupts::new(Some(Duration::MAX), Some(caller.clone()));
        interrupts.also_on_close(&client);
        assert_eq!(interrupts.remaining(), None);
        client.cancel();
        let ended = interrupts.race(pin!(pending::<()>())).await;
        assert_eq!(ended, Err(Interrupt::Closed));
        caller.cancel();
        let ended = interrupts.race(pin!(pending::<()>())).await;
        assert_eq!(ended, Err(Interrupt::Cancelled));
    }
}
