//! How long a call may take, what the gateway is told about it, and what
//! happens when the time is over.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{End, Outcome, Reply, Rpc, ScriptedStatus};
use zeebe_sdk::gateway::{CreateProcessInstanceWithResultRequest, TopologyRequest};
use zeebe_sdk::values::{RequestTimeout, ResultTimeout};
use zeebe_sdk::{CancellationToken, Client, ConfigError, Error};

use crate::filled::Filled;
use crate::smallest::{Special, call, order, poll, push};
use crate::stage::{LONG, Stage, gateway, hasty};

const RPC: Rpc = Rpc::Topology;
const SECOND: Duration = Duration::from_secs(1);

/// The time that the last call of an RPC was given. What passes before it is
/// sent is taken off, which is little.
fn assert_given(stage: &Stage, rpc: Rpc, time: Duration) {
    let given = stage.attempts(rpc).last().unwrap().timeout().unwrap();
    assert!(given <= time && given > time.mul_f64(0.5), "{rpc}: {given:?}, not {time:?}");
}

async fn hanging(rpc: Rpc) -> Stage {
    Stage::open(gateway().always(rpc, Reply::hang())).await
}

#[tokio::test]
async fn a_call_has_ten_seconds() {
    for rpc in Rpc::ALL {
        let stage = Stage::answering(rpc, &Filled::reply_of(rpc)).await;
        call(&stage.client, rpc, Special::default()).await.unwrap();
        match rpc {
            Rpc::StreamActivatedJobs => {
                assert_eq!(stage.attempts(rpc)[0].timeout_text(), None);
            }
            // What the gateway waits by default, and ten seconds more.
            Rpc::ActivateJobs | Rpc::CreateProcessInstanceWithResult => {
                assert_given(&stage, rpc, 20 * SECOND);
                assert!(stage.attempts(rpc)[0].timeout() > Some(15 * SECOND));
            }
            _ => assert_given(&stage, rpc, 10 * SECOND),
        }
    }
}

