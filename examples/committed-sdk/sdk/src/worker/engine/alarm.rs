//! One timer for whatever the loop waits for next.

use std::pin::Pin;

use tokio::time::{Instant, Sleep, sleep_until};

/// A timer that is set again and again. It goes off at the time that it is set
/// to or before, and whoever hears it looks at the clock: times that move away,
/// as they do with every job, cost nothing.
#[derive(Debug)]
pub(super) struct Alarm {
    sleep: Pin<Box<Sleep>>,
    set: bool,
}

impl Alarm {
    pub(super) fn new(now: Instant) -> Self {
        Self { sleep: Box::pin(sleep_until(now)), set: false }
    }

    /// Has it go off at this time, if any.
    pub(super) fn set(&mut self, at: Option<Instant>) {
        let Some(at) = at else {
            self.set = false;
            return;
        };
        if !self.set || self.sleep.is_elapsed() || at < self.sleep.deadline() {
            self.sleep.as_mut().reset(at);
        }
        self.set = true;
    }

    /// Waits until it goes off.
    pub(super) async fn rings(&mut self) {
        if self.set {
            self.sleep.as_mut().await;
        } else {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::{Instant, timeout};

    use super::Alarm;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn never_rings_late() {
        let start = Instant::now();
        let mut alarm = Alarm::new(start);
        assert!(timeout(SECOND, alarm.rings()).await.is_err());
        let now = Instant::now();
        alarm.set(Some(now + 5 * SECOND));
        alarm.set(Some(now + 9 * SECOND));
        alarm.rings().await;
        assert_eq!(now.elapsed(), 5 * SECOND);
        alarm.set(Some(now + 9 * SECOND));
        alarm.rings().await;
        assert_eq!(now.elapsed(), 9 * SECOND);
        alarm.set(None);
        assert!(timeout(SECOND, alarm.rings()).await.is_err());
    }
}
