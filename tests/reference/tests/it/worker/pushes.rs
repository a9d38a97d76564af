//! Streams of jobs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::{End, Reply};
use zeebe_sdk::worker::{PollState, Source, StreamEnd, StreamState, WorkerHandle};

use super::diary::Diary;
use super::{COMPLETE, MS, POLL, PUSH, add_jobs, messages, requests, until, worker};
use crate::stage::{LONG, Stage, gateway};

async fn idle() {}

async fn streams(stage: &Stage) {
    until("the stream", || stage.gateway.open_streams("charge") == 1).await;
}

fn done_by(handle: &WorkerHandle) -> (u64, u64) {
    let stats = handle.stats();
    (stats.polled, stats.streamed)
}

#[tokio::test]
async fn the_stream_is_opened_exactly_as_set() {
    let stage = Stage::open(gateway()).await;
    let handle = stage.client.worker("charge").stream(true).handler(idle).start().unwrap();
    streams(&stage).await;
    let expected = json!({
        "type": "charge",
        "worker": "default",
        "timeout": "300000",
        "fetchVariable": ["zeebe-sdk:no-variable"],
    });
    assert_eq!(requests(&stage, PUSH), [expected]);
    assert_eq!(stage.attempts(PUSH)[0].timeout(), None, "a stream has no deadline");
    stage.begun(POLL, 1).await;
    assert_eq!(requests(&stage, POLL)[0]["maxJobsToActivate"], 8, "the share of the polls");
    assert_eq!(handle.stats().stream, StreamState::Opening);
    handle.shutdown().await;
    assert_eq!(handle.stats().stream, StreamState::Closed);
}

/// Jobs that were there before are polled, those that come later pushed.
#[tokio::test]
async fn jobs_come_both_ways() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 300);
    let handle = worker(&stage).stream(true).handler(idle).start().unwrap();
    streams(&stage).await;
    for _ in 0..100 {
        add_jobs(&stage.gateway, 3);
        tokio::task::yield_now().await;
    }
    until("all", || handle.stats().completed == 600).await;
    let (polled, streamed) = done_by(&handle);
    assert!(polled >= 300 && streamed > 0, "{polled} {streamed}");
    assert_eq!(stage.sent(COMPLETE), 600);
    handle.shutdown().await;
}

/// With one slot for both, neither starves the other.
#[tokio::test]
async fn one_slot_serves_both() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 30);
    let worker = worker(&stage).max_jobs_active(1).stream(true);
    let handle = worker.handler(async || sleep(MS).await).start().unwrap();
    streams(&stage).await;
    add_jobs(&stage.gateway, 30);
    until("half of each", || {
        let (polled, streamed) = done_by(&handle);
        polled >= 10 && streamed >= 10
    })
    .await;
    let (polled, streamed) = done_by(&handle);
    assert!(polled.abs_diff(streamed) <= 6, "{polled} {streamed}");
    until("all", || handle.stats().completed == 60).await;
    // And with nothing to poll, a pushed job does not wait for a poll.
    for number in 61..=63 {
        add_jobs(&stage.gateway, 1);
        until("the next", || handle.stats().completed == number).await;
    }
    handle.shutdown().await;
}

#[tokio::test]
async fn polls_become_rare_while_the_stream_serves_and_frequent_without_it() {
    let stage = Stage::open(gateway()).await;
    let worker = worker(&stage).request_timeout(MS).poll_interval(10 * MS);
    let worker = worker.stream_idle_backoff(200 * MS).stream(true);
    let handle = worker.handler(idle).start().unwrap();
    stage.ended(POLL, 8).await;
    let polls = stage.attempts(POLL);
    let pauses: Vec<_> =
        (1..8).map(|n| polls[n].arrived.saturating_sub(polls[n - 1].ended.unwrap())).collect();
    for (pause, least) in pauses.iter().zip([10, 20, 40, 80, 160, 200, 200]) {
        assert!(*pause >= Duration::from_millis(least) - MS, "{pauses:?}");
    }
    // A job that was yielded to the polls makes them frequent again.
    stage.gateway.reply(POLL, &messages([super::jobs([7])])).unwrap();
    stage.gateway.reply(COMPLETE, &Reply::json(json!({}))).unwrap();
    until("the job", || handle.stats().completed == 1).await;
    stage.ended(POLL, 11).await;
    let polls = stage.attempts(POLL);
    let after = polls[9].arrived.saturating_sub(polls[8].ended.unwrap());
    assert!(after < 150 * MS, "{after:?}");
    handle.shutdown().await;
}

