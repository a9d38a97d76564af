//! How jobs end, and how the gateway is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::{Builder, Reply, Rpc};
use zeebe_sdk::gateway::{JobResult, JobResultActivateElement};
use zeebe_sdk::worker::{
    BpmnError, Completion, Handler, Job, JobEnd, JobError, JobFailure, Outcome, Reported,
};

use super::diary::Diary;
use super::{COMPLETE, FAIL, MS, POLL, THROW, add_jobs, requests, until, worker};
use crate::stage::{LONG, Stage, gateway};

/// What a worker told the gateway about one job, and what it wrote down.
async fn one_job<A: 'static>(
    gateway: Builder,
    end: JobEnd,
    handler: impl Handler<A, ()>,
) -> (Stage, Diary) {
    let stage = Stage::open(gateway).await;
    add_jobs(&stage.gateway, 1);
    let diary = Diary::default();
    let worker = worker(&stage).observer(diary.clone()).on_error(diary.errors());
    let handle = worker.max_jobs_active(1).handler(handler).start().unwrap();
    until("its end", || diary.count(end) > 0).await;
    handle.shutdown().await;
    assert_eq!(handle.stats().slots_used, 0);
    (stage, diary)
}

fn only(stage: &Stage, rpc: Rpc) -> Value {
    let mut requests = requests(stage, rpc);
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.remove(0)
}

#[tokio::test]
async fn a_value_completes_the_job_and_nothing_is_no_variables() {
    let handler = async || json!({"paid": true, "of": 5});
    let (stage, _) = one_job(gateway(), JobEnd::Completed, handler).await;
    assert_eq!(only(&stage, COMPLETE)["variables"], json!("{\"paid\":true,\"of\":5}"));

    let (stage, _) = one_job(gateway(), JobEnd::Completed, async || {}).await;
    let request = only(&stage, COMPLETE);
    assert_eq!(request.get("variables"), None, "{request}");
    assert_eq!(stage.sent(FAIL) + stage.sent(THROW), 0);
}

#[tokio::test]
async fn a_result_goes_with_the_completion() {
    let handler = async || {
        let result = JobResult::default().denied(true).denied_reason("no receipt");
        Completion::new(json!({"a": 1})).result(result)
    };
    let (stage, _) = one_job(gateway(), JobEnd::Completed, handler).await;
    let request = only(&stage, COMPLETE);
    assert_eq!(request["result"], json!({"denied": true, "deniedReason": "no receipt"}));
    assert_eq!(request["variables"], json!("{\"a\":1}"));
}

#[tokio::test]
async fn a_result_that_cannot_be_sent_fails_the_job_and_says_where() {
    let handler = async || {
        let element = JobResultActivateElement::new("pack").variables(json!([1]));
        Completion::default().result(JobResult::default().activate_elements([element]))
    };
    let (stage, diary) = one_job(gateway(), JobEnd::Failed, handler).await;
    let failed = requests(&stage, FAIL)[0].clone();
    let message = failed["errorMessage"].as_str().unwrap();
    assert!(message.contains("activate_elements[0].variables"), "{message}");
    assert_eq!(failed["retries"], json!(2));
    assert_eq!((stage.sent(COMPLETE), diary.count(JobEnd::Unreported)), (0, 0));
}

#[tokio::test]
async fn an_error_costs_a_retry_and_never_more_than_there_are() {
    let handler = async || Err::<(), _>(JobError::from("the card is cold"));
    let (stage, _) = one_job(gateway(), JobEnd::Failed, handler).await;
    let request = requests(&stage, FAIL)[0].clone();
    let key = request["jobKey"].clone();
    let expected = json!({"jobKey": key, "retries": 2, "errorMessage": "the card is cold"});
    assert_eq!(request, expected);

    for retries in [1, 0, -3] {
        let job = json!({"key": "7", "retries": retries});
        let gateway = gateway().reply(POLL, Reply::json(json!({"jobs": [job]})));
        let stage = Stage::open(gateway.always(FAIL, Reply::json(json!({})))).await;
        let worker = worker(&stage).retry_backoff(70 * MS);
        let handle = worker.handler(handler).start().unwrap();
        until("its end", || handle.stats().failed == 1).await;
        let request = only(&stage, FAIL);
        assert_eq!((request.get("retries"), &request["retryBackOff"]), (None, &json!("70")));
        handle.shutdown().await;
    }
}

