//! Jobs that a test adds, and what their workers report.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use zeebe_sdk::gateway::{
    ActivateJobsRequest, ActivatedJob, CompleteJobRequest, FailJobRequest,
    StreamActivatedJobsRequest, ThrowErrorRequest, UpdateJobTimeoutRequest, rpcs,
};
use zeebe_sdk::testing::{FakeGateway, TestJob};
use zeebe_sdk::values::RequestTimeout;
use zeebe_sdk::{Client, Error};

const SECOND: Duration = Duration::from_secs(1);
const LEASE: Duration = Duration::from_secs(60);

fn stage() -> (FakeGateway, Client) {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    (gateway, client)
}

fn ask(most: i32) -> ActivateJobsRequest {
    ActivateJobsRequest::new("charge", "cashier", LEASE, most)
}

/// What a poll brings.
async fn poll(client: &Client, request: ActivateJobsRequest) -> Vec<ActivatedJob> {
    let mut stream = client.activate_jobs(request).await.unwrap();
    let mut jobs = Vec::new();
    while let Some(job) = stream.next().await {
        jobs.push(job.unwrap());
    }
    jobs
}

/// What is there now.
async fn there(client: &Client) -> Vec<ActivatedJob> {
    poll(client, ask(10).request_timeout(RequestTimeout::NoLongPoll)).await
}

async fn complete(client: &Client, job: &ActivatedJob) -> Result<(), Error> {
    client.complete_job(CompleteJobRequest::new(job.key)).await.map(|_| ())
}

