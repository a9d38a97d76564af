//! What only the newest engine knows: tags, listeners and what they answer.

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::activated_job::{JobKind, ListenerEventType};
use zeebe_sdk::gateway::{
    ActivatedJob, CompleteJobRequest, CreateProcessInstanceRequest, JobResult,
    JobResultCorrections, StringList, UpdateJobPriorityRequest,
};
use zeebe_sdk::{Code, Error};

use crate::stage::Stage;

#[tokio::test]
async fn tags_go_with_an_instance_and_its_jobs() {
    let Some(stage) = Stage::on_newest("tagged").await else { return };
    stage.deploy(Model::Pay).await;
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("tagged").tags(["vip", "eu:1"]);
    let started = stage.client.create_process_instance(request).await.unwrap();
    let tags = |tags: &[String]| {
        let mut tags = tags.to_vec();
        tags.sort();
        tags
    };
    assert_eq!(tags(&started.tags), ["eu:1", "vip"]);
    let job = stage.job("charge").await;
    assert_eq!(tags(&job.tags), ["eu:1", "vip"]);
}

#[tokio::test]
async fn listeners_are_told_what_they_listen_to() {
    let Some(stage) = Stage::on_newest("listened").await else { return };
    stage.deploy(Model::Listeners).await;
    stage.start(json!({})).await;
    let started = stage.job("started").await;
    let kind = (started.kind, started.listener_event_type);
    assert_eq!(kind, (JobKind::ExecutionListener, Some(ListenerEventType::Start)));
    assert_eq!(started.element_id, "charge");
    stage.complete(&started, json!({"listened": true})).await;
    let charge = stage.job("charge").await;
    assert_eq!((charge.kind, charge.listener_event_type), (JobKind::BpmnElement, None));
    stage.complete(&charge, json!({})).await;

    let assigning = stage.job("assigning").await;
    let kind = (assigning.kind, assigning.listener_event_type);
    assert_eq!(kind, (JobKind::TaskListener, Some(ListenerEventType::Assigning)));
    let task = assigning.user_task.unwrap();
    assert_eq!(task.assignee.as_deref(), Some("ada"));
    assert_eq!((task.candidate_groups, task.priority), (vec!["clerks".to_owned()], Some(70)));
    assert!(task.user_task_key.is_some_and(|key| key.is_set()), "a key");
}

/// A job of the listener to an assignment.
async fn assigning(stage: &Stage) -> ActivatedJob {
    stage.deploy(Model::Listeners).await;
    stage.start(json!({})).await;
    for task in ["started", "charge"] {
        let job = stage.job(task).await;
        stage.complete(&job, json!({})).await;
    }
    stage.job("assigning").await
}

async fn answer(stage: &Stage, job: &ActivatedJob, result: JobResult) -> Result<(), Error> {
    let request = CompleteJobRequest::new(job.key).result(result);
    stage.client.complete_job(request).await.map(drop)
}

#[tokio::test]
async fn a_listener_corrects_what_it_listens_to() {
    let Some(stage) = Stage::on_newest("corrected").await else { return };
    let job = assigning(&stage).await;
    let corrections = JobResultCorrections::default()
        .assignee("grace")
        .candidate_users(StringList::new(["bob", "eve"]))
        .candidate_groups(StringList::new(Vec::<String>::new()))
        .due_date("2030-01-02T03:04:05Z")
        .follow_up_date("2029-12-31T00:00:00+01:00")
        .priority(100);
    answer(&stage, &job, JobResult::default().corrections(corrections)).await.unwrap();
}

#[tokio::test]
async fn a_listener_denies_an_assignment() {
    let Some(stage) = Stage::on_newest("denied").await else { return };
    let job = assigning(&stage).await;
    let denied = JobResult::default().denied(true).denied_reason("not on Sundays");
    answer(&stage, &job, denied).await.unwrap();
}

/// Only the gateway of a newer release has it.
#[tokio::test]
async fn the_priority_of_a_job_is_not_known_yet() {
    let Some(stage) = Stage::on_newest("prioritised").await else { return };
    let request = UpdateJobPriorityRequest::new(12_345, 7);
    let error = stage.client.update_job_priority(request).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unimplemented), "{error}");
}
