//! When a worker asks for jobs, and for how many.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::sleep;
use zeebe_mock_gateway::{End, Entry, Outcome, Reply};
use zeebe_sdk::worker::{Fetch, Job, JobEnd, PollState, Source, Vars, WorkerState};

use zeebe_sdk::Variables;

use super::diary::Diary;
use super::{COMPLETE, FAIL, MS, POLL, add_jobs, jobs, messages, requests, until, worker};
use crate::stage::{LONG, Stage, gateway};

async fn idle() {}

/// What polls ask for, in their order.
fn asked(stage: &Stage) -> Vec<u64> {
    let number = |request: &Value| request["maxJobsToActivate"].as_u64().unwrap();
    requests(stage, POLL).iter().map(number).collect()
}

#[tokio::test]
async fn the_first_poll_is_exactly_what_is_set() {
    let stage = Stage::open(gateway()).await;
    let handle = stage.client.worker("charge").handler(idle).start().unwrap();
    stage.begun(POLL, 1).await;
    let first = json!({
        "type": "charge",
        "worker": "default",
        "timeout": "300000",
        "maxJobsToActivate": 32,
        "fetchVariable": ["zeebe-sdk:no-variable"],
        "requestTimeout": "20000",
    });
    assert_eq!(requests(&stage, POLL), [first]);
    let timeout = stage.attempts(POLL)[0].timeout().unwrap();
    assert!(timeout > Duration::from_secs(29) && timeout <= Duration::from_secs(30));
    assert_eq!((handle.state(), handle.stats().poll), (WorkerState::Running, PollState::InFlight));
    handle.shutdown().await;

    let stage = Stage::open(gateway().settings(|s| s.multi_tenancy = true)).await;
    let worker = stage.client.worker("ship").name("dock").max_jobs_active(5).timeout(7 * MS);
    let worker = worker.request_timeout(9 * MS).fetch(Fetch::Only(vec!["a".to_owned()]));
    let handle = worker.tenants(["acme", "umbrella"]).lease(true).handler(idle).start().unwrap();
    stage.begun(POLL, 1).await;
    let all = json!({
        "type": "ship",
        "worker": "dock",
        "timeout": "7",
        "maxJobsToActivate": 5,
        "fetchVariable": ["a"],
        "requestTimeout": "9",
        "tenantIds": ["acme", "umbrella"],
        "withLease": true,
    });
    assert_eq!(requests(&stage, POLL)[0], all);
    handle.shutdown().await;
}

#[tokio::test]
async fn what_the_handler_reads_is_what_is_fetched() {
    #[derive(serde::Deserialize)]
    struct Order {
        #[serde(rename = "id")]
        _id: u32,
    }
    let stage = Stage::open(gateway()).await;
    let typed = worker(&stage).handler(async |Vars(_): Vars<Order>| {}).start().unwrap();
    stage.begun(POLL, 1).await;
    typed.shutdown().await;
    assert_eq!(requests(&stage, POLL)[0]["fetchVariable"], json!(["id"]));
    stage.gateway.journal().clear();
    let all = worker(&stage).handler(async |_: Variables| {}).start().unwrap();
    stage.begun(POLL, 1).await;
    all.shutdown().await;
    assert_eq!(requests(&stage, POLL)[0].get("fetchVariable"), None);
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_is_named_before_anything_is_sent() {
    let stage = Stage::open(gateway()).await;
    let refused = worker(&stage).max_jobs_active(0).handler(idle).start().unwrap_err();
    assert!(refused.to_string().starts_with("max_jobs_active: "), "{refused}");
    assert_eq!(stage.sent(POLL), 0);
}

/// A thousand jobs: never more than allowed at once, and each is done once.
#[tokio::test]
async fn no_more_jobs_are_held_than_allowed() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 1_000);
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = {
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        move || {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
            }
        }
    };
    let diary = Diary::default();
    let handle = worker(&stage).observer(diary.clone()).handler(counted).start().unwrap();
    until("all jobs", || handle.stats().completed == 1_000).await;
    handle.shutdown().await;
    let most = most.load(Ordering::SeqCst);
    assert!((2..=32).contains(&most), "{most}");
    assert_eq!(stage.gateway.journal().counts(COMPLETE).ok, 1_000);
    let mut started = diary.read().started.clone();
    started.sort_unstable();
    started.dedup();
    assert_eq!(started.len(), 1_000);
    assert!(diary.read().most_slots <= 32);
    // Each poll asked for what was free, so there are as few as there can be.
    assert!(asked(&stage).iter().all(|asked| (22..=32).contains(asked)), "{:?}", asked(&stage));
}