#[tokio::test(start_paused = true)]
async fn a_job_goes_to_a_poll_and_its_outcome_to_the_test() {
    let (gateway, client) = stage();
    let job =
        TestJob::new("charge").key(7).variables(json!({"total": 5})).headers(json!({"h": "1"}));
    let mut handle = gateway.add_job(job);
    let jobs = poll(&client, ask(32)).await;
    assert_eq!((jobs.len(), jobs[0].key, handle.key()), (1, 7.into(), 7.into()));
    assert_eq!((&*jobs[0].worker, jobs[0].retries), ("cashier", 3));
    assert_eq!(jobs[0].variables.as_json(), r#"{"total":5}"#);
    assert_eq!(jobs[0].custom_headers.get::<&str>("h").unwrap(), Some("1"));
    let left = jobs[0].deadline.duration_since(std::time::SystemTime::now()).unwrap();
    assert!(left > LEASE / 2 && left <= LEASE, "{left:?}");

    let done = CompleteJobRequest::new(jobs[0].key).variables(json!({"paid": true}));
    client.complete_job(done).await.unwrap();
    let outcome = handle.outcome().await.unwrap();
    assert!(outcome.as_completion().is_some());
    assert_eq!(outcome.variables_as::<Value>().unwrap(), json!({"paid": true}));
    assert!(complete(&client, &jobs[0]).await.unwrap_err().is_not_found());
    let error = handle.outcome().await.unwrap_err();
    assert!(error.to_string().contains("has had its last outcome"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_job_is_one_worker_s_at_a_time() {
    let (gateway, client) = stage();
    let keys: Vec<_> = (0..5).map(|_| gateway.add_job(TestJob::new("charge")).key()).collect();
    gateway.add_job(TestJob::new("other"));
    let first = poll(&client, ask(2)).await;
    let second = poll(&client, ask(10)).await;
    let seen: Vec<_> = first.iter().chain(&second).map(|job| job.key).collect();
    assert_eq!((seen, first.len()), (keys, 2));
    assert!(there(&client).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_poll_waits_for_a_job_and_no_longer_than_it_says() {
    let (gateway, client) = stage();
    let begin = Instant::now();
    assert!(poll(&client, ask(1).request_timeout(3 * SECOND)).await.is_empty());
    assert_eq!(begin.elapsed(), 3 * SECOND);
    assert!(there(&client).await.is_empty());
    assert_eq!(begin.elapsed(), 3 * SECOND);

    let waiting = tokio::spawn({
        let client = client.clone();
        async move { poll(&client, ask(1).request_timeout(100 * SECOND)).await.len() }
    });
    sleep(SECOND).await;
    gateway.add_job(TestJob::new("other"));
    gateway.add_job(TestJob::new("charge"));
    assert_eq!(waiting.await.unwrap(), 1);
    assert_eq!(begin.elapsed(), 4 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_given_up_takes_no_job() {
    let (gateway, client) = stage();
    let polling = timeout(SECOND, poll(&client, ask(1).request_timeout(100 * SECOND)));
    assert!(polling.await.is_err());
    sleep(SECOND).await;
    gateway.add_job(TestJob::new("charge"));
    assert_eq!(there(&client).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_jobs_as_they_turn_up() {
    let (gateway, client) = stage();
    gateway.add_job(TestJob::new("charge").key(1));
    let request = StreamActivatedJobsRequest::new("charge", "cashier", LEASE);
    let mut jobs = client.stream_activated_jobs(request).await.unwrap();
    assert_eq!(jobs.next().await.unwrap().unwrap().key, 1.into());
    assert!(timeout(SECOND, jobs.next()).await.is_err());
    for key in 2..100 {
        let mut handle = gateway.add_job(TestJob::new("charge").key(key));
        let job = jobs.next().await.unwrap().unwrap();
        assert_eq!(job.key, key.into());
        complete(&client, &job).await.unwrap();
        handle.outcome().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_job_comes_again_after_its_back_off() {
    let (gateway, client) = stage();
    let mut handle = gateway.add_job(TestJob::new("charge"));
    let job = &there(&client).await[0];
    let failed = FailJobRequest::new(job.key, 2)
        .error_message("busy")
        .retry_back_off(10 * SECOND)
        .variables(json!({"tried": 1}));
    client.fail_job(failed).await.unwrap();
    let outcome = handle.outcome().await.unwrap();
    let failure = outcome.as_failure().unwrap();
    assert_eq!((&*failure.message, failure.retries), ("busy", Some(2)));
    assert_eq!(failure.retry_backoff, Some(10 * SECOND));
    assert_eq!(outcome.variables_as::<Value>().unwrap(), json!({"tried": 1}));

    assert!(there(&client).await.is_empty());
    assert!(complete(&client, job).await.unwrap_err().is_failed_precondition());
    let begin = Instant::now();
    let again = poll(&client, ask(1).request_timeout(100 * SECOND)).await;
    assert_eq!((again[0].key, again[0].retries), (job.key, 2));
    assert_eq!(begin.elapsed(), 10 * SECOND);

    client.fail_job(FailJobRequest::new(job.key, 0)).await.unwrap();
    assert_eq!(handle.outcome().await.unwrap().as_failure().unwrap().retries, Some(0));
    assert!(poll(&client, ask(1)).await.is_empty());
    assert!(complete(&client, job).await.unwrap_err().is_failed_precondition());
}

#[tokio::test(start_paused = true)]
async fn an_error_is_an_outcome() {
    let (gateway, client) = stage();
    let mut handle = gateway.add_job(TestJob::new("charge"));
    let job = &there(&client).await[0];
    let thrown = ThrowErrorRequest::new(job.key, "declined").error_message("no funds");
    client.throw_error(thrown).await.unwrap();
    let outcome = handle.outcome().await.unwrap();
    let error = outcome.as_bpmn_error().unwrap();
    assert_eq!((&*error.code, &*error.message), ("declined", "no funds"));
    assert!(outcome.variables().is_none());
    assert!(there(&client).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_reservation_ends_unless_it_is_prolonged() {
    let (gateway, client) = stage();
    let mut handle = gateway.add_job(TestJob::new("charge"));
    let job = &there(&client).await[0];
    sleep(LEASE / 2).await;
    let prolonged = UpdateJobTimeoutRequest::new(job.key, LEASE);
    client.update_job_timeout(prolonged).await.unwrap();
    sleep(LEASE - SECOND).await;
    assert!(there(&client).await.is_empty());
    let begin = Instant::now();
    assert_eq!(poll(&client, ask(1)).await.len(), 1);
    assert_eq!(begin.elapsed(), SECOND);
    // Who had it before may still complete it.
    complete(&client, job).await.unwrap();
    handle.outcome().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_the_variables_that_are_asked_for_come_along() {
    let (gateway, client) = stage();
    gateway.add_job(TestJob::new("charge").variables(json!({"b": 1, "a": 2, "c": 3})));
    let request = ask(1).fetch_variable(["a", "b", "d"]);
    assert_eq!(poll(&client, request).await[0].variables.as_json(), r#"{"b":1,"a":2}"#);
}

#[tokio::test(start_paused = true)]
async fn a_test_that_waits_in_vain_learns_why() {
    let (gateway, client) = stage();
    let mut handle = gateway.add_job(TestJob::new("charge"));
    let begin = Instant::now();
    let text = handle.outcome().await.unwrap_err().to_string();
    assert!(text.contains("nobody has asked for jobs of type 'charge'"), "{text}");
    assert_eq!(begin.elapsed(), 5 * SECOND);
    let job = there(&client).await.remove(0);
    let text = handle.outcome_within(SECOND).await.unwrap_err().to_string();
    assert!(text.contains("worker 'cashier' has it"), "{text}");
    client.fail_job(FailJobRequest::new(job.key, 1).retry_back_off(LEASE)).await.unwrap();
    handle.outcome().await.unwrap();
    let text = handle.outcome().await.unwrap_err().to_string();
    assert!(text.contains("waits for its next try"), "{text}");
}

#[tokio::test]
async fn a_test_may_answer_for_the_jobs_itself() {
    let (gateway, client) = stage();
    gateway.add_job(TestJob::new("charge"));
    let job = there(&client).await.remove(0);
    gateway.on::<rpcs::CompleteJob>(|_| Err(zeebe_sdk::testing::Status::not_found("gone")));
    assert!(complete(&client, &job).await.unwrap_err().is_not_found());
    assert_eq!(gateway.requests::<rpcs::CompleteJob>()[0].job_key, job.key);
}
