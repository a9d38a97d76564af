//! A gateway that dies under load, several times: what may be repeated is not
//! lost, no process is started twice, and every job is done once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use zeebe_mock_gateway::{Builder, MockGateway, Rpc, TaskSettings};
use zeebe_sdk::Client;
use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::worker::WorkerState;

use crate::faults::{arrived, start_many, stubborn};
use crate::stage::{LONG, Stage, gateway};
use crate::worker::{MS, worker};

/// A gateway with the processes of `start_many`, each of one job.
fn gateway_with_processes() -> Builder {
    gateway().settings(|settings| {
        let task = serde_json::from_str::<TaskSettings>(r#"{"type": "charge"}"#).unwrap();
        let names = (0..400).map(|number| format!("{}-{}", number / 20, number % 20));
        settings.processes.extend(names.map(|name| (name, vec![task.clone()])));
    })
}

/// Makes calls that change nothing until told to stop, and says how many.
fn keep_asking(client: &Client, stop: &Arc<AtomicBool>) -> JoinHandle<u64> {
    let (client, stop) = (client.clone(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut answered = 0;
        while !stop.load(Ordering::Relaxed) {
            client.topology(TopologyRequest::default()).await.unwrap();
            answered += 1;
            sleep(MS).await;
        }
        answered
    })
}

async fn die_three_times(gateway: &MockGateway) {
    for _ in 0..3 {
        gateway.stop().await;
        sleep(30 * MS).await;
        gateway.restart().unwrap();
        sleep(30 * MS).await;
    }
}

#[tokio::test]
async fn every_process_is_started_once_and_every_job_done_once() {
    for stream in [false, true] {
        let gateway = gateway_with_processes();
        let stage = Stage::with(gateway, |client| client.retry_policy(stubborn())).await;
        // Jobs that were lost on their way come back after this time.
        let settings = worker(&stage).timeout(Duration::from_secs(1)).stream(stream);
        let handle = settings.handler(async || sleep(2 * MS).await).start().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let asking: Vec<_> = (0..5).map(|_| keep_asking(&stage.client, &stop)).collect();
        let load = start_many(&stage, die_three_times(&stage.gateway)).await;
        stop.store(true, Ordering::Relaxed);
        for asking in asking {
            assert!(timeout(LONG, asking).await.unwrap().unwrap() > 0);
        }

        assert_eq!(load.started.len() + load.unknown.len(), 400);
        assert!(arrived(&stage).is_superset(&load.started));
        let created = stage.gateway.job_totals("charge").created;
        let (known, most) = (load.started.len() as u64, 400);
        assert!((known..=most).contains(&created), "{known} are known, {created} exist");
        let all_done = |jobs: &zeebe_mock_gateway::JobTotals| jobs.completed == created;
        stage.gateway.wait_for_jobs("charge", all_done, LONG).await.unwrap();
        assert_eq!((stage.gateway.open_instances(), stage.sent(Rpc::FailJob)), (0, 0));
        assert_eq!((handle.state(), handle.stats().unreported), (WorkerState::Running, 0));
        handle.shutdown().await;
        assert_eq!(handle.stats().slots_used, 0);
        assert_eq!(stage.gateway.connections(), 4);
    }
}
