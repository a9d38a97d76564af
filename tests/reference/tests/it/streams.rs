//! Replies that are streams: in pieces, cut in the middle, given up.

use std::pin::pin;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use tokio_stream::StreamExt;
use tonic::Code;
use zeebe_mock_gateway::{Content, End, JobSettings, Outcome, Reply, Rpc, ScriptedStatus};
use zeebe_sdk::gateway::ActivatedJob;
use zeebe_sdk::values::RequestTimeout;
use zeebe_sdk::{CancellationToken, Error, ResponseStream};

use crate::smallest::{poll, push};
use crate::stage::{LONG, Stage, gateway};

const POLL: Rpc = Rpc::ActivateJobs;
const PUSH: Rpc = Rpc::StreamActivatedJobs;

/// A reply of several messages.
fn messages(messages: impl IntoIterator<Item = Value>) -> Reply {
    let mut reply = Reply::pass();
    reply.messages = messages.into_iter().map(Content::Json).collect();
    reply
}

fn jobs(keys: &[u32]) -> Value {
    let jobs = keys.iter().map(|key| json!({"key": key.to_string()}));
    json!({"jobs": jobs.collect::<Vec<_>>()})
}

/// Three jobs in two messages, and one message without any.
fn three_jobs() -> Reply {
    messages([jobs(&[1, 2]), jobs(&[]), jobs(&[3])])
}

/// The keys that arrive, and how the stream ends.
async fn read(stream: &mut ResponseStream<ActivatedJob>) -> (Vec<i64>, Option<Error>) {
    let mut keys = Vec::new();
    loop {
        match timeout(LONG, stream.next()).await.unwrap() {
            Some(Ok(job)) => keys.push(job.key.get()),
            Some(Err(error)) => return (keys, Some(error)),
            None => return (keys, None),
        }
    }
}

#[tokio::test]
async fn jobs_of_all_messages_arrive_in_their_order() {
    let mut reply = three_jobs();
    reply.gap_ms = 20;
    let stage = Stage::open(gateway().always(POLL, reply)).await;
    let mut stream = stage.client.activate_jobs(poll()).await.unwrap();
    let (keys, error) = read(&mut stream).await;
    assert_eq!((keys, error.is_none()), (vec![1, 2, 3], true));
    assert!(stream.next().await.is_none());
    stage.ended(POLL, 1).await;
    assert_eq!(stage.attempts(POLL)[0].outcome, Some(Outcome::Ok));
}

