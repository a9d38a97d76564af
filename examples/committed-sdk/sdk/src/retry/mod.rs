//! When a failed call is sent again: the settings, and the parts that decide.
//!
//! The loop itself is in `exchange`; what an RPC allows is in its
//! [`RpcPolicy`](crate::contract::RpcPolicy). Calls that an overloaded gateway
//! pushed back are the business of `limiter`.

mod backoff;
mod budget;

use std::time::Duration;

use crate::ConfigError;

pub(crate) use backoff::{Jitter, full_jitter};
pub(crate) use budget::Budget;

/// Whether a failed call is sent again, and what that may cost.
///
/// Set for a client or for a single call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetryMode {
    /// As far as it cannot do the work twice: a call that changes nothing, or
    /// whose second execution changes nothing, is repeated after every
    /// transient failure; any other only if the gateway did not execute it. So
    /// a process is never started twice by the SDK.
    #[default]
    ByClass,
    /// Also calls whose outcome is not known (`UNAVAILABLE`, `DEADLINE_EXCEEDED`),
    /// for callers who would rather do the work twice than not at all.
    AtLeastOnce,
    /// Not at all: every call is sent once.
    Never,
}

/// How often and how fast a failed call is sent again.
///
/// All attempts share the one deadline of the call. Backpressure does not
/// count here, see [`BackpressurePolicy`](crate::BackpressurePolicy).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a call is sent in all, at least 1. Default: 5.
    pub max_attempts: u32,
    /// The longest pause before the second attempt; the pause is chosen at
    /// random between nothing and this ("full jitter"), so that clients that
    /// failed together do not come back together. Default: 100 ms.
    pub initial_delay: Duration,
    /// By what the longest pause grows with every attempt, at least 1.
    /// Default: 2.
    pub multiplier: f64,
    /// What the longest pause never exceeds. Default: 5 s.
    pub max_delay: Duration,
    /// What keeps an outage from being multiplied by retries.
    pub budget: RetryBudget,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            initial_delay: Duration::from_millis(100),
            multiplier: 2.0,
            max_delay: Duration::from_secs(5),
            budget: RetryBudget::default(),
        }
    }
}

impl RetryPolicy {
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |setting, problem: &str| {
            Err(ConfigError::Setting { setting, problem: problem.to_owned() })
        };
        if self.max_attempts == 0 {
            return refuse("retry_policy.max_attempts", "must be at least 1");
        }
        if !(self.multiplier.is_finite() && self.multiplier >= 1.0) {
            return refuse("retry_policy.multiplier", "must be a number of at least 1");
        }
        if self.max_delay < self.initial_delay {
            return refuse("retry_policy.max_delay", "must not be below initial_delay");
        }
        if !(1.0..=1e6).contains(&self.budget.tokens) {
            return refuse("retry_policy.budget.tokens", "must be between 1 and 1000000");
        }
        if !(0.0..=1e6).contains(&self.budget.refund) {
            return refuse("retry_policy.budget.refund", "must be between 0 and 1000000");
        }
        Ok(())
    }
}

/// A token bucket shared by all calls of a client.
///
/// Every transient failure takes a token, unless the gateway says that it has
/// not taken the call; every success gives some of one back; while half of the
/// tokens or fewer are left, nothing is repeated. So retries add little to the
/// load of a gateway that fails for everybody.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RetryBudget {
    /// How many tokens there are at most, and at first. Default: 10.
    pub tokens: f64,
    /// How much of a token a success gives back. Default: 0.1.
    pub refund: f64,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { tokens: 10.0, refund: 0.1 }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{RetryBudget, RetryPolicy};

    #[test]
    fn refuses_settings_that_make_no_sense() {
        let refused = |policy: RetryPolicy| policy.validate().is_err();
        let good = RetryPolicy::default();
        assert!(!refused(good));
        assert!(refused(RetryPolicy { max_attempts: 0, ..good }));
        assert!(refused(RetryPolicy { multiplier: 0.5, ..good }));
        assert!(refused(RetryPolicy { multiplier: f64::NAN, ..good }));
        assert!(refused(RetryPolicy { max_delay: Duration::ZERO, ..good }));
        for budget in [
            RetryBudget { tokens: 0.0, refund: 0.1 },
            RetryBudget { tokens: 10.0, refund: f64::NAN },
            RetryBudget { tokens: 10.0, refund: -1.0 },
        ] {
            assert!(refused(RetryPolicy { budget, ..good }));
        }
    }
}
