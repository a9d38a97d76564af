//! The newest engine. What lies before it knows fewer fields than the SDK, and
//! passes none of them on: these tests are also about a client that is newer
//! than its gateway.

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::Code;
use zeebe_sdk::gateway::{
    CompleteJobRequest, CreateProcessInstanceRequest, JobResult, JobResultCorrections, StringList,
    UpdateJobPriorityRequest,
};

use crate::stage::Stage;

/// The older way to tell listeners what happens is still there.
const ASSIGNEE: &str = "io.camunda.zeebe:assignee";

#[tokio::test]
async fn listeners_come_in_their_order() {
    let Some(stage) = Stage::on_newest("listened").await else { return };
    stage.deploy(Model::Listeners).await;
    let instance = stage.start(json!({})).await;
    let started = stage.job("started").await;
    assert_eq!((started.element_id.as_str(), started.process_instance_key), ("charge", instance));
    assert!(!stage.has_job("charge").await);
    stage.complete(&started, json!({"listened": true})).await;
    let charge = stage.job("charge").await;
    assert_eq!(charge.element_id, "charge");
    stage.complete(&charge, json!({})).await;

    let first = stage.job("assigning").await;
    assert_eq!(first.element_id, "approve");
    assert_eq!(first.custom_headers.get::<&str>(ASSIGNEE).unwrap(), Some("ada"));
    assert!(!stage.has_job("assigning-too").await);
    let corrections = JobResultCorrections::default()
        .assignee("grace")
        .candidate_users(StringList::new(["bob", "eve"]))
        .due_date("2030-01-02T03:04:05Z")
        .priority(100);
    let corrected = JobResult::default().corrections(corrections);
    let request = CompleteJobRequest::new(first.key).result(corrected);
    stage.client.complete_job(request).await.unwrap();
    let second = stage.job("assigning-too").await;
    assert_eq!(second.element_instance_key, first.element_instance_key);
}

#[tokio::test]
async fn fields_that_a_gateway_does_not_know_do_no_harm() {
    let Some(stage) = Stage::on_newest("newer").await else { return };
    stage.deploy(Model::Pay).await;
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("newer")
        .tags(["vip", "eu:1"])
        .business_id("order-1");
    let started = stage.client.create_process_instance(request).await.unwrap();
    assert_eq!((started.tags, started.business_id), (Vec::new(), None));
    let job = stage.job("charge").await;
    assert_eq!(job.process_instance_key, started.process_instance_key);
    assert_eq!((job.lease_token.as_deref(), job.business_id.as_str()), (None, ""));
    let request = CompleteJobRequest::new(job.key).business_id("order-2").lease_token("none");
    stage.client.complete_job(request).await.unwrap();
    stage.wait_ended(started.process_instance_key).await;
}

#[tokio::test]
async fn calls_that_a_gateway_does_not_know_are_unimplemented() {
    let Some(stage) = Stage::on_newest("unknown").await else { return };
    let request = UpdateJobPriorityRequest::new(12_345, 7);
    let error = stage.client.update_job_priority(request).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unimplemented), "{error}");
}
