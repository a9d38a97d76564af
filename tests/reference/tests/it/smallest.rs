//! The shortest request that each RPC takes, for tests about what all have in
//! common.

use std::time::Duration;

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::contract;
use zeebe_sdk::gateway::migrate_process_instance_request::{MappingInstruction, MigrationPlan};
use zeebe_sdk::gateway::{
    ActivateJobsRequest, AssignProcessInstanceBusinessIdRequest, BroadcastSignalRequest,
    CancelProcessInstanceRequest, CompleteJobRequest, CreateProcessInstanceRequest,
    CreateProcessInstanceWithResultRequest, DeleteResourceRequest, DeployResourceRequest,
    EvaluateConditionalRequest, EvaluateDecisionRequest, FailJobRequest,
    MigrateProcessInstanceRequest, ModifyProcessInstanceRequest, PublishMessageRequest,
    ResolveIncidentRequest, Resource, SetVariablesRequest, StreamActivatedJobsRequest,
    ThrowErrorRequest, TopologyRequest, UpdateJobPriorityRequest, UpdateJobRetriesRequest,
    UpdateJobTimeoutRequest,
};
use zeebe_sdk::{Call, Client, Error, ResponseStream, RetryMode};

/// What is special about a call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Special {
    pub(crate) retry: Option<RetryMode>,
    pub(crate) timeout: Option<Duration>,
}

impl Special {
    pub(crate) fn retry(mode: RetryMode) -> Self {
        Self { retry: Some(mode), timeout: None }
    }

    pub(crate) fn timeout(timeout: Duration) -> Self {
        Self { retry: None, timeout: Some(timeout) }
    }

    fn apply<R: contract::Rpc>(self, mut call: Call<R>) -> Call<R> {
        if let Some(mode) = self.retry {
            call = call.retry(mode);
        }
        if let Some(timeout) = self.timeout {
            call = call.timeout(timeout);
        }
        call
    }
}

/// Makes a call and reads its reply to the end. Says whether an earlier
/// attempt had worked.
pub(crate) async fn call(client: &Client, rpc: Rpc, special: Special) -> Result<bool, Error> {
    let done = |()| false;
    match rpc {
        Rpc::ActivateJobs => {
            let stream = special.apply(client.activate_jobs(poll())).await?;
            read(stream).await.map(done)
        }
        Rpc::StreamActivatedJobs => {
            let stream = special.apply(client.stream_activated_jobs(push())).await?;
            read(stream).await.map(done)
        }
        Rpc::CancelProcessInstance => {
            let request = CancelProcessInstanceRequest::new(1);
            let call = special.apply(client.cancel_process_instance(request));
            call.await.map(|response| response.already_applied)
        }
        Rpc::CompleteJob => {
            let call = special.apply(client.complete_job(CompleteJobRequest::new(1)));
            call.await.map(|response| response.already_applied)
        }
        Rpc::FailJob => {
            let call = special.apply(client.fail_job(FailJobRequest::new(1, 2)));
            call.await.map(|response| response.already_applied)
        }
        Rpc::ThrowError => {
            let call = special.apply(client.throw_error(ThrowErrorRequest::new(1, "broke")));
            call.await.map(|response| response.already_applied)
        }
        Rpc::ResolveIncident => {
            let call = special.apply(client.resolve_incident(ResolveIncidentRequest::new(1)));
            call.await.map(|response| response.already_applied)
        }
        Rpc::DeleteResource => {
            let call = special.apply(client.delete_resource(DeleteResourceRequest::new(1)));
            call.await.map(|response| response.already_applied)
        }
        Rpc::PublishMessage => publish(client, PublishMessageRequest::new("m", "c"), special).await,
        rpc => call_plainly(client, rpc, special).await.map(done),
    }
}

