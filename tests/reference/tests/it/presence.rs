//! Absent, empty and set are three different things, in both directions, and
//! so are values with a name and numbers.

use std::time::Duration;

use serde_json::{Value, json};
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::activated_job::{JobKind, ListenerEventType};
use zeebe_sdk::gateway::batch_operation_created_result::BatchOperationTypeEnum;
use zeebe_sdk::gateway::modify_process_instance_request::{ActivateInstruction, MoveInstruction};
use zeebe_sdk::gateway::{
    ActivatedJob, CompleteJobRequest, CreateProcessInstanceRequest,
    CreateProcessInstanceWithResultRequest, DeleteResourceRequest, DeployResourceRequest,
    EvaluateConditionalRequest, EvaluateDecisionRequest, FailJobRequest, JobResult,
    JobResultCorrections, ModifyProcessInstanceRequest, PublishMessageRequest, Resource,
    SetVariablesRequest, StringList, TopologyRequest,
};
use zeebe_sdk::keys::ElementInstanceKey;
use zeebe_sdk::values::{
    AncestorScope, FetchVariables, MoveAncestorScope, RequestTimeout, ResultTimeout, Version,
};

use crate::filled::Filled;
use crate::smallest::{Special, call, order, poll};
use crate::stage::{Stage, gateway};

/// A stage on which this RPC always succeeds.
async fn answering(rpc: Rpc) -> Stage {
    Stage::answering(rpc, &Filled::reply_of(rpc)).await
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    for (rpc, expected) in [
        (
            Rpc::ActivateJobs,
            json!({"type": "charge", "worker": "tester", "timeout": "60000", "maxJobsToActivate": 10}),
        ),
        (
            Rpc::StreamActivatedJobs,
            json!({"type": "charge", "worker": "tester", "timeout": "60000"}),
        ),
        (Rpc::CancelProcessInstance, json!({"processInstanceKey": "1"})),
        (Rpc::CompleteJob, json!({"jobKey": "1"})),
        (Rpc::CreateProcessInstance, json!({"bpmnProcessId": "order", "version": -1})),
        (
            Rpc::CreateProcessInstanceWithResult,
            json!({"request": {"bpmnProcessId": "order", "version": -1}}),
        ),
        (Rpc::EvaluateDecision, json!({"decisionId": "dish"})),
        (Rpc::FailJob, json!({"jobKey": "1", "retries": 2})),
        (Rpc::ThrowError, json!({"jobKey": "1", "errorCode": "broke"})),
        (Rpc::PublishMessage, json!({"name": "m", "correlationKey": "c"})),
        (Rpc::ResolveIncident, json!({"incidentKey": "1"})),
        (Rpc::SetVariables, json!({"elementInstanceKey": "1", "variables": "{}"})),
        (Rpc::Topology, json!({})),
        (Rpc::UpdateJobRetries, json!({"jobKey": "1", "retries": 2})),
        (Rpc::ModifyProcessInstance, json!({"processInstanceKey": "1"})),
        (Rpc::UpdateJobTimeout, json!({"jobKey": "1", "timeout": "1000"})),
        (Rpc::UpdateJobPriority, json!({"jobKey": "1", "priority": 0})),
        (Rpc::DeleteResource, json!({"resourceKey": "1"})),
        (Rpc::BroadcastSignal, json!({"signalName": "alarm"})),
        (Rpc::EvaluateConditional, json!({"variables": "{}"})),
    ] {
        let stage = answering(rpc).await;
        call(&stage.client, rpc, Special::default()).await.unwrap();
        assert_eq!(stage.arrived(rpc), expected, "{rpc}");
    }
}

