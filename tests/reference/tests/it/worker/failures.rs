//! Polls that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::{End, Reply, RpcScript};
use zeebe_sdk::worker::{Backoff, Observer, PollState, Polled, WorkerState};

use super::diary::Diary;
use super::{MS, POLL, add_jobs, until, worker};
use crate::stage::{LONG, Stage, gateway};

async fn idle() {}

/// Failures that pass, in whatever number, end in work.
#[tokio::test]
async fn two_hundred_pushbacks_are_only_a_delay() {
    let pushback = Reply::status(Code::ResourceExhausted, "too busy").times(200);
    let stage = Stage::open(gateway().reply(POLL, pushback)).await;
    add_jobs(&stage.gateway, 1);
    let diary = Diary::default();
    let worker = worker(&stage).on_error(diary.errors()).observer(diary.clone());
    let handle = worker.handler(idle).start().unwrap();
    until("the job", || handle.stats().completed == 1).await;
    let stats = handle.stats();
    assert_eq!((stats.polls_failed, stats.polls), (200, 1));
    let pages = diary.read();
    assert!(pages.errors.is_empty(), "{:?}", pages.errors);
    assert!(pages.polls[..200].iter().all(|poll| *poll == (0, Some(Code::ResourceExhausted))));
}

#[tokio::test]
async fn every_other_status_is_a_delay() {
    let passing = [
        Code::Unavailable,
        Code::Internal,
        Code::Unknown,
        Code::Aborted,
        Code::Cancelled,
        Code::DeadlineExceeded,
        Code::Unauthenticated,
        Code::FailedPrecondition,
        Code::OutOfRange,
        Code::DataLoss,
        Code::AlreadyExists,
    ];
    let gateway = passing
        .iter()
        .fold(gateway(), |gateway, code| gateway.reply(POLL, Reply::status(*code, "not now")));
    let stage = Stage::open(gateway.reply(POLL, Reply::end(End::Reset(2)))).await;
    add_jobs(&stage.gateway, 1);
    let diary = Diary::default();
    let handle = worker(&stage).on_error(diary.errors()).handler(idle).start().unwrap();
    until("the job", || handle.stats().completed == 1).await;
    assert_eq!(handle.stats().polls_failed, 12);
    assert_eq!((handle.state(), diary.read().errors.len()), (WorkerState::Running, 0));
}

#[tokio::test]
async fn the_pause_after_a_failure_grows_and_starts_anew_after_an_answer() {
    let down = |times| Reply::status(Code::Internal, "down").times(times);
    let gateway = gateway().reply(POLL, down(4)).reply(POLL, Reply::end(End::Ok));
    let stage = Stage::open(gateway.reply(POLL, down(2))).await;
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let pause = {
        let seen = Arc::clone(&seen);
        move |failures, error: &zeebe_sdk::Error| {
            seen.lock().unwrap().push((failures, error.code().unwrap()));
            20 * MS * failures
        }
    };
    let handle = worker(&stage).backoff_by(pause).handler(idle).start().unwrap();
    until("six failures", || seen.lock().unwrap().len() == 6).await;
    let polls = stage.attempts(POLL);
    for (index, least) in [(1, 20), (2, 40), (3, 60), (4, 80), (6, 20)] {
        let pause = polls[index].arrived.saturating_sub(polls[index - 1].ended.unwrap());
        assert!(pause >= Duration::from_millis(least) - MS, "{index}: {pause:?}");
    }
    let counted: Vec<_> = seen.lock().unwrap().iter().map(|(failures, _)| *failures).collect();
    assert_eq!(counted, [1, 2, 3, 4, 1, 2]);
    handle.shutdown().await;
}

/// A gateway that is gone for a while is not flooded, and found again.
#[tokio::test]
async fn after_an_outage_the_work_goes_on() {
    let stage = Stage::open(gateway()).await;
    let mut backoff = Backoff::default();
    backoff.max = 50 * MS;
    let handle = worker(&stage).backoff(backoff).handler(idle).start().unwrap();
    stage.begun(POLL, 1).await;
    stage.gateway.stop().await;
    until("a failure", || handle.stats().polls_failed > 2).await;
    until("a pause", || handle.stats().poll == PollState::BackingOff).await;
    assert_eq!(handle.state(), WorkerState::Running);
    stage.gateway.restart().unwrap();
    add_jobs(&stage.gateway, 3);
    until("the jobs", || handle.stats().completed == 3).await;
    handle.shutdown().await;
}

#[tokio::test]
async fn nobody_is_there_at_the_start() {
    let stage = Stage::open(gateway()).await;
    stage.gateway.stop().await;
    let handle = worker(&stage).handler(idle).start().unwrap();
    until("failures", || handle.stats().polls_failed > 3).await;
    stage.gateway.restart().unwrap();
    add_jobs(&stage.gateway, 1);
    until("the job", || handle.stats().completed == 1).await;
}