/// The RPCs whose reply says nothing about earlier attempts.
async fn call_plainly(client: &Client, rpc: Rpc, special: Special) -> Result<(), Error> {
    match rpc {
        Rpc::CreateProcessInstance => {
            special.apply(client.create_process_instance(order())).await.map(drop)
        }
        Rpc::CreateProcessInstanceWithResult => {
            let request = CreateProcessInstanceWithResultRequest::new(order());
            special.apply(client.create_process_instance_with_result(request)).await.map(drop)
        }
        Rpc::EvaluateDecision => {
            let request = EvaluateDecisionRequest::by_decision_id("dish");
            special.apply(client.evaluate_decision(request)).await.map(drop)
        }
        Rpc::DeployProcess => deploy_process(client, special).await,
        Rpc::DeployResource => {
            let request = DeployResourceRequest::new([Resource::new("a.bpmn", "<a/>")]);
            special.apply(client.deploy_resource(request)).await.map(drop)
        }
        Rpc::SetVariables => {
            let request = SetVariablesRequest::new(1, json!({}));
            special.apply(client.set_variables(request)).await.map(drop)
        }
        Rpc::Topology => special.apply(client.topology(TopologyRequest::default())).await.map(drop),
        Rpc::UpdateJobRetries => {
            let request = UpdateJobRetriesRequest::new(1, 2);
            special.apply(client.update_job_retries(request)).await.map(drop)
        }
        Rpc::UpdateJobTimeout => {
            let request = UpdateJobTimeoutRequest::new(1, Duration::from_secs(1));
            special.apply(client.update_job_timeout(request)).await.map(drop)
        }
        Rpc::UpdateJobPriority => {
            let request = UpdateJobPriorityRequest::new(1, 0);
            special.apply(client.update_job_priority(request)).await.map(drop)
        }
        Rpc::ModifyProcessInstance => {
            let request = ModifyProcessInstanceRequest::new(1);
            special.apply(client.modify_process_instance(request)).await.map(drop)
        }
        Rpc::MigrateProcessInstance => {
            let plan = MigrationPlan::new(2, [MappingInstruction::new("a", "b")]);
            let request = MigrateProcessInstanceRequest::new(1, plan);
            special.apply(client.migrate_process_instance(request)).await.map(drop)
        }
        Rpc::AssignProcessInstanceBusinessId => {
            let request = AssignProcessInstanceBusinessIdRequest::new(1, "b");
            special.apply(client.assign_process_instance_business_id(request)).await.map(drop)
        }
        Rpc::BroadcastSignal => {
            let request = BroadcastSignalRequest::new("alarm");
            special.apply(client.broadcast_signal(request)).await.map(drop)
        }
        Rpc::EvaluateConditional => {
            let request = EvaluateConditionalRequest::new(json!({}));
            special.apply(client.evaluate_conditional(request)).await.map(drop)
        }
        other => unreachable!("{other} is one of those above"),
    }
}

/// Publishes a message and says whether an earlier attempt had worked.
pub(crate) async fn publish(
    client: &Client,
    message: PublishMessageRequest,
    special: Special,
) -> Result<bool, Error> {
    let response = special.apply(client.publish_message(message)).await?;
    Ok(response.already_applied)
}

#[expect(deprecated, reason = "it is still there")]
async fn deploy_process(client: &Client, special: Special) -> Result<(), Error> {
    use zeebe_sdk::gateway::{DeployProcessRequest, ProcessRequestObject};

    let request = DeployProcessRequest::new([ProcessRequestObject::new("a.bpmn", "<a/>")]);
    special.apply(client.deploy_process(request)).await.map(drop)
}

pub(crate) fn order() -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest::by_bpmn_process_id("order")
}

pub(crate) fn poll() -> ActivateJobsRequest {
    ActivateJobsRequest::new("charge", "tester", Duration::from_secs(60), 10)
}

pub(crate) fn push() -> StreamActivatedJobsRequest {
    StreamActivatedJobsRequest::new("charge", "tester", Duration::from_secs(60))
}

async fn read<T>(mut stream: ResponseStream<T>) -> Result<(), Error> {
    while let Some(item) = stream.next().await {
        item?;
    }
    Ok(())
}
