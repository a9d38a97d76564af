//! Processes from their deployment to their end, and what becomes of jobs.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::activated_job::JobKind;
use zeebe_sdk::gateway::deployment::Metadata;
use zeebe_sdk::gateway::{
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest, DeployResourceRequest,
    FailJobRequest, ResolveIncidentRequest, SetVariablesRequest, ThrowErrorRequest,
    UpdateJobRetriesRequest,
};
use zeebe_sdk::keys::IncidentKey;

use crate::stage::{LONG, Stage, resource};

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

/// Above 2^53, where numbers of JavaScript end, and in several scripts.
fn order() -> Order {
    let items = ["tea", "茶", "☕\u{fe0f}", "e\u{301}", "𝕥", "\"\\\u{7}"];
    Order { id: 9_007_199_254_740_993, total: 12.5, items: items.map(str::to_owned).to_vec() }
}

#[tokio::test]
async fn an_order_is_paid() {
    let Some(stage) = Stage::on_broker("paid").await else { return };
    let request = DeployResourceRequest::new([resource(Model::Pay, "paid")]);
    let deployed = stage.client.deploy_resource(request).await.unwrap();
    let Some(Metadata::Process(process)) = &deployed.deployments[0].metadata else {
        panic!("{deployed:?}");
    };
    assert_eq!((process.bpmn_process_id.as_str(), process.version), ("paid", 1));
    assert_eq!(process.resource_name, "paid.bpmn");

    let request = CreateProcessInstanceRequest::by_bpmn_process_id("paid").variables(order());
    let started = stage.client.create_process_instance(request).await.unwrap();
    assert_eq!(started.process_definition_key, process.process_definition_key);

    let job = stage.job("charge").await;
    assert_eq!(job.process_instance_key, started.process_instance_key);
    assert_eq!((job.retries, job.kind, job.listener_event_type), (5, JobKind::BpmnElement, None));
    assert_eq!(job.variables.deserialize::<Order>().unwrap(), order());
    assert_eq!(job.custom_headers.deserialize::<Headers>().unwrap().card, "visa");
    assert_eq!((job.element_id.as_str(), job.tenant_id.as_str()), ("charge", "<default>"));
    assert!(job.deadline > std::time::SystemTime::now());

    stage.complete(&job, json!({"paid": true})).await;
    stage.wait_ended(started.process_instance_key).await;
}

#[tokio::test]
async fn numbers_up_to_64_bits_and_every_character_come_back() {
    let Some(stage) = Stage::on_broker("exact").await else { return };
    stage.deploy(Model::Empty).await;
    let given = json!({
        "least": i64::MIN, "most": u64::MAX, "odd": 9_007_199_254_740_993_i64, "zero": 0.0,
        "text": order().items, "nested": {"": [null, {"ключ": -1}]},
    });
    let start = CreateProcessInstanceRequest::by_bpmn_process_id("exact").variables(&given);
    let request = CreateProcessInstanceWithResultRequest::new(start);
    let ended = stage.client.create_process_instance_with_result(request).await.unwrap();
    assert_eq!(ended.variables.deserialize::<serde_json::Value>().unwrap(), given);
}

#[tokio::test]
async fn the_result_is_awaited() {
    let Some(stage) = Stage::on_broker("awaited").await else { return };
    stage.deploy(Model::Pay).await;
    let start = CreateProcessInstanceRequest::by_bpmn_process_id("awaited").variables(order());
    let request = CreateProcessInstanceWithResultRequest::new(start)
        .fetch_variables(["paid", "id"])
        .request_timeout(LONG);
    let waiting = stage.client.create_process_instance_with_result(request);
    let waiting = tokio::spawn(waiting.into_future());
    let job = stage.job("charge").await;
    stage.complete(&job, json!({"paid": true})).await;
    let result = waiting.await.unwrap().unwrap();
    assert_eq!(result.process_instance_key, job.process_instance_key);
    assert_eq!(result.variables.get::<bool>("paid").unwrap(), Some(true));
    assert_eq!(result.variables.get::<u64>("id").unwrap(), Some(order().id));
    assert_eq!(result.variables.get::<Vec<String>>("items").unwrap(), None);
}

