//! Requests that are refused before anything is sent, with the field's path.

use std::time::Duration;

use serde_json::json;
use zeebe_sdk::contract;
use zeebe_sdk::gateway::migrate_process_instance_request::{MappingInstruction, MigrationPlan};
use zeebe_sdk::gateway::modify_process_instance_request::{
    ActivateInstruction, MoveInstruction, TerminateInstruction, VariableInstruction,
};
use zeebe_sdk::gateway::{
    ActivateJobsRequest, AssignProcessInstanceBusinessIdRequest, CancelProcessInstanceRequest,
    CompleteJobRequest, CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    DeleteResourceRequest, DeployResourceRequest, EvaluateDecisionRequest, FailJobRequest,
    JobResult, JobResultActivateElement, MigrateProcessInstanceRequest,
    ModifyProcessInstanceRequest, ProcessInstanceCreationStartInstruction, PublishMessageRequest,
    ResolveIncidentRequest, Resource, SetVariablesRequest, StreamActivatedJobsRequest,
    ThrowErrorRequest, UpdateJobPriorityRequest, UpdateJobRetriesRequest, UpdateJobTimeoutRequest,
};
use zeebe_sdk::keys::JobKey;
use zeebe_sdk::values::{FetchVariables, RequestTimeout, Version};
use zeebe_sdk::{ArgumentError, BackpressurePolicy, Call, ConfigError, Error, RetryPolicy};

use crate::smallest::{order, poll, push};
use crate::stage::{Stage, gateway, hasty};

/// The error of a call that is refused.
async fn refused<R: contract::Rpc>(call: Call<R>) -> ArgumentError {
    match call.await {
        Err(Error::Argument(error)) => error,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("{} was sent", R::POLICY.name),
    }
}

/// A call is refused because of this field.
macro_rules! refuse {
    ($stage:ident: $method:ident($request:expr) at $path:literal) => {{
        let error = refused($stage.client.$method($request)).await;
        assert_eq!(error.path(), $path, "{error}");
        let text = format!("{}: {}: {}", error.rpc(), error.path(), error.problem());
        assert_eq!(error.to_string(), text);
    }};
    ($stage:ident: $method:ident($request:expr) whole: $problem:literal) => {{
        let error = refused($stage.client.$method($request)).await;
        assert_eq!((error.path(), error.problem()), ("", $problem), "{error}");
    }};
}