#[tokio::test]
async fn a_chosen_failure_is_sent_exactly() {
    let handler = async || {
        JobFailure::new("later")
            .retries(17)
            .retry_backoff(Duration::from_secs(90))
            .variables(json!({"tried": 1}))
    };
    let (stage, _) = one_job(gateway(), JobEnd::Failed, handler).await;
    let mut request = only(&stage, FAIL);
    request["jobKey"].take();
    let expected = json!({
        "jobKey": null,
        "retries": 17,
        "errorMessage": "later",
        "retryBackOff": "90000",
        "variables": "{\"tried\":1}",
    });
    assert_eq!(request, expected);
}

#[tokio::test]
async fn a_bpmn_error_is_thrown() {
    let handler = async || {
        let error = BpmnError::new("card-declined").message("no funds");
        Err::<(), JobError>(error.variables(json!({"left": 0})).into())
    };
    let (stage, _) = one_job(gateway(), JobEnd::Errored, handler).await;
    let mut request = only(&stage, THROW);
    request["jobKey"].take();
    let expected = json!({
        "jobKey": null,
        "errorCode": "card-declined",
        "errorMessage": "no funds",
        "variables": "{\"left\":0}",
    });
    assert_eq!(request, expected);
    assert_eq!(stage.sent(FAIL) + stage.sent(COMPLETE), 0);
}

#[tokio::test]
async fn a_message_has_a_bound() {
    let handler = async || Err::<(), _>(JobError::from("é".repeat(50_000)));
    let (stage, _) = one_job(gateway(), JobEnd::Failed, handler).await;
    let request = requests(&stage, FAIL)[0].clone();
    assert_eq!(request["errorMessage"].as_str().unwrap().chars().count(), 10_000);
}

/// What is no JSON object fails the job, and says where.
#[tokio::test]
async fn variables_that_cannot_be_sent_fail_the_job() {
    let handler = async || json!([1, 2]);
    let (stage, _) = one_job(gateway(), JobEnd::Failed, handler).await;
    let message = requests(&stage, FAIL)[0]["errorMessage"].as_str().unwrap().to_owned();
    assert!(message.contains("CompleteJob: variables"), "{message}");
    assert_eq!(stage.sent(COMPLETE), 0);
}

/// An outcome is worth more attempts than other calls get.
#[tokio::test]
async fn an_outcome_is_sent_as_often_as_it_takes() {
    let down = Reply::status(Code::Unavailable, "moving").times(25);
    let (stage, diary) =
        one_job(gateway().reply(COMPLETE, down), JobEnd::Completed, async || {}).await;
    assert_eq!((stage.sent(COMPLETE), diary.read().errors.len()), (26, 0));
    assert_eq!(stage.gateway.job_counts("charge").activated, 0);
}

/// The first attempt has worked, and only its answer was lost.
#[tokio::test]
async fn an_outcome_that_was_taken_before_is_a_success() {
    let lost = Reply::cut_after(0, zeebe_mock_gateway::End::DropConnection);
    let (stage, diary) =
        one_job(gateway().reply(COMPLETE, lost), JobEnd::Completed, async || {}).await;
    assert_eq!(diary.read().ends.len(), 1);
    assert!(stage.sent(COMPLETE) >= 2);
}

/// A gateway that never answers does not hold the outcome until the end.
#[tokio::test]
async fn an_attempt_that_hangs_is_followed_by_another() {
    let gateway = gateway().reply(COMPLETE, Reply::hang().times(2));
    let stage = Stage::with(gateway, |client| client.request_timeout(50 * MS)).await;
    add_jobs(&stage.gateway, 1);
    let handle = worker(&stage).handler(async || {}).start().unwrap();
    until("its end", || handle.stats().completed == 1).await;
    assert_eq!(stage.sent(COMPLETE), 3);
    let timeout = stage.attempts(COMPLETE)[0].timeout().unwrap();
    assert!(timeout <= 50 * MS, "{timeout:?}");
    handle.shutdown().await;
}

#[tokio::test]
async fn a_job_that_is_gone_is_counted_and_no_more() {
    for code in [Code::NotFound, Code::FailedPrecondition] {
        let gone = gateway().reply(COMPLETE, Reply::status(code, "gone"));
        let (stage, diary) = one_job(gone, JobEnd::Lost, async || {}).await;
        assert_eq!((stage.sent(COMPLETE), diary.read().errors.len()), (1, 0));
        assert_eq!(diary.count(JobEnd::Completed), 0);
    }
}

#[tokio::test]
async fn an_outcome_that_is_refused_is_told_once() {
    let refuse = gateway().reply(COMPLETE, Reply::status(Code::InvalidArgument, "not so"));
    let (stage, diary) = one_job(refuse, JobEnd::Unreported, async || {}).await;
    assert_eq!(stage.sent(COMPLETE), 1);
    let errors = diary.read().errors.clone();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("the outcome of job") && errors[0].contains("not so"), "{errors:?}");
}

