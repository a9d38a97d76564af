//! A process from its deployment to its end, on the default behaviour of the
//! gateway, as a user would write it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeebe_mock_gateway::{DecisionSettings, Rpc};
use zeebe_sdk::gateway::activated_job::JobKind;
use zeebe_sdk::gateway::deployment::Metadata;
use zeebe_sdk::gateway::{
    ActivateJobsRequest, ActivatedJob, CancelProcessInstanceRequest, CompleteJobRequest,
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest, DeployResourceRequest,
    EvaluateDecisionRequest, FailJobRequest, PublishMessageRequest, ResolveIncidentRequest,
    Resource, SetVariablesRequest, ThrowErrorRequest, TopologyRequest, UpdateJobRetriesRequest,
};
use zeebe_sdk::keys::{IncidentKey, ProcessDefinitionKey};
use zeebe_sdk::values::Version;
use zeebe_sdk::{Client, Error};

use crate::stage::{Stage, gateway};

/// One task of type `charge` with a header, whose error `broke` leads to one
/// of type `repair`.
const PAY: &str = r#"<definitions xmlns:zeebe="z">
  <error id="e" errorCode="broke"/>
  <process id="pay" isExecutable="true"><startEvent id="s"/><serviceTask id="t"><extensionElements>
      <zeebe:taskDefinition type="charge" retries="5"/>
      <zeebe:taskHeaders><zeebe:header key="card" value="visa"/></zeebe:taskHeaders>
    </extensionElements></serviceTask>
    <serviceTask id="r"><extensionElements><zeebe:taskDefinition type="repair"/></extensionElements></serviceTask>
    <boundaryEvent id="b" attachedToRef="t"><errorEventDefinition errorRef="e"/></boundaryEvent>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="end"/>
    <sequenceFlow id="f3" sourceRef="b" targetRef="r"/><sequenceFlow id="f4" sourceRef="r" targetRef="end"/>
  </process></definitions>"#;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: u64,
    total: f64,
    items: Vec<String>,
}

#[derive(Deserialize)]
struct Headers<'a> {
    card: &'a str,
}

fn order() -> Order {
    Order { id: 9_007_199_254_740_993, total: 12.5, items: vec!["tea".into(), "茶".into()] }
}

async fn deployed() -> (Stage, ProcessDefinitionKey) {
    let stage = Stage::open(gateway()).await;
    let request = DeployResourceRequest::new([Resource::new("pay.bpmn", PAY)]);
    let deployed = stage.client.deploy_resource(request).await.unwrap();
    let Some(Metadata::Process(process)) = &deployed.deployments[0].metadata else {
        panic!("{deployed:?}");
    };
    assert_eq!((process.bpmn_process_id.as_str(), process.version), ("pay", 1));
    assert_eq!(process.resource_name, "pay.bpmn");
    let key = process.process_definition_key;
    (stage, key)
}

async fn job(client: &Client, job_type: &str) -> Result<ActivatedJob, Error> {
    let request = ActivateJobsRequest::new(job_type, "tester", Duration::from_secs(60), 1)
        .request_timeout(Duration::from_secs(5));
    let mut jobs = client.activate_jobs(request).await?;
    jobs.next().await.expect("a job turns up")
}

#[tokio::test]
async fn an_order_is_paid() {
    let (stage, definition) = deployed().await;
    let client = &stage.client;
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("pay").variables(order());
    let started = client.create_process_instance(request).await.unwrap();
    assert_eq!((started.version, started.process_definition_key), (1, definition));

    let job = job(client, "charge").await.unwrap();
    assert_eq!(job.process_instance_key, started.process_instance_key);
    assert_eq!((job.retries, job.kind, job.listener_event_type), (5, JobKind::BpmnElement, None));
    assert_eq!(job.variables.deserialize::<Order>().unwrap(), order());
    assert_eq!(job.custom_headers.deserialize::<Headers>().unwrap().card, "visa");
    assert_eq!(job.lease_token, None);
    assert!(job.deadline > std::time::SystemTime::now());

    let done = CompleteJobRequest::new(job.key).variables(json!({"paid": true}));
    assert!(!client.complete_job(done.clone()).await.unwrap().already_applied);
    assert_eq!(stage.gateway.open_instances(), 0);
    let error = client.complete_job(done).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.to_string().starts_with("CompleteJob failed: NOT_FOUND: Command 'COMPLETE'"));
}

