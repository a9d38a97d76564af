//! Pauses before another attempt, chosen at random.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::RetryPolicy;

/// A source of random numbers that many calls share without a lock.
///
/// It is splitmix64: good enough to spread clients, useless for secrets.
#[derive(Debug)]
pub(crate) struct Jitter {
    state: AtomicU64,
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Jitter {
    /// A source of its own, different in every client.
    pub(crate) fn new() -> Self {
        Self::seeded(RandomState::new().hash_one(STEP))
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        Self { state: AtomicU64::new(seed) }
    }

    /// A number from 0 up to, but not including, 1.
    pub(crate) fn unit(&self) -> f64 {
        let mut bits = self.state.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // The upper 32 bits are exact in a float.
        f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / 4_294_967_296.0
    }
}

/// The pause after a number of failures: anything between none and a bound
/// that grows.
pub(crate) fn full_jitter(policy: &RetryPolicy, failures: u32, jitter: &Jitter) -> Duration {
    bound(policy, failures).mul_f64(jitter.unit())
}

fn bound(policy: &RetryPolicy, failures: u32) -> Duration {
    let doublings = i32::try_from(failures.saturating_sub(1)).unwrap_or(i32::MAX);
    let growth = policy.multiplier.powi(doublings);
    let seconds = policy.initial_delay.as_secs_f64() * growth;
    Duration::try_from_secs_f64(seconds)
        .map_or(policy.max_delay, |grown| grown.min(policy.max_delay))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Jitter, bound, full_jitter};
    use crate::RetryPolicy;

    #[test]
    fn the_bound_doubles_up_to_its_cap() {
        let policy = RetryPolicy::default();
        let bounds: Vec<_> = (1..=8).map(|n| bound(&policy, n).as_millis()).collect();
        assert_eq!(bounds, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
        assert_eq!(bound(&policy, u32::MAX), Duration::from_secs(5));
    }

    #[test]
    fn the_pause_fills_the_whole_range() {
        let policy = RetryPolicy::default();
        let jitter = Jitter::seeded(1);
        let pauses: Vec<_> = (0..1_000).map(|_| full_jitter(&policy, 1, &jitter)).collect();
        let below = |limit| pauses.iter().filter(|p| **p < Duration::from_millis(limit)).count();
        assert_eq!(below(100), 1_000);
        assert!((400..600).contains(&below(50)), "{}", below(50));
        assert!(below(10) > 50 && below(90) < 950);
    }

    #[test]
    fn clients_differ() {
        assert!((Jitter::new().unit() - Jitter::new().unit()).abs() > 0.0);
    }
}