#[tokio::test]
async fn a_stream_that_ends_is_opened_again() {
    let endings = [End::Ok, End::Reset(2), End::DropConnection];
    let gateway = endings
        .into_iter()
        .fold(gateway(), |gateway, end| gateway.reply(PUSH, Reply::cut_after(0, end)));
    let stage = Stage::open(gateway).await;
    let diary = Diary::default();
    let worker = worker(&stage).stream(true).observer(diary.clone());
    let handle = worker.on_error(diary.errors()).handler(idle).start().unwrap();
    stage.begun(PUSH, 4).await;
    streams(&stage).await;
    add_jobs(&stage.gateway, 1);
    until("the job", || handle.stats().completed == 1).await;
    let reasons = [StreamEnd::Ended, StreamEnd::Failed, StreamEnd::Failed];
    assert_eq!(diary.reasons(), reasons);
    assert!(diary.read().errors.is_empty());
    handle.shutdown().await;
}

#[tokio::test]
async fn the_pause_before_a_stream_grows_and_starts_anew_after_a_job() {
    let down = |times| Reply::status(Code::Unavailable, "moving").times(times);
    let job = messages([json!({"key": "1"})]).ending(End::Reset(2));
    let gateway = gateway().reply(PUSH, down(3)).reply(PUSH, job).reply(PUSH, down(1));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let worker = worker(&stage).stream(true).backoff_by(|failures, _| 30 * MS * failures);
    let handle = worker.handler(idle).start().unwrap();
    stage.begun(PUSH, 6).await;
    let streams = stage.attempts(PUSH);
    for (index, least) in [(1, 30), (2, 60), (3, 90), (4, 30), (5, 60)] {
        let pause = streams[index].arrived.saturating_sub(streams[index - 1].ended.unwrap());
        assert!(pause >= Duration::from_millis(least) - MS, "{index}: {pause:?}");
    }
    assert_eq!(handle.stats().completed, 1);
    handle.shutdown().await;
}

/// Whatever happens to it, there is one stream at a time.
#[tokio::test]
async fn ten_losses_leave_one_stream() {
    let stage = Stage::open(gateway()).await;
    let handle = worker(&stage).stream(true).handler(idle).start().unwrap();
    for number in 1..=10 {
        streams(&stage).await;
        stage.gateway.drop_connections();
        until("the next stream", || handle.stats().streams > number).await;
    }
    streams(&stage).await;
    sleep(50 * MS).await;
    assert_eq!(stage.gateway.open_streams("charge"), 1);
    add_jobs(&stage.gateway, 5);
    until("the jobs", || handle.stats().completed == 5).await;
    handle.shutdown().await;
}

/// A worker that has no room leaves jobs to others: it holds what it may, and
/// the gateway notices.
#[tokio::test]
async fn slow_handlers_slow_the_gateway_down() {
    let text = json!({"text": "x".repeat(100 * 1024)}).to_string();
    let job = |key: u32| json!({"key": key.to_string(), "variables": text});
    let gateway = gateway().reply(PUSH, messages((1..=100).map(job)).ending(End::Hang));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let gate = Arc::new(Semaphore::new(0));
    let handler = {
        let gate = Arc::clone(&gate);
        move || {
            let gate = Arc::clone(&gate);
            async move { gate.acquire().await.unwrap().forget() }
        }
    };
    let worker = worker(&stage).max_jobs_active(8).stream(true);
    let handle = worker.handler(handler).start().unwrap();
    until("the share of the stream", || handle.stats().streamed == 6).await;
    sleep(100 * MS).await;
    assert_eq!(handle.stats().streamed, 6);
    let sent = stage.attempts(PUSH)[0].messages_sent;
    assert!(sent < 60, "{sent} of 100 jobs were sent to nobody");
    assert_eq!(handle.stats().poll, PollState::InFlight, "two slots are left to polls");
    gate.add_permits(100);
    until("all", || handle.stats().completed == 100).await;
    handle.shutdown().await;
}

