//! The starter and the workers.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use zeebe_example_tests::{Program, Running};
use zeebe_mock_gateway::{Entry, JobSettings, MockGateway, Reply, Rpc};

/// Upper bound of every wait: far beyond what a loaded machine needs.
const LONG: Duration = Duration::from_secs(60);

async fn start(example: &str, gateway: &MockGateway) -> Running {
    Program::of(example, &gateway.address()).await.unwrap().start().unwrap()
}

#[tokio::test]
async fn orders_are_paid_and_shipped_or_declined() {
    let starting = MockGateway::builder().settings(|settings| settings.starting_ms = 300);
    let gateway = starting.start().await.unwrap();
    let worker = start("worker", &gateway).await;
    let streaming = start("streaming_worker", &gateway).await;
    let starter = Program::of("starter", &gateway.address()).await.unwrap().run().await.unwrap();
    assert!(starter.status.success(), "{starter:?}");
    assert_eq!(starter.keys("deployed").len(), 1);
    let created = gateway.journal().counts(Rpc::CreateProcessInstance);
    assert_eq!((starter.keys("started").len(), created.arrived), (3, 3));

    // The bank does not answer at the first time, and one order is too large.
    gateway.wait_for_jobs("payment", |jobs| jobs.outcomes() == 4, LONG).await.unwrap();
    let paid = gateway.job_totals("payment");
    assert_eq!((paid.completed, paid.failed, paid.errored), (2, 1, 1), "{paid:?}");
    gateway.wait_for_jobs("shipping", |jobs| jobs.completed == 2, LONG).await.unwrap();
    gateway.wait_for_jobs("apology", |jobs| jobs.completed == 1, LONG).await.unwrap();
    assert_eq!(gateway.open_instances(), 0);
    let failure = request(&gateway, Rpc::FailJob);
    assert_eq!(failure["errorMessage"], "the bank does not answer");
    assert_eq!((&failure["retries"], &failure["retryBackOff"]), (&json!(2), &json!("1000")));

    let (worker, streaming) = (worker.stop().await.unwrap(), streaming.stop().await.unwrap());
    assert!(worker.status.success() && streaming.status.success(), "{worker:?} {streaming:?}");
    for order in [1, 2] {
        assert!(worker.printed.contains(&format!("order {order} is paid: receipt")), "{worker:?}");
        let shipped = format!("order {order} is sent off, receipt");
        assert!(streaming.printed.contains(&shipped), "{streaming:?}");
    }
    assert!(streaming.printed.contains("the customer of order 3 gets a letter"), "{streaming:?}");
    assert!(streaming.printed.contains("Completed after"), "{streaming:?}");
}

/// The last request of an RPC.
fn request(gateway: &MockGateway, rpc: Rpc) -> Value {
    let calls = gateway.journal().calls(rpc);
    calls.last().unwrap().request_json(gateway.journal().messages()).unwrap()
}

fn jobs(job_type: &str) -> JobSettings {
    JobSettings::new(job_type, 5)
        .with_header("limit", "50000")
        .with_variable("orderId", 7)
        .with_variable("total", 10)
        .with_variable("receipt", "a receipt")
}

/// Told to stop while the gateway takes its time to acknowledge outcomes.
async fn finishes_what_it_has(example: &str, job_type: &str) {
    let slow = Reply::pass().after(Duration::from_millis(700));
    let gateway = MockGateway::builder().always(Rpc::CompleteJob, slow).start().await.unwrap();
    let worker = start(example, &gateway).await;
    gateway.add_jobs(&jobs(job_type));
    let begun = |entries: &[Entry]| entries.iter().any(|entry| entry.rpc == Some(Rpc::CompleteJob));
    gateway.journal().wait_for(begun, LONG).await.unwrap();
    let worker = worker.stop().await.unwrap();
    assert!(worker.status.success(), "{worker:?}");
    assert!(worker.printed.ends_with("stopped with 0 jobs undone\n"), "{worker:?}");
    let (totals, now) = (gateway.job_totals(job_type), gateway.job_counts(job_type));
    assert_eq!(totals.outcomes(), totals.activated(), "{totals:?}");
    assert!(totals.completed > 0 && totals.expired == 0, "{totals:?}");
    assert_eq!(now.activated, 0, "{now:?}");
    assert_eq!(gateway.journal().counts(Rpc::CompleteJob).open(), 0);
}

#[tokio::test]
async fn the_worker_finishes_its_jobs_when_it_is_told_to_stop() {
    finishes_what_it_has("worker", "payment").await;
}

#[tokio::test]
async fn the_streaming_worker_finishes_its_jobs_when_it_is_told_to_stop() {
    finishes_what_it_has("streaming_worker", "shipping").await;
}

#[tokio::test]
async fn the_streaming_worker_is_sent_its_jobs() {
    let gateway = MockGateway::start().await.unwrap();
    let worker = start("streaming_worker", &gateway).await;
    wait_for_streams(&gateway, 2).await;
    gateway.add_jobs(&jobs("apology"));
    gateway.wait_for_jobs("apology", |jobs| jobs.completed == 5, LONG).await.unwrap();
    assert!(gateway.job_totals("apology").pushed > 0);
    assert!(worker.stop().await.unwrap().status.success());
    wait_for_streams(&gateway, 0).await;
}

async fn wait_for_streams(gateway: &MockGateway, count: usize) {
    let open = || gateway.open_streams("shipping") + gateway.open_streams("apology");
    let reached = timeout(LONG, async {
        while open() != count {
            sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(reached.await.is_ok(), "{} streams instead of {count}", open());
}

/// As in front of a gateway older than 8.4.
#[tokio::test]
async fn a_gateway_without_streams_is_polled() {
    let old = MockGateway::builder().gateway_version("8.2.0".parse().unwrap());
    let gateway = old.start().await.unwrap();
    let worker = start("streaming_worker", &gateway).await;
    gateway.add_jobs(&jobs("shipping"));
    gateway.wait_for_jobs("shipping", |jobs| jobs.completed == 5, LONG).await.unwrap();
    assert!(worker.stop().await.unwrap().status.success());
}
