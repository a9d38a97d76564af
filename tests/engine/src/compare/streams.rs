//! Pushed jobs, and calls of later gateways.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tonic::Status;
use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::{
    AssignProcessInstanceBusinessIdRequest, EvaluateConditionalRequest, FailJobRequest,
    StreamActivatedJobsRequest, UpdateJobPriorityRequest,
};

use super::table::{LEASE, Table, timed, timed_by};
use crate::{EngineError, Model};

const RPC: Rpc = Rpc::StreamActivatedJobs;
const ID: &str = "pushed";

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    later(table).await;
    let stream = StreamActivatedJobsRequest {
        r#type: format!("{ID}-charge"),
        worker: "observer".to_owned(),
        timeout: LEASE,
        ..Default::default()
    };
    // Of another type, so that no stream that has ended can get the jobs below.
    let other = StreamActivatedJobsRequest { r#type: "nothing".to_owned(), ..stream.clone() };
    let refused = [
        ("no type", StreamActivatedJobsRequest { r#type: String::new(), ..other.clone() }),
        ("timeout 0", StreamActivatedJobsRequest { timeout: 0, ..other.clone() }),
        ("no worker", StreamActivatedJobsRequest { worker: String::new(), ..other.clone() }),
        ("a tenant", StreamActivatedJobsRequest { tenant_ids: vec!["acme".to_owned()], ..other }),
    ];
    for (situation, request) in refused {
        // A stream that is accepted stays open until the deadline.
        let request = timed_by(request, Duration::from_secs(1));
        let status = match table.gateway().stream_activated_jobs(request).await {
            Ok(stream) => stream.into_inner().message().await.err(),
            Err(status) => Some(status),
        };
        table.refused(RPC, situation, &status.unwrap_or_else(|| Status::ok("")));
    }
    pushed(table, stream).await
}

async fn pushed(table: &mut Table, request: StreamActivatedJobsRequest) -> Result<(), EngineError> {
    table.deploy(Model::Pay, ID).await?;
    table.create(ID).await?;
    // A gateway may not even send headers before there is a job.
    let (sender, mut jobs) = mpsc::unbounded_channel();
    let (opened, mut opening) = oneshot::channel();
    let mut gateway = table.gateway().clone();
    let request = timed_by(request, Duration::from_secs(30));
    let reader = tokio::spawn(async move {
        let mut stream = gateway.stream_activated_jobs(request).await?.into_inner();
        let _ = opened.send(());
        while let Some(job) = stream.message().await? {
            if sender.send(job).is_err() {
                break;
            }
        }
        Ok::<(), Status>(())
    });
    let mut next = async |limit| tokio::time::timeout(limit, jobs.recv()).await.ok().flatten();
    let older = next(Duration::from_secs(1)).await.is_some();
    table.say(RPC, "a job that was there before: pushed", &older.to_string());
    table.say(RPC, "headers before the first job", &opening.try_recv().is_ok().to_string());
    table.create(ID).await?;
    let job = next(Duration::from_secs(5)).await;
    let retries = job.as_ref().map(|job| job.retries);
    table.say(RPC, "a job that comes later: pushed", &format!("retries {retries:?}"));
    let Some(job) = job else { return Ok(()) };
    for (situation, retry_back_off) in [("at once", 0), ("with retryBackOff 500", 500)] {
        let failure =
            FailJobRequest { job_key: job.key, retries: 2, retry_back_off, ..Default::default() };
        let failed = table.gateway().fail_job(timed(failure)).await;
        failed.map_err(|status| EngineError::failed("failing", status))?;
        let again = next(Duration::from_secs(5)).await.map(|job| job.retries);
        let text = format!("retries {again:?}");
        table.say(RPC, &format!("failed with retries 2 {situation}: pushed again"), &text);
    }
    reader.abort();
    Ok(())
}

/// Calls that came after 8.6.
async fn later(table: &mut Table) {
    let request = EvaluateConditionalRequest::default();
    let answer = table.gateway().evaluate_conditional(timed(request)).await;
    table.note(Rpc::EvaluateConditional, "nothing in it", answer);
    let request = UpdateJobPriorityRequest { job_key: 12_345, ..Default::default() };
    let answer = table.gateway().update_job_priority(timed(request)).await;
    table.note(Rpc::UpdateJobPriority, "key 12345", answer);
    let request = AssignProcessInstanceBusinessIdRequest {
        process_instance_key: 12_345,
        ..Default::default()
    };
    let answer = table.gateway().assign_process_instance_business_id(timed(request)).await;
    table.note(Rpc::AssignProcessInstanceBusinessId, "key 12345", answer);
}
