//! The examples of the SDK as programs, on a real broker.

use zeebe_example_tests::{Program, Running};
use zeebe_sdk::keys::ProcessInstanceKey;

use crate::stage::{Stage, broker};

async fn start(example: &str, address: &str) -> Running {
    Program::of(example, address).await.unwrap().start().unwrap()
}

#[tokio::test]
async fn orders_are_paid_and_shipped_or_declined() {
    let Some(stage) = Stage::on_broker("orders").await else { return };
    let address = broker().await.unwrap().address();
    let worker = start("worker", &address).await;
    let streaming = start("streaming_worker", &address).await;

    let starter = Program::of("starter", &address).await.unwrap().run().await.unwrap();
    assert!(starter.status.success(), "{starter:?}");
    let started = starter.keys("started");
    assert_eq!(started.len(), 3, "{starter:?}");
    for instance in started {
        stage.wait_ended(ProcessInstanceKey::from(instance)).await;
    }

    let (worker, streaming) = (worker.stop().await.unwrap(), streaming.stop().await.unwrap());
    assert!(worker.status.success() && streaming.status.success(), "{worker:?} {streaming:?}");
    for order in [1, 2] {
        assert!(worker.printed.contains(&format!("order {order} is paid: receipt")), "{worker:?}");
        let shipped = format!("order {order} is sent off, receipt");
        assert!(streaming.printed.contains(&shipped), "{streaming:?}");
    }
    assert!(streaming.printed.contains("the customer of order 3 gets a letter"), "{streaming:?}");
}