#[tokio::test]
async fn absent_empty_and_set_arrive_as_they_are() {
    let rpc = Rpc::CompleteJob;
    let stage = answering(rpc).await;
    let corrected = |corrections| JobResult::default().corrections(corrections);
    let plain = JobResultCorrections::default;
    for (result, expected) in [
        (JobResult::default(), json!({})),
        (JobResult::default().denied(false), json!({"denied": false})),
        (JobResult::default().denied(true), json!({"denied": true})),
        (JobResult::default().r#type(""), json!({"type": ""})),
        (corrected(plain()), json!({"corrections": {}})),
        (
            corrected(plain().candidate_users(StringList::default())),
            json!({"corrections": {"candidateUsers": {}}}),
        ),
        (
            corrected(plain().candidate_users(StringList::new([""]))),
            json!({"corrections": {"candidateUsers": {"values": [""]}}}),
        ),
        (corrected(plain().priority(0)), json!({"corrections": {"priority": 0}})),
    ] {
        let request = CompleteJobRequest::new(1).result(result);
        stage.client.complete_job(request).await.unwrap();
        assert_eq!(stage.arrived(rpc), json!({"jobKey": "1", "result": expected}));
    }
    let stage = answering(Rpc::DeleteResource).await;
    for (request, expected) in [
        (DeleteResourceRequest::new(1).delete_history(false), json!({"deleteHistory": false})),
        (DeleteResourceRequest::new(1).operation_reference(0), json!({"operationReference": "0"})),
    ] {
        stage.client.delete_resource(request).await.unwrap();
        let mut expected = expected;
        expected["resourceKey"] = "1".into();
        assert_eq!(stage.arrived(Rpc::DeleteResource), expected);
    }
}

#[tokio::test]
async fn zeros_and_flags_arrive_as_they_are() {
    let stage = answering(Rpc::FailJob).await;
    stage.client.fail_job(FailJobRequest::new(1, 0)).await.unwrap();
    assert_eq!(stage.arrived(Rpc::FailJob), json!({"jobKey": "1"}));

    let stage = answering(Rpc::SetVariables).await;
    for (local, expected) in [(false, Value::Null), (true, true.into())] {
        let request = SetVariablesRequest::new(1, json!({})).local(local);
        stage.client.set_variables(request).await.unwrap();
        assert_eq!(stage.arrived(Rpc::SetVariables)["local"], expected);
    }

    let stage = answering(Rpc::PublishMessage).await;
    let day = Duration::from_secs(86_400);
    for (ttl, expected) in [(Duration::ZERO, Value::Null), (day, "86400000".into())] {
        let request = PublishMessageRequest::new("m", "c").time_to_live(ttl);
        stage.client.publish_message(request).await.unwrap();
        assert_eq!(stage.arrived(Rpc::PublishMessage)["timeToLive"], expected);
    }
}

#[tokio::test]
async fn a_version_left_out_is_the_latest() {
    let rpc = Rpc::CreateProcessInstance;
    let stage = answering(rpc).await;
    let by_key = CreateProcessInstanceRequest::by_process_definition_key(5);
    for (request, expected) in [
        (order(), json!({"bpmnProcessId": "order", "version": -1})),
        (order().version(Version::Latest), json!({"bpmnProcessId": "order", "version": -1})),
        (order().version(3), json!({"bpmnProcessId": "order", "version": 3})),
        (by_key.clone(), json!({"processDefinitionKey": "5", "version": -1})),
        (by_key.version(Version::Exactly(2)), json!({"processDefinitionKey": "5", "version": 2})),
    ] {
        stage.client.create_process_instance(request).await.unwrap();
        assert_eq!(stage.arrived(rpc), expected);
    }
}

#[tokio::test]
async fn values_with_a_name_have_their_number_on_the_wire() {
    let stage = Stage::open(gateway()).await;
    for (wait, expected) in [
        (RequestTimeout::GatewayDefault, Value::Null),
        (RequestTimeout::NoLongPoll, "-1".into()),
        (RequestTimeout::After(Duration::from_micros(1)), "1".into()),
        (Duration::from_millis(20).into(), "20".into()),
    ] {
        let request = poll().request_timeout(wait).fetch_variable(FetchVariables::All);
        let mut stream = stage.client.activate_jobs(request).await.unwrap();
        assert!(stream.next().await.is_none());
        assert_eq!(stage.arrived(Rpc::ActivateJobs)["requestTimeout"], expected);
        assert_eq!(stage.arrived(Rpc::ActivateJobs)["fetchVariable"], Value::Null);
    }

    let rpc = Rpc::CreateProcessInstanceWithResult;
    let stage = answering(rpc).await;
    for (wait, names, expected) in [
        (ResultTimeout::GatewayDefault, FetchVariables::All, json!({})),
        (
            ResultTimeout::After(Duration::from_secs(1)),
            FetchVariables::Only(vec!["b".into(), "a".into()]),
            json!({"requestTimeout": "1000", "fetchVariables": ["b", "a"]}),
        ),
    ] {
        let request = CreateProcessInstanceWithResultRequest::new(order());
        let request = request.request_timeout(wait).fetch_variables(names);
        stage.client.create_process_instance_with_result(request).await.unwrap();
        let mut arrived = stage.arrived(rpc);
        arrived.as_object_mut().unwrap().remove("request");
        assert_eq!(arrived, expected);
    }

    let rpc = Rpc::ModifyProcessInstance;
    let stage = answering(rpc).await;
    for (scope, expected) in [
        (AncestorScope::default(), "-1"),
        (AncestorScope::Inferred, "-1"),
        (ElementInstanceKey::new(i64::MAX).into(), "9223372036854775807"),
    ] {
        let activate = ActivateInstruction::new("a").ancestor_element_instance_key(scope);
        let request = ModifyProcessInstanceRequest::new(1).activate_instructions([activate]);
        stage.client.modify_process_instance(request).await.unwrap();
        let arrived = stage.arrived(rpc);
        let instruction = &arrived["activateInstructions"][0];
        assert_eq!(instruction["ancestorElementInstanceKey"], expected);
    }
    for (scope, expected) in [
        (MoveAncestorScope::default(), Value::Null),
        (MoveAncestorScope::Unset, Value::Null),
        (MoveAncestorScope::Inferred, "-1".into()),
        (ElementInstanceKey::new(1).into(), "1".into()),
    ] {
        let moved = MoveInstruction::by_source_element_id("a", "b");
        let moved = moved.ancestor_element_instance_key(scope);
        let request = ModifyProcessInstanceRequest::new(1).move_instructions([moved]);
        stage.client.modify_process_instance(request).await.unwrap();
        let arrived = stage.arrived(rpc);
        let instruction = &arrived["moveInstructions"][0];
        assert_eq!(instruction["ancestorElementInstanceKey"], expected);
    }
}

#[tokio::test]
async fn the_tenant_of_the_client_stands_in_for_one_left_out() {
    let rpcs = [
        Rpc::CreateProcessInstance,
        Rpc::CreateProcessInstanceWithResult,
        Rpc::DeployResource,
        Rpc::EvaluateDecision,
        Rpc::PublishMessage,
        Rpc::BroadcastSignal,
        Rpc::EvaluateConditional,
        Rpc::ActivateJobs,
        Rpc::StreamActivatedJobs,
    ];
    for rpc in rpcs {
        let gateway = gateway().always(rpc, Filled::reply_of(rpc).script());
        let stage = Stage::with(gateway, |client| client.tenant("acme ü")).await;
        call(&stage.client, rpc, Special::default()).await.unwrap();
        let arrived = stage.arrived(rpc);
        let request = arrived.get("request").unwrap_or(&arrived);
        match request.get("tenantIds") {
            Some(tenants) => assert_eq!(*tenants, json!(["acme ü"]), "{rpc}"),
            None => assert_eq!(request["tenantId"], "acme ü", "{rpc}"),
        }
    }
}

#[tokio::test]
async fn a_tenant_of_its_own_goes_before_that_of_the_client() {
    let rpcs = [Rpc::DeployResource, Rpc::EvaluateDecision, Rpc::EvaluateConditional];
    let mut gateway = gateway().settings(|settings| settings.multi_tenancy = true);
    for rpc in rpcs {
        gateway = gateway.always(rpc, Filled::reply_of(rpc).script());
    }
    let stage = Stage::with(gateway, |client| client.tenant("acme")).await;
    let client = &stage.client;
    let deploy = DeployResourceRequest::new([Resource::new("a.bpmn", "x")]).tenant_id("own");
    client.deploy_resource(deploy).await.unwrap();
    let evaluate = EvaluateDecisionRequest::by_decision_id("dish").tenant_id("own");
    client.evaluate_decision(evaluate).await.unwrap();
    let evaluate = EvaluateConditionalRequest::new(json!({})).tenant_id("own");
    client.evaluate_conditional(evaluate).await.unwrap();
    for rpc in rpcs {
        assert_eq!(stage.arrived(rpc)["tenantId"], "own", "{rpc}");
    }
    let request = poll().tenant_ids(["b", "a"]).request_timeout(RequestTimeout::NoLongPoll);
    assert!(client.activate_jobs(request).await.unwrap().next().await.is_none());
    assert_eq!(stage.arrived(Rpc::ActivateJobs)["tenantIds"], json!(["b", "a"]));
}

async fn received(job: Value) -> ActivatedJob {
    let stage =
        Stage::open(gateway().always(Rpc::ActivateJobs, Reply::json(json!({"jobs": [job]})))).await;
    let mut jobs = stage.client.activate_jobs(poll()).await.unwrap();
    jobs.next().await.unwrap().unwrap()
}

#[tokio::test]
async fn what_a_gateway_leaves_out_is_absent_or_empty() {
    let job = received(json!({})).await;
    assert_eq!(job, ActivatedJob::default());
    assert_eq!((job.variables.as_json(), job.custom_headers.as_json()), ("{}", "{}"));
    assert_eq!((job.user_task.as_ref(), job.lease_token.as_ref()), (None, None));
    let job = received(json!({"userTask": {}, "leaseToken": ""})).await;
    let task = job.user_task.unwrap();
    assert_eq!((task.action, task.form_key, task.priority), (None, None, None));
    assert_eq!(job.lease_token.as_deref(), Some(""));
    let task = json!({"action": "", "formKey": "0", "priority": 0, "userTaskKey": "0"});
    let task = received(json!({"userTask": task})).await.user_task.unwrap();
    assert_eq!((task.action.as_deref(), task.priority), (Some(""), Some(0)));
    assert!(!task.form_key.unwrap().is_set() && !task.user_task_key.unwrap().is_set());
}

#[tokio::test]
async fn only_listeners_have_an_event() {
    for (kind, number, event) in [
        (JobKind::BpmnElement, 0, None),
        (JobKind::ExecutionListener, 1, Some(ListenerEventType::Start)),
        (JobKind::TaskListener, 2, Some(ListenerEventType::Start)),
        (JobKind::AdHocSubProcess, 3, None),
        (JobKind::Unrecognized(77), 77, None),
        (JobKind::Unrecognized(-1), -1, None),
    ] {
        let job = received(json!({"kind": number, "listenerEventType": "START"})).await;
        assert_eq!((job.kind, job.kind.as_i32(), job.listener_event_type), (kind, number, event));
    }
    // The zero is a real event, and a new one is kept.
    let job = received(json!({"kind": "TASK_LISTENER"})).await;
    assert_eq!(job.listener_event_type, Some(ListenerEventType::Assigning));
    let job = received(json!({"kind": "TASK_LISTENER", "listenerEventType": 1000})).await;
    assert_eq!(job.listener_event_type, Some(ListenerEventType::Unrecognized(1000)));
}

#[tokio::test]
async fn a_reply_without_its_messages_is_no_error() {
    let empty = || Reply::json(json!({}));
    let gateway = gateway().always(Rpc::Topology, empty()).always(Rpc::DeleteResource, empty());
    let gateway = gateway
        .reply(Rpc::DeployResource, empty())
        .reply(Rpc::DeployResource, Reply::json(json!({"deployments": [{}]})));
    let stage = Stage::open(gateway).await;
    let topology = stage.client.topology(TopologyRequest::default()).await.unwrap();
    assert_eq!((topology.brokers.len(), topology.cluster_size), (0, 0));
    let deleted = stage.client.delete_resource(DeleteResourceRequest::new(1)).await.unwrap();
    assert_eq!((deleted.batch_operation, deleted.resource_key), (None, None));
    let deploy = DeployResourceRequest::new([Resource::new("a.bpmn", "x")]);
    let deployed = stage.client.deploy_resource(deploy.clone()).await.unwrap();
    assert!(deployed.deployments.is_empty());
    let deployed = stage.client.deploy_resource(deploy).await.unwrap();
    assert_eq!(deployed.deployments[0].metadata, None);
}

/// Batch operations start at a real value, not at an unknown one.
#[tokio::test]
async fn an_operation_without_a_type_has_the_first_one() {
    let reply = Reply::json(json!({"batchOperation": {"batchOperationKey": "b"}}));
    let stage = Stage::open(gateway().always(Rpc::DeleteResource, reply)).await;
    let deleted = stage.client.delete_resource(DeleteResourceRequest::new(1)).await.unwrap();
    let operation = deleted.batch_operation.unwrap();
    assert_eq!(operation.batch_operation_type, BatchOperationTypeEnum::AddVariable);
    assert_eq!(operation.batch_operation_key.as_str(), "b");
}
