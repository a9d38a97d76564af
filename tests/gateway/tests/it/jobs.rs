//! The life of jobs: reservations, retries, back-off, incidents, errors,
//! variables, leases.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tonic::Code;
use zeebe_mock_gateway::proto::{
    CompleteJobRequest, CreateProcessInstanceWithResultRequest, FailJobRequest,
    ResolveIncidentRequest, SetVariablesRequest, ThrowErrorRequest, UpdateJobPriorityRequest,
    UpdateJobRetriesRequest, UpdateJobTimeoutRequest,
};

use crate::setup::{activate, create, fresh_job, only_job, pay, paying, poll};

fn complete(job_key: i64, variables: &str) -> CompleteJobRequest {
    CompleteJobRequest { job_key, variables: variables.to_owned(), ..Default::default() }
}

fn fail(job_key: i64, retries: i32) -> FailJobRequest {
    FailJobRequest { job_key, retries, ..Default::default() }
}

#[tokio::test]
async fn carry_what_the_process_says() {
    let (gateway, mut client) = paying().await;
    let created = create(&mut client, r#"{"b":1,"a":"x"}"#).await;
    let job = only_job(&mut client, "charge").await;
    assert_eq!(job.process_instance_key, created.process_instance_key);
    assert_eq!((job.bpmn_process_id.as_str(), job.element_id.as_str()), ("pay", "t"));
    assert_eq!((job.retries, job.worker.as_str()), (5, "tester"));
    assert_eq!(job.custom_headers, r#"{"card":"visa"}"#);
    assert_eq!(job.variables, r#"{"b":1,"a":"x"}"#);
    assert_eq!(job.tenant_id, "<default>");
    client.complete_job(complete(job.key, "")).await.unwrap();
    assert_eq!(gateway.open_instances(), 0);
}

#[tokio::test]
async fn come_back_when_the_reservation_ends() {
    let (_gateway, mut client) = paying().await;
    create(&mut client, "").await;
    let mut short = poll("charge");
    short.timeout = 50;
    let first = activate(&mut client, short).await.remove(0);
    let mut waiting = poll("charge");
    waiting.request_timeout = 5_000;
    let second = activate(&mut client, waiting).await.remove(0);
    assert_eq!(first.key, second.key);
    client.complete_job(complete(first.key, "")).await.unwrap();
    let status = client.complete_job(complete(second.key, "")).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

#[tokio::test]
async fn keep_a_reservation_that_is_extended() {
    let (gateway, mut client) = paying().await;
    create(&mut client, "").await;
    let mut short = poll("charge");
    short.timeout = 100;
    let job_key = activate(&mut client, short).await.remove(0).key;
    let extension = UpdateJobTimeoutRequest { job_key, timeout: 60_000, ..Default::default() };
    client.update_job_timeout(extension).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    assert_eq!(gateway.job_counts("charge").activated, 1);
    client.complete_job(complete(job_key, "")).await.unwrap();
}

#[tokio::test]
async fn back_off_before_the_next_try() {
    let (gateway, mut client) = paying().await;
    let job = fresh_job(&mut client).await;
    let mut failing = fail(job.key, 4);
    failing.retry_back_off = 150;
    failing.variables = r#"{"seen":true}"#.to_owned();
    client.fail_job(failing).await.unwrap();
    let failed = Instant::now();
    assert_eq!(gateway.job_counts("charge").backing_off, 1);
    let mut waiting = poll("charge");
    waiting.request_timeout = 5_000;
    let again = activate(&mut client, waiting).await.remove(0);
    assert!(failed.elapsed() >= Duration::from_millis(100));
    assert_eq!((again.retries, again.variables.as_str()), (4, r#"{"seen":true}"#));
}

#[tokio::test]
async fn wait_for_the_end_of_an_incident() {
    let (gateway, mut client) = paying().await;
    let job = fresh_job(&mut client).await;
    client.fail_job(fail(job.key, 0)).await.unwrap();
    let incident = gateway.incidents()[0];
    assert_eq!(incident.job, job.key);
    assert!(activate(&mut client, poll("charge")).await.is_empty());
    let retries = UpdateJobRetriesRequest { job_key: job.key, retries: 2, ..Default::default() };
    client.update_job_retries(retries).await.unwrap();
    assert!(activate(&mut client, poll("charge")).await.is_empty());
    let resolve = ResolveIncidentRequest { incident_key: incident.key, ..Default::default() };
    client.resolve_incident(resolve).await.unwrap();
    assert_eq!(only_job(&mut client, "charge").await.retries, 2);
    assert!(gateway.incidents().is_empty());
    let status = client.resolve_incident(resolve).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

#[tokio::test]
async fn follow_the_boundary_event_that_catches() {
    let (gateway, mut client) = paying().await;
    let job = fresh_job(&mut client).await;
    let throw = ThrowErrorRequest {
        job_key: job.key,
        error_code: "broke".to_owned(),
        variables: r#"{"why":"old"}"#.to_owned(),
        ..Default::default()
    };
    client.throw_error(throw).await.unwrap();
    let repair = only_job(&mut client, "repair").await;
    // Without a mapping the variables stay with the event.
    assert_eq!(repair.variables, "{}");
    client.complete_job(complete(repair.key, "")).await.unwrap();
    assert_eq!((gateway.open_instances(), gateway.incidents().len()), (0, 0));
}

#[tokio::test]
async fn write_variables_where_they_belong() {
    let (_gateway, mut client) = paying().await;
    let created = create(&mut client, r#"{"a":1}"#).await;
    let job = only_job(&mut client, "charge").await;
    let set = |element_instance_key, variables: &str, local| SetVariablesRequest {
        element_instance_key,
        variables: variables.to_owned(),
        local,
        ..Default::default()
    };
    client.set_variables(set(job.element_instance_key, r#"{"b":2}"#, true)).await.unwrap();
    client.set_variables(set(job.element_instance_key, r#"{"a":9,"b":3}"#, false)).await.unwrap();
    client.set_variables(set(created.process_instance_key, r#"{"c":4}"#, true)).await.unwrap();
    client.fail_job(fail(job.key, 1)).await.unwrap();
    let again = only_job(&mut client, "charge").await;
    assert_eq!(again.variables, r#"{"a":9,"c":4,"b":3}"#);
}

#[tokio::test]
async fn answer_the_result_of_an_instance() {
    let (_gateway, mut client) = paying().await;
    let mut worker = client.clone();
    let working = tokio::spawn(async move {
        let mut waiting = poll("charge");
        waiting.request_timeout = 5_000;
        let job = activate(&mut worker, waiting).await.remove(0);
        worker.complete_job(complete(job.key, r#"{"paid":true,"sum":12.50}"#)).await.unwrap();
    });
    let request = CreateProcessInstanceWithResultRequest {
        request: Some(pay(r#"{"order":1}"#)),
        request_timeout: 5_000,
        fetch_variables: vec!["order".to_owned(), "sum".to_owned()],
    };
    let result = client.create_process_instance_with_result(request).await.unwrap().into_inner();
    assert_eq!(result.variables, r#"{"order":1,"sum":12.50}"#);
    working.await.unwrap();
}

#[tokio::test]
async fn need_the_current_lease() {
    let (_gateway, mut client) = paying().await;
    create(&mut client, "").await;
    let mut leased = poll("charge");
    leased.with_lease = true;
    let first = activate(&mut client, leased.clone()).await.remove(0);
    let with = |token: Option<String>| CompleteJobRequest {
        job_key: first.key,
        lease_token: token,
        ..Default::default()
    };
    let status = client.complete_job(with(None)).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    let mut returned = fail(first.key, 3);
    returned.lease_token.clone_from(&first.lease_token);
    client.fail_job(returned).await.unwrap();
    assert!(activate(&mut client, poll("charge")).await.is_empty());
    let second = activate(&mut client, leased).await.remove(0);
    assert_ne!(first.lease_token, second.lease_token);
    let status = client.complete_job(with(first.lease_token.clone())).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    client.complete_job(with(second.lease_token)).await.unwrap();
}

#[tokio::test]
async fn go_out_by_priority() {
    let (_gateway, mut client) = paying().await;
    for _ in 0..2 {
        create(&mut client, "").await;
    }
    let jobs = activate(&mut client, poll("charge")).await;
    let (low, high) = (jobs[0].key, jobs[1].key);
    let priority =
        UpdateJobPriorityRequest { job_key: high, priority: Some(7), ..Default::default() };
    client.update_job_priority(priority).await.unwrap();
    for key in [low, high] {
        client.fail_job(fail(key, 1)).await.unwrap();
    }
    let keys: Vec<i64> =
        activate(&mut client, poll("charge")).await.iter().map(|j| j.key).collect();
    assert_eq!(keys, [high, low]);
}
