//! Jobs that are pushed.

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::{
    ActivatedJob, CompleteJobRequest, FailJobRequest, StreamActivatedJobsRequest,
};
use zeebe_sdk::{Error, ResponseStream};

use crate::stage::{LEASE, LONG, Stage};

async fn next(jobs: &mut ResponseStream<ActivatedJob>) -> Result<ActivatedJob, Error> {
    let next = tokio::time::timeout(LONG, jobs.next()).await;
    next.expect("a job in time").expect("the stream goes on")
}

#[tokio::test]
async fn jobs_are_pushed_and_pushed_again_after_a_failure() {
    let Some(stage) = Stage::on_broker("streamed").await else { return };
    stage.deploy(Model::Pay).await;
    let request = StreamActivatedJobsRequest::new(stage.job_type("charge"), "tester", LEASE);
    let opening = stage.client.stream_activated_jobs(request);
    let mut jobs = tokio::time::timeout(LONG, opening).await.expect("opens").unwrap();
    // What the broker pushes it has to know of first.
    let mut started = Vec::new();
    let first = loop {
        started.push(stage.start(json!({})).await);
        let soon = std::time::Duration::from_secs(1);
        if let Ok(job) = tokio::time::timeout(soon, jobs.next()).await {
            break job.expect("the stream goes on").unwrap();
        }
    };
    assert_eq!(Some(&first.process_instance_key), started.last());
    stage.client.fail_job(FailJobRequest::new(first.key, 2)).await.unwrap();
    let again = next(&mut jobs).await.unwrap();
    assert_eq!((again.key, again.retries), (first.key, 2));
    stage.client.complete_job(CompleteJobRequest::new(again.key)).await.unwrap();
    stage.wait_ended(again.process_instance_key).await;
}

#[tokio::test]
async fn a_job_is_pushed_to_one_of_two_streams() {
    let Some(stage) = Stage::on_broker("shared").await else { return };
    stage.deploy(Model::Pay).await;
    let request = StreamActivatedJobsRequest::new(stage.job_type("charge"), "tester", LEASE);
    let mut left = stage.client.stream_activated_jobs(request.clone()).await.unwrap();
    let mut right = stage.client.stream_activated_jobs(request).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let count = 40;
    let mut started = Vec::new();
    for _ in 0..count {
        started.push(stage.start(json!({})).await);
    }
    let mut pushed = Vec::new();
    while pushed.len() < count {
        let job = tokio::select! {
            job = next(&mut left) => job.unwrap(),
            job = next(&mut right) => job.unwrap(),
        };
        stage.client.complete_job(CompleteJobRequest::new(job.key)).await.unwrap();
        pushed.push(job.process_instance_key);
    }
    pushed.sort();
    assert_eq!(pushed, started);
}
