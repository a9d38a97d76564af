//! Handlers: those that panic, never return, or take long, and what they share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;
use zeebe_mock_gateway::{JobSettings, Reply, Rpc};
use zeebe_sdk::worker::{
    Handler, Headers, Job, JobEnd, JobError, State, Vars, WorkerHandle, blocking,
};

use super::diary::Diary;
use super::{COMPLETE, FAIL, MS, POLL, add_jobs, jobs, messages, requests, until, worker};
use crate::stage::{Stage, gateway};

const EXTEND: Rpc = Rpc::UpdateJobTimeout;

/// A worker of a gateway with so many jobs.
async fn working<A: 'static>(count: u64, handler: impl Handler<A, ()>) -> (Stage, WorkerHandle) {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, count);
    let handle = worker(&stage).handler(handler).start().unwrap();
    (stage, handle)
}

#[tokio::test]
async fn a_panic_fails_its_job_and_nothing_else() {
    let turn = Arc::new(AtomicU32::new(0));
    let clumsy = move || {
        let turn = turn.fetch_add(1, Ordering::SeqCst);
        assert_ne!(turn, 1, "before anything is awaited");
        async move {
            tokio::task::yield_now().await;
            assert_ne!(turn, 0, "in the middle");
        }
    };
    let (stage, handle) = working(5, clumsy).await;
    until("all jobs", || handle.stats().completed == 5).await;
    assert_eq!(handle.stats().failed, 2);
    let failures = requests(&stage, FAIL);
    assert_eq!(failures.len(), 2);
    for failure in failures {
        let message = failure["errorMessage"].as_str().unwrap();
        assert!(message.starts_with("the handler panicked: assertion"), "{message}");
        assert!(message.contains("the middle") || message.contains("is awaited"), "{message}");
        assert!(!message.contains(".rs:"), "a place in the source: {message}");
        assert_eq!(failure["retries"], json!(2));
    }
    handle.shutdown().await;
    assert_eq!(handle.stats().slots_used, 0);
}

#[tokio::test]
async fn a_handler_that_never_returns_holds_its_slot_and_no_other() {
    let first = Arc::new(AtomicU32::new(0));
    let stuck = move || {
        let turn = first.fetch_add(1, Ordering::SeqCst);
        async move {
            if turn == 0 {
                std::future::pending::<()>().await;
            }
        }
    };
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 50);
    let worker = worker(&stage).max_jobs_active(2).poll_threshold(0.5).drain_timeout(20 * MS);
    let handle = worker.handler(stuck).start().unwrap();
    until("the others", || handle.stats().completed == 49).await;
    let report = handle.shutdown().await;
    assert_eq!((report.abandoned.len(), handle.stats().slots_used), (1, 0));
}

/// One that blocks its thread does not hold up the others, nor the worker.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_handler_that_blocks_its_thread_does_not_block_the_worker() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let receiver = Arc::new(std::sync::Mutex::new(Some(receiver)));
    let blocks = move || {
        let receiver = receiver.lock().unwrap().take();
        async move {
            if let Some(receiver) = receiver {
                receiver.recv().unwrap_err();
            }
        }
    };
    let (_stage, handle) = working(20, blocks).await;
    until("the others", || handle.stats().completed == 19).await;
    drop(sender);
    until("all", || handle.stats().completed == 20).await;
    handle.shutdown().await;
}

#[tokio::test]
async fn blocking_functions_run_on_threads_of_their_own() {
    #[derive(Deserialize)]
    struct Image {
        width: u32,
    }
    let stage = Stage::open(gateway()).await;
    let mut settings = JobSettings::new("charge", 8);
    settings.variables = json!({"width": 640}).as_object().unwrap().clone();
    stage.gateway.add_jobs(&settings);
    let all_at_once = Arc::new(std::sync::Barrier::new(8));
    let resize = blocking(move |Vars(image): Vars<Image>| {
        all_at_once.wait();
        json!({"width": image.width / 2})
    });
    let handle = worker(&stage).handler(resize).start().unwrap();
    until("all", || handle.stats().completed == 8).await;
    assert_eq!(requests(&stage, COMPLETE)[7]["variables"], json!("{\"width\":320}"));
    handle.shutdown().await;
}

#[tokio::test]
async fn variables_that_do_not_fit_fail_their_job_only() {
    #[derive(Deserialize)]
    struct Order {
        #[serde(rename = "total")]
        _total: u32,
    }
    #[derive(Deserialize)]
    struct Card {
        #[serde(rename = "limit")]
        _limit: u8,
    }
    async fn charge(Vars(_): Vars<Order>, Headers(_): Headers<Card>) {}
    let job = |key: u32, variables: &str, headers: &str| json!({"key": key.to_string(), "retries": 3, "variables": variables, "customHeaders": headers});
    let good = ("{\"total\": 5}", "{\"limit\": \"9\"}");
    let batch = json!({"jobs": [
        job(1, good.0, good.1),
        job(2, "{\"total\": \"five\"}", good.1),
        job(3, "7", good.1),
        job(4, good.0, "{\"limit\": \"300\"}"),
        job(5, "{\"total\":", good.1),
        job(6, good.0, good.1),
    ]});
    let done = Reply::json(json!({}));
    let gateway = gateway().reply(POLL, messages([batch])).always(COMPLETE, done.clone());
    let stage = Stage::open(gateway.always(FAIL, done)).await;
    let handle = worker(&stage).handler(charge).start().unwrap();
    until("all", || handle.stats().failed == 4 && handle.stats().completed == 2).await;
    let mut failures = requests(&stage, FAIL);
    failures.sort_by_key(|failure| failure["jobKey"].to_string());
    let messages: Vec<_> = failures.iter().map(|f| f["errorMessage"].as_str().unwrap()).collect();
    assert!(messages[0].contains("variables.total"), "{messages:?}");
    assert!(messages[1].contains("variables"), "{messages:?}");
    assert!(messages[2].contains("headers.limit"), "{messages:?}");
    assert!(messages[3].contains("variables"), "{messages:?}");
    handle.shutdown().await;
}

