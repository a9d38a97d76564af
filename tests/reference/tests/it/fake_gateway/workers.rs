//! Workers as users test them: the real worker, with its jobs from the test.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::{Instant, sleep};
use zeebe_sdk::gateway::rpcs;
use zeebe_sdk::testing::{FakeGateway, TestJob};
use zeebe_sdk::worker::{BpmnError, JobError, JobFailure, Vars};

#[derive(Deserialize)]
struct Order {
    total: u32,
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Receipt {
    paid: u32,
}

async fn charge(Vars(order): Vars<Order>) -> Result<Receipt, JobError> {
    sleep(Duration::from_secs(30)).await;
    match order.total {
        0 => Err(BpmnError::new("nothing-to-pay").into()),
        1..=100 => Ok(Receipt { paid: order.total }),
        _ => Err(JobFailure::new("too much").retry_backoff(Duration::from_secs(60)).into()),
    }
}

fn order(total: u32) -> TestJob {
    TestJob::new("charge").variables(json!({"total": total, "more": "not asked for"}))
}

#[tokio::test(start_paused = true)]
async fn every_outcome_of_a_handler_reaches_the_test() {
    for streams in [false, true] {
        let gateway = FakeGateway::new();
        let worker = gateway.client().unwrap().worker("charge").stream(streams);
        let worker = worker.handler(charge).start().unwrap();
        let [mut paid, mut free, mut dear] = [5, 0, 101].map(|total| gateway.add_job(order(total)));
        let patience = Duration::from_secs(60);

        let outcome = paid.outcome_within(patience).await.unwrap();
        assert_eq!(outcome.variables_as::<Receipt>().unwrap(), Receipt { paid: 5 });
        let outcome = free.outcome_within(patience).await.unwrap();
        assert_eq!(outcome.as_bpmn_error().unwrap().code, "nothing-to-pay");
        let outcome = dear.outcome_within(patience).await.unwrap();
        let failure = outcome.as_failure().unwrap();
        assert_eq!((&*failure.message, failure.retries), ("too much", Some(2)));
        let begin = Instant::now();
        let outcome = dear.outcome_within(2 * patience).await.unwrap();
        assert_eq!(outcome.as_failure().unwrap().retries, Some(1));
        assert!(begin.elapsed() >= Duration::from_secs(90), "{:?}", begin.elapsed());

        worker.shutdown().await;
        assert_eq!(gateway.requests::<rpcs::CompleteJob>().len(), 1);
        assert_eq!(!gateway.requests::<rpcs::StreamActivatedJobs>().is_empty(), streams);
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_shares_the_jobs_with_others() {
    let gateway = FakeGateway::new();
    let workers = (0..4).map(|_| {
        let client = gateway.client().unwrap();
        client.worker("charge").max_jobs_active(2).handler(charge).start().unwrap()
    });
    let workers: Vec<_> = workers.collect();
    let jobs: Vec<_> = (0..100).map(|_| gateway.add_job(order(5))).collect();
    for mut job in jobs {
        job.outcome_within(Duration::from_secs(3_600)).await.unwrap();
    }
    assert_eq!(gateway.requests::<rpcs::CompleteJob>().len(), 100);
    for worker in workers {
        worker.shutdown().await;
    }
}
