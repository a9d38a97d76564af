//! What is known about a call before anything is sent.

use std::time::Duration;

use http::HeaderMap;
use tokio_util::sync::CancellationToken;

use crate::Code;
use crate::call::CallOptions;
use crate::client::Settings;
use crate::contract::{CallClass, DeadlineRule, RpcPolicy};
use crate::retry::RetryMode;

/// How one call is made.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) policy: &'static RpcPolicy,
    /// How long the call may take in all.
    pub(crate) timeout: Option<Duration>,
    pub(crate) mode: RetryMode,
    /// The statuses on which it is sent again, if `mode` allows it at all.
    pub(crate) codes: &'static [Code],
    pub(crate) headers: HeaderMap,
    pub(crate) cancel: Option<CancellationToken>,
    /// How long one attempt may take of a call that is sent until its deadline,
    /// also of a client that closes; `None` for any other call.
    pub(crate) insistent: Option<Duration>,
}

impl Plan {
    /// `request_timeout_ms` is how long the request lets the gateway wait,
    /// `condition_holds` whether it fulfils the
    /// condition of its class.
    pub(crate) fn new(
        policy: &'static RpcPolicy,
        options: CallOptions,
        settings: &Settings,
        request_timeout_ms: i64,
        condition_holds: bool,
    ) -> Self {
        let mode = options.retry.unwrap_or(settings.retry);
        let own = || default_timeout(policy.deadline, settings.request_timeout, request_timeout_ms);
        Self {
            policy,
            timeout: options.timeout.or_else(own),
            mode,
            codes: codes(policy, mode, condition_holds),
            headers: options.headers,
            cancel: options.cancel,
            insistent: options.insistent.then_some(settings.request_timeout),
        }
    }
}

fn default_timeout(
    rule: DeadlineRule,
    client_default: Duration,
    request_timeout_ms: i64,
) -> Option<Duration> {
    match rule {
        DeadlineRule::Unlimited => None,
        DeadlineRule::ClientDefault => Some(client_default),
        DeadlineRule::Fixed(fixed) => Some(fixed),
        DeadlineRule::RequestTimeout { gateway_default, plus } => {
            let waits = match u64::try_from(request_timeout_ms) {
                Ok(0) => gateway_default,
                Ok(milliseconds) => Duration::from_millis(milliseconds),
                Err(_) => Duration::ZERO,
            };
            Some(waits.saturating_add(plus))
        }
    }
}

fn codes(policy: &RpcPolicy, mode: RetryMode, condition_holds: bool) -> &'static [Code] {
    let idempotent = match policy.class {
        CallClass::Read
        | CallClass::Idempotent
        | CallClass::LastWriteWins
        | CallClass::WorkerLoop => true,
        CallClass::IdempotentIf(_) => condition_holds,
        CallClass::NonIdempotent => false,
    };
    match mode {
        _ if idempotent => policy.retry.idempotent,
        RetryMode::AtLeastOnce => policy.retry.at_least_once,
        RetryMode::ByClass | RetryMode::Never => policy.retry.otherwise,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{codes, default_timeout};
    use crate::contract::{CallClass, DeadlineRule, RetryRule, RpcPolicy};
    use crate::{Code, RetryMode};

    const TEN: Duration = Duration::from_secs(10);

    #[test]
    fn a_long_poll_has_time_to_come_back() {
        let rule = DeadlineRule::RequestTimeout { gateway_default: TEN, plus: TEN };
        let timeout = |ms| default_timeout(rule, Duration::from_secs(1), ms);
        assert_eq!(timeout(0), Some(Duration::from_secs(20)));
        assert_eq!(timeout(30_000), Some(Duration::from_secs(40)));
        assert_eq!(timeout(-1), Some(TEN));
        assert!(timeout(i64::MAX) > Some(Duration::from_secs(1 << 40)));
    }

    #[test]
    fn other_calls_have_the_default_or_no_end() {
        assert_eq!(default_timeout(DeadlineRule::ClientDefault, TEN, 0), Some(TEN));
        let minute = Duration::from_secs(60);
        assert_eq!(default_timeout(DeadlineRule::Fixed(minute), TEN, 0), Some(minute));
        assert_eq!(default_timeout(DeadlineRule::Unlimited, TEN, 0), None);
    }

    #[test]
    fn the_class_the_request_and_the_mode_choose_the_statuses() {
        let mut policy = RpcPolicy::new("A", "/a");
        policy.retry = RetryRule {
            idempotent: &[Code::Aborted],
            otherwise: &[Code::ResourceExhausted],
            at_least_once: &[Code::Unavailable],
        };
        let mut chosen = |class, mode, condition| {
            policy.class = class;
            codes(&policy, mode, condition)[0]
        };
        let (by_class, twice) = (RetryMode::ByClass, RetryMode::AtLeastOnce);
        let conditional = CallClass::IdempotentIf("id");
        assert_eq!(chosen(CallClass::Idempotent, twice, true), Code::Aborted);
        assert_eq!(chosen(conditional, by_class, true), Code::Aborted);
        assert_eq!(chosen(conditional, twice, true), Code::Aborted);
        assert_eq!(chosen(conditional, by_class, false), Code::ResourceExhausted);
        assert_eq!(chosen(conditional, twice, false), Code::Unavailable);
        let unconditional = CallClass::NonIdempotent;
        assert_eq!(chosen(unconditional, by_class, true), Code::ResourceExhausted);
        assert_eq!(chosen(unconditional, twice, true), Code::Unavailable);
    }
}
