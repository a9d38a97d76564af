//! Which failures are repeated, by class, mode and origin.

use std::time::Duration;

use http::HeaderMap;

use super::{Verdict, is_backpressure, is_too_large, judge};
use crate::ClientBuilder;
use crate::Code;
use crate::client::{Settings, Shared};
use crate::contract::{CallClass, DeadlineRule, RetryRule, RpcPolicy};
use crate::exchange::{Plan, Tried};
use crate::limiter::BackpressurePolicy;
use crate::retry::{RetryMode, RetryPolicy};
use crate::transport::{Failure, Origin, Pushback};

const TRANSIENT: &[Code] =
    &[Code::Unavailable, Code::ResourceExhausted, Code::DeadlineExceeded, Code::Aborted];

static READ: RpcPolicy = RpcPolicy {
    class: CallClass::Read,
    retry: RetryRule::always(TRANSIENT),
    ..RpcPolicy::new("Read", "/r")
};
static EXEMPT: RpcPolicy = RpcPolicy {
    class: CallClass::Idempotent,
    retry: RetryRule::always(TRANSIENT),
    backpressure_exempt: true,
    already_applied: &[Code::NotFound],
    ..RpcPolicy::new("Exempt", "/e")
};
static CREATE: RpcPolicy = RpcPolicy {
    retry: RetryRule {
        idempotent: &[],
        otherwise: &[Code::ResourceExhausted],
        at_least_once: TRANSIENT,
    },
    ..RpcPolicy::new("Create", "/c")
};
static LOOP: RpcPolicy = RpcPolicy {
    class: CallClass::WorkerLoop,
    deadline: DeadlineRule::Unlimited,
    ..RpcPolicy::new("Loop", "/l")
};

fn shared() -> Shared {
    Shared::new(Settings {
        configuration: ClientBuilder::default().configuration(),
        worker_tenants: Vec::new(),
        credentials: None,
        max_message_size: 1,
        request_timeout: Duration::from_secs(10),
        tenant: None,
        retry: RetryMode::ByClass,
        retry_policy: RetryPolicy::default(),
        backpressure_policy: BackpressurePolicy::default(),
        headers: HeaderMap::new(),
    })
}

fn plan(policy: &'static RpcPolicy, mode: RetryMode) -> Plan {
    let options = crate::call::CallOptions { retry: Some(mode), ..Default::default() };
    Plan::new(policy, options, &shared().settings, 0, false)
}

fn first() -> Tried {
    Tried { attempts: 1, failures: 1, ..Tried::default() }
}

fn failure(code: Code, origin: Origin, maybe_executed: bool) -> Box<Failure> {
    let mut failure = Failure::new(code, "", origin);
    failure.maybe_executed = maybe_executed;
    failure
}

fn gateway(code: Code) -> Box<Failure> {
    failure(code, Origin::Gateway, true)
}

fn verdict(policy: &'static RpcPolicy, mode: RetryMode, failure: &Failure) -> Verdict {
    let second = Some(Duration::from_secs(1));
    judge(&shared(), &plan(policy, mode), &first(), failure, second)
}

fn repeats(policy: &'static RpcPolicy, mode: RetryMode, failure: &Failure) -> bool {
    matches!(verdict(policy, mode, failure), Verdict::Again(_))
}

#[test]
fn a_gateway_that_fails_is_asked_again_as_the_class_allows() {
    for code in [Code::Unavailable, Code::DeadlineExceeded, Code::Aborted] {
        let failure = gateway(code);
        assert!(repeats(&READ, RetryMode::ByClass, &failure));
        assert!(repeats(&EXEMPT, RetryMode::ByClass, &failure));
        assert!(!repeats(&CREATE, RetryMode::ByClass, &failure));
        assert!(repeats(&CREATE, RetryMode::AtLeastOnce, &failure));
        assert!(!repeats(&LOOP, RetryMode::AtLeastOnce, &failure));
        assert!(!repeats(&READ, RetryMode::Never, &failure));
    }
}

#[test]
fn a_rejection_is_final() {
    let final_codes = [
        Code::Cancelled,
        Code::Unknown,
        Code::InvalidArgument,
        Code::NotFound,
        Code::AlreadyExists,
        Code::PermissionDenied,
        Code::FailedPrecondition,
        Code::OutOfRange,
        Code::Unimplemented,
        Code::Internal,
        Code::DataLoss,
        Code::Unauthenticated,
    ];
    for code in final_codes {
        let judged = verdict(&READ, RetryMode::AtLeastOnce, &gateway(code));
        assert_eq!(judged, Verdict::Final, "{code:?}");
    }
}

