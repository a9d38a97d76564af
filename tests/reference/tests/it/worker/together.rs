//! Several workers, and gateways that come and go under them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::{JobSettings, Reply, Rpc};
use zeebe_sdk::worker::{WorkerState, Workers};

use super::{COMPLETE, MS, POLL, add_jobs, hasty, until, worker};
use crate::stage::{Stage, gateway, hasty as client};

async fn idle() {}

#[tokio::test]
async fn two_workers_share_the_jobs_and_do_each_once() {
    let stage = Stage::open(gateway()).await;
    let other = client().address(stage.gateway.address()).build().unwrap();
    add_jobs(&stage.gateway, 400);
    let slow = async || sleep(MS).await;
    let one = worker(&stage).max_jobs_active(4).handler(slow).start().unwrap();
    let two = hasty(other.worker("charge")).max_jobs_active(4).handler(slow).start().unwrap();
    until("all", || one.stats().completed + two.stats().completed == 400).await;
    assert!(one.stats().completed > 20 && two.stats().completed > 20);
    assert_eq!(stage.sent(COMPLETE), 400);
    one.shutdown().await;
    two.shutdown().await;
    assert_eq!((one.stats().lost, two.stats().lost), (0, 0));
}

#[tokio::test]
async fn fifty_workers_have_one_connection() {
    let stage = Stage::open(gateway()).await;
    let done = Arc::new(AtomicU64::new(0));
    let mut workers = Workers::new();
    for number in 0..50 {
        let job_type = format!("type-{number}");
        stage.gateway.add_jobs(&JobSettings::new(&job_type, 10));
        let done = Arc::clone(&done);
        let count = move || {
            done.fetch_add(1, Ordering::SeqCst);
            async {}
        };
        let worker = hasty(stage.client.worker(job_type)).stream(number % 2 == 0);
        workers = workers.add(worker.handler(count));
    }
    let ended = stage.ended(COMPLETE, 500);
    let report = workers.run_until(ended).await.unwrap();
    assert_eq!((done.load(Ordering::SeqCst), report.abandoned.len()), (500, 0));
    assert_eq!(stage.gateway.connections(), 1);
}

#[tokio::test]
async fn one_that_gives_up_does_not_disturb_the_others() {
    let never = Reply::status(Code::PermissionDenied, "not you");
    let stage = Stage::open(gateway().reply(POLL, never)).await;
    let failed = worker(&stage).handler(idle).start().unwrap();
    failed.closed().await;
    add_jobs(&stage.gateway, 2);
    let again = worker(&stage).handler(idle).start().unwrap();
    until("the jobs", || again.stats().completed == 2).await;
    assert_eq!(failed.state(), WorkerState::Failed);
    again.shutdown().await;

    let stage =
        Stage::open(gateway().reply(POLL, Reply::status(Code::PermissionDenied, "not you"))).await;
    let stop = sleep(200 * MS);
    let group = Workers::new()
        .add(worker(&stage).handler(idle))
        .add(hasty(stage.client.worker("ship")).handler(idle));
    let error = group.run_until(stop).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::PermissionDenied));
    assert!(stage.sent(POLL) > 1, "the other has gone on");
}

#[tokio::test]
async fn none_is_started_if_one_cannot_be() {
    let stage = Stage::open(gateway()).await;
    let group = Workers::new()
        .add(worker(&stage).handler(idle))
        .add(worker(&stage).name(" ").handler(idle));
    assert!(group.start().unwrap_err().to_string().starts_with("name: "));
    sleep(20 * MS).await;
    assert_eq!(stage.sent(POLL), 0);
}

/// The gateway is restarted while handlers run: their outcomes arrive, and the
/// worker finds it again.
#[tokio::test]
async fn a_gateway_is_restarted_under_handlers() {
    for stream in [false, true] {
        let stage = Stage::open(gateway()).await;
        add_jobs(&stage.gateway, 40);
        let slow = async || sleep(60 * MS).await;
        let worker = worker(&stage).max_jobs_active(10).stream(stream);
        let handle = worker.handler(slow).start().unwrap();
        until("some run", || handle.stats().started > 5).await;
        for _ in 0..3 {
            stage.gateway.stop().await;
            sleep(30 * MS).await;
            stage.gateway.restart().unwrap();
            sleep(100 * MS).await;
        }
        until("all are gone", || {
            let left = stage.gateway.job_counts("charge");
            left.available + left.activated == 0
        })
        .await;
        handle.shutdown().await;
        let stats = handle.stats();
        assert_eq!((stats.unreported, stats.slots_used, stats.failed), (0, 0, 0), "{stats:?}");
        assert!(stats.completed + stats.lost >= 40, "{stats:?}");
    }
}

/// However often connections are lost, every job is done.
#[tokio::test]
async fn connections_are_lost_under_load() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 500);
    let worker = worker(&stage).timeout(Duration::from_secs(2)).max_jobs_active(8).stream(true);
    let handle = worker.handler(async || sleep(MS).await).start().unwrap();
    for _ in 0..10 {
        sleep(15 * MS).await;
        stage.gateway.drop_connections();
    }
    until("all are gone", || {
        let left = stage.gateway.job_counts("charge");
        left.available + left.activated + left.failed == 0
    })
    .await;
    handle.shutdown().await;
    assert_eq!(handle.stats().slots_used, 0);
    assert_eq!(stage.sent(Rpc::FailJob), 0);
}
