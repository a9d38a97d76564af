//! What to do after a failed attempt.

use std::time::Duration;

use super::plan::Plan;
use super::report::Tried;
use crate::Code;
use crate::client::Shared;
use crate::contract::CallClass;
use crate::credentials::Authenticator;
use crate::retry::{RetryMode, full_jitter};
use crate::transport::{Failure, Origin, Pushback, Repeat};

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Report the failure.
    Final,
    /// The call has worked before: an earlier attempt did it.
    Applied,
    /// The gateway has too much to do: wait in line, ahead of the others.
    PushedBack(Duration),
    /// Send it once more, with other credentials.
    ProveAgain,
    /// Send it again after this pause.
    Again(Duration),
}

/// Decides about a failed attempt, which `tried` already counts.
///
/// `remaining` is what is left of the time, `None` if there is no limit.
pub(super) fn judge(
    shared: &Shared,
    plan: &Plan,
    tried: &Tried,
    failure: &Failure,
    remaining: Option<Duration>,
) -> Verdict {
    if tried.maybe_executed
        && failure.origin == Origin::Gateway
        && plan.policy.already_applied.contains(&failure.code)
    {
        return Verdict::Applied;
    }
    let again = plan.mode != RetryMode::Never && failure.pushback != Pushback::Never;
    if is_backpressure(plan, failure) {
        let pause = match failure.pushback {
            Pushback::After(pause) => pause,
            Pushback::Unsaid | Pushback::Never => {
                let policy = &shared.settings.backpressure_policy;
                policy.pause_after(tried.pushbacks + 1, &shared.jitter)
            }
        };
        return if again { Verdict::PushedBack(pause) } else { Verdict::Final };
    }
    if again && asks_for_other_credentials(shared, tried, failure) {
        return Verdict::ProveAgain;
    }
    if !is_repeatable(plan, failure) {
        return Verdict::Final;
    }
    // A failure costs a token also where it is the last.
    let affordable = failure.repeat == Repeat::NotTaken || shared.budget.failed();
    let policy = &shared.settings.retry_policy;
    let few = affordable && tried.failures < policy.max_attempts;
    if !(again && (few || plan.insistent.is_some())) {
        return Verdict::Final;
    }
    let pause = match failure.pushback {
        Pushback::After(pause) => pause,
        Pushback::Unsaid | Pushback::Never => full_jitter(policy, tried.failures, &shared.jitter),
    };
    // No attempt is worth it that would begin after the deadline.
    if remaining.is_some_and(|remaining| remaining <= pause) {
        return Verdict::Final;
    }
    Verdict::Again(pause)
}

/// Whether the gateway did not accept credentials of which there can be others.
/// It has not looked at the call then, so it is sent again whatever it does;
/// once.
fn asks_for_other_credentials(shared: &Shared, tried: &Tried, failure: &Failure) -> bool {
    let credentials = shared.settings.credentials.as_ref();
    failure.code == Code::Unauthenticated
        && failure.repeat == Repeat::ByStatus
        && !tried.proved_again
        && credentials.is_some_and(Authenticator::can_renew)
}

/// Whether the gateway did not execute the call because it has too much to do.
pub(super) fn is_backpressure(plan: &Plan, failure: &Failure) -> bool {
    failure.origin == Origin::Gateway
        && failure.code == Code::ResourceExhausted
        && plan.codes.contains(&Code::ResourceExhausted)
        && !is_too_large(plan, failure)
}

/// Whether the message is larger than somebody takes. A gateway under load
/// does not refuse an exempt call, so there it can mean nothing else.
pub(super) fn is_too_large(plan: &Plan, failure: &Failure) -> bool {
    let exempt = plan.policy.backpressure_exempt
        && failure.origin == Origin::Gateway
        && failure.code == Code::ResourceExhausted;
    exempt || failure.says_too_large()
}

/// Whether the same call, sent again, may succeed and does no harm.
pub(super) fn is_repeatable(plan: &Plan, failure: &Failure) -> bool {
    let is_hopeless = matches!(failure.repeat, Repeat::Later | Repeat::Never);
    if is_hopeless || is_too_large(plan, failure) {
        return false;
    }
    match failure.origin {
        Origin::Caller => false,
        Origin::Connection if !failure.maybe_executed && is_transient(failure.code) => {
            plan.policy.class != CallClass::WorkerLoop
        }
        // Only a gateway says with this status that it has too much to do.
        Origin::Connection if failure.code == Code::ResourceExhausted => false,
        Origin::Connection | Origin::Gateway => plan.codes.contains(&failure.code),
    }
}

/// Whether a failure before sending may be another one next time.
fn is_transient(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::Cancelled)
}

#[cfg(test)]
mod tests;
