//! What happens by itself later, in order of time. Acting on it lives in the
//! parent module.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// As far ahead as a timer is set.
const HORIZON: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// Whose time has come.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A job's reservation ends, or its back-off.
    Job(i64),
    /// A message is dropped from the buffer.
    Message(i64),
}

/// All timers that are set.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    due: BTreeSet<(Instant, Timer)>,
    pub(crate) sooner: Arc<Notify>,
}

impl Timers {
    /// Sets a timer and returns when it is due.
    pub(crate) fn set(&mut self, now: Instant, milliseconds: i64, timer: Timer) -> Instant {
        let delay = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
        let at = now + delay.min(HORIZON);
        let first = self.next();
        self.due.insert((at, timer));
        if first.is_none_or(|first| at < first) {
            self.sooner.notify_one();
        }
        at
    }

    pub(crate) fn clear(&mut self, at: Instant, timer: Timer) {
        self.due.remove(&(at, timer));
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Timer> {
        let (at, _) = self.due.first()?;
        if *at > now {
            return None;
        }
        self.due.pop_first().map(|(_, timer)| timer)
    }
}
