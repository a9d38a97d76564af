//! The token bucket that keeps an outage from being multiplied.

use std::sync::atomic::{AtomicU32, Ordering};

use super::RetryBudget;

/// The tokens left, in thousandths.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: AtomicU32,
    full: u32,
    refund: u32,
}

/// What one failure costs.
const FAILURE: u32 = 1_000;

impl Budget {
    pub(crate) fn new(settings: RetryBudget) -> Self {
        let full = thousandths(settings.tokens);
        Self { tokens: AtomicU32::new(full), full, refund: thousandths(settings.refund) }
    }

    /// Gives back a part of a token. While the bucket is full, which it is
    /// while nothing fails, this only reads.
    pub(crate) fn succeeded(&self) {
        if self.tokens.load(Ordering::Relaxed) < self.full {
            self.change(|tokens| tokens.saturating_add(self.refund).min(self.full));
        }
    }

    /// Takes a token and says whether the call may be repeated.
    pub(crate) fn failed(&self) -> bool {
        self.change(|tokens| tokens.saturating_sub(FAILURE)) > self.full / 2
    }

    fn change(&self, next: impl Fn(u32) -> u32) -> u32 {
        let mut tokens = self.tokens.load(Ordering::Relaxed);
        loop {
            let changed = next(tokens);
            let swapped = self.tokens.compare_exchange_weak(
                tokens,
                changed,
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
            match swapped {
                Ok(_) => return changed,
                Err(actual) => tokens = actual,
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the settings are checked to be between 0 and a million"
)]
fn thousandths(tokens: f64) -> u32 {
    (tokens * 1_000.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::Budget;
    use crate::RetryBudget;

    #[test]
    fn half_of_the_tokens_are_for_retries() {
        let budget = Budget::new(RetryBudget::default());
        let allowed: Vec<_> = (0..7).map(|_| budget.failed()).collect();
        assert_eq!(allowed, [true, true, true, true, false, false, false]);
    }

    #[test]
    fn ten_successes_give_a_token_back() {
        let budget = Budget::new(RetryBudget::default());
        for _ in 0..5 {
            budget.failed();
        }
        for _ in 0..20 {
            budget.succeeded();
        }
        assert!(budget.failed());
        assert!(!budget.failed());
    }

    #[test]
    fn never_holds_more_than_it_did_at_first() {
        let budget = Budget::new(RetryBudget::default());
        budget.failed();
        for _ in 0..1_000 {
            budget.succeeded();
        }
        let allowed = (0..7).filter(|_| budget.failed()).count();
        assert_eq!(allowed, 4);
    }

    #[test]
    fn an_empty_bucket_stays_empty() {
        let budget = Budget::new(RetryBudget::default());
        for _ in 0..100 {
            budget.failed();
        }
        budget.succeeded();
        assert!(!budget.failed());
    }
}
