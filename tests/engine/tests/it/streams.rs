//! Jobs that are pushed.

use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::{ActivatedJob, FailJobRequest, StreamActivatedJobsRequest};

use crate::stage::{LEASE, LONG, Stage};

/// How long it takes at most until the whole broker knows of a stream.
const KNOWN: Duration = Duration::from_secs(2);

/// Jobs as they are pushed. A gateway answers a stream with its first job, so
/// it is opened on the side.
fn stream(stage: &Stage) -> mpsc::UnboundedReceiver<ActivatedJob> {
    let request = StreamActivatedJobsRequest::new(stage.job_type("charge"), "tester", LEASE);
    let opening = stage.client.stream_activated_jobs(request);
    let (sender, jobs) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut stream = opening.await.unwrap();
        while let Some(job) = stream.next().await {
            sender.send(job.unwrap()).unwrap();
        }
    });
    jobs
}

async fn next(jobs: &mut mpsc::UnboundedReceiver<ActivatedJob>) -> ActivatedJob {
    let next = tokio::time::timeout(LONG, jobs.recv()).await;
    next.expect("a job in time").expect("the stream goes on")
}

#[tokio::test]
async fn jobs_are_pushed_and_pushed_again_after_a_failure() {
    let Some(stage) = Stage::on_broker("streamed").await else { return };
    stage.deploy(Model::Pay).await;
    let older = stage.start(json!({})).await;
    let mut jobs = stream(&stage);
    tokio::time::sleep(KNOWN).await;
    let newer = stage.start(json!({})).await;
    let first = next(&mut jobs).await;
    assert_eq!(first.process_instance_key, newer);
    stage.client.fail_job(FailJobRequest::new(first.key, 2)).await.unwrap();
    let again = next(&mut jobs).await;
    assert_eq!((again.key, again.retries), (first.key, 2));
    stage.complete(&again, json!({})).await;
    stage.wait_ended(newer).await;
    // What was there before the stream has to be polled.
    assert_eq!(stage.job("charge").await.process_instance_key, older);
}

#[tokio::test]
async fn a_job_is_pushed_to_one_of_two_streams() {
    let Some(stage) = Stage::on_broker("shared").await else { return };
    stage.deploy(Model::Pay).await;
    let (mut left, mut right) = (stream(&stage), stream(&stage));
    tokio::time::sleep(KNOWN).await;
    let mut started = Vec::new();
    for _ in 0..40 {
        started.push(stage.start(json!({})).await);
    }
    let mut pushed = Vec::new();
    while pushed.len() < started.len() {
        let job = tokio::select! {
            job = next(&mut left) => job,
            job = next(&mut right) => job,
        };
        stage.complete(&job, json!({})).await;
        pushed.push(job.process_instance_key);
    }
    pushed.sort();
    assert_eq!(pushed, started);
}