/// The handler took longer than the reservation: one attempt, whatever comes.
#[tokio::test]
async fn an_outcome_after_the_time_of_the_job_gets_one_attempt() {
    let down = Reply::status(Code::Unavailable, "moving");
    for (reply, end, errors) in
        [(down, JobEnd::Unreported, 1), (Reply::pass(), JobEnd::Completed, 0)]
    {
        let stage = Stage::open(gateway().reply(COMPLETE, reply)).await;
        add_jobs(&stage.gateway, 1);
        let diary = Diary::default();
        let worker = worker(&stage).timeout(30 * MS).max_jobs_active(1).observer(diary.clone());
        let slow = async || sleep(60 * MS).await;
        let handle = worker.on_error(diary.errors()).handler(slow).start().unwrap();
        until("its end", || diary.count(end) == 1).await;
        assert_eq!((stage.sent(COMPLETE), diary.read().errors.len()), (1, errors));
        handle.shutdown().await;
    }
}

/// While the reservation lasts it is retried, and after that it is told.
#[tokio::test]
async fn an_outcome_is_given_up_when_the_time_of_the_job_is_over() {
    let down = Reply::status(Code::Unavailable, "moving");
    let stage = Stage::open(gateway().always(COMPLETE, down)).await;
    add_jobs(&stage.gateway, 1);
    let diary = Diary::default();
    let worker = worker(&stage).timeout(150 * MS).max_jobs_active(1).observer(diary.clone());
    let handle = worker.on_error(diary.errors()).handler(async || {}).start().unwrap();
    until("its end", || diary.count(JobEnd::Unreported) == 1).await;
    assert!(stage.sent(COMPLETE) > 5, "{}", stage.sent(COMPLETE));
    assert_eq!(diary.read().errors.len(), 1);
    handle.shutdown().await;
}

#[tokio::test]
async fn a_handler_may_report_in_person_once() {
    let again = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&again);
    let handler = move |job: Job, same: Job| {
        let seen = Arc::clone(&seen);
        async move {
            let reported = job.complete(json!({"by": "hand"})).await?;
            *seen.lock().unwrap() = Some(same.fail("again").await.map(|_| ()));
            Ok::<Reported, JobError>(reported)
        }
    };
    let (stage, diary) = one_job(gateway(), JobEnd::Completed, handler).await;
    assert_eq!(only(&stage, COMPLETE)["variables"], json!("{\"by\":\"hand\"}"));
    let refused = again.lock().unwrap().take().unwrap().unwrap_err();
    assert!(refused.to_string().contains("reported already"), "{refused}");
    assert_eq!((stage.sent(FAIL), diary.read().ends.len()), (0, 1));
}

/// A handler whose own report is refused can still fail the job.
#[tokio::test]
async fn a_report_that_was_certainly_not_taken_leaves_room_for_another() {
    let refuse = gateway().reply(COMPLETE, Reply::status(Code::InvalidArgument, "not so"));
    let handler = async |job: Job| {
        let _reported = job.complete(()).await?;
        Ok::<Outcome, JobError>(Outcome::Complete(Completion::default()))
    };
    let (stage, diary) = one_job(refuse, JobEnd::Failed, handler).await;
    assert_eq!((stage.sent(FAIL), diary.count(JobEnd::Unreported)), (1, 1));
    let key = diary.read().ends[0].0;
    assert_eq!(diary.read().ends[1], (key, JobEnd::Failed));
}

#[tokio::test]
async fn the_lease_goes_with_every_outcome() {
    for leases in [true, false] {
        let stage = Stage::open(gateway()).await;
        add_jobs(&stage.gateway, 3);
        let turn = Arc::new(Mutex::new(0));
        let handler = move |job: Job| {
            let turn = {
                let mut turn = turn.lock().unwrap();
                *turn += 1;
                *turn
            };
            async move {
                job.extend(LONG).await?;
                match turn {
                    1 => Ok(()),
                    2 => Err(JobError::from(BpmnError::new("e"))),
                    _ => Err("f".into()),
                }
            }
        };
        let worker = worker(&stage).lease(leases).max_jobs_active(3);
        let handle = worker.handler(handler).start().unwrap();
        until("three", || handle.stats().failed >= 1).await;
        let rpcs = [COMPLETE, THROW, FAIL, Rpc::UpdateJobTimeout];
        for request in rpcs.iter().map(|rpc| requests(&stage, *rpc)[0].clone()) {
            let token = request.get("leaseToken").and_then(Value::as_str);
            assert_eq!(token.is_some_and(|t| t.starts_with("lease-")), leases, "{request}");
        }
        handle.shutdown().await;
    }
}