#[tokio::test]
async fn what_there_is_for_streams_works_on_jobs() {
    let stage = Stage::open(gateway().always(POLL, three_jobs())).await;
    let jobs = stage.client.activate_jobs(poll()).await.unwrap();
    let keys = jobs.map(|job| job.map(|job| job.key.get())).take(2);
    assert_eq!(keys.collect::<Result<Vec<_>, _>>().await.unwrap(), [1, 2]);
    let mut jobs = pin!(stage.client.activate_jobs(poll()).await.unwrap().skip(2));
    assert_eq!(jobs.try_next().await.unwrap().unwrap().key.get(), 3);
    assert!(jobs.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_job_is_there_before_the_next_is_sent() {
    let mut reply = three_jobs();
    reply.gap_ms = 3_600_000;
    let stage = Stage::open(gateway().always(POLL, reply)).await;
    let mut stream = stage.client.activate_jobs(poll()).await.unwrap();
    assert_eq!(timeout(LONG, stream.next()).await.unwrap().unwrap().unwrap().key.get(), 1);
    assert_eq!(stream.next_arrived().unwrap().key.get(), 2);
    assert!(stream.next_arrived().is_none());
    assert!(timeout(Duration::from_millis(30), stream.next()).await.is_err());
    drop(stream);
    stage.ended(POLL, 1).await;
    assert_eq!(stage.attempts(POLL)[0].outcome, Some(Outcome::Cancelled));
}

/// How a stream can be cut, and what the error of that is.
fn cuts() -> [(End, Code, Outcome); 4] {
    let gone = ScriptedStatus::new(Code::Unavailable, "gone").with_details(&[8, 14]);
    let late = ScriptedStatus::new(Code::DeadlineExceeded, "late");
    [
        (End::Status(gone), Code::Unavailable, Outcome::Status(Code::Unavailable)),
        (End::Status(late), Code::DeadlineExceeded, Outcome::Status(Code::DeadlineExceeded)),
        (End::Reset(8), Code::Cancelled, Outcome::Reset(8)),
        (End::DropConnection, Code::Unavailable, Outcome::ConnectionLost),
    ]
}

#[tokio::test]
async fn what_arrived_before_a_cut_is_delivered_and_then_one_error() {
    for slow_reader in [false, true] {
        for (end, code, outcome) in cuts() {
            let stage = Stage::open(gateway().always(POLL, three_jobs().ending(end))).await;
            let mut stream = stage.client.activate_jobs(poll()).await.unwrap();
            if slow_reader {
                stage.ended(POLL, 1).await;
                sleep(Duration::from_millis(50)).await;
            }
            let (keys, error) = read(&mut stream).await;
            assert_eq!(keys, [1, 2, 3], "{outcome:?}");
            let error = error.unwrap();
            let error = error.as_rpc().unwrap();
            assert_eq!((error.code(), error.attempts()), (code, 1), "{error}");
            assert_eq!(error.rpc(), "ActivateJobs");
            if outcome == Outcome::Status(Code::Unavailable) {
                assert_eq!((error.message(), error.details()), ("gone", &[8, 14][..]));
            }
            assert!(stream.next().await.is_none());
            stage.ended(POLL, 1).await;
            let attempts = stage.attempts(POLL);
            assert_eq!((attempts.len(), attempts[0].outcome), (1, Some(outcome)));
        }
    }
}

#[tokio::test]
async fn a_stream_is_cut_like_a_poll() {
    for (end, code, _) in cuts() {
        let pushed = messages([json!({"key": "1"}), json!({"key": "2"})]).ending(end);
        let stage = Stage::open(gateway().always(PUSH, pushed)).await;
        let mut stream = stage.client.stream_activated_jobs(push()).await.unwrap();
        let (keys, error) = read(&mut stream).await;
        assert_eq!((keys, error.unwrap().code()), (vec![1, 2], Some(code)));
        assert!(stream.next().await.is_none());
        assert_eq!(stage.sent(PUSH), 1);
    }
}

#[tokio::test]
async fn a_poll_that_finds_nothing_ends_well() {
    let stage = Stage::open(gateway()).await;
    for wait in [RequestTimeout::GatewayDefault, RequestTimeout::NoLongPoll] {
        let request = poll().request_timeout(wait);
        let mut stream = stage.client.activate_jobs(request).await.unwrap();
        let (keys, error) = read(&mut stream).await;
        assert_eq!((keys.len(), error.is_none()), (0, true));
    }
    assert_eq!(stage.gateway.journal().counts(POLL).ok, 2);
}

#[tokio::test]
async fn jobs_are_pushed_as_they_turn_up() {
    let stage = Stage::open(gateway()).await;
    let opening = tokio::spawn(stage.client.stream_activated_jobs(push()).into_future());
    while stage.gateway.open_streams("charge") == 0 {
        sleep(Duration::from_millis(2)).await;
    }
    stage.gateway.add_jobs(&JobSettings::new("charge", 2));
    let mut stream = timeout(LONG, opening).await.unwrap().unwrap().unwrap();
    for _ in 0..3 {
        for _ in 0..2 {
            let job = timeout(LONG, stream.next()).await.unwrap().unwrap().unwrap();
            assert_eq!((job.r#type.as_str(), job.worker.as_str()), ("charge", "tester"));
        }
        let nothing = timeout(Duration::from_millis(20), stream.next()).await;
        assert!(nothing.is_err(), "a third job");
        stage.gateway.add_jobs(&JobSettings::new("charge", 2));
    }
    drop(stream);
    stage.ended(PUSH, 1).await;
    assert_eq!(stage.attempts(PUSH)[0].outcome, Some(Outcome::Cancelled));
    while stage.gateway.open_streams("charge") > 0 {
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_token_ends_a_stream() {
    let token = CancellationToken::new();
    let mut reply = messages([json!({"key": "1"})]).ending(End::Hang);
    reply.headers_first = true;
    let stage = Stage::open(gateway().always(PUSH, reply)).await;
    let call = stage.client.stream_activated_jobs(push()).cancel_on(token.clone());
    let mut stream = call.await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    token.cancel();
    let (keys, error) = read(&mut stream).await;
    let error = error.unwrap();
    assert_eq!((keys.len(), error.code()), (0, Some(Code::Cancelled)));
    assert!(error.to_string().contains("cancelled by the caller"), "{error}");
    stage.ended(PUSH, 1).await;
    assert_eq!(stage.attempts(PUSH)[0].outcome, Some(Outcome::Cancelled));
}

/// A future of the next job that is dropped takes no job with it.
#[tokio::test]
async fn looking_for_a_job_and_giving_up_loses_none() {
    let mut reply = messages((1..=20).map(|key| json!({"key": key.to_string()})));
    reply.gap_ms = 3;
    let stage = Stage::open(gateway().always(PUSH, reply)).await;
    let mut stream = stage.client.stream_activated_jobs(push()).await.unwrap();
    let mut keys = Vec::new();
    loop {
        match timeout(Duration::from_millis(1), stream.next()).await {
            Ok(Some(job)) => keys.push(job.unwrap().key.get()),
            Ok(None) => break,
            Err(_) => {}
        }
    }
    assert_eq!(keys, (1..=20).collect::<Vec<i64>>());
}

/// A reader that takes its time holds the gateway up, not the memory.
#[tokio::test]
async fn a_slow_reader_slows_the_gateway_down() {
    let text = json!({"text": "x".repeat(100 * 1024)}).to_string();
    let job = |key: u32| json!({"key": key.to_string(), "variables": text});
    let stage = Stage::open(gateway().always(PUSH, messages((1..=100).map(job)))).await;
    let mut stream = stage.client.stream_activated_jobs(push()).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    let sent = stage.attempts(PUSH)[0].messages_sent;
    assert!(sent < 60, "{sent} of 100 messages were sent to nobody");
    let (keys, error) = read(&mut stream).await;
    assert_eq!((keys.len(), error.is_none()), (100, true));
}

#[tokio::test]
async fn a_job_that_cannot_be_read_ends_the_stream() {
    let mut reply = messages([json!({"key": "1"})]);
    // A field of the wrong type.
    reply.messages.push(Content::Encoded(vec![0x0a, 0xff].into()));
    let stage = Stage::open(gateway().always(PUSH, reply)).await;
    let mut stream = stage.client.stream_activated_jobs(push()).await.unwrap();
    let (keys, error) = read(&mut stream).await;
    let error = error.unwrap();
    assert_eq!((keys.len(), error.code()), (1, Some(Code::Internal)));
    assert!(error.to_string().contains("cannot be read"), "{error}");
}