#[tokio::test]
async fn a_worker_that_can_never_poll_fails_once() {
    for code in [Code::InvalidArgument, Code::PermissionDenied, Code::NotFound, Code::Unimplemented]
    {
        let stage = Stage::open(gateway().always(POLL, Reply::status(code, "never"))).await;
        let diary = Diary::default();
        let worker = worker(&stage).observer(diary.clone()).on_error(diary.errors());
        let handle = worker.stream(true).handler(idle).start().unwrap();
        handle.closed().await;
        sleep(30 * MS).await;
        assert_eq!((handle.state(), stage.sent(POLL)), (WorkerState::Failed, 1));
        assert_eq!(handle.failure().unwrap().code(), Some(code));
        let pages = diary.read();
        assert_eq!(
            (pages.errors.len(), &pages.states[..]),
            (1, &[WorkerState::Running, WorkerState::Failed][..])
        );
        assert!(pages.errors[0].contains("'charge' has given up"), "{:?}", pages.errors);
        assert_eq!(stage.gateway.open_streams("charge"), 0);
    }
}

#[tokio::test]
async fn a_failed_worker_finishes_what_it_has() {
    let never = Reply::status(Code::PermissionDenied, "never any more");
    let stage = Stage::open(gateway().reply(POLL, Reply::pass()).always(POLL, never)).await;
    add_jobs(&stage.gateway, 1);
    let slow = async || sleep(100 * MS).await;
    let handle = worker(&stage).handler(slow).start().unwrap();
    until("its failure", || handle.state() == WorkerState::Failed).await;
    let report = handle.closed().await;
    assert_eq!((handle.stats().completed, report.abandoned.len()), (1, 0));
    let error = worker(&stage).handler(idle).run().await.unwrap_err();
    assert_eq!(error.code(), Some(Code::PermissionDenied));
}

/// The gateway cannot send so many jobs at once: fewer are asked for, and one
/// that is too large alone is told.
#[tokio::test]
async fn replies_that_are_too_large_are_asked_for_in_smaller_ones() {
    let too_large = Reply::status(Code::ResourceExhausted, "gRPC message exceeds maximum size 4");
    let stage = Stage::open(gateway().reply(POLL, too_large.times(4))).await;
    add_jobs(&stage.gateway, 3);
    let diary = Diary::default();
    let worker = worker(&stage).max_jobs_active(4).on_error(diary.errors());
    let handle = worker.poll_threshold(0.0).handler(idle).start().unwrap();
    until("the jobs", || handle.stats().completed == 3).await;
    handle.shutdown().await;
    let asked = super::requests(&stage, POLL);
    let asked: Vec<_> = asked.iter().map(|poll| poll["maxJobsToActivate"].clone()).collect();
    assert_eq!(asked[..6], [json!(4), json!(2), json!(1), json!(1), json!(1), json!(2)]);
    let errors = diary.read().errors.clone();
    assert_eq!(errors.len(), 2);
    assert!(errors[0].contains("too large to be activated"), "{errors:?}");
}

/// Whatever the functions of the user do, the worker works.
#[tokio::test]
async fn functions_that_panic_do_not_stop_a_worker() {
    struct Clumsy;
    impl Observer for Clumsy {
        fn polled(&self, _: &Polled<'_>) {
            panic!("no time");
        }
        fn activated(&self, _: &zeebe_sdk::worker::Activated<'_>) {
            panic!("no room");
        }
        fn job_ended(&self, _: &zeebe_sdk::worker::JobEnded<'_>) {
            panic!("no paper");
        }
    }
    let down = Reply::status(Code::Internal, "down").times(3);
    let stage = Stage::open(gateway().reply(POLL, down)).await;
    add_jobs(&stage.gateway, 100);
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let worker = worker(&stage).observer(Clumsy).backoff_by(|_, _| panic!("no patience")).on_error(
        move |error| {
            counted.fetch_add(1, Ordering::SeqCst);
            panic!("{error}")
        },
    );
    let handle = worker.handler(idle).start().unwrap();
    until("the jobs", || handle.stats().completed == 100).await;
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert_eq!(handle.stats().polls_failed, 3);
    handle.shutdown().await;
}

/// A gateway that says yes to nothing for long is asked at a bounded rate.
#[tokio::test]
async fn a_gateway_that_fails_for_ever_is_not_flooded() {
    let down = RpcScript { always: Some(Reply::end(End::Reset(2))), ..RpcScript::default() };
    let stage = Stage::open(gateway().rpc(POLL, down)).await;
    let handle = stage.client.worker("charge").handler(idle).start().unwrap();
    sleep(Duration::from_secs(1)).await;
    // 50 + 80 + 128 + 205 + 328 + 524 ms, less a tenth
    let sent = stage.sent(POLL);
    assert!((2..=7).contains(&sent), "{sent}");
    let begin = std::time::Instant::now();
    handle.shutdown().await;
    assert!(begin.elapsed() < LONG);
}
