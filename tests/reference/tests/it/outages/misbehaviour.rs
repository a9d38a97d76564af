//! Handlers that panic, never return, or block their thread, all in one worker.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;
use zeebe_mock_gateway::{JobStep, Rpc};
use zeebe_sdk::worker::{Job, WorkerState};

use crate::stage::{LONG, Stage, gateway};
use crate::worker::{MS, add_jobs, worker};

/// The jobs that came, each with its turn among them and its visits so far.
type Visits = Mutex<HashMap<i64, (usize, u32)>>;

fn visit(visits: &Visits, key: i64) -> (usize, u32) {
    let mut visits = visits.lock().unwrap();
    let turn = visits.len();
    let visit = visits.entry(key).or_insert((turn, 0));
    visit.1 += 1;
    *visit
}

/// Each job goes wrong the first time, in its way, and is done the second
/// time: those that panic at once, those that never return when their
/// reservation ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_worker_survives_all_of_them() {
    let stage = Stage::open(gateway()).await;
    add_jobs(&stage.gateway, 300);
    let visits = Arc::new(Visits::default());
    let handler = {
        let visits = Arc::clone(&visits);
        move |job: Job| {
            let (turn, visit) = visit(&visits, job.key.get());
            async move {
                match (turn % 30, visit) {
                    (0..10, 1) => panic!("clumsy"),
                    (10, 1) => std::future::pending().await,
                    (11..15, 1) => std::thread::sleep(20 * MS),
                    _ => sleep(MS).await,
                }
            }
        }
    };
    let settings = worker(&stage).timeout(Duration::from_secs(3)).drain_timeout(500 * MS);
    let handle = settings.max_jobs_active(64).handler(handler).start().unwrap();
    let all_done = |jobs: &zeebe_mock_gateway::JobTotals| jobs.completed == 300;
    stage.gateway.wait_for_jobs("charge", all_done, LONG).await.unwrap();
    let totals = stage.gateway.job_totals("charge");
    assert_eq!((totals.failed, totals.expired, totals.errored), (100, 10, 0), "{totals:?}");
    assert_eq!((handle.state(), stage.sent(Rpc::FailJob)), (WorkerState::Running, 100));

    // They hold their slots for as long as the worker lives.
    assert_eq!(handle.shutdown().await.abandoned.len(), 10);
    assert_eq!((handle.stats().completed, handle.stats().started), (300, 410));
    let ends = |step: &JobStep| matches!(step, JobStep::Completed);
    for key in visits.lock().unwrap().keys() {
        let life = stage.gateway.job_life(*key);
        assert_eq!(life.iter().filter(|event| ends(&event.step)).count(), 1, "{life:?}");
    }
}
