//! Calls that bring jobs.

use std::time::{Duration, SystemTime};

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::activated_job::{JobKind, ListenerEventType};
use zeebe_sdk::gateway::{
    ActivateJobsRequest, ActivatedJob, StreamActivatedJobsRequest, TenantFilter, UserTaskProperties,
};

use crate::filled::Filled;
use crate::stage::Stage;

/// The number of TASK_LISTENER, without which a job has no listener event.
const TASK_LISTENER: i32 = 2;

#[tokio::test]
pub(super) async fn activate_jobs() {
    let mut sent = Filled::reply_of(Rpc::ActivateJobs)
        .with_enum("jobs[0].kind", TASK_LISTENER)
        .with_enum("jobs[1].kind", 1);
    let stage = Stage::answering(Rpc::ActivateJobs, &sent).await;
    let request =
        ActivateJobsRequest::new("charge ü", "worker 文", Duration::from_millis(60_001), i32::MAX)
            .fetch_variable(["total", "", "a\"b"])
            .request_timeout(Duration::from_millis(1_234))
            .tenant_ids(["<default>", "acme"])
            .tenant_filter(TenantFilter::Unrecognized(77))
            .with_lease(true);
    let mut stream = stage.client.activate_jobs(request).await.unwrap();
    let mut jobs = Vec::new();
    while let Some(job) = stream.next().await {
        jobs.push(job.unwrap());
    }
    stage.assert_arrived(
        Rpc::ActivateJobs,
        &json!({
            "type": "charge ü",
            "worker": "worker 文",
            "timeout": "60001",
            "maxJobsToActivate": 2_147_483_647,
            "fetchVariable": ["total", "", "a\"b"],
            "requestTimeout": "1234",
            "tenantIds": ["<default>", "acme"],
            "tenantFilter": 77,
            "withLease": true,
        }),
    );
    assert_eq!(jobs[0].kind, JobKind::TaskListener);
    assert_eq!(jobs[1].kind, JobKind::ExecutionListener);
    sent.each("jobs", &jobs, a_job);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn stream_activated_jobs() {
    let mut sent = Filled::reply_of(Rpc::StreamActivatedJobs).with_enum("kind", TASK_LISTENER);
    let stage = Stage::answering(Rpc::StreamActivatedJobs, &sent).await;
    let request =
        StreamActivatedJobsRequest::new("charge", "worker", Duration::from_millis(i64_max()))
            .fetch_variable(["total"])
            .tenant_ids(["acme"])
            .tenant_filter(TenantFilter::Assigned)
            .with_lease(true);
    let mut stream = stage.client.stream_activated_jobs(request).await.unwrap();
    let job = stream.next().await.unwrap().unwrap();
    assert!(stream.next().await.is_none());
    stage.assert_arrived(
        Rpc::StreamActivatedJobs,
        &json!({
            "type": "charge",
            "worker": "worker",
            "timeout": "9223372036854775807",
            "fetchVariable": ["total"],
            "tenantIds": ["acme"],
            "tenantFilter": "ASSIGNED",
            "withLease": true,
        }),
    );
    a_job(&mut sent, &job);
    sent.all_seen();
}

fn i64_max() -> u64 {
    i64::MAX.unsigned_abs()
}

fn a_job(sent: &mut Filled, job: &ActivatedJob) {
    sent.holds("key", job.key.get());
    sent.holds("type", &job.r#type);
    sent.holds("processInstanceKey", job.process_instance_key.get());
    sent.holds("bpmnProcessId", &job.bpmn_process_id);
    sent.holds("processDefinitionVersion", job.process_definition_version);
    sent.holds("processDefinitionKey", job.process_definition_key.get());
    sent.holds("elementId", &job.element_id);
    sent.holds("elementInstanceKey", job.element_instance_key.get());
    sent.holds("customHeaders", &job.custom_headers);
    sent.holds("worker", &job.worker);
    sent.holds("retries", job.retries);
    sent.holds("deadline", milliseconds(job.deadline));
    sent.holds("variables", &job.variables);
    sent.holds("tenantId", &job.tenant_id);
    sent.inside("userTask", |sent| a_user_task(sent, job.user_task.as_ref().unwrap()));
    sent.holds("kind", job.kind.as_i32());
    sent.holds("listenerEventType", event(job).as_i32());
    sent.lists("tags", &job.tags);
    sent.holds("priority", job.priority);
    sent.holds("businessId", &job.business_id);
    sent.holds("leaseToken", &job.lease_token);
    sent.holds("physicalTenantId", &job.physical_tenant_id);
}

/// The event, which is one that nobody knows.
fn event(job: &ActivatedJob) -> ListenerEventType {
    let event = job.listener_event_type.unwrap();
    assert!(matches!(event, ListenerEventType::Unrecognized(_)), "{event:?}");
    event
}

fn a_user_task(sent: &mut Filled, task: &UserTaskProperties) {
    sent.holds("action", &task.action);
    sent.holds("assignee", &task.assignee);
    sent.lists("candidateGroups", &task.candidate_groups);
    sent.lists("candidateUsers", &task.candidate_users);
    sent.lists("changedAttributes", &task.changed_attributes);
    sent.holds("dueDate", &task.due_date);
    sent.holds("followUpDate", &task.follow_up_date);
    sent.holds("formKey", task.form_key.unwrap().get());
    sent.holds("priority", task.priority.unwrap());
    sent.holds("userTaskKey", task.user_task_key.unwrap().get());
}

fn milliseconds(instant: SystemTime) -> i64 {
    match instant.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => after.as_millis().try_into().unwrap(),
        Err(before) => {
            let before: i128 = before.duration().as_millis().try_into().unwrap();
            i64::try_from(-before).unwrap()
        }
    }
}
