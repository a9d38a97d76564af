//! Calls about a single job.

use std::time::Duration;

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::{
    CompleteJobRequest, FailJobRequest, JobResult, JobResultActivateElement, JobResultCorrections,
    StringList, ThrowErrorRequest, UpdateJobPriorityRequest, UpdateJobPriorityResponse,
    UpdateJobRetriesRequest, UpdateJobRetriesResponse, UpdateJobTimeoutRequest,
    UpdateJobTimeoutResponse,
};
use zeebe_sdk::keys::JobKey;

use crate::filled::Filled;
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn complete_job() {
    let sent = Filled::reply_of(Rpc::CompleteJob);
    let stage = Stage::answering(Rpc::CompleteJob, &sent).await;
    let corrections = JobResultCorrections::default()
        .assignee("")
        .due_date("2026-11-20T10:00:00Z")
        .follow_up_date("")
        .candidate_users(StringList::new(["ada", "bob"]))
        .candidate_groups(StringList::new(["sales"]))
        .priority(i32::MIN);
    let result = JobResult::default()
        .denied(false)
        .corrections(corrections)
        .denied_reason("not now")
        .r#type("userTask")
        .activate_elements([
            JobResultActivateElement::new("a").variables(json!({"x": 1})),
            JobResultActivateElement::new("b"),
        ])
        .is_completion_condition_fulfilled(true)
        .is_cancel_remaining_instances(false);
    let request = CompleteJobRequest::new(JobKey::new(i64::MAX))
        .variables(json!({"total": 9_007_199_254_740_993_i64, "note": "ß"}))
        .result(result)
        .lease_token("lease")
        .business_id("");
    let response = stage.client.complete_job(request).await.unwrap();
    stage.assert_arrived(
        Rpc::CompleteJob,
        &json!({
            "jobKey": "9223372036854775807",
            "variables": r#"{"total":9007199254740993,"note":"ß"}"#,
            "result": {
                "denied": false,
                "corrections": {
                    "assignee": "",
                    "dueDate": "2026-11-20T10:00:00Z",
                    "followUpDate": "",
                    "candidateUsers": {"values": ["ada", "bob"]},
                    "candidateGroups": {"values": ["sales"]},
                    "priority": -2_147_483_648_i64,
                },
                "deniedReason": "not now",
                "type": "userTask",
                "activateElements": [
                    {"elementId": "a", "variables": r#"{"x":1}"#},
                    {"elementId": "b"},
                ],
                "isCompletionConditionFulfilled": true,
                "isCancelRemainingInstances": false,
            },
            "leaseToken": "lease",
            "businessId": "",
        }),
    );
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn fail_job() {
    let sent = Filled::reply_of(Rpc::FailJob);
    let stage = Stage::answering(Rpc::FailJob, &sent).await;
    let request = FailJobRequest::new(7, -1)
        .error_message("no \"card\"\n")
        .retry_back_off(Duration::from_secs(3))
        .variables(json!({"tries": 1}))
        .lease_token("");
    let response = stage.client.fail_job(request).await.unwrap();
    stage.assert_arrived(
        Rpc::FailJob,
        &json!({
            "jobKey": "7",
            "retries": -1,
            "errorMessage": "no \"card\"\n",
            "retryBackOff": "3000",
            "variables": r#"{"tries":1}"#,
            "leaseToken": "",
        }),
    );
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn throw_error() {
    let sent = Filled::reply_of(Rpc::ThrowError);
    let stage = Stage::answering(Rpc::ThrowError, &sent).await;
    let request = ThrowErrorRequest::new(7, "broke")
        .error_message("the card is empty")
        .variables(json!({"left": 0.1}))
        .lease_token("lease");
    let response = stage.client.throw_error(request).await.unwrap();
    stage.assert_arrived(
        Rpc::ThrowError,
        &json!({
            "jobKey": "7",
            "errorCode": "broke",
            "errorMessage": "the card is empty",
            "variables": r#"{"left":0.1}"#,
            "leaseToken": "lease",
        }),
    );
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn update_job_retries() {
    let sent = Filled::reply_of(Rpc::UpdateJobRetries);
    let stage = Stage::answering(Rpc::UpdateJobRetries, &sent).await;
    let request =
        UpdateJobRetriesRequest::new(7, i32::MAX).operation_reference(0).lease_token("lease");
    let response = stage.client.update_job_retries(request).await.unwrap();
    stage.assert_arrived(
        Rpc::UpdateJobRetries,
        &json!({
            "jobKey": "7",
            "retries": 2_147_483_647,
            "operationReference": "0",
            "leaseToken": "lease",
        }),
    );
    assert_eq!(response, UpdateJobRetriesResponse::default());
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn update_job_timeout() {
    let sent = Filled::reply_of(Rpc::UpdateJobTimeout);
    let stage = Stage::answering(Rpc::UpdateJobTimeout, &sent).await;
    let request = UpdateJobTimeoutRequest::new(7, Duration::from_secs(90))
        .operation_reference(2)
        .lease_token("lease");
    let response = stage.client.update_job_timeout(request).await.unwrap();
    stage.assert_arrived(
        Rpc::UpdateJobTimeout,
        &json!({
            "jobKey": "7",
            "timeout": "90000",
            "operationReference": "2",
            "leaseToken": "lease",
        }),
    );
    assert_eq!(response, UpdateJobTimeoutResponse::default());
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn update_job_priority() {
    let sent = Filled::reply_of(Rpc::UpdateJobPriority);
    let stage = Stage::answering(Rpc::UpdateJobPriority, &sent).await;
    let request = UpdateJobPriorityRequest::new(7, 0).operation_reference(2).lease_token("lease");
    let response = stage.client.update_job_priority(request).await.unwrap();
    stage.assert_arrived(
        Rpc::UpdateJobPriority,
        &json!({
            "jobKey": "7",
            "priority": 0,
            "operationReference": "2",
            "leaseToken": "lease",
        }),
    );
    assert_eq!(response, UpdateJobPriorityResponse::default());
    sent.all_seen();
}
