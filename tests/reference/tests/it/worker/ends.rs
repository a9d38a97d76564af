//! Shutting down, by whatever hand.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{Outcome, Reply};
use zeebe_sdk::CancellationToken;
use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::worker::{JobEnd, WorkerHandle, WorkerState, shutdown_signal};

use super::diary::Diary;
use super::{COMPLETE, FAIL, MS, POLL, PUSH, add_jobs, requests, until, worker};
use crate::stage::{LONG, Stage, gateway};

async fn idle() {}

/// A worker whose handlers wait for permits.
async fn gated(
    concurrency: usize,
    drain_timeout: Duration,
) -> (Stage, WorkerHandle, Arc<Semaphore>, Diary) {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 5);
    let (gate, diary) = (Arc::new(Semaphore::new(0)), Diary::default());
    let handler = {
        let gate = Arc::clone(&gate);
        move || {
            let gate = Arc::clone(&gate);
            async move { gate.acquire().await.unwrap().forget() }
        }
    };
    let worker = worker(&stage).max_jobs_active(5).concurrency(concurrency);
    let worker = worker.drain_timeout(drain_timeout).observer(diary.clone());
    let handle = worker.handler(handler).start().unwrap();
    until("five jobs", || handle.stats().polled == 5).await;
    until("they begin", || handle.stats().started == u64::try_from(concurrency).unwrap()).await;
    (stage, handle, gate, diary)
}

#[tokio::test]
async fn what_runs_is_finished_and_what_waits_is_given_back() {
    let (stage, handle, gate, diary) = gated(2, LONG).await;
    let shutdown = tokio::spawn({
        let handle = handle.clone();
        async move { handle.shutdown().await }
    });
    until("the others are given back", || diary.count(JobEnd::Returned) == 3).await;
    assert_eq!(handle.state(), WorkerState::Draining);
    sleep(20 * MS).await;
    assert!(!shutdown.is_finished());
    gate.add_permits(2);
    let report = timeout(LONG, shutdown).await.unwrap().unwrap();
    assert_eq!((report.returned, report.abandoned.len()), (3, 0));
    assert_eq!(handle.state(), WorkerState::Closed);
    assert_eq!(stage.sent(COMPLETE), 2);
    for request in requests(&stage, FAIL) {
        assert_eq!((&request["retries"], request.get("retryBackOff")), (&json!(3), None));
    }
    assert_eq!(stage.gateway.job_counts("charge").available, 3);
    let states = [WorkerState::Running, WorkerState::Draining, WorkerState::Closed];
    assert_eq!(diary.read().states, states);
}

#[tokio::test]
async fn what_does_not_end_in_time_is_abandoned_by_name() {
    let (stage, handle, _gate, diary) = gated(3, 50 * MS).await;
    let begin = Instant::now();
    let report = handle.shutdown().await;
    assert!(begin.elapsed() >= 50 * MS && begin.elapsed() < LONG);
    let mut abandoned: Vec<_> = report.abandoned.iter().map(|key| key.get()).collect();
    abandoned.sort_unstable();
    let mut started = diary.read().started.clone();
    started.sort_unstable();
    assert_eq!((abandoned, report.returned), (started, 2));
    assert_eq!(handle.closed().await, report);
    until("their slots", || handle.stats().slots_used == 0).await;
    assert_eq!(stage.sent(COMPLETE), 0);
    assert_eq!(stage.gateway.job_counts("charge").activated, 3);
}