/// A handler that waits for a permit of the test.
fn gated(gate: &Arc<Semaphore>) -> impl Fn() -> Waiting + Send + Sync + 'static + use<> {
    let gate = Arc::clone(gate);
    move || {
        let gate = Arc::clone(&gate);
        Box::pin(async move { gate.acquire().await.unwrap().forget() })
    }
}

type Waiting = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

#[tokio::test]
async fn the_next_poll_leaves_at_the_threshold() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 100);
    let gate = Arc::new(Semaphore::new(0));
    let worker = worker(&stage).max_jobs_active(10);
    let handle = worker.handler(gated(&gate)).start().unwrap();
    until("ten jobs", || handle.stats().started == 10).await;
    until("no poll", || handle.stats().poll == PollState::Idle).await;
    gate.add_permits(6);
    until("six are done", || handle.stats().completed == 6).await;
    sleep(30 * MS).await;
    assert_eq!((asked(&stage), handle.stats().poll), (vec![10], PollState::Idle));
    gate.add_permits(1);
    until("seven more", || handle.stats().started == 17).await;
    assert_eq!(asked(&stage), [10, 7]);
    gate.add_permits(100);
    handle.shutdown().await;
}

/// All slots are taken by handlers that wait: nothing is asked for, and one
/// that is done is enough to go on where one is all there is.
#[tokio::test]
async fn a_full_worker_does_not_ask() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 3);
    let gate = Arc::new(Semaphore::new(0));
    let handle = worker(&stage).max_jobs_active(1).handler(gated(&gate)).start().unwrap();
    for number in 1..=3 {
        until("the next job", || handle.stats().started == number).await;
        sleep(20 * MS).await;
        assert_eq!(stage.sent(POLL), usize::try_from(number).unwrap());
        assert_eq!(handle.stats().slots_used, 1);
        gate.add_permits(1);
    }
    until("all are done", || handle.stats().completed == 3).await;
    assert!(asked(&stage).iter().all(|asked| *asked == 1));
    handle.shutdown().await;
}

#[tokio::test]
async fn one_poll_is_open_at_a_time() {
    let stage = Stage::open(gateway()).await;
    let handle = worker(&stage).handler(idle).start().unwrap();
    for _ in 0..50 {
        add_jobs(&stage.gateway, 2);
        sleep(MS).await;
    }
    until("all jobs", || handle.stats().completed == 100).await;
    handle.shutdown().await;
    stage.gateway.journal().wait_for(|all| all.iter().all(|e| !e.is_open()), LONG).await.unwrap();
    let polls = stage.attempts(POLL);
    assert!(polls.len() > 5);
    for pair in polls.windows(2) {
        assert!(pair[0].ended.unwrap() <= pair[1].arrived, "{pair:?}");
    }
}

/// Pauses between the end of a poll and the beginning of the next.
fn pauses(polls: &[Entry]) -> Vec<Duration> {
    polls.windows(2).map(|pair| pair[1].arrived.saturating_sub(pair[0].ended.unwrap())).collect()
}

#[tokio::test]
async fn after_a_poll_without_jobs_there_is_a_pause() {
    let empty = [Reply::end(End::Ok), messages([jobs([])])];
    for reply in empty {
        let stage = Stage::open(gateway().always(POLL, reply)).await;
        let worker = worker(&stage).poll_interval(40 * MS);
        let handle = worker.handler(idle).start().unwrap();
        stage.ended(POLL, 5).await;
        for pause in pauses(&stage.attempts(POLL)[..5]) {
            assert!(pause >= 39 * MS, "{pause:?}");
        }
        let stats = handle.stats();
        assert_eq!((stats.polls_failed, handle.state()), (0, WorkerState::Running));
        handle.shutdown().await;
    }
}

/// With jobs waiting, no timer holds up the next poll.
#[tokio::test]
async fn while_there_are_jobs_there_is_no_pause() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 200);
    let worker = worker(&stage).max_jobs_active(2).poll_interval(LONG);
    let handle = worker.handler(idle).start().unwrap();
    until("all jobs", || handle.stats().completed == 200).await;
    handle.shutdown().await;
}

#[tokio::test]
async fn the_end_of_a_long_poll_is_no_failure() {
    let late = Reply::status(tonic::Code::DeadlineExceeded, "no jobs").after(60 * MS);
    let stage = Stage::open(gateway().always(POLL, late)).await;
    let diary = Diary::default();
    let worker = worker(&stage).request_timeout(50 * MS).observer(diary.clone());
    let handle = worker.on_error(diary.errors()).handler(idle).start().unwrap();
    stage.ended(POLL, 3).await;
    assert_eq!(handle.stats().polls_failed, 0);
    assert!(diary.read().errors.is_empty());
    handle.shutdown().await;
}

