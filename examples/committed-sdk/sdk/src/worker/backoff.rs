//! The pauses after polls and streams that failed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::defaults;
use crate::retry::Jitter;
use crate::{Code, ConfigError, Error};

/// How long a worker waits after a poll, or a stream, that failed: longer with
/// every failure, and from the start again after a success. There is no number
/// of failures after which it gives up.
///
/// The pauses are a little longer or shorter at random, so that workers that
/// failed together do not come back together. After UNAVAILABLE, when a
/// gateway that starts again meets all its workers at once, they are anything
/// between nothing and the pause.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Backoff {
    /// The pause after the first failure, above 0.
    pub initial: Duration,
    /// What the pause never exceeds.
    pub max: Duration,
    /// By what the pause grows with each failure, at least 1.
    pub factor: f64,
    /// By which part of itself the pause varies, from 0 to 1.
    pub jitter: f64,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            initial: defaults::BACKOFF_INITIAL,
            max: defaults::BACKOFF_MAX,
            factor: defaults::BACKOFF_FACTOR,
            jitter: defaults::BACKOFF_JITTER,
        }
    }
}

impl Backoff {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |setting, problem: &str| {
            Err(ConfigError::Setting { setting, problem: problem.to_owned() })
        };
        if self.initial.is_zero() {
            return refuse("backoff.initial", "must be above 0");
        }
        if self.max < self.initial {
            return refuse("backoff.max", "must not be below initial");
        }
        if !(self.factor.is_finite() && self.factor >= 1.0) {
            return refuse("backoff.factor", "must be a number of at least 1");
        }
        if !(0.0..=1.0).contains(&self.jitter) {
            return refuse("backoff.jitter", "must be between 0 and 1");
        }
        Ok(())
    }

    /// The pause after this many failures in a row, the last with this status.
    pub(super) fn pause(&self, failures: u32, code: Option<Code>, jitter: &Jitter) -> Duration {
        let growth =
            self.factor.powi(i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX));
        let grown = Duration::try_from_secs_f64(self.initial.as_secs_f64() * growth);
        let pause = grown.map_or(self.max, |grown| grown.min(self.max));
        if code == Some(Code::Unavailable) {
            return pause.mul_f64(jitter.unit());
        }
        vary(pause, self.jitter, jitter)
    }
}

/// A time, longer or shorter by up to this part of itself.
pub(super) fn vary(time: Duration, part: f64, jitter: &Jitter) -> Duration {
    let factor = 1.0 + part * (2.0 * jitter.unit() - 1.0);
    Duration::try_from_secs_f64(time.as_secs_f64() * factor).unwrap_or(time)
}

/// What says how long to wait.
#[derive(Clone)]
pub(super) enum Pace {
    Grows(Backoff),
    Asks(Arc<Asked>),
}

type Asked = dyn Fn(u32, &Error) -> Duration + Send + Sync;

impl Pace {
    /// The pause after this many failures in a row. It may panic where the
    /// user's function does.
    pub(super) fn pause(&self, failures: u32, error: &Error, jitter: &Jitter) -> Duration {
        match self {
            Self::Grows(backoff) => backoff.pause(failures, error.code(), jitter),
            Self::Asks(function) => function(failures, error),
        }
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grows(backoff) => backoff.fmt(f),
            Self::Asks(_) => f.write_str("a function"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Backoff, vary};
    use crate::Code;
    use crate::retry::Jitter;

    #[test]
    fn grows_up_to_its_maximum_and_varies_by_a_tenth() {
        let (backoff, jitter) = (Backoff::default(), Jitter::seeded(7));
        for (failures, expected) in [(1, 50.0), (2, 80.0), (5, 327.68), (30, 5_000.0)] {
            for _ in 0..100 {
                let pause = backoff.pause(failures, Some(Code::Internal), &jitter);
                let milliseconds = pause.as_secs_f64() * 1_000.0;
                assert!((milliseconds / expected - 1.0).abs() <= 0.1001, "{failures}: {pause:?}");
            }
        }
        assert!(backoff.pause(u32::MAX, None, &jitter) <= Duration::from_millis(5_500));
    }

    #[test]
    fn workers_of_a_gateway_that_was_gone_come_back_one_by_one() {
        let (backoff, jitter) = (Backoff::default(), Jitter::seeded(7));
        let pauses: Vec<_> =
            (0..1_000).map(|_| backoff.pause(30, Some(Code::Unavailable), &jitter)).collect();
        let below = |limit| pauses.iter().filter(|p| **p < Duration::from_millis(limit)).count();
        assert_eq!(below(5_000), 1_000);
        assert!((400..600).contains(&below(2_500)), "{}", below(2_500));
    }

    #[test]
    fn a_time_without_end_stays_what_it_is() {
        assert!(!vary(Duration::MAX, 1.0, &Jitter::seeded(1)).is_zero());
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let good = Backoff::default();
        assert!(good.validate().is_ok());
        for (bad, setting) in [
            (Backoff { initial: Duration::ZERO, ..good }, "backoff.initial"),
            (Backoff { max: Duration::from_millis(1), ..good }, "backoff.max"),
            (Backoff { factor: f64::NAN, ..good }, "backoff.factor"),
            (Backoff { factor: 0.9, ..good }, "backoff.factor"),
            (Backoff { jitter: 1.1, ..good }, "backoff.jitter"),
        ] {
            let refused = bad.validate().unwrap_err().to_string();
            assert!(refused.starts_with(setting), "{refused}");
        }
    }
}
