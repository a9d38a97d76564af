//! Job streams: what is pushed, what is left to polls.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonic::Streaming;
use zeebe_mock_gateway::proto::{ActivatedJob, FailJobRequest, StreamActivatedJobsRequest};
use zeebe_mock_gateway::{JobSettings, MockGateway};

use crate::setup::{LONG, activate, connect, create, only_job, paying, poll};

/// Opens a stream; its headers come with its first job.
async fn open(
    gateway: &MockGateway,
    job_type: &str,
) -> tokio::task::JoinHandle<Streaming<ActivatedJob>> {
    let mut client = connect(gateway).await;
    let request = StreamActivatedJobsRequest {
        r#type: job_type.to_owned(),
        worker: "streamer".to_owned(),
        timeout: 60_000,
        ..Default::default()
    };
    let before = gateway.open_streams(job_type);
    let opening =
        tokio::spawn(
            async move { client.stream_activated_jobs(request).await.unwrap().into_inner() },
        );
    while gateway.open_streams(job_type) == before {
        sleep(Duration::from_millis(2)).await;
    }
    opening
}

async fn next(stream: &mut Streaming<ActivatedJob>) -> ActivatedJob {
    timeout(LONG, stream.message()).await.unwrap().unwrap().unwrap()
}

#[tokio::test]
async fn push_jobs_that_come_later_and_their_retries() {
    let (gateway, mut client) = paying().await;
    let older = create(&mut client, "").await;
    let opening = open(&gateway, "charge").await;
    let newer = create(&mut client, "").await;
    let mut stream = opening.await.unwrap();
    let pushed = next(&mut stream).await;
    assert_eq!(pushed.process_instance_key, newer.process_instance_key);
    for retry_back_off in [0, 50] {
        let fail = FailJobRequest {
            job_key: pushed.key,
            retries: 2,
            retry_back_off,
            ..Default::default()
        };
        client.fail_job(fail).await.unwrap();
        assert_eq!(next(&mut stream).await.key, pushed.key);
    }
    let polled = only_job(&mut client, "charge").await;
    assert_eq!(polled.process_instance_key, older.process_instance_key);
}

#[tokio::test]
async fn take_turns() {
    let (gateway, mut client) = paying().await;
    let (one, two) = (open(&gateway, "charge").await, open(&gateway, "charge").await);
    for _ in 0..4 {
        create(&mut client, "").await;
    }
    for opening in [one, two] {
        let mut stream = opening.await.unwrap();
        next(&mut stream).await;
        next(&mut stream).await;
    }
}

#[tokio::test]
async fn leave_jobs_to_polls_when_the_client_does_not_read() {
    let (gateway, mut client) = paying().await;
    let opening = open(&gateway, "big").await;
    let mut large = JobSettings::new("big", 200);
    large.variables.insert("x".to_owned(), "y".repeat(20_000).into());
    gateway.add_jobs(&large);
    let _unread = opening.await.unwrap();
    sleep(Duration::from_millis(50)).await;
    gateway.add_jobs(&large);
    let counts = gateway.job_counts("big");
    assert!(counts.available > 200, "{counts:?}");
    let mut request = poll("big");
    request.max_jobs_to_activate = 5;
    assert_eq!(activate(&mut client, request).await.len(), 5);
}

#[tokio::test]
async fn close_when_the_client_goes() {
    let (gateway, mut client) = paying().await;
    let opening = open(&gateway, "charge").await;
    create(&mut client, "").await;
    let mut stream = opening.await.unwrap();
    next(&mut stream).await;
    drop(stream);
    while gateway.open_streams("charge") > 0 {
        sleep(Duration::from_millis(2)).await;
    }
    create(&mut client, "").await;
    only_job(&mut client, "charge").await;
}
