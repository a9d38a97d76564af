//! Polls, outcomes and updates of jobs.

use tonic::{Code, Response};
use zeebe_mock_gateway::proto::{
    ActivateJobsRequest, CompleteJobRequest, FailJobRequest, ResolveIncidentRequest,
    StreamActivatedJobsRequest, ThrowErrorRequest, UpdateJobPriorityRequest,
    UpdateJobRetriesRequest, UpdateJobTimeoutRequest,
};

use super::{ok, refused};
use crate::setup::{activate, create, fresh_job, only_job, paying, poll};

#[tokio::test]
async fn polling() {
    let (_gateway, mut client) = paying().await;
    let with = |change: fn(&mut ActivateJobsRequest)| {
        let mut request = poll("charge");
        change(&mut request);
        request
    };
    for (situation, request, part) in [
        ("no type", with(|r| r.r#type.clear()), "blank"),
        ("timeout 0", with(|r| r.timeout = 0), "'0'"),
        ("timeout -1", with(|r| r.timeout = -1), "'-1'"),
        ("tenant", with(|r| r.tenant_ids = vec!["acme".into()]), "multi-tenancy"),
    ] {
        let answered = client.activate_jobs(request).await.map(|_| Response::new(()));
        refused(situation, answered, Code::InvalidArgument, part);
    }
    create(&mut client, "").await;
    for max in [0, -1] {
        let mut request = poll("charge");
        request.max_jobs_to_activate = max;
        assert!(activate(&mut client, request).await.is_empty());
    }
    let generous = with(|r| {
        r.worker.clear();
        r.fetch_variable = vec!["unknown".into()];
        r.tenant_ids = vec!["<default>".into()];
    });
    assert_eq!(activate(&mut client, generous).await.len(), 1);
    let stream = |job_type: &str, timeout| StreamActivatedJobsRequest {
        r#type: job_type.to_owned(),
        timeout,
        ..Default::default()
    };
    for request in [stream("", 1), stream("charge", 0)] {
        let status = client.stream_activated_jobs(request).await.unwrap_err();
        assert_eq!((status.code(), status.details().len()), (Code::InvalidArgument, 0));
    }
}

#[tokio::test]
async fn job_outcomes() {
    let (_gateway, mut client) = paying().await;
    by_key!(client.complete_job, job_key, CompleteJobRequest::default());
    by_key!(client.fail_job, job_key, FailJobRequest::default());
    by_key!(client.throw_error, job_key, ThrowErrorRequest::default());
    let job_key = fresh_job(&mut client).await.key;
    let complete = CompleteJobRequest { job_key, ..Default::default() };
    bad_variables!(client.complete_job, complete.clone());
    bad_variables!(client.fail_job, FailJobRequest { job_key, ..Default::default() });
    bad_variables!(client.throw_error, ThrowErrorRequest { job_key, ..Default::default() });
    ok("complete", client.complete_job(complete.clone()).await);
    let answered = client.complete_job(complete).await;
    refused("second time", answered, Code::NotFound, &job_key.to_string());
}

#[tokio::test]
async fn failed_jobs() {
    let (_gateway, mut client) = paying().await;
    for (retries, retry_back_off) in [(-1, 0), (0, 0), (2, 60_000)] {
        let job_key = fresh_job(&mut client).await.key;
        let fail = FailJobRequest { job_key, retries, retry_back_off, ..Default::default() };
        ok("fail", client.fail_job(fail.clone()).await);
        let state = Code::FailedPrecondition;
        refused("fail again", client.fail_job(fail).await, state, "'FAILED'");
        let complete = CompleteJobRequest { job_key, ..Default::default() };
        refused("complete", client.complete_job(complete).await, state, "'FAILED'");
    }
}

#[tokio::test]
async fn errors_nobody_catches() {
    let (gateway, mut client) = paying().await;
    for code in ["nobody catches this", ""] {
        let job_key = fresh_job(&mut client).await.key;
        let throw = ThrowErrorRequest { job_key, error_code: code.into(), ..Default::default() };
        ok("uncaught", client.throw_error(throw.clone()).await);
        let answered = client.throw_error(throw).await;
        refused("again", answered, Code::FailedPrecondition, "'ERROR_THROWN'");
    }
    assert_eq!(gateway.incidents().len(), 2);
}

fn retries(job_key: i64, retries: i32) -> UpdateJobRetriesRequest {
    UpdateJobRetriesRequest { job_key, retries, ..Default::default() }
}

#[tokio::test]
async fn job_updates() {
    let (_gateway, mut client) = paying().await;
    by_key!(client.update_job_retries, job_key, retries(0, 5));
    by_key!(client.update_job_timeout, job_key, UpdateJobTimeoutRequest::default());
    let priority = UpdateJobPriorityRequest { priority: Some(1), ..Default::default() };
    by_key!(client.update_job_priority, job_key, priority.clone());
    by_key!(client.resolve_incident, incident_key, ResolveIncidentRequest::default());
}

#[tokio::test]
async fn updates_of_an_activated_job() {
    let (_gateway, mut client) = paying().await;
    create(&mut client, "").await;
    let job_key = only_job(&mut client, "charge").await.key;
    for (amount, part) in [(0, "'0'"), (-1, "'-1'")] {
        let answered = client.update_job_retries(retries(job_key, amount)).await;
        refused("no retries", answered, Code::InvalidArgument, part);
    }
    ok("retries", client.update_job_retries(retries(job_key, 5)).await);
    let timeout = |timeout| UpdateJobTimeoutRequest { job_key, timeout, ..Default::default() };
    ok("timeout", client.update_job_timeout(timeout(60_000)).await);
    ok("timeout 0", client.update_job_timeout(timeout(0)).await);
    let answered = client.update_job_timeout(timeout(60_000)).await;
    refused("not activated", answered, Code::FailedPrecondition, "not activated");
    let none = UpdateJobPriorityRequest { job_key, ..Default::default() };
    refused("absent", client.update_job_priority(none).await, Code::InvalidArgument, "priority");
    ok("expired", client.complete_job(CompleteJobRequest { job_key, ..Default::default() }).await);
    let answered = client.update_job_timeout(timeout(1)).await;
    refused("completed", answered, Code::NotFound, &job_key.to_string());
}
