//! Jobs that time out, and jobs that are given more time.

use std::time::Duration;

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::{CompleteJobRequest, UpdateJobTimeoutRequest};

use crate::stage::{LEASE, Stage};

const SHORT: Duration = Duration::from_millis(500);

#[tokio::test]
async fn a_job_whose_lease_ends_goes_to_another_and_ends_once() {
    let Some(stage) = Stage::on_broker("expired").await else { return };
    stage.deploy(Model::Pay).await;
    stage.start(json!({})).await;
    let first = stage.job_for("charge", SHORT).await;
    let second = stage.job("charge").await;
    assert_eq!((second.key, second.retries), (first.key, first.retries));
    // Whoever is first ends it; the other finds nothing.
    stage.complete(&first, json!({})).await;
    let late = stage.client.complete_job(CompleteJobRequest::new(second.key)).await;
    assert!(late.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_lease_that_is_extended_does_not_end() {
    let Some(stage) = Stage::on_broker("extended").await else { return };
    stage.deploy(Model::Pay).await;
    stage.start(json!({})).await;
    let job = stage.job_for("charge", Duration::from_secs(2)).await;
    let longer = UpdateJobTimeoutRequest::new(job.key, LEASE);
    stage.client.update_job_timeout(longer).await.unwrap();
    // The engine looks for ended leases every second.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!stage.has_job("charge").await);
    stage.complete(&job, json!({})).await;
}
