//! A gateway that pushes calls back: nobody is lost, those who came first are
//! served first, and nobody waits longer than needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{Load, Recording, Reply, Rpc, RpcScript};
use zeebe_sdk::{Client, RetryMode};

use crate::smallest::{Special, call};
use crate::stage::{LONG, Stage, gateway, hasty_backpressure};

/// A call that changes nothing, so that the gateway needs no preparation.
const RPC: Rpc = Rpc::Topology;

fn load(concurrent: u64, hold_ms: u64) -> RpcScript {
    RpcScript { load: Some(Load { concurrent, hold_ms, share: 1.0 }), ..Default::default() }
}

fn busy() -> Reply {
    Reply::status(Code::ResourceExhausted, "busy")
}

fn patient() -> Special {
    Special::timeout(Duration::from_secs(60))
}

async fn call_once(client: Client) {
    call(&client, RPC, patient()).await.unwrap();
}

#[tokio::test]
async fn two_thousand_calls_of_three_hundred_callers_are_all_served() {
    const SERVED_AT_ONCE: u64 = 16;
    let gateway = gateway().journal(Recording::Off).rpc(RPC, load(SERVED_AT_ONCE, 10));
    // The policy of every client, not a hasty one.
    let policy = zeebe_sdk::BackpressurePolicy::default();
    let stage = Stage::with(gateway, |client| client.backpressure_policy(policy)).await;
    let left = Arc::new(AtomicUsize::new(2_000));
    let callers: Vec<_> = (0..300)
        .map(|_| tokio::spawn(call_until_none_is_left(stage.client.clone(), Arc::clone(&left))))
        .collect();
    let mut limits = Vec::new();
    while left.load(Ordering::Relaxed) > 500 {
        sleep(Duration::from_millis(10)).await;
        if left.load(Ordering::Relaxed) < 1_400 {
            limits.extend(stage.client.backpressure().limit);
        }
    }
    for caller in callers {
        timeout(6 * LONG, caller).await.unwrap().unwrap();
    }
    let counts = stage.gateway.journal().counts(RPC);
    assert_eq!(counts.ok, 2_000);
    // Once the limit is found, few are pushed back.
    assert!(counts.failed < 2_000, "{} pushbacks", counts.failed);
    limits.sort_unstable();
    let median = limits[limits.len() / 2];
    assert!((8..=32).contains(&median), "a limit of {median} for 16 at once");
    assert_eq!(stage.client.backpressure().waiting, 0);
    assert_eq!(stage.client.backpressure().in_flight, 0);
}

async fn call_until_none_is_left(client: Client, left: Arc<AtomicUsize>) {
    let taken = |left: usize| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok() {
        call_once(client.clone()).await;
    }
}

#[tokio::test]
async fn callers_are_served_in_the_order_in_which_they_came() {
    const CALLS: usize = 200;
    let gateway = gateway().journal(Recording::Off).rpc(RPC, load(4, 3));
    let stage = Stage::open(gateway).await;
    let done = Arc::new(AtomicUsize::new(0));
    let mut callers = Vec::new();
    for _ in 0..CALLS {
        let (client, done) = (stage.client.clone(), Arc::clone(&done));
        callers.push(tokio::spawn(async move {
            call_once(client).await;
            done.fetch_add(1, Ordering::Relaxed)
        }));
        // So that they come one after the other.
        tokio::task::yield_now().await;
    }
    let mut overtaken = Vec::new();
    for (came, caller) in callers.into_iter().enumerate() {
        overtaken.push(timeout(LONG, caller).await.unwrap().unwrap().abs_diff(came));
    }
    overtaken.sort_unstable();
    // Those of the first moment are pushed back at random.
    assert!(overtaken[CALLS * 9 / 10] < CALLS / 10, "{overtaken:?}");
}