fn assert_nothing_arrived(stage: &Stage) {
    assert!(stage.gateway.journal().entries().is_empty(), "{:?}", stage.gateway.journal());
    assert_eq!(stage.gateway.connections(), 0);
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn jobs() {
    let stage = Stage::open(gateway()).await;
    refuse!(stage: activate_jobs(ActivateJobsRequest::default()) at "type");
    refuse!(stage: activate_jobs(ActivateJobsRequest::new("a", "w", Duration::ZERO, 1)) at "timeout");
    refuse!(stage: activate_jobs(ActivateJobsRequest::new("a", "w", MINUTE, 0)) at "max_jobs_to_activate");
    refuse!(stage: activate_jobs(ActivateJobsRequest::new("a", "w", MINUTE, -1)) at "max_jobs_to_activate");
    refuse!(stage: activate_jobs(poll().timeout(Duration::MAX)) at "timeout");
    refuse!(stage: activate_jobs(poll().fetch_variable(FetchVariables::Only(vec![]))) at "fetch_variable");
    refuse!(stage: activate_jobs(poll().request_timeout(Duration::ZERO)) at "request_timeout");
    refuse!(stage: activate_jobs(poll().request_timeout(RequestTimeout::After(Duration::MAX))) at "request_timeout");
    refuse!(stage: stream_activated_jobs(push().r#type("")) at "type");
    refuse!(stage: stream_activated_jobs(StreamActivatedJobsRequest::new("a", "w", Duration::ZERO)) at "timeout");
    refuse!(stage: complete_job(CompleteJobRequest::default()) at "job_key");
    refuse!(stage: complete_job(CompleteJobRequest::new(-1)) at "job_key");
    refuse!(stage: fail_job(FailJobRequest::new(0, 1)) at "job_key");
    refuse!(stage: fail_job(FailJobRequest::new(1, 1).retry_back_off(Duration::MAX)) at "retry_back_off");
    refuse!(stage: throw_error(ThrowErrorRequest::new(0, "e")) at "job_key");
    refuse!(stage: update_job_retries(UpdateJobRetriesRequest::new(0, 1)) at "job_key");
    refuse!(stage: update_job_retries(UpdateJobRetriesRequest::new(1, 0)) at "retries");
    refuse!(stage: update_job_timeout(UpdateJobTimeoutRequest::new(0, MINUTE)) at "job_key");
    refuse!(stage: update_job_priority(UpdateJobPriorityRequest::new(0, 1)) at "job_key");
    let without = UpdateJobPriorityRequest { job_key: JobKey::new(1), ..Default::default() };
    refuse!(stage: update_job_priority(without) at "priority");
    let elements = [JobResultActivateElement::new("a"), JobResultActivateElement::default()];
    let result = JobResult::default().activate_elements(elements);
    refuse!(stage: complete_job(CompleteJobRequest::new(1).result(result)) at "result.activate_elements[1].element_id");
    assert_nothing_arrived(&stage);
}

#[tokio::test]
async fn instances() {
    let stage = Stage::open(gateway()).await;
    refuse!(stage: create_process_instance(CreateProcessInstanceRequest::default())
        whole: "give one of bpmn_process_id, process_definition_key");
    refuse!(stage: create_process_instance(order().bpmn_process_id(""))
        whole: "give one of bpmn_process_id, process_definition_key");
    for version in [0, -1, i32::MIN] {
        refuse!(stage: create_process_instance(order().version(Version::Exactly(version))) at "version");
    }
    let starts = ["a", ""].map(ProcessInstanceCreationStartInstruction::new);
    refuse!(stage: create_process_instance(order().start_instructions(starts)) at "start_instructions[1].element_id");
    refuse!(stage: create_process_instance_with_result(CreateProcessInstanceWithResultRequest::default()) at "request");
    let inner = order().version(0);
    refuse!(stage: create_process_instance_with_result(CreateProcessInstanceWithResultRequest::new(inner)) at "request.version");
    let none = CreateProcessInstanceWithResultRequest::new(order()).fetch_variables(Vec::new());
    refuse!(stage: create_process_instance_with_result(none) at "fetch_variables");
    refuse!(stage: cancel_process_instance(CancelProcessInstanceRequest::default()) at "process_instance_key");
    refuse!(stage: resolve_incident(ResolveIncidentRequest::new(0)) at "incident_key");
    refuse!(stage: set_variables(SetVariablesRequest::new(0, json!({}))) at "element_instance_key");
    refuse!(stage: assign_process_instance_business_id(AssignProcessInstanceBusinessIdRequest::new(0, "b")) at "process_instance_key");
    refuse!(stage: assign_process_instance_business_id(AssignProcessInstanceBusinessIdRequest::new(1, "")) at "business_id");
    assert_nothing_arrived(&stage);
}

#[tokio::test]
async fn changes() {
    let stage = Stage::open(gateway()).await;
    let modify = || ModifyProcessInstanceRequest::new(1);
    refuse!(stage: modify_process_instance(ModifyProcessInstanceRequest::default()) at "process_instance_key");
    let activate = ["a", ""].map(ActivateInstruction::new);
    refuse!(stage: modify_process_instance(modify().activate_instructions(activate)) at "activate_instructions[1].element_id");
    let variables = VariableInstruction::new(json!([]));
    let activate = [ActivateInstruction::new("a").variable_instructions([variables])];
    refuse!(stage: modify_process_instance(modify().activate_instructions(activate))
        at "activate_instructions[0].variable_instructions[0].variables");
    let terminate = [TerminateInstruction::default()];
    refuse!(stage: modify_process_instance(modify().terminate_instructions(terminate)) at "terminate_instructions[0]");
    let moves = [MoveInstruction::by_source_element_id("a", "")];
    refuse!(stage: modify_process_instance(modify().move_instructions(moves)) at "move_instructions[0].target_element_id");
    let moves = [MoveInstruction::default().target_element_id("b")];
    refuse!(stage: modify_process_instance(modify().move_instructions(moves)) at "move_instructions[0]");
    let plan = |key, mapping: [MappingInstruction; 1]| MigrationPlan::new(key, mapping);
    let pair = MappingInstruction::new("a", "b");
    refuse!(stage: migrate_process_instance(MigrateProcessInstanceRequest::new(0, plan(1, [pair.clone()]))) at "process_instance_key");
    refuse!(stage: migrate_process_instance(MigrateProcessInstanceRequest::new(1, plan(0, [pair])))
        at "migration_plan.target_process_definition_key");
    let half = MappingInstruction::new("a", "");
    refuse!(stage: migrate_process_instance(MigrateProcessInstanceRequest::new(1, plan(1, [half])))
        at "migration_plan.mapping_instructions[0].target_element_id");
    let without =
        MigrateProcessInstanceRequest { process_instance_key: 1.into(), ..Default::default() };
    refuse!(stage: migrate_process_instance(without) at "migration_plan");
    assert_nothing_arrived(&stage);
}

#[tokio::test]
async fn resources_and_messages() {
    let stage = Stage::open(gateway()).await;
    refuse!(stage: deploy_resource(DeployResourceRequest::default()) at "resources");
    let nameless = DeployResourceRequest::new([Resource::new("a", "x"), Resource::new("", "x")]);
    refuse!(stage: deploy_resource(nameless) at "resources[1].name");
    refuse!(stage: deploy_resource(DeployResourceRequest::new([Resource::new("a", "")])) at "resources[0].content");
    refuse!(stage: delete_resource(DeleteResourceRequest::default()) at "resource_key");
    refuse!(stage: evaluate_decision(EvaluateDecisionRequest::default())
        whole: "give one of decision_id, decision_key");
    let ever = PublishMessageRequest::new("m", "c").time_to_live(Duration::MAX);
    refuse!(stage: publish_message(ever) at "time_to_live");
    assert_nothing_arrived(&stage);
}

/// Policies and settings that make no sense are refused when a client is built.
#[tokio::test]
async fn settings() {
    let retry = |change: fn(&mut RetryPolicy)| {
        let mut policy = RetryPolicy::default();
        change(&mut policy);
        hasty().retry_policy(policy).build()
    };
    let backpressure = |change: fn(&mut BackpressurePolicy)| {
        let mut policy = BackpressurePolicy::default();
        change(&mut policy);
        hasty().backpressure_policy(policy).build()
    };
    for built in [
        retry(|policy| policy.max_attempts = 0),
        retry(|policy| policy.multiplier = 0.9),
        retry(|policy| policy.multiplier = f64::INFINITY),
        retry(|policy| policy.max_delay = Duration::ZERO),
        retry(|policy| policy.budget.tokens = 0.0),
        retry(|policy| policy.budget.refund = f64::NAN),
        backpressure(|policy| policy.decrease = 1.0),
        backpressure(|policy| policy.decrease = f64::NAN),
        backpressure(|policy| policy.pause = Duration::ZERO),
        backpressure(|policy| policy.max_pause = Duration::ZERO),
        backpressure(|policy| policy.max_hold = Duration::ZERO),
        hasty().connect_timeout(Duration::ZERO).build(),
        hasty().keepalive(Duration::from_secs(29)).build(),
        hasty().keepalive_timeout(Duration::ZERO).build(),
        hasty().max_message_size(0).build(),
    ] {
        let error = built.unwrap_err();
        assert!(matches!(error, ConfigError::Setting { .. }), "{error}");
    }
    hasty().keepalive(None).build().unwrap();
    hasty().keepalive(Duration::from_secs(30)).build().unwrap();
}