#[test]
fn what_was_never_executed_is_sent_again_in_every_class_but_the_loop() {
    let lost = failure(Code::Unavailable, Origin::Connection, false);
    for policy in [&READ, &EXEMPT, &CREATE] {
        assert!(repeats(policy, RetryMode::ByClass, &lost));
        assert!(!repeats(policy, RetryMode::Never, &lost));
    }
    assert!(!repeats(&LOOP, RetryMode::ByClass, &lost));
    // Asked a second time, who is refused is refused again.
    let refused = failure(Code::Unimplemented, Origin::Connection, false);
    assert!(!repeats(&CREATE, RetryMode::ByClass, &refused));
    let unknown = failure(Code::Unavailable, Origin::Connection, true);
    assert!(!repeats(&CREATE, RetryMode::ByClass, &unknown));
}

#[test]
fn load_is_waited_for_and_size_is_not() {
    let busy = gateway(Code::ResourceExhausted);
    let pushed_back = |policy, mode| matches!(verdict(policy, mode, &busy), Verdict::PushedBack(_));
    assert!(pushed_back(&READ, RetryMode::ByClass));
    assert!(pushed_back(&CREATE, RetryMode::ByClass));
    assert!(!pushed_back(&CREATE, RetryMode::Never));
    assert_eq!(verdict(&LOOP, RetryMode::ByClass, &busy), Verdict::Final);
    assert_eq!(verdict(&EXEMPT, RetryMode::ByClass, &busy), Verdict::Final);
    assert!(is_too_large(&plan(&EXEMPT, RetryMode::ByClass), &busy));
    let mut large = busy.clone();
    large.message = "message exceeds maximum size".to_owned();
    assert_eq!(verdict(&CREATE, RetryMode::ByClass, &large), Verdict::Final);
    let calm = failure(Code::ResourceExhausted, Origin::Connection, true);
    assert!(!is_backpressure(&plan(&READ, RetryMode::ByClass), &calm));
    assert_eq!(verdict(&READ, RetryMode::ByClass, &calm), Verdict::Final);
}

#[test]
fn the_gateway_says_when() {
    let mut failure = gateway(Code::Unavailable);
    failure.pushback = Pushback::After(Duration::from_millis(700));
    let judged = verdict(&READ, RetryMode::ByClass, &failure);
    assert_eq!(judged, Verdict::Again(Duration::from_millis(700)));
    failure.pushback = Pushback::After(Duration::from_secs(2));
    assert_eq!(verdict(&READ, RetryMode::ByClass, &failure), Verdict::Final);
    for code in [Code::Unavailable, Code::ResourceExhausted] {
        let mut failure = gateway(code);
        failure.pushback = Pushback::Never;
        assert_eq!(verdict(&READ, RetryMode::ByClass, &failure), Verdict::Final);
    }
    let mut busy = gateway(Code::ResourceExhausted);
    busy.pushback = Pushback::After(Duration::from_millis(5));
    let judged = verdict(&READ, RetryMode::ByClass, &busy);
    assert_eq!(judged, Verdict::PushedBack(Duration::from_millis(5)));
}

#[test]
fn attempts_and_tokens_run_out() {
    let failure = gateway(Code::Unavailable);
    let plan = plan(&READ, RetryMode::ByClass);
    let remaining = Some(Duration::from_secs(60));
    let fifth = Tried { failures: 5, attempts: 5, ..Tried::default() };
    assert_eq!(judge(&shared(), &plan, &fifth, &failure, remaining), Verdict::Final);
    let shared = shared();
    let allowed = (0..10)
        .filter(|_| judge(&shared, &plan, &first(), &failure, remaining) != Verdict::Final)
        .count();
    assert_eq!(allowed, 4);
}

#[test]
fn what_an_earlier_attempt_has_done_is_a_success() {
    let plan = plan(&EXEMPT, RetryMode::ByClass);
    let gone = failure(Code::NotFound, Origin::Gateway, false);
    let second =
        |maybe_executed| Tried { attempts: 2, failures: 2, maybe_executed, ..Tried::default() };
    let judged = |tried| judge(&shared(), &plan, &tried, &gone, None);
    assert_eq!(judged(first()), Verdict::Final);
    assert_eq!(judged(second(true)), Verdict::Applied);
    assert_eq!(judged(second(false)), Verdict::Final);
}

#[test]
fn the_caller_has_the_last_word() {
    for code in [Code::Cancelled, Code::DeadlineExceeded] {
        let failure = Failure::caller(code, String::new(), false);
        assert_eq!(verdict(&READ, RetryMode::AtLeastOnce, &failure), Verdict::Final);
    }
}
