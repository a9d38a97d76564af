//! Nobody listens at the start: calls wait, workers try again, and both work
//! as soon as somebody does.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use zeebe_mock_gateway::proxy::Proxy;
use zeebe_mock_gateway::{Builder, JobSettings, TaskSettings};
use zeebe_sdk::worker::WorkerState;

use super::{COMPLETE, CREATE, idle};
use crate::faults::stubborn;
use crate::smallest::order;
use crate::stage::{LONG, gateway, hasty as client};
use crate::worker::{hasty, until};

/// A gateway with a process of one job.
fn gateway_with_orders() -> Builder {
    gateway().settings(|settings| {
        let task = serde_json::from_str::<TaskSettings>(r#"{"type": "charge"}"#).unwrap();
        settings.processes.insert("order".to_owned(), vec![task]);
    })
}

#[tokio::test]
async fn a_closed_port_is_waited_for_by_calls_polls_and_streams() {
    let gateway = gateway_with_orders().start().await.unwrap();
    let proxy = Proxy::start(&gateway.address()).unwrap();
    proxy.refuse().await;
    let settings = client().address(proxy.address()).retry_policy(stubborn());
    let client = settings.build().unwrap();
    let worker = hasty(client.worker("charge")).stream(true).handler(idle).start().unwrap();
    let starting = tokio::spawn(client.create_process_instance(order()).into_future());
    until("polls and streams that fail", || {
        worker.stats().polls_failed > 10 && worker.stats().streams > 10
    })
    .await;
    assert!(!starting.is_finished());
    assert_eq!((worker.state(), gateway.connections()), (WorkerState::Running, 0));

    proxy.accept().unwrap();
    timeout(LONG, starting).await.unwrap().unwrap().unwrap();
    until("the job", || worker.stats().completed == 1).await;
    assert_eq!((gateway.journal().counts(CREATE).arrived, gateway.open_instances()), (1, 0));
    // All of them have found the one connection.
    assert_eq!(proxy.traffic().connections, 1);
    worker.shutdown().await;
}

/// At default settings, for as long as it takes a gateway to start.
#[tokio::test]
async fn a_closed_port_is_not_flooded() {
    let gateway = gateway().start().await.unwrap();
    gateway.stop().await;
    let client = zeebe_sdk::Client::connect(gateway.address()).unwrap();
    let worker = client.worker("charge").stream(true).handler(idle).start().unwrap();
    sleep(Duration::from_millis(1_500)).await;
    let stats = worker.stats();
    // On average the pauses after ten failures are longer than all of this.
    assert!((2..=40).contains(&stats.polls_failed), "{stats:?}");
    assert!((2..=40).contains(&stats.streams), "{stats:?}");

    gateway.restart().unwrap();
    gateway.add_jobs(&JobSettings::new("charge", 20));
    until("the jobs", || worker.stats().completed == 20).await;
    assert_eq!((gateway.connections(), gateway.journal().counts(COMPLETE).ok), (1, 20));
    worker.shutdown().await;
}