#[tokio::test]
async fn the_client_and_the_call_can_say_otherwise() {
    let stage = Stage::with(gateway(), |client| client.request_timeout(4 * SECOND)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_given(&stage, RPC, 4 * SECOND);
    call(&stage.client, RPC, Special::timeout(100 * SECOND)).await.unwrap();
    assert_given(&stage, RPC, 100 * SECOND);
    // A stream has no deadline of its own, whatever other calls have.
    let rpc = Rpc::StreamActivatedJobs;
    for (time, given) in [(None, None), (Some(SECOND / 2), Some(SECOND / 2))] {
        let special = Special { timeout: time, ..Special::default() };
        let opening = timeout(SECOND / 20, call(&stage.client, rpc, special));
        assert!(opening.await.is_err());
        let sent = stage.attempts(rpc).last().unwrap().timeout();
        assert_eq!(sent.is_some(), given.is_some());
        assert!(sent <= given);
    }
}

#[tokio::test]
async fn a_long_poll_has_time_to_come_back() {
    let stage = Stage::open(gateway().always(Rpc::ActivateJobs, Reply::end(End::Ok))).await;
    for (wait, time) in [
        (RequestTimeout::GatewayDefault, 20 * SECOND),
        (RequestTimeout::NoLongPoll, 10 * SECOND),
        (RequestTimeout::After(50 * SECOND), 60 * SECOND),
    ] {
        let request = poll().request_timeout(wait);
        let mut stream = stage.client.activate_jobs(request.clone()).await.unwrap();
        assert!(stream.next().await.is_none());
        assert_given(&stage, Rpc::ActivateJobs, time);
        let short = stage.client.activate_jobs(request).timeout(3 * SECOND);
        assert!(short.await.unwrap().next().await.is_none());
        assert_given(&stage, Rpc::ActivateJobs, 3 * SECOND);
    }
}

#[tokio::test]
async fn a_result_is_waited_for() {
    let rpc = Rpc::CreateProcessInstanceWithResult;
    let stage = Stage::answering(rpc, &Filled::reply_of(rpc)).await;
    for (wait, time) in
        [(ResultTimeout::GatewayDefault, 20 * SECOND), (ResultTimeout::After(SECOND), 11 * SECOND)]
    {
        let request = CreateProcessInstanceWithResultRequest::new(order()).request_timeout(wait);
        stage.client.create_process_instance_with_result(request).await.unwrap();
        assert_given(&stage, rpc, time);
    }
}

#[tokio::test]
async fn no_time_is_refused() {
    let stage = Stage::open(gateway()).await;
    for rpc in Rpc::ALL {
        let error = call(&stage.client, rpc, Special::timeout(Duration::ZERO)).await.unwrap_err();
        let Error::Argument(error) = error else { panic!("{error}") };
        assert_eq!((error.rpc(), error.path()), (rpc.name(), "timeout"));
        assert_eq!(stage.sent(rpc), 0);
    }
    let error = hasty().request_timeout(Duration::ZERO).build().unwrap_err();
    assert!(matches!(error, ConfigError::Setting { setting: "request_timeout", .. }));
}

#[tokio::test]
async fn the_longest_and_shortest_times_are_taken() {
    let stage = Stage::open(gateway()).await;
    for (time, text) in [
        (Duration::from_secs(48 * 3_600), "172800S"),
        (Duration::from_secs(1 << 50), "99999999H"),
        (Duration::MAX, ""),
    ] {
        call(&stage.client, RPC, Special::timeout(time)).await.unwrap();
        // A time that cannot be counted is none.
        let attempts = stage.attempts(RPC);
        assert_eq!(attempts.last().unwrap().timeout_text().unwrap_or_default(), text);
    }
    let stage = hanging(RPC).await;
    for time in [Duration::from_nanos(1), Duration::from_millis(1)] {
        let error = call(&stage.client, RPC, Special::timeout(time)).await.unwrap_err();
        assert!(error.is_deadline_exceeded(), "{error}");
    }
    for attempt in stage.attempts(RPC) {
        assert_eq!(attempt.timeout_text(), Some("1m"));
    }
}

#[tokio::test]
async fn a_call_that_is_not_answered_is_given_up() {
    const TIME: Duration = Duration::from_millis(80);
    for (rpc, outcome_unknown, retryable) in [
        (Rpc::Topology, false, true),
        (Rpc::CompleteJob, true, true),
        (Rpc::CreateProcessInstance, true, false),
    ] {
        let stage = hanging(rpc).await;
        let begun = Instant::now();
        let error = call(&stage.client, rpc, Special::timeout(TIME)).await.unwrap_err();
        assert!(begun.elapsed() >= TIME);
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::DeadlineExceeded, 1));
        assert_eq!(error.message(), "no answer within 80ms");
        assert_eq!(error.outcome_unknown(), outcome_unknown, "{error}");
        assert_eq!(error.is_retryable(), retryable, "{error}");
        stage.ended(rpc, 1).await;
        assert_eq!(stage.attempts(rpc)[0].outcome, Some(Outcome::Cancelled));
        assert_eq!(stage.sent(rpc), 1);
    }
}

#[tokio::test]
async fn an_answer_just_in_time_counts() {
    let late = Reply::pass().after(Duration::from_millis(150));
    let stage = Stage::open(gateway().always(RPC, late)).await;
    call(&stage.client, RPC, Special::timeout(5 * SECOND)).await.unwrap();
}

#[tokio::test]
async fn all_attempts_share_the_time() {
    const PAUSE: Duration = Duration::from_millis(40);
    let pushback = ScriptedStatus::new(Code::Unavailable, "not yet")
        .with_metadata("grpc-retry-pushback-ms", "40");
    let not_yet = Reply::end(End::Status(pushback)).times(3);
    let stage = Stage::open(gateway().reply(RPC, not_yet)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let times: Vec<_> =
        stage.attempts(RPC).iter().map(|attempt| attempt.timeout().unwrap()).collect();
    assert_eq!(times.len(), 4);
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1] + PAUSE), "{times:?}");
}