/// The token of a handler says that the time is over.
#[tokio::test]
async fn handlers_hear_that_they_are_given_up() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 1);
    let (heard, listens) = (Arc::new(OnceLock::new()), Arc::new(Semaphore::new(0)));
    let handler = {
        let (heard, listens) = (Arc::clone(&heard), Arc::clone(&listens));
        move |token: CancellationToken| {
            let heard = Arc::clone(&heard);
            let listens = Arc::clone(&listens);
            async move {
                tokio::spawn(async move {
                    listens.add_permits(1);
                    token.cancelled().await;
                    heard.set(()).unwrap();
                });
                std::future::pending::<()>().await;
            }
        }
    };
    let handle = worker(&stage).drain_timeout(20 * MS).handler(handler).start().unwrap();
    let _listens = listens.acquire().await.unwrap();
    assert!(heard.get().is_none());
    handle.shutdown().await;
    until("the token", || heard.get().is_some()).await;
}

#[tokio::test]
async fn the_open_poll_and_the_stream_are_cancelled() {
    let stage = Stage::open(gateway()).await;
    let worker = worker(&stage).request_timeout(LONG).stream(true);
    let handle = worker.handler(idle).start().unwrap();
    stage.begun(POLL, 1).await;
    until("the stream", || stage.gateway.open_streams("charge") == 1).await;
    handle.shutdown().await;
    stage.ended(POLL, 1).await;
    stage.ended(PUSH, 1).await;
    let outcomes = [POLL, PUSH].map(|rpc| stage.attempts(rpc)[0].outcome);
    assert_eq!(outcomes, [Some(Outcome::Cancelled); 2]);
    sleep(30 * MS).await;
    assert_eq!((stage.sent(POLL), stage.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn shutting_down_twice_or_while_it_pauses_is_fine() {
    let down = Reply::status(Code::Internal, "down");
    let stage = Stage::open(gateway().always(POLL, down)).await;
    let worker = worker(&stage).backoff_by(|_, _| LONG);
    let handle = worker.handler(idle).start().unwrap();
    until("a failure", || handle.stats().polls_failed == 1).await;
    let begin = Instant::now();
    let (one, other) = tokio::join!(handle.shutdown(), handle.shutdown());
    assert!(begin.elapsed() < LONG);
    assert_eq!((one, handle.shutdown().await.returned), (other, 0));
}

#[tokio::test]
async fn a_handler_may_shut_its_worker_down() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 1);
    let own: Arc<OnceLock<WorkerHandle>> = Arc::default();
    let handler = {
        let own = Arc::clone(&own);
        move || {
            let own = Arc::clone(&own);
            async move {
                while own.get().is_none() {
                    sleep(MS).await;
                }
                own.get().unwrap().shutdown().await;
            }
        }
    };
    let handle = worker(&stage).handler(handler).start().unwrap();
    own.set(handle.clone()).unwrap();
    let begin = Instant::now();
    let report = handle.closed().await;
    assert!(begin.elapsed() < LONG, "it waited for itself");
    assert_eq!((report.abandoned.len(), handle.stats().completed), (0, 1));
}

/// Closing the client lets its workers finish, with calls that others cannot
/// make any more.
#[tokio::test]
async fn closing_the_client_closes_its_workers() {
    let (stage, handle, gate, diary) = gated(2, LONG).await;
    let client = stage.client.clone();
    let closing = tokio::spawn(client.clone().close());
    until("the others are given back", || diary.count(JobEnd::Returned) == 3).await;
    sleep(20 * MS).await;
    assert!(!closing.is_finished());
    assert!(client.topology(TopologyRequest::default()).await.unwrap_err().is_cancelled());
    gate.add_permits(2);
    timeout(LONG, closing).await.unwrap().unwrap();
    assert_eq!((handle.state(), handle.stats().completed), (WorkerState::Closed, 2));
    assert_eq!(stage.sent(COMPLETE), 2);

    let late = worker(&stage).handler(idle).start().unwrap();
    timeout(LONG, late.closed()).await.unwrap();
    assert_eq!(late.state(), WorkerState::Closed);
}

/// Jobs that have come when the end comes are given back, not lost.
#[tokio::test]
async fn nothing_is_lost_between_arrival_and_start() {
    for round in 0..20 {
        let stage = Stage::open(gateway()).await;
        let handle = worker(&stage).stream(round % 2 == 0).handler(idle).start().unwrap();
        stage.begun(POLL, 1).await;
        add_jobs(&stage.gateway, 100);
        sleep(MS * (round % 7)).await;
        let report = handle.shutdown().await;
        let stats = handle.stats();
        assert_eq!(stats.completed + stats.returned, stats.polled + stats.streamed, "{stats:?}");
        assert_eq!((stats.started, report.returned), (stats.completed, stats.returned));
    }
}

#[tokio::test]
async fn the_gateway_goes_away_during_the_shutdown() {
    let (stage, handle, gate, diary) = gated(5, 300 * MS).await;
    stage.gateway.stop().await;
    gate.add_permits(5);
    let begin = Instant::now();
    let report = handle.shutdown().await;
    assert!(begin.elapsed() >= 300 * MS && begin.elapsed() < LONG);
    assert_eq!((report.abandoned.len(), diary.count(JobEnd::Completed)), (5, 0));

    let (stage, handle, gate, _diary) = gated(5, LONG).await;
    stage.gateway.stop().await;
    gate.add_permits(5);
    let shutdown = tokio::spawn({
        let handle = handle.clone();
        async move { handle.shutdown().await }
    });
    sleep(50 * MS).await;
    stage.gateway.restart().unwrap();
    let report = timeout(LONG, shutdown).await.unwrap().unwrap();
    assert_eq!((report.abandoned.len(), handle.stats().completed), (0, 5));
}

#[tokio::test]
async fn a_worker_outlives_its_handles() {
    let stage = Stage::open(gateway()).await;
    drop(worker(&stage).handler(idle).start().unwrap());
    add_jobs(&stage.gateway, 1);
    stage.ended(COMPLETE, 1).await;
    stage.client.clone().close().await;
    assert_eq!(stage.gateway.job_counts("charge").activated, 0);
}

#[tokio::test]
async fn its_state_can_be_waited_for() {
    let stage = Stage::open(gateway()).await;
    let handle = worker(&stage).handler(idle).start().unwrap();
    let mut states = handle.states();
    states.wait_for(|state| *state == WorkerState::Running).await.unwrap();
    handle.begin_shutdown();
    let ended = timeout(LONG, states.wait_for(|state| state.is_over())).await.unwrap().unwrap();
    assert_eq!(*ended, WorkerState::Closed);
}

#[tokio::test]
async fn a_worker_runs_until_something_is_done() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 3);
    let done = stage.ended(COMPLETE, 3);
    let report = worker(&stage).handler(idle).run_until(done).await.unwrap();
    assert_eq!((report.returned, report.abandoned.len()), (0, 0));
    let refused = worker(&stage).timeout(Duration::ZERO).handler(idle).run().await.unwrap_err();
    assert!(refused.to_string().starts_with("timeout: "), "{refused}");
}

/// The signals that this test sends to its own process end workers, and
/// nothing else.
#[cfg(unix)]
#[tokio::test]
async fn signals_end_workers() {
    for signal in ["-TERM", "-INT"] {
        let stage = Stage::open(gateway()).await;
        add_jobs(&stage.gateway, 1);
        let mut told = Box::pin(shutdown_signal());
        assert!(timeout(MS, &mut told).await.is_err());
        let slow = async || sleep(100 * MS).await;
        let running = tokio::spawn(worker(&stage).handler(slow).run_until(told));
        stage.begun(POLL, 1).await;
        until("the job", || stage.gateway.job_counts("charge").activated == 1).await;
        sleep(20 * MS).await;
        let own = std::process::id().to_string();
        let sent = std::process::Command::new("kill").args([signal, &own]).status().unwrap();
        assert!(sent.success());
        timeout(LONG, running).await.unwrap().unwrap().unwrap();
        assert_eq!(stage.gateway.job_counts("charge").activated, 0);
        assert_eq!(stage.sent(COMPLETE) + stage.sent(FAIL), 1);
    }
}