/// Jobs begin as they come, and what has come is kept when the poll then fails.
#[tokio::test]
async fn jobs_of_a_poll_that_fails_are_done() {
    let mut reply = messages([jobs([1, 2]), jobs([3])]).ending(End::Reset(2));
    reply.gap_ms = 50;
    let stage = Stage::open(gateway().reply(POLL, reply).always(COMPLETE, empty_reply())).await;
    let diary = Diary::default();
    let handle = worker(&stage).observer(diary.clone()).handler(idle).start().unwrap();
    until("two of three", || diary.count(JobEnd::Completed) == 2).await;
    assert_eq!(stage.attempts(POLL)[0].ended, None, "the third is on its way");
    until("all three", || diary.count(JobEnd::Completed) == 3).await;
    until("the failure", || handle.stats().polls_failed == 1).await;
    handle.shutdown().await;
    assert_eq!(stage.sent(FAIL), 0);
    assert_eq!(diary.read().polls[0].0, 3);
}

/// Where many jobs come at once, the gateway hears of the first while the last
/// are being begun, instead of having nothing to do for so long.
#[tokio::test(flavor = "current_thread")]
async fn the_first_jobs_of_many_end_before_the_last_begin() {
    let reply = messages([jobs(1..=100)]);
    let stage = Stage::open(gateway().reply(POLL, reply).always(COMPLETE, empty_reply())).await;
    let (log, diary) = (Arc::new(Mutex::new(Vec::new())), Diary::default());
    let handler = {
        let log = Arc::clone(&log);
        move |job: Job| {
            let log = Arc::clone(&log);
            async move {
                log.lock().unwrap().push(("begins", job.key.get()));
                tokio::task::yield_now().await;
                log.lock().unwrap().push(("ends", job.key.get()));
            }
        }
    };
    let worker = worker(&stage).max_jobs_active(100).observer(diary.clone());
    let handle = worker.handler(handler).start().unwrap();
    until("all of them", || diary.count(JobEnd::Completed) == 100).await;
    handle.shutdown().await;
    assert_eq!(diary.read().arrived, [(Source::Poll, 100)]);
    let log = log.lock().unwrap();
    let place = |event| log.iter().position(|logged| *logged == event).unwrap();
    assert!(place(("ends", 1)) < place(("begins", 100)), "{log:?}");
}

/// An answer to a call whose response has no fields.
fn empty_reply() -> Reply {
    Reply::json(json!({}))
}

#[tokio::test]
async fn more_jobs_than_asked_for_are_done_too() {
    let reply = messages([jobs(1..=12)]);
    let stage = Stage::open(gateway().reply(POLL, reply).always(COMPLETE, empty_reply())).await;
    let gate = Arc::new(Semaphore::new(0));
    let handle = worker(&stage).max_jobs_active(4).handler(gated(&gate)).start().unwrap();
    until("twelve jobs", || handle.stats().polled == 12).await;
    sleep(20 * MS).await;
    let stats = handle.stats();
    assert_eq!((stats.started, stats.slots_used, stats.slots), (4, 12, 4));
    gate.add_permits(12);
    until("all are done", || handle.stats().completed == 12).await;
    until("the next poll", || stage.sent(POLL) > 1).await;
    assert!((3..=4).contains(&asked(&stage)[1]), "{:?}", asked(&stage));
    handle.shutdown().await;
    assert_eq!(handle.stats().slots_used, 0);
    let cancelled = || stage.attempts(POLL).last().unwrap().outcome == Some(Outcome::Cancelled);
    until("the open poll is cancelled", cancelled).await;
}

#[tokio::test]
async fn fewer_handlers_than_jobs_work_in_turn() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 10);
    let gate = Arc::new(Semaphore::new(0));
    let worker = worker(&stage).max_jobs_active(10).concurrency(3);
    let diary = Diary::default();
    let handle = worker.observer(diary.clone()).handler(gated(&gate)).start().unwrap();
    until("all are there", || handle.stats().polled == 10).await;
    for started in [3, 4, 5, 6, 7, 8, 9, 10] {
        until("the next begins", || handle.stats().started == started).await;
        sleep(5 * MS).await;
        assert_eq!(handle.stats().started, started);
        gate.add_permits(1);
    }
    let in_order = diary.read().started.clone();
    assert!(in_order.is_sorted(), "{in_order:?}");
    gate.add_permits(10);
    until("all are done", || handle.stats().completed == 10).await;
    handle.shutdown().await;
}