#[tokio::test]
async fn handlers_share_the_state_of_the_worker() {
    async fn add(State(sum): State<Arc<AtomicU32>>) {
        sum.fetch_add(1, Ordering::SeqCst);
    }
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 7);
    let sum = Arc::new(AtomicU32::new(0));
    let handle = worker(&stage).state(Arc::clone(&sum)).handler(add).start().unwrap();
    until("all", || handle.stats().completed == 7).await;
    assert_eq!(sum.load(Ordering::SeqCst), 7);
    handle.shutdown().await;
}

/// A job that comes again because its time was over is a second job.
#[tokio::test]
async fn the_same_job_again_is_another_job() {
    let done = Reply::json(json!({}));
    let gateway = gateway().reply(POLL, messages([jobs([7, 7]), jobs([7])]));
    let stage = Stage::open(gateway.always(COMPLETE, done)).await;
    let diary = Diary::default();
    let handle = worker(&stage).observer(diary.clone()).handler(async || {}).start().unwrap();
    until("three", || diary.count(JobEnd::Completed) == 3).await;
    handle.shutdown().await;
    assert_eq!((handle.stats().slots_used, stage.sent(COMPLETE)), (0, 3));
}

/// Jobs that had to wait for a handler until their time was over are left to
/// others.
#[tokio::test]
async fn a_job_whose_time_is_over_is_not_begun() {
    let gateway = gateway().reply(POLL, messages([jobs([1, 2, 3])]));
    let stage = Stage::open(gateway.always(COMPLETE, Reply::json(json!({})))).await;
    let diary = Diary::default();
    let worker = worker(&stage).max_jobs_active(3).concurrency(1).timeout(60 * MS);
    let slow = async || sleep(100 * MS).await;
    let handle = worker.observer(diary.clone()).handler(slow).start().unwrap();
    until("the others", || diary.count(JobEnd::Expired) == 2).await;
    handle.shutdown().await;
    assert_eq!(diary.read().started, [1]);
    assert_eq!((stage.sent(COMPLETE), stage.sent(FAIL)), (1, 0));
}

#[tokio::test]
async fn a_reservation_is_prolonged_while_the_handler_runs() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 1);
    let worker = worker(&stage).timeout(200 * MS).extend_timeout(300 * MS);
    let handle = worker.handler(async |job: Job| {
        sleep(Duration::from_millis(700)).await;
        assert!(!job.expires_in().is_zero());
    });
    let handle = handle.start().unwrap();
    until("the job", || handle.stats().completed == 1).await;
    let stats = handle.stats();
    assert_eq!((stats.started, stats.lost), (1, 0), "nobody else got it");
    let extended = requests(&stage, EXTEND);
    assert!((2..=5).contains(&extended.len()), "{}", extended.len());
    assert_eq!(extended[0]["timeout"], json!("300"));
    let polled = stage.attempts(POLL)[0].arrived;
    let times: Vec<_> = stage.attempts(EXTEND).iter().map(|e| e.arrived).collect();
    assert!(times[0] - polled >= 119 * MS, "60 % of 200 ms: {:?}", times[0] - polled);
    assert!(times[1] - times[0] >= 100 * MS, "60 % of what is left of 300 ms: {times:?}");
    handle.shutdown().await;
}

#[tokio::test]
async fn a_job_that_is_gone_is_not_prolonged_again() {
    let gone = Reply::status(tonic::Code::NotFound, "no such job");
    let stage = Stage::open(gateway().always(EXTEND, gone)).await;
    add_jobs(&stage.gateway, 1);
    let worker = worker(&stage).timeout(50 * MS).extend_timeout(50 * MS).max_jobs_active(1);
    let handle = worker.handler(async || sleep(200 * MS).await).start().unwrap();
    until("the job", || handle.stats().completed == 1).await;
    assert_eq!(stage.sent(EXTEND), 1);
    handle.shutdown().await;
}

#[tokio::test]
async fn an_error_is_one_text_with_its_causes() {
    async fn fails() -> Result<(), JobError> {
        let number: u32 = "x".parse()?;
        println!("{number}");
        Ok(())
    }
    let (stage, handle) = working(1, fails).await;
    until("its end", || handle.stats().failed >= 1).await;
    let message = requests(&stage, FAIL)[0]["errorMessage"].clone();
    assert_eq!(message, json!("invalid digit found in string"));
    handle.shutdown().await;
}