#[tokio::test]
async fn the_limit_rises_when_the_gateway_recovers() {
    let stage = Stage::open(gateway().journal(Recording::Off).rpc(RPC, load(2, 5))).await;
    let calls = |count: usize| {
        let client = stage.client.clone();
        async move {
            let calls: Vec<_> =
                (0..count).map(|_| tokio::spawn(call_once(client.clone()))).collect();
            for call in calls {
                timeout(LONG, call).await.unwrap().unwrap();
            }
        }
    };
    calls(100).await;
    let low = stage.client.backpressure().limit.unwrap();
    assert!(low <= 8, "{low}");
    stage.gateway.script(RPC, &load(1_000, 5)).unwrap();
    calls(400).await;
    let high = stage.client.backpressure().limit.unwrap();
    assert!(high > 2 * low, "{low}, then {high}");
}

#[tokio::test]
async fn the_limit_is_lifted_after_a_time_of_peace() {
    let mut policy = hasty_backpressure();
    policy.lift_after = Duration::from_millis(50);
    let gateway = gateway().reply(RPC, busy().times(3));
    let stage = Stage::with(gateway, |client| client.backpressure_policy(policy)).await;
    call_once(stage.client.clone()).await;
    assert!(stage.client.backpressure().limit.is_some());
    sleep(Duration::from_millis(80)).await;
    call_once(stage.client.clone()).await;
    assert_eq!(stage.client.backpressure().limit, None);
}

#[tokio::test]
async fn a_call_is_repeated_as_often_as_its_time_allows() {
    let stage = Stage::open(gateway().reply(RPC, busy().times(40))).await;
    call_once(stage.client.clone()).await;
    assert_eq!(stage.sent(RPC), 41);
    let first = stage.attempts(RPC)[0].request.clone();
    assert!(stage.attempts(RPC).iter().all(|attempt| attempt.request == first));
}

#[tokio::test]
async fn a_process_that_was_pushed_back_is_started_once() {
    let rpc = Rpc::CreateProcessInstance;
    let started = crate::filled::Filled::reply_of(rpc).script();
    let stage = Stage::open(gateway().reply(rpc, busy().times(10)).always(rpc, started)).await;
    call(&stage.client, rpc, Special::default()).await.unwrap();
    assert_eq!(stage.sent(rpc), 11);
    assert_eq!(stage.gateway.journal().counts(rpc).ok, 1);
}

#[tokio::test]
async fn a_call_whose_time_passes_in_line_was_not_executed() {
    const TIME: Duration = Duration::from_millis(600);
    let rpc = Rpc::CreateProcessInstance;
    let stage = Stage::open(gateway().always(rpc, busy())).await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = stage.client.clone();
            tokio::spawn(async move { call(&client, rpc, Special::timeout(TIME)).await })
        })
        .collect();
    let mut under_way = 0;
    for call in calls {
        let error = timeout(LONG, call).await.unwrap().unwrap().unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!(error.code(), Code::DeadlineExceeded);
        if error.outcome_unknown() {
            under_way += 1;
            continue;
        }
        assert!(error.is_retryable(), "{error}");
        assert!(error.message().contains("too much to do"), "{error}");
        assert!(error.message().contains("600ms passed"), "{error}");
    }
    // The limit is down to a few by now, and only they can be under way.
    assert!(under_way <= 10, "{under_way} of 20 were under way");
    let after = stage.client.backpressure();
    assert_eq!((after.in_flight, after.waiting), (0, 0));
}

#[tokio::test]
async fn a_call_that_never_left_the_line_has_no_attempts() {
    let rpc = Rpc::CreateProcessInstance;
    let gateway = gateway().reply(rpc, busy()).always(rpc, Reply::hang());
    let mut policy = hasty_backpressure();
    policy.max_hold = Duration::from_secs(3_600);
    let stage = Stage::with(gateway, |client| client.backpressure_policy(policy)).await;
    let first = tokio::spawn({
        let client = stage.client.clone();
        async move { call(&client, rpc, Special::default()).await }
    });
    stage.begun(rpc, 2).await;
    let error =
        call(&stage.client, rpc, Special::timeout(Duration::from_millis(50))).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::DeadlineExceeded, 0), "{error}");
    assert!(!error.outcome_unknown() && error.is_retryable());
    assert_eq!(stage.sent(rpc), 2);
    first.abort();
}