#[tokio::test]
async fn the_time_of_the_last_attempt_is_what_is_left() {
    let rpc = Rpc::CompleteJob;
    let gateway = gateway().reply(rpc, Reply::status(Code::Unavailable, "not yet"));
    let stage = Stage::open(gateway.always(rpc, Reply::hang())).await;
    let special = Special::timeout(Duration::from_millis(200));
    let error = call(&stage.client, rpc, special).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::DeadlineExceeded, 2));
    assert!(error.outcome_unknown());
    assert!(error.to_string().ends_with("(2 attempts)"), "{error}");
}

#[tokio::test]
async fn cancelled_and_dropped_calls_end_at_the_gateway() {
    for rpc in [Rpc::CreateProcessInstance, Rpc::ActivateJobs, Rpc::StreamActivatedJobs] {
        let stage = hanging(rpc).await;
        let client = stage.client.clone();
        let dropped = tokio::spawn(async move { call(&client, rpc, Special::default()).await });
        stage.begun(rpc, 1).await;
        dropped.abort();
        stage.ended(rpc, 1).await;
        assert_eq!(stage.attempts(rpc)[0].outcome, Some(Outcome::Cancelled));
    }
    let rpc = Rpc::CreateProcessInstance;
    let stage = hanging(rpc).await;
    let token = CancellationToken::new();
    let call = stage.client.create_process_instance(order()).cancel_on(token.clone());
    let cancelled = tokio::spawn(call.into_future());
    stage.begun(rpc, 1).await;
    token.cancel();
    let error = timeout(LONG, cancelled).await.unwrap().unwrap().unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::Cancelled, 1));
    assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
    stage.ended(rpc, 1).await;
    assert_eq!(stage.attempts(rpc)[0].outcome, Some(Outcome::Cancelled));
}

#[tokio::test]
async fn a_call_that_is_cancelled_before_it_begins_is_not_sent() {
    let stage = Stage::open(gateway()).await;
    let token = CancellationToken::new();
    token.cancel();
    let call = stage.client.topology(TopologyRequest::default()).cancel_on(token);
    let error = call.await.unwrap_err();
    assert!(error.is_cancelled(), "{error}");
    sleep(Duration::from_millis(50)).await;
    assert!(stage.attempts(RPC).iter().all(|attempt| attempt.request.is_none()));
}

#[tokio::test]
async fn a_stream_ends_with_its_time() {
    let rpc = Rpc::StreamActivatedJobs;
    let mut reply = Reply::hang();
    reply.headers_first = true;
    let stage = Stage::open(gateway().always(rpc, reply)).await;
    let call = stage.client.stream_activated_jobs(push());
    let mut stream = call.timeout(Duration::from_millis(300)).await.unwrap();
    let error = timeout(LONG, stream.next()).await.unwrap().unwrap().unwrap_err();
    assert!(error.is_deadline_exceeded(), "{error}");
    assert!(stream.next().await.is_none());
    stage.ended(rpc, 1).await;
    assert_eq!(stage.attempts(rpc)[0].outcome, Some(Outcome::Cancelled));
}

/// A gateway that keeps deadlines resets a call whose time is over, and that may be seen before the
/// caller's own clock is looked at.
#[test]
fn a_reset_by_the_gateway_at_the_deadline_is_the_deadline() {
    let elsewhere = tokio::runtime::Runtime::new().unwrap();
    let gateway = gateway().reply(RPC, Reply::pass()).always(RPC, Reply::hang());
    let gateway = elsewhere.block_on(gateway.start()).unwrap();
    // The connection is served where it was made.
    let client = elsewhere.block_on(async {
        let client = Client::connect(gateway.address()).unwrap();
        call(&client, RPC, Special::default()).await.unwrap();
        client
    });
    let here = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = here.block_on(async {
        let special = Special::timeout(SECOND / 2);
        let mut under_way = std::pin::pin!(call(&client, RPC, special));
        let begun = async {
            while gateway.journal().calls(RPC).len() < 2 {
                sleep(SECOND / 100).await;
            }
        };
        tokio::select! {
            ended = &mut under_way => panic!("{ended:?}"),
            () = begun => {}
        }
        // Nothing is looked at meanwhile.
        std::thread::sleep(SECOND);
        under_way.await.unwrap_err()
    });
    assert_eq!(error.code(), Some(Code::DeadlineExceeded), "{error}");
    assert!(error.to_string().contains("within 500ms"), "{error}");
}
