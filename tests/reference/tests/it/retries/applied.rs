//! A repeated call whose status says that an earlier attempt had worked.

use std::time::Duration;

use tonic::Code;
use zeebe_mock_gateway::{End, Reply, Rpc};
use zeebe_sdk::gateway::PublishMessageRequest;
use zeebe_sdk::{Error, RetryMode};

use crate::smallest::{Special, call, publish};
use crate::stage::{Stage, gateway};

/// The RPCs that take away what they name.
const ONCE_ONLY: [Rpc; 6] = [
    Rpc::CompleteJob,
    Rpc::FailJob,
    Rpc::ThrowError,
    Rpc::CancelProcessInstance,
    Rpc::ResolveIncident,
    Rpc::DeleteResource,
];

/// What a gateway says about a key whose partition it does not know.
const NO_PARTITION: &str = "Expected to execute command on partition 0, but either it does not \
                            exist, or the gateway is not yet aware of it";

fn gone() -> Reply {
    Reply::status(Code::NotFound, "no such thing")
}

async fn after(rpc: Rpc, first: Reply) -> (Stage, Result<bool, Error>) {
    let stage = Stage::open(gateway().reply(rpc, first).always(rpc, gone())).await;
    let result = call(&stage.client, rpc, Special::default()).await;
    (stage, result)
}

#[tokio::test]
async fn what_is_gone_after_a_lost_attempt_was_done_by_it() {
    for rpc in ONCE_ONLY {
        for first in [
            Reply::status(Code::Unavailable, "io exception"),
            Reply::status(Code::DeadlineExceeded, "timed out between gateway and broker"),
            Reply::status(Code::Aborted, "try again"),
            Reply::end(End::DropConnection),
        ] {
            let (stage, result) = after(rpc, first.clone()).await;
            assert!(result.unwrap(), "{rpc} after {first:?} is not marked");
            assert_eq!(stage.sent(rpc), 2);
        }
    }
}

#[tokio::test]
async fn what_was_never_there_is_an_error() {
    for rpc in ONCE_ONLY {
        let (stage, result) = after(rpc, gone()).await;
        let error = result.unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(error.as_rpc().unwrap().attempts(), 1);
        assert!(!error.as_rpc().unwrap().outcome_unknown());
        assert_eq!(stage.sent(rpc), 1);
    }
}

/// An attempt that the gateway did not execute has not done anything.
#[tokio::test]
async fn what_is_gone_after_an_attempt_that_did_not_run_is_an_error() {
    const REFUSED_STREAM: u32 = 7;
    for rpc in ONCE_ONLY {
        for first in
            [Reply::status(Code::Unavailable, NO_PARTITION), Reply::end(End::Reset(REFUSED_STREAM))]
        {
            let (stage, result) = after(rpc, first.clone()).await;
            let error = result.unwrap_err();
            assert!(error.is_not_found(), "{rpc} after {first:?}: {error}");
            assert!(!error.as_rpc().unwrap().outcome_unknown(), "{error}");
            assert_eq!(stage.sent(rpc), 2);
        }
    }
}

#[tokio::test]
async fn other_calls_report_what_they_are_told() {
    for rpc in [Rpc::UpdateJobRetries, Rpc::UpdateJobTimeout, Rpc::SetVariables] {
        let (stage, result) = after(rpc, Reply::status(Code::Unavailable, "io exception")).await;
        let error = result.unwrap_err();
        assert!(error.is_not_found());
        assert_eq!(error.as_rpc().unwrap().attempts(), 2);
        assert!(error.as_rpc().unwrap().outcome_unknown(), "{error}");
        assert_eq!(stage.sent(rpc), 2);
    }
}

#[tokio::test]
async fn other_statuses_are_errors_on_any_attempt() {
    let state = Reply::status(Code::FailedPrecondition, "it is in state 'FAILED'");
    let lost = Reply::status(Code::Unavailable, "io exception");
    let rpc = Rpc::FailJob;
    let stage = Stage::open(gateway().reply(rpc, lost).always(rpc, state)).await;
    let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
    assert!(error.is_failed_precondition());
    assert_eq!(error.as_rpc().unwrap().attempts(), 2);
    assert!(error.as_rpc().unwrap().outcome_unknown());
}

#[tokio::test]
async fn a_message_that_exists_after_a_lost_attempt_was_published_by_it() {
    let rpc = Rpc::PublishMessage;
    let exists = Reply::status(Code::AlreadyExists, "already published");
    let lost = Reply::status(Code::Unavailable, "io exception");
    let message = PublishMessageRequest::new("paid", "order-1")
        .message_id("m")
        .time_to_live(Duration::from_secs(60));

    let stage = Stage::open(gateway().reply(rpc, lost).always(rpc, exists)).await;
    let response = stage.client.publish_message(message.clone()).await.unwrap();
    assert!(response.already_applied);
    assert_eq!(response.key, None);
    assert_eq!(stage.sent(rpc), 2);

    let error = publish(&stage.client, message, Special::default()).await.unwrap_err();
    assert!(error.is_already_exists());
    assert_eq!(stage.sent(rpc), 3);
}

#[tokio::test]
async fn a_reply_without_a_key_has_none() {
    let rpc = Rpc::PublishMessage;
    let stage = Stage::open(gateway().always(rpc, Reply::json(serde_json::json!({})))).await;
    let message = PublishMessageRequest::new("paid", "order-1");
    let response = stage.client.publish_message(message).await.unwrap();
    assert_eq!((response.key, response.already_applied), (None, false));
}

#[tokio::test]
async fn a_process_is_started_once_unless_its_caller_accepts_more() {
    let rpc = Rpc::CreateProcessInstance;
    for (mode, attempts) in
        [(RetryMode::ByClass, 1), (RetryMode::Never, 1), (RetryMode::AtLeastOnce, 5)]
    {
        let late = Reply::status(Code::DeadlineExceeded, "timed out");
        let stage = Stage::open(gateway().always(rpc, late)).await;
        let error = call(&stage.client, rpc, Special::retry(mode)).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.attempts(), stage.sent(rpc)), (attempts, attempts as usize));
        assert!(error.outcome_unknown());
    }
}