#[tokio::test]
async fn a_worker_that_pauses_before_a_stream_shuts_down_at_once() {
    let down = Reply::status(Code::Unavailable, "moving");
    let stage = Stage::open(gateway().always(PUSH, down)).await;
    let worker = worker(&stage).stream(true).backoff_by(|_, _| LONG);
    let handle = worker.handler(idle).start().unwrap();
    until("the pause", || handle.stats().stream == StreamState::BackingOff).await;
    let begin = std::time::Instant::now();
    handle.shutdown().await;
    assert!(begin.elapsed() < LONG);
}

/// A connection that has swallowed the stream without a word.
#[tokio::test]
async fn a_silent_or_old_stream_is_opened_anew() {
    for old in [false, true] {
        let stage = Stage::open(gateway().reply(PUSH, Reply::hang().times(2))).await;
        let diary = Diary::default();
        let worker = worker(&stage).stream(true).observer(diary.clone());
        let worker =
            if old { worker.stream_lifetime(60 * MS) } else { worker.stream_idle(60 * MS) };
        let handle = worker.handler(idle).start().unwrap();
        stage.begun(PUSH, 3).await;
        let reason = if old { StreamEnd::Old } else { StreamEnd::Idle };
        for (ended, open) in &diary.read().streams[..2] {
            assert_eq!(*ended, reason);
            assert!(*open >= 54 * MS, "60 ms, or a tenth less: {open:?}");
        }
        assert!(stage.attempts(PUSH)[0].ended.is_some());
        handle.shutdown().await;
    }
}

#[tokio::test]
async fn a_gateway_without_streams_is_polled() {
    let unknown = Reply::status(Code::Unimplemented, "Method not found");
    let stage = Stage::open(gateway().always(PUSH, unknown)).await;
    add_jobs(&stage.gateway, 100);
    let diary = Diary::default();
    let worker = worker(&stage).stream(true).observer(diary.clone());
    let handle = worker.on_error(diary.errors()).handler(idle).start().unwrap();
    until("all", || handle.stats().completed == 100).await;
    sleep(30 * MS).await;
    assert_eq!((stage.sent(PUSH), handle.stats().streams), (1, 1));
    assert_eq!(diary.reasons(), [StreamEnd::Unknown]);
    assert!(diary.read().errors.is_empty());
    assert!(diary.read().arrived.iter().all(|(source, _)| *source == Source::Poll));
    let asks_for_all = || requests(&stage, POLL).iter().any(|r| r["maxJobsToActivate"] == 32);
    until("a poll for all slots", asks_for_all).await;
}

/// Many large jobs flow through a few slots.
#[tokio::test]
async fn large_jobs_flow() {
    let text = json!({"text": "x".repeat(100 * 1024)}).to_string();
    let job = |key: u32| json!({"key": key.to_string(), "variables": text});
    let gateway = gateway().reply(PUSH, messages((1..=500).map(job)).ending(End::Hang));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let diary = Diary::default();
    let worker = worker(&stage).max_jobs_active(4).stream(true).observer(diary.clone());
    let handle = worker.handler(async || tokio::task::yield_now().await).start().unwrap();
    until("all", || handle.stats().completed == 500).await;
    assert!(diary.read().most_slots <= 4, "{}", diary.read().most_slots);
    handle.shutdown().await;
}

/// The poll that leaves while there is no stream keeps no slots from the next one.
#[tokio::test]
async fn a_stream_that_was_lost_is_opened_again_while_a_poll_waits() {
    let stage = Stage::open(gateway()).await;
    // Now the poll comes back first, now the stream.
    let failures = AtomicU32::new(0);
    let backoff = move |_: u32, _: &zeebe_sdk::Error| {
        let long = [false, true, true, false];
        let count = failures.fetch_add(1, Ordering::Relaxed) as usize;
        if long[count % 4] { 300 * MS } else { 10 * MS }
    };
    let worker = worker(&stage).stream(true).backoff_by(backoff).request_timeout(LONG);
    let handle = worker.handler(idle).start().unwrap();
    for round in 1..=4 {
        streams(&stage).await;
        stage.begun(POLL, round).await;
        stage.gateway.drop_connections();
        until("the loss", || stage.gateway.open_streams("charge") == 0).await;
    }
    streams(&stage).await;
    add_jobs(&stage.gateway, 2);
    until("both", || handle.stats().completed == 2).await;
    handle.shutdown().await;
}
