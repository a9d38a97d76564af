//! Asks a gateway and notes its answers, with the bare stub: what is compared
//! is the gateway, not the SDK.

use std::fmt::{Debug, Write as _};
use std::time::Duration;

use tonic::transport::Channel;
use tonic::{Code, Request, Response, Status, Streaming};
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::proto::{
    ActivateJobsRequest, ActivateJobsResponse, ActivatedJob, CreateProcessInstanceRequest,
    DeployResourceRequest, DeployResourceResponse, Resource,
};
use zeebe_mock_gateway::{Rpc, StatusCode};

use super::observation::Observation;
use crate::{EngineError, Model};

/// An in-memory engine leaves some calls without an answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The lease of activated jobs, in milliseconds.
pub(super) const LEASE: i64 = 60_000;

/// Has the form of a key of partition 1, but nothing has it.
pub(super) const UNKNOWN: i64 = (1 << 51) + (1 << 50);

pub(super) struct Table {
    gateway: GatewayClient<Channel>,
    rows: Vec<Observation>,
}

impl Table {
    pub(super) fn new(gateway: GatewayClient<Channel>) -> Self {
        Self { gateway, rows: Vec::new() }
    }

    pub(super) fn into_rows(self) -> Vec<Observation> {
        self.rows
    }

    pub(super) fn gateway(&mut self) -> &mut GatewayClient<Channel> {
        &mut self.gateway
    }

    /// Notes the answer to a call and hands on its reply.
    pub(super) fn note<T: Debug>(
        &mut self,
        rpc: Rpc,
        situation: &str,
        answer: Result<Response<T>, Status>,
    ) -> Option<T> {
        match answer {
            Ok(response) => {
                let reply = response.into_inner();
                self.say(rpc, situation, &format!("{reply:?}"));
                Some(reply)
            }
            Err(status) => {
                self.refused(rpc, situation, &status);
                None
            }
        }
    }

    /// Notes a stream as its messages and jobs, and hands on the jobs.
    pub(super) async fn note_jobs(
        &mut self,
        rpc: Rpc,
        situation: &str,
        answer: Result<Response<Streaming<ActivateJobsResponse>>, Status>,
    ) -> Vec<ActivatedJob> {
        match all(answer).await {
            Ok((messages, jobs)) => {
                let text = format!("{messages} messages, {} jobs", jobs.len());
                self.say(rpc, situation, &text);
                jobs
            }
            Err(status) => {
                self.refused(rpc, situation, &status);
                Vec::new()
            }
        }
    }

    /// Notes what came of a situation in words of ours.
    pub(super) fn say(&mut self, rpc: Rpc, situation: &str, text: &str) {
        self.push(rpc, situation, StatusCode::name(Code::Ok), false, Some(without_numbers(text)));
    }

    /// Notes a status, without its text: each gateway has its own words.
    pub(super) fn refused(&mut self, rpc: Rpc, situation: &str, status: &Status) {
        // Who is first to end a call whose time is over, decides its status.
        let late = status.code() == Code::Cancelled;
        let code = if late { Code::DeadlineExceeded } else { status.code() };
        self.push(rpc, situation, StatusCode::name(code), !status.details().is_empty(), None);
    }

    fn push(
        &mut self,
        rpc: Rpc,
        situation: &str,
        status: &str,
        details: bool,
        reply: Option<String>,
    ) {
        self.rows.push(Observation {
            rpc: rpc.name().to_owned(),
            situation: situation.to_owned(),
            status: status.to_owned(),
            details,
            reply,
        });
    }

    /// Deploys a model; answers are noted by those who are interested.
    pub(super) async fn deploy(
        &mut self,
        model: Model,
        id: &str,
    ) -> Result<DeployResourceResponse, EngineError> {
        let resource = resource(&model.name(id), model.content(id));
        let deployed = self.gateway.deploy_resource(timed(deployment([resource]))).await;
        Ok(deployed.map_err(|status| EngineError::failed("deploying", status))?.into_inner())
    }

    /// The key of a new instance of a process.
    pub(super) async fn create(&mut self, id: &str) -> Result<i64, EngineError> {
        let created = self.gateway.create_process_instance(timed(instance(id))).await;
        let created = created.map_err(|status| EngineError::failed("creating", status))?;
        Ok(created.into_inner().process_instance_key)
    }

    /// A job of a new instance of a process.
    pub(super) async fn job(&mut self, id: &str, task: &str) -> Result<ActivatedJob, EngineError> {
        self.create(id).await?;
        self.activate(&format!("{id}-{task}"), LEASE).await
    }

    /// A job that is there.
    pub(super) async fn activate(
        &mut self,
        job_type: &str,
        lease: i64,
    ) -> Result<ActivatedJob, EngineError> {
        // An engine without long polls answers before the job is there.
        for _ in 0..50 {
            let request = ActivateJobsRequest { timeout: lease, ..poll(job_type, 1) };
            let answer = self.gateway.activate_jobs(timed(request)).await;
            let jobs =
                all(answer).await.map_err(|status| EngineError::failed("polling", status))?;
            if let Some(job) = jobs.1.into_iter().next() {
                return Ok(job);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(EngineError::Failed(format!("no job of type {job_type} turns up")))
    }
}

async fn all(
    answer: Result<Response<Streaming<ActivateJobsResponse>>, Status>,
) -> Result<(usize, Vec<ActivatedJob>), Status> {
    let mut stream = answer?.into_inner();
    let (mut messages, mut jobs) = (0, Vec::new());
    while let Some(message) = stream.message().await? {
        messages += 1;
        jobs.extend(message.jobs);
    }
    Ok((messages, jobs))
}

/// A request with a deadline.
pub(super) fn timed<T>(request: T) -> Request<T> {
    timed_by(request, TIMEOUT)
}

/// A request with this deadline.
pub(super) fn timed_by<T>(request: T, timeout: Duration) -> Request<T> {
    let mut request = Request::new(request);
    request.set_timeout(timeout);
    request
}

pub(super) fn resource(name: &str, content: impl Into<Vec<u8>>) -> Resource {
    Resource { name: name.to_owned(), content: content.into() }
}

pub(super) fn deployment(resources: impl Into<Vec<Resource>>) -> DeployResourceRequest {
    DeployResourceRequest { resources: resources.into(), ..Default::default() }
}

/// A create of the latest version.
pub(super) fn instance(id: &str) -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest {
        bpmn_process_id: id.to_owned(),
        version: -1,
        ..Default::default()
    }
}

/// A poll that does not wait for long.
pub(super) fn poll(job_type: &str, max: i32) -> ActivateJobsRequest {
    ActivateJobsRequest {
        r#type: job_type.to_owned(),
        worker: "observer".to_owned(),
        timeout: LEASE,
        max_jobs_to_activate: max,
        request_timeout: 1_000,
        ..Default::default()
    }
}

/// Keys, times and ports: whatever has many digits, or stands after `port`.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let (number, after) = digits.split_at(end);
        let is_port = before.ends_with("port: ") || before.ends_with("127.0.0.1:");
        let number = if number.len() > 12 || is_port { "#" } else { number };
        let _ = write!(kept, "{before}{number}");
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    #[test]
    fn only_what_differs_is_left_out() {
        let text = "key '2251799813685250' of partition 1, port: 26501, version 8.6.0, 222928181554839553x";
        let expected = "key '#' of partition 1, port: #, version 8.6.0, #x";
        assert_eq!(without_numbers(text), expected);
    }
}
