//! How fast a failed call is sent again: at random below a bound, as the
//! gateway says, and never after its time.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{End, Reply, Rpc, ScriptedStatus};
use zeebe_sdk::{CancellationToken, Client, RetryPolicy};

use crate::filled::Filled;
use crate::smallest::{Special, call};
use crate::stage::{LONG, Stage, gateway, hasty_retries};

const RPC: Rpc = Rpc::Topology;
const HOUR: Duration = Duration::from_secs(3_600);

fn down() -> Reply {
    Reply::status(Code::Unavailable, "down")
}

/// A pause between nothing and this, however often the call has failed.
fn pausing(longest: Duration) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.initial_delay = longest;
    policy.max_delay = longest;
    policy.budget.tokens = 1e6;
    policy
}

fn pushed_back(code: Code, pushback: &str) -> Reply {
    let status = ScriptedStatus::new(code, "not now");
    Reply::end(End::Status(status.with_metadata("grpc-retry-pushback-ms", pushback)))
}

async fn with_policy(first: Reply, policy: RetryPolicy) -> Stage {
    Stage::with(gateway().reply(RPC, first), |client| client.retry_policy(policy)).await
}

fn gaps(stage: &Stage) -> Vec<Duration> {
    let arrived: Vec<_> = stage.attempts(RPC).iter().map(|attempt| attempt.arrived).collect();
    arrived.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test]
async fn the_gateway_may_ask_for_a_longer_pause() {
    for code in [Code::Unavailable, Code::ResourceExhausted] {
        let stage = with_policy(pushed_back(code, "150"), hasty_retries()).await;
        call(&stage.client, RPC, Special::default()).await.unwrap();
        let gaps = gaps(&stage);
        assert_eq!(gaps.len(), 1);
        assert!(gaps[0] >= Duration::from_millis(150), "{code:?}: {gaps:?}");
    }
}

#[tokio::test]
async fn the_gateway_may_ask_for_none() {
    let stage = with_policy(pushed_back(Code::Unavailable, "0"), pausing(HOUR)).await;
    let special = Special::timeout(HOUR);
    timeout(LONG, call(&stage.client, RPC, special)).await.unwrap().unwrap();
    assert_eq!(stage.sent(RPC), 2);
}

