//! When a token is renewed, and how long a failing server is left alone.

use std::time::Duration;

use crate::retry::Jitter;

/// Tokens that do not say how long they last.
const UNSAID: Duration = Duration::from_secs(300);
/// A token that expires at once is good for the calls that wait for it, and
/// keeps the server from being asked by every single call.
const SHORTEST: Duration = Duration::from_secs(1);
/// What servers say beyond this is not believed.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);
/// How long before its end a token is renewed, at most.
const AHEAD: Duration = Duration::from_secs(30);

/// How long a token is used, by what the server says in seconds.
pub(super) fn lifetime(seconds: Option<f64>) -> Duration {
    let Some(seconds) = seconds.filter(|seconds| !seconds.is_nan()) else {
        return UNSAID;
    };
    let said = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST);
    said.clamp(SHORTEST, LONGEST)
}

/// How long after it was asked for a token is renewed.
pub(super) fn renewal(lifetime: Duration) -> Duration {
    lifetime.saturating_sub(AHEAD.min(lifetime / 10))
}

/// How long a server that has failed so often in a row is left alone: up to 100
/// ms at first, twice as long after each failure, up to 5 s, and never less than
/// half of that.
pub(super) fn pause(failures: u32, jitter: &Jitter) -> Duration {
    const FIRST: Duration = Duration::from_millis(100);
    const MOST: Duration = Duration::from_secs(5);
    let doublings = failures.saturating_sub(1).min(16);
    let bound = FIRST.saturating_mul(1 << doublings).min(MOST);
    (bound / 2).mul_f64(1.0 + jitter.unit())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LONGEST, SHORTEST, UNSAID, lifetime, pause, renewal};
    use crate::retry::Jitter;

    #[test]
    fn odd_lifetimes_are_bounded() {
        assert_eq!(lifetime(Some(3_600.0)), Duration::from_secs(3_600));
        assert_eq!(lifetime(None), UNSAID);
        assert_eq!(lifetime(Some(f64::NAN)), UNSAID);
        assert_eq!(lifetime(Some(0.0)), SHORTEST);
        assert_eq!(lifetime(Some(-5.0)), SHORTEST);
        assert_eq!(lifetime(Some(1e300)), LONGEST);
        assert_eq!(lifetime(Some(f64::INFINITY)), LONGEST);
    }

    #[test]
    fn a_token_is_renewed_thirty_seconds_ahead_or_a_tenth_of_its_life() {
        let renewed = |seconds| renewal(Duration::from_secs(seconds));
        assert_eq!(renewed(3_600), Duration::from_secs(3_570));
        assert_eq!(renewed(300), Duration::from_secs(270));
        assert_eq!(renewed(60), Duration::from_secs(54));
        assert_eq!(renewed(1), Duration::from_millis(900));
    }

    #[test]
    fn a_failing_server_is_left_alone_for_longer_and_longer() {
        let jitter = Jitter::seeded(7);
        let within = |failures, low, high| {
            let pause = pause(failures, &jitter);
            let (low, high) = (Duration::from_millis(low), Duration::from_millis(high));
            assert!(low <= pause && pause <= high, "{failures}: {pause:?}");
        };
        within(1, 50, 100);
        within(2, 100, 200);
        within(7, 2_500, 5_000);
        within(u32::MAX, 2_500, 5_000);
    }
}