#[tokio::test]
async fn the_result_is_awaited() {
    let (stage, definition) = deployed().await;
    let client = stage.client.clone();
    let start = CreateProcessInstanceRequest::by_process_definition_key(definition);
    let request = CreateProcessInstanceWithResultRequest::new(start.variables(order()))
        .fetch_variables(["paid", "id"])
        .request_timeout(Duration::from_secs(5));
    let waiting = tokio::spawn(client.create_process_instance_with_result(request).into_future());
    let job = job(&stage.client, "charge").await.unwrap();
    let done = CompleteJobRequest::new(job.key).variables(json!({"paid": true}));
    stage.client.complete_job(done).await.unwrap();
    let result = waiting.await.unwrap().unwrap();
    assert_eq!(result.process_instance_key, job.process_instance_key);
    assert_eq!(result.variables.get::<bool>("paid").unwrap(), Some(true));
    assert_eq!(result.variables.get::<u64>("id").unwrap(), Some(order().id));
    assert_eq!(result.variables.get::<Vec<String>>("items").unwrap(), None);
}

#[tokio::test]
async fn a_job_fails_raises_an_incident_and_is_repaired() {
    let (stage, _) = deployed().await;
    let client = &stage.client;
    let start = CreateProcessInstanceRequest::by_bpmn_process_id("pay").version(Version::Latest);
    let started = client.create_process_instance(start).await.unwrap();

    let first = job(client, "charge").await.unwrap();
    let failed = FailJobRequest::new(first.key, 0).error_message("the card was refused");
    client.fail_job(failed).await.unwrap();
    let incident = &stage.gateway.incidents()[0];
    let again = FailJobRequest::new(first.key, 1);
    assert!(client.fail_job(again).await.unwrap_err().is_failed_precondition());

    client.update_job_retries(UpdateJobRetriesRequest::new(first.key, 2)).await.unwrap();
    let resolve = ResolveIncidentRequest::new(IncidentKey::new(incident.key));
    client.resolve_incident(resolve.clone()).await.unwrap();
    assert!(client.resolve_incident(resolve).await.unwrap_err().is_not_found());
    let set = SetVariablesRequest::new(started.process_instance_key, json!({"card": "new"}));
    client.set_variables(set).await.unwrap();

    let second = job(client, "charge").await.unwrap();
    assert_eq!((second.key, second.retries), (first.key, 2));
    assert_eq!(second.variables.get::<&str>("card").unwrap(), Some("new"));
    client.throw_error(ThrowErrorRequest::new(second.key, "broke")).await.unwrap();
    let repair = job(client, "repair").await.unwrap();
    assert_eq!(repair.process_instance_key, started.process_instance_key);

    let cancel = CancelProcessInstanceRequest::new(started.process_instance_key);
    client.cancel_process_instance(cancel.clone()).await.unwrap();
    assert!(client.cancel_process_instance(cancel).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_decision_is_made_and_a_message_published_once() {
    let gateway = gateway().settings(|settings| {
        let dish: DecisionSettings = serde_json::from_value(json!({"output": "stew"})).unwrap();
        settings.decisions.insert("dish".to_owned(), dish);
    });
    let stage = Stage::open(gateway).await;
    let dmn = r#"<definitions id="drg" name="Drg"><decision id="dish" name="Dish"/></definitions>"#;
    let request = DeployResourceRequest::new([Resource::new("dish.dmn", dmn)]);
    stage.client.deploy_resource(request).await.unwrap();
    let request = EvaluateDecisionRequest::by_decision_id("dish").variables(json!({"cold": true}));
    let made = stage.client.evaluate_decision(request).await.unwrap();
    assert_eq!(made.decision_output.deserialize::<String>().unwrap(), "stew");
    assert_eq!(made.decision_output.as_json(), "\"stew\"");

    let message = PublishMessageRequest::new("paid", "order-1")
        .message_id("m-1")
        .time_to_live(Duration::from_secs(60));
    let published = stage.client.publish_message(message.clone()).await.unwrap();
    assert!(published.key.is_some_and(|key| key.partition() == 1));
    assert!(stage.client.publish_message(message).await.unwrap_err().is_already_exists());
    assert_eq!(stage.sent(Rpc::PublishMessage), 2);
}

/// For a few seconds after its start a gateway answers, but has no partition.
#[tokio::test]
async fn a_gateway_that_has_just_started_is_waited_for() {
    let starting = gateway().settings(|settings| {
        settings.starting_ms = 200;
        settings.processes.insert("order".to_owned(), Vec::new());
    });
    let stage = Stage::open(starting).await;
    let topology = stage.client.topology(TopologyRequest::default()).await.unwrap();
    assert!(topology.brokers[0].partitions.is_empty());
    let start = CreateProcessInstanceRequest::by_bpmn_process_id("order");
    stage.client.create_process_instance(start).await.unwrap();
    assert!(stage.sent(Rpc::CreateProcessInstance) > 1);
}
