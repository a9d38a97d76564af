//! How code that uses this crate is tested: handlers without anything around
//! them, workers and callers with a gateway in the process of the test.
//!
//! `cargo test --features testing`

use std::error::Error;

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeebe_sdk::Client;
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, CreateProcessInstanceResponse, rpcs};
use zeebe_sdk::keys::ProcessInstanceKey;
use zeebe_sdk::testing::{FakeGateway, Status, TestJob};
use zeebe_sdk::worker::{BpmnError, Headers, JobError, State, Vars};

type TestResult = Result<(), Box<dyn Error>>;

// What is tested: a handler and a caller.

#[derive(Serialize, Deserialize)]
struct Order {
    total: u64,
}

#[derive(Deserialize)]
struct Terms {
    currency: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Payment {
    paid: String,
}

/// The most that the shop takes at once.
#[derive(Clone, Copy)]
struct Limit(u64);

async fn collect(
    Vars(order): Vars<Order>,
    Headers(terms): Headers<Terms>,
    State(limit): State<Limit>,
) -> Result<Payment, JobError> {
    match order.total {
        0 => Err("an order of nothing".into()),
        total if total > limit.0 => Err(BpmnError::new("declined").into()),
        total => Ok(Payment { paid: format!("{total} {}", terms.currency) }),
    }
}

/// Starts the process of an order; `None` if the shop is closed.
async fn order(
    client: &Client,
    total: u64,
) -> Result<Option<ProcessInstanceKey>, zeebe_sdk::Error> {
    let request =
        CreateProcessInstanceRequest::by_bpmn_process_id("order").variables(Order { total });
    match client.create_process_instance(request).await {
        Ok(started) => Ok(Some(started.process_instance_key)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

// A handler by itself: no worker, no gateway, any outcome.

fn payment_job(total: u64) -> TestJob {
    TestJob::new("payment").headers(json!({"currency": "EUR"})).variables(Order { total })
}

#[tokio::test]
async fn the_money_is_collected() -> TestResult {
    let outcome = payment_job(5).run_with(collect, Limit(10)).await;
    assert_eq!(outcome.variables_as::<Payment>()?, Payment { paid: "5 EUR".to_owned() });
    Ok(())
}

#[tokio::test]
async fn too_much_is_declined() {
    let outcome = payment_job(11).run_with(collect, Limit(10)).await;
    assert_eq!(outcome.as_bpmn_error(), Some(&BpmnError::new("declined")));
}

#[tokio::test]
async fn what_is_not_an_order_fails() -> TestResult {
    let outcome = TestJob::new("payment").run_with(collect, Limit(10)).await;
    let failure = outcome.as_failure().ok_or("the job must fail")?;
    assert!(failure.message.starts_with("variables: missing field `total`"), "{failure:?}");
    Ok(())
}

// A worker on a gateway: its settings count, too.

#[tokio::test]
async fn a_job_is_tried_as_often_as_it_has_retries() -> TestResult {
    let gateway = FakeGateway::new();
    let client = gateway.client()?;
    client.worker("payment").state(Limit(10)).handler(collect).start()?;

    let mut good = gateway.add_job(payment_job(5));
    assert!(good.outcome().await?.as_completion().is_some());

    let mut bad = gateway.add_job(payment_job(0).retries(2));
    for retries in [1, 0] {
        let outcome = bad.outcome().await?;
        let failure = outcome.as_failure().ok_or("the job must fail")?;
        assert_eq!(failure.retries, Some(retries));
    }
    client.close().await;
    Ok(())
}

// A caller: answers as the test wants them, requests to look at.

#[tokio::test]
async fn an_order_starts_its_process() -> TestResult {
    let gateway = FakeGateway::new();
    gateway.on::<rpcs::CreateProcessInstance>(|_| {
        let mut started = CreateProcessInstanceResponse::default();
        started.process_instance_key = 42.into();
        Ok(started)
    });
    assert_eq!(order(&gateway.client()?, 5).await?, Some(42.into()));

    let requests = gateway.requests::<rpcs::CreateProcessInstance>();
    let [request] = requests.as_slice() else { return Err("one request, not more".into()) };
    assert_eq!(request.bpmn_process_id, "order");
    assert_eq!(request.variables.deserialize::<Order>()?.total, 5);
    Ok(())
}

#[tokio::test]
async fn a_closed_shop_takes_no_orders() -> TestResult {
    let gateway = FakeGateway::new();
    gateway.on::<rpcs::CreateProcessInstance>(|_| Err(Status::not_found("no such process")));
    assert_eq!(order(&gateway.client()?, 5).await?, None);
    Ok(())
}