#[tokio::test]
async fn calls_that_a_gateway_under_load_executes_do_not_wait() {
    let stage = Stage::open(gateway().reply(RPC, busy()).always(RPC, Reply::hang())).await;
    let held = tokio::spawn(call_once(stage.client.clone()));
    stage.begun(RPC, 2).await;
    let waiting = tokio::spawn(call_once(stage.client.clone()));
    while stage.client.backpressure().waiting == 0 {
        sleep(Duration::from_millis(1)).await;
    }
    for rpc in [
        Rpc::CompleteJob,
        Rpc::FailJob,
        Rpc::CancelProcessInstance,
        Rpc::DeployResource,
        Rpc::DeployProcess,
        Rpc::ActivateJobs,
    ] {
        let reply = crate::filled::Filled::reply_of(rpc).script();
        stage
            .gateway
            .script(rpc, &RpcScript { always: Some(reply), ..Default::default() })
            .unwrap();
        let call = call(&stage.client, rpc, Special::default());
        timeout(LONG, call).await.unwrap().unwrap();
    }
    assert_eq!(stage.client.backpressure().waiting, 1);
    assert_eq!(stage.sent(RPC), 2);
    held.abort();
    waiting.abort();
}

/// RESOURCE_EXHAUSTED from a call that is exempt can only mean its size.
#[tokio::test]
async fn exempt_calls_neither_repeat_nor_limit() {
    let rpc = Rpc::CompleteJob;
    let stage = Stage::open(gateway().always(rpc, busy())).await;
    let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert!(error.too_large() && !error.is_retryable(), "{error}");
    assert_eq!(stage.sent(rpc), 1);
    assert_eq!(stage.client.backpressure().limit, None);
}

#[tokio::test]
async fn nobody_waits_while_nobody_is_pushed_back() {
    let slow = Reply::pass().after(Duration::from_millis(30));
    let stage = Stage::open(gateway().always(RPC, slow)).await;
    let calls: Vec<_> = (0..300).map(|_| tokio::spawn(call_once(stage.client.clone()))).collect();
    stage.begun(RPC, 300).await;
    for call in calls {
        call.await.unwrap();
    }
    assert_eq!(stage.client.backpressure(), zeebe_sdk::Backpressure::default());
}

#[tokio::test]
async fn who_does_not_want_repetitions_is_told_at_once() {
    let stage = Stage::open(gateway().always(RPC, busy())).await;
    let begun = Instant::now();
    let error = call(&stage.client, RPC, Special::retry(RetryMode::Never)).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::ResourceExhausted, 1));
    assert!(error.is_retryable() && !error.outcome_unknown() && !error.too_large(), "{error}");
    assert!(begun.elapsed() < LONG);
}

/// Callers that give up leave neither a place nor a position behind.
#[tokio::test]
async fn callers_that_give_up_hold_nobody_up() {
    let stage = Stage::open(gateway().journal(Recording::Off).rpc(RPC, load(1, 2))).await;
    for _ in 0..5 {
        let calls: Vec<_> =
            (0..40).map(|_| tokio::spawn(call_once(stage.client.clone()))).collect();
        sleep(Duration::from_millis(15)).await;
        for call in calls.iter().step_by(2) {
            call.abort();
        }
        for call in calls.into_iter().skip(1).step_by(2) {
            timeout(LONG, call).await.unwrap().unwrap();
        }
    }
    let after = stage.client.backpressure();
    assert_eq!((after.in_flight, after.waiting), (0, 0));
}