#[tokio::test]
async fn the_gateway_may_forbid_it() {
    for code in [Code::Unavailable, Code::ResourceExhausted] {
        for never in ["-1", "soon", ""] {
            let stage = with_policy(pushed_back(code, never), hasty_retries()).await;
            let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
            assert_eq!((error.code(), stage.sent(RPC)), (Some(code), 1), "{never:?}");
            assert!(!error.is_retryable(), "{error}");
        }
    }
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_not_waited_for() {
    let stage = with_policy(pushed_back(Code::Unavailable, "3600000"), hasty_retries()).await;
    let result = timeout(LONG, call(&stage.client, RPC, Special::timeout(HOUR / 2))).await;
    let error = result.unwrap().unwrap_err();
    assert_eq!((error.code(), stage.sent(RPC)), (Some(Code::Unavailable), 1));
}

/// Sixty clients that failed together: some come back early, some late, and
/// hardly two at once.
#[tokio::test]
async fn clients_that_failed_together_come_back_apart() {
    const LONGEST: Duration = Duration::from_millis(900);
    let stage = with_policy(down().times(60), pausing(LONGEST)).await;
    let failed_together = (0..60).map(|_| {
        let builder = Client::builder().address(stage.gateway.address());
        let client = builder.retry_policy(pausing(LONGEST)).build().unwrap();
        tokio::spawn(async move { call(&client, RPC, Special::default()).await })
    });
    for client in failed_together.collect::<Vec<_>>() {
        client.await.unwrap().unwrap();
    }
    let mut pauses: Vec<_> = (1..=60).map(|connection| pause_on(&stage, connection)).collect();
    pauses.sort();
    assert!(pauses[5] < LONGEST / 2, "{pauses:?}");
    assert!(pauses[54] > LONGEST / 2, "{pauses:?}");
    assert!(pauses[59] < LONGEST + Duration::from_secs(3), "{pauses:?}");
    pauses.dedup();
    assert!(pauses.len() > 50, "{pauses:?}");
}

fn pause_on(stage: &Stage, connection: u64) -> Duration {
    let on_it = |entry: &zeebe_mock_gateway::Entry| entry.connection == connection;
    let attempts: Vec<_> = stage.attempts(RPC).into_iter().filter(on_it).collect();
    assert_eq!(attempts.len(), 2);
    attempts[1].arrived - attempts[0].ended.unwrap()
}

#[tokio::test]
async fn there_is_no_attempt_after_the_deadline() {
    const TIME: Duration = Duration::from_millis(300);
    let mut policy = pausing(Duration::from_millis(40));
    policy.max_attempts = u32::MAX;
    let stage = with_policy(down().times(1_000), policy).await;
    let begun = Instant::now();
    let error = call(&stage.client, RPC, Special::timeout(TIME)).await.unwrap_err();
    let sent = stage.sent(RPC);
    assert!(sent > 2, "{sent} attempts");
    // The time ends in a pause, or now and then during an attempt.
    assert!(matches!(error.code(), Some(Code::Unavailable | Code::DeadlineExceeded)), "{error}");
    sleep((TIME + Duration::from_millis(100)).saturating_sub(begun.elapsed())).await;
    assert_eq!(stage.sent(RPC), sent);
    for attempt in stage.attempts(RPC) {
        assert!(attempt.timeout().unwrap() <= TIME, "{attempt:?}");
    }
}

#[tokio::test]
async fn a_call_can_be_cancelled_in_its_pause() {
    let stage = with_policy(down(), pausing(HOUR)).await;
    let token = CancellationToken::new();
    let calling = tokio::spawn({
        let call = stage.client.topology(Default::default());
        call.timeout(2 * HOUR).cancel_on(token.clone()).into_future()
    });
    stage.ended(RPC, 1).await;
    sleep(Duration::from_millis(30)).await;
    token.cancel();
    let error = timeout(LONG, calling).await.unwrap().unwrap().unwrap_err();
    assert!(error.is_cancelled(), "{error}");
    assert_eq!(error.as_rpc().unwrap().attempts(), 1);
    assert_eq!(stage.sent(RPC), 1);
}

#[tokio::test]
async fn calls_that_are_dropped_in_their_pauses_are_not_sent_again() {
    const LONGEST: Duration = Duration::from_millis(500);
    const CALLS: usize = 40;
    let stage = with_policy(down().times(1_000), pausing(LONGEST)).await;
    let calls = (0..CALLS).map(|_| {
        let call = stage.client.topology(Default::default());
        tokio::spawn(call.timeout(HOUR).into_future())
    });
    let calls: Vec<_> = calls.collect();
    stage.ended(RPC, CALLS).await;
    for call in &calls {
        call.abort();
    }
    sleep(LONGEST).await;
    // A few may have been on their way.
    assert!(stage.sent(RPC) < 2 * CALLS, "{} attempts", stage.sent(RPC));
}

#[tokio::test]
async fn every_attempt_is_the_same_request() {
    let rpc = Rpc::CompleteJob;
    let done = Filled::reply_of(rpc).script();
    let stage = Stage::open(gateway().reply(rpc, down().times(2)).always(rpc, done)).await;
    let text = "x".repeat(2 * 1024 * 1024);
    let request =
        zeebe_sdk::gateway::CompleteJobRequest::new(1).variables(serde_json::json!({"text": text}));
    let call = stage.client.complete_job(request).metadata("x-request", "42");
    call.await.unwrap();
    let attempts = stage.attempts(rpc);
    assert_eq!(attempts.len(), 3);
    let first = attempts[0].request.as_ref().unwrap();
    assert!(first.len() > text.len());
    for attempt in &attempts {
        assert!(attempt.request.as_ref().unwrap() == first);
        let ids: Vec<_> = attempt.metadata.all("x-request").collect();
        assert_eq!(ids, ["42"]);
    }
}