#[tokio::test]
async fn a_result_that_does_not_come_is_given_up() {
    let Some(stage) = Stage::on_broker("late").await else { return };
    stage.deploy(Model::Pay).await;
    let start = CreateProcessInstanceRequest::by_bpmn_process_id("late");
    let request = CreateProcessInstanceWithResultRequest::new(start)
        .request_timeout(Duration::from_millis(300));
    let error = stage.client.create_process_instance_with_result(request).await.unwrap_err();
    assert!(error.is_deadline_exceeded(), "{error}");
    // One instance was started, and only one.
    stage.job("charge").await;
    assert!(!stage.has_job("charge").await);
}

#[tokio::test]
async fn a_failed_job_comes_again_after_its_backoff() {
    let Some(stage) = Stage::on_broker("failed").await else { return };
    stage.deploy(Model::Pay).await;
    stage.start(json!({})).await;
    let first = stage.job("charge").await;
    let failed = FailJobRequest::new(first.key, 4).variables(json!({"tried": 1}));
    stage.client.fail_job(failed).await.unwrap();
    let second = stage.job("charge").await;
    assert_eq!((second.key, second.retries), (first.key, 4));
    assert_eq!(second.variables.get::<u32>("tried").unwrap(), Some(1));

    let backoff = Duration::from_secs(1);
    let failed = FailJobRequest::new(first.key, 3).retry_back_off(backoff);
    let start = Instant::now();
    stage.client.fail_job(failed).await.unwrap();
    let third = stage.job("charge").await;
    assert_eq!((third.key, third.retries), (first.key, 3));
    assert!(start.elapsed() >= backoff, "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_error_takes_the_other_way() {
    let Some(stage) = Stage::on_broker("thrown").await else { return };
    stage.deploy(Model::Mapped).await;
    let instance = stage.start(json!({})).await;
    let job = stage.job("charge").await;
    let error = ThrowErrorRequest::new(job.key, "broke").variables(json!({"reason": "no money"}));
    stage.client.throw_error(error.error_message("the card was refused")).await.unwrap();
    let repair = stage.job("repair").await;
    assert_eq!(repair.process_instance_key, instance);
    // Variables of an error belong to the event that catches it.
    assert_eq!(repair.variables.get::<&str>("reason").unwrap(), None);
    assert_eq!(repair.variables.get::<&str>("cause").unwrap(), Some("no money"));
    stage.complete(&repair, json!({})).await;
    stage.wait_ended(instance).await;
}

/// No call names an incident, so its key is found among the few that are given
/// out beside that of the gateway's element.
#[tokio::test]
async fn an_incident_is_resolved() {
    let Some(stage) = Stage::on_broker("incident").await else { return };
    stage.deploy(Model::Incident).await;
    let instance = stage.start(json!({})).await;
    let set = SetVariablesRequest::new(instance, json!({"total": 500}));
    let beyond = stage.client.set_variables(set).await.unwrap().key.get();
    let keys = instance.get()..beyond;
    let mut resolved = Vec::new();
    for key in keys {
        let request = ResolveIncidentRequest::new(IncidentKey::new(key));
        match stage.client.resolve_incident(request).await {
            Ok(_) => resolved.push(key),
            Err(error) => assert!(error.is_not_found(), "{error}"),
        }
    }
    assert_eq!(resolved.len(), 1, "{resolved:?}");
    let check = stage.job("check").await;
    assert_eq!(check.process_instance_key, instance);
    assert_eq!(check.variables.get::<u32>("total").unwrap(), Some(500));
}

#[tokio::test]
async fn a_job_without_retries_waits_until_it_has_some() {
    let Some(stage) = Stage::on_broker("exhausted").await else { return };
    stage.deploy(Model::Pay).await;
    stage.start(json!({})).await;
    let job = stage.job("charge").await;
    let failed = FailJobRequest::new(job.key, 0).error_message("the card was refused");
    stage.client.fail_job(failed).await.unwrap();
    assert!(!stage.has_job("charge").await);
    let none = stage.client.update_job_retries(UpdateJobRetriesRequest::new(job.key, 2));
    none.await.unwrap();
    // Retries alone do not resolve the incident.
    assert!(!stage.has_job("charge").await);
}
