//! Each status becomes the same typed error, with everything known about it.

use std::time::Duration;

use serde_json::json;
use tonic::Code;
use zeebe_mock_gateway::{End, Reply, Rpc, RpcScript, ScriptedStatus, StatusCode};
use zeebe_sdk::gateway::policy::POLICIES;
use zeebe_sdk::gateway::{CompleteJobRequest, TopologyRequest};
use zeebe_sdk::{Error, RetryMode, RpcError};

use crate::filled::Filled;
use crate::smallest::{Special, call, order};
use crate::stage::{Stage, gateway};

/// What a status means for a call that changes nothing, and for one that
/// starts a process.
struct Meaning {
    code: Code,
    name: &'static str,
    read_is_retryable: bool,
    start_is_retryable: bool,
    start_is_unknown: bool,
}

const fn final_status(code: Code, name: &'static str) -> Meaning {
    let no = false;
    Meaning { code, name, read_is_retryable: no, start_is_retryable: no, start_is_unknown: no }
}

const fn open(code: Code, name: &'static str, read_is_retryable: bool) -> Meaning {
    Meaning { read_is_retryable, start_is_unknown: true, ..final_status(code, name) }
}

const BUSY: Meaning = Meaning {
    read_is_retryable: true,
    start_is_retryable: true,
    ..final_status(Code::ResourceExhausted, "RESOURCE_EXHAUSTED")
};

const STATUSES: [Meaning; 16] = [
    open(Code::Cancelled, "CANCELLED", false),
    open(Code::Unknown, "UNKNOWN", false),
    final_status(Code::InvalidArgument, "INVALID_ARGUMENT"),
    open(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", true),
    final_status(Code::NotFound, "NOT_FOUND"),
    final_status(Code::AlreadyExists, "ALREADY_EXISTS"),
    final_status(Code::PermissionDenied, "PERMISSION_DENIED"),
    BUSY,
    final_status(Code::FailedPrecondition, "FAILED_PRECONDITION"),
    open(Code::Aborted, "ABORTED", true),
    final_status(Code::OutOfRange, "OUT_OF_RANGE"),
    final_status(Code::Unimplemented, "UNIMPLEMENTED"),
    open(Code::Internal, "INTERNAL", false),
    open(Code::Unavailable, "UNAVAILABLE", true),
    open(Code::DataLoss, "DATA_LOSS", false),
    final_status(Code::Unauthenticated, "UNAUTHENTICATED"),
];

const TEXT: &str = "größer als 100 %: 文";

fn scripted(number: i32) -> ScriptedStatus {
    let mut status = ScriptedStatus::new(Code::Unknown, TEXT)
        .with_details(&[8, 5, 0, 255])
        .with_metadata("x-reason", "load")
        .with_metadata("x-bytes-bin", "AAH/");
    status.code = StatusCode::Number(number);
    status
}

/// The error of a call that is answered with this status, and not repeated.
async fn error(rpc: Rpc, status: ScriptedStatus) -> RpcError {
    answered(rpc, Reply::end(End::Status(status))).await
}

async fn answered(rpc: Rpc, reply: Reply) -> RpcError {
    let stage = Stage::open(gateway().always(rpc, reply)).await;
    let error = call(&stage.client, rpc, Special::retry(RetryMode::Never)).await.unwrap_err();
    error.as_rpc().unwrap().clone()
}

async fn said(rpc: Rpc, code: Code, message: &str) -> RpcError {
    error(rpc, ScriptedStatus::new(code, message)).await
}

#[tokio::test]
async fn each_is_the_same_typed_error() {
    for status in STATUSES {
        let number = i32::from(status.code);
        let read = error(Rpc::Topology, scripted(number)).await;
        let start = error(Rpc::CreateProcessInstance, scripted(number)).await;
        for error in [&read, &start] {
            assert_eq!((error.code(), error.message()), (status.code, TEXT));
            assert_eq!(error.details(), [8, 5, 0, 255]);
            assert_eq!(error.metadata().get("x-reason").unwrap(), "load");
            let bytes = error.metadata().get_bin("x-bytes-bin").unwrap();
            assert_eq!(bytes.to_bytes().unwrap()[..], [0, 1, 255]);
            assert_eq!(error.metadata().len(), 2, "{:?}", error.metadata());
            assert_eq!(error.attempts(), 1);
            assert!(!error.too_large());
            let begin = format!("{} failed: {}: {TEXT}", error.rpc(), status.name);
            assert!(error.to_string().starts_with(&begin), "{error}");
        }
        assert_eq!((read.rpc(), start.rpc()), ("Topology", "CreateProcessInstance"));
        assert_eq!(read.is_retryable(), status.read_is_retryable, "{read}");
        assert_eq!(start.is_retryable(), status.start_is_retryable, "{start}");
        assert!(!read.outcome_unknown(), "{read}");
        assert_eq!(start.outcome_unknown(), status.start_is_unknown, "{start}");
        let hint = start.to_string().contains("it may have been executed");
        assert_eq!(hint, status.start_is_unknown, "{start}");
    }
}

#[tokio::test]
async fn questions_about_an_error_are_answered() {
    for status in STATUSES {
        let error = Error::from(error(Rpc::Topology, scripted(status.code.into())).await);
        assert_eq!(error.code(), Some(status.code));
        assert_eq!(error.is_not_found(), status.code == Code::NotFound);
        assert_eq!(error.is_already_exists(), status.code == Code::AlreadyExists);
        assert_eq!(error.is_failed_precondition(), status.code == Code::FailedPrecondition);
        assert_eq!(error.is_deadline_exceeded(), status.code == Code::DeadlineExceeded);
        assert_eq!(error.is_cancelled(), status.code == Code::Cancelled);
        assert_eq!(error.is_retryable(), status.read_is_retryable);
    }
}

#[tokio::test]
async fn a_number_that_grpc_does_not_know_is_unknown() {
    for number in [17, 42, -1, i32::MAX] {
        let error = error(Rpc::CreateProcessInstance, scripted(number)).await;
        assert_eq!(error.code(), Code::Unknown);
        assert!(error.message().contains(&number.to_string()), "{error}");
        assert!(error.message().ends_with(TEXT), "{error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert_eq!(error.details(), [8, 5, 0, 255]);
    }
}

/// Whether it comes with the head of the reply or after it.
#[tokio::test]
async fn its_place_makes_no_difference() {
    for status in STATUSES {
        let mut reply = Reply::end(End::Status(scripted(status.code.into())));
        reply.headers_first = true;
        let error = answered(Rpc::CreateProcessInstance, reply).await;
        assert_eq!((error.code(), error.message()), (status.code, TEXT));
        assert_eq!(error.details(), [8, 5, 0, 255]);
        assert_eq!(error.metadata().get("x-reason").unwrap(), "load");
        assert_eq!(error.outcome_unknown(), status.start_is_unknown, "{error}");
    }
}

/// A message before the status is none: the call has failed.
#[tokio::test]
async fn a_status_after_a_message_counts() {
    let rpc = Rpc::CreateProcessInstance;
    let ending = End::Status(scripted(Code::NotFound.into()));
    let error = answered(rpc, Filled::reply_of(rpc).script().ending(ending)).await;
    assert_eq!((error.code(), error.message()), (Code::NotFound, TEXT));
}

#[tokio::test]
async fn what_it_means_for_the_call_is_said_where_the_api_says_so() {
    for (policy, rpc) in POLICIES.iter().zip(Rpc::ALL) {
        let stage = Stage::open(gateway()).await;
        for status in STATUSES {
            let scripted = Reply::end(End::Status(scripted(status.code.into())));
            let script = RpcScript { always: Some(scripted), ..Default::default() };
            stage.gateway.script(rpc, &script).unwrap();
            let never = Special::retry(RetryMode::Never);
            let error = call(&stage.client, rpc, never).await.unwrap_err();
            let error = error.as_rpc().unwrap();
            let documented = policy.errors.iter().find(|error| error.code == status.code);
            assert_eq!(error.documented(), documented.map(|error| error.meaning));
            if let Some(documented) = documented {
                assert!(error.to_string().contains(documented.meaning), "{error}");
            }
        }
    }
    let error = said(Rpc::CompleteJob, Code::NotFound, "gone").await;
    assert!(error.documented().unwrap().contains("no job with this key"), "{error}");
    assert_eq!(said(Rpc::Topology, Code::NotFound, "gone").await.documented(), None);
}

#[tokio::test]
async fn a_gateway_that_is_too_old_is_named() {
    for (policy, rpc) in POLICIES.iter().zip(Rpc::ALL) {
        let stage = Stage::open(gateway().gateway_version("8.0.0".parse().unwrap())).await;
        let (major, minor) = rpc.since();
        if (major, minor) == (8, 0) {
            continue;
        }
        let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unimplemented, 1));
        assert_eq!(error.needs_gateway(), Some(policy.since));
        let hint = format!("{rpc} needs gateway {major}.{minor} or later");
        assert!(error.to_string().contains(&hint), "{error}");
        assert!(!error.outcome_unknown() && !error.is_retryable(), "{error}");
    }
    assert_eq!(said(Rpc::Topology, Code::Internal, "no").await.needs_gateway(), None);
}

#[tokio::test]
async fn a_request_that_is_too_large_is_not_repeated() {
    for (code, message) in [
        (Code::ResourceExhausted, "gRPC message exceeds maximum size 4194304: 5242909"),
        (Code::ResourceExhausted, "Received message larger than max (5242909 vs. 4194304)"),
        (Code::Unknown, "Command 'CREATE' rejected with code 'EXCEEDED_BATCH_RECORD_SIZE': "),
    ] {
        for rpc in [Rpc::CreateProcessInstance, Rpc::Topology, Rpc::SetVariables] {
            let stage = Stage::open(gateway().always(rpc, Reply::status(code, message))).await;
            let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
            let error = error.as_rpc().unwrap();
            assert_eq!((error.code(), error.attempts()), (code, 1));
            assert!(error.too_large() && !error.is_retryable(), "{error}");
            assert!(!error.outcome_unknown(), "{error}");
            assert!(error.to_string().contains("the message is too large"), "{error}");
            assert_eq!(stage.client.backpressure().limit, None);
        }
    }
    let stage = Stage::open(gateway()).await;
    let text = "x".repeat(5 * 1024 * 1024);
    let large = CompleteJobRequest::new(1).variables(json!({"text": text}));
    let error = stage.client.complete_job(large).await.unwrap_err();
    assert!(error.as_rpc().unwrap().too_large(), "{error}");
    assert_eq!(stage.sent(Rpc::CompleteJob), 1);
}

#[tokio::test]
async fn a_reply_is_taken_up_to_the_size_that_was_set() {
    let rpc = Rpc::CreateProcessInstanceWithResult;
    let text = json!({"text": "x".repeat(5 * 1024 * 1024)}).to_string();
    let reply = || Reply::json(json!({"variables": text}));
    let stage = Stage::open(gateway().always(rpc, reply())).await;
    let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::ResourceExhausted, 1));
    assert!(error.too_large() && error.outcome_unknown() && !error.is_retryable(), "{error}");
    assert!(error.message().contains("max_message_size, 4194304 bytes"), "{error}");
    assert_eq!(stage.client.backpressure().limit, None);

    let larger = 8 * 1024 * 1024;
    let stage = Stage::with(gateway().always(rpc, reply()), |c| c.max_message_size(larger)).await;
    let request = zeebe_sdk::gateway::CreateProcessInstanceWithResultRequest::new(order());
    let result = stage.client.create_process_instance_with_result(request).await.unwrap();
    assert!(result.variables.as_json() == text);
}

#[tokio::test]
async fn a_long_text_is_kept_and_shown_in_part() {
    let text = "a\u{1f680}".repeat(2 * 1024);
    let error = said(Rpc::Topology, Code::Internal, &text).await;
    assert_eq!(error.message(), text);
    let shown = error.to_string();
    assert!(shown.len() < text.len() && shown.contains("(10240 bytes in all)"), "{shown}");
}

#[tokio::test]
async fn a_text_stays_on_its_line() {
    let text = "a\r\nINFO forged\u{1b}[31m\u{0}\u{202e}\u{2028}b\u{7f}";
    let error = said(Rpc::CompleteJob, Code::Internal, text).await;
    assert_eq!(error.message(), text);
    let forbidden = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
    for shown in [error.to_string(), Error::from(error).to_string()] {
        assert!(!shown.contains(forbidden), "{shown:?}");
        assert!(shown.contains(r"a\r\nINFO forged\u{1b}[31m\u{0}\u{202e}\u{2028}b"), "{shown}");
    }
}

#[tokio::test]
async fn a_text_that_is_badly_escaped_is_shown_as_it_is() {
    for (raw, text) in [
        ("100%", "100%"),
        ("100%zz%4", "100%zz%4"),
        ("a%20b%C3%A4", "a bä"),
        ("%ff%fe", "\u{fffd}\u{fffd}"),
        ("", ""),
    ] {
        let mut status = ScriptedStatus::new(Code::Internal, "");
        status.raw_message = Some(raw.to_owned());
        assert_eq!(error(Rpc::Topology, status).await.message(), text);
    }
    let shown = said(Rpc::Topology, Code::Internal, "").await.to_string();
    assert_eq!(shown, "Topology failed: INTERNAL");
}

#[tokio::test]
async fn a_key_of_no_partition_may_be_wrong() {
    let stage = Stage::open(gateway()).await;
    for rpc in [Rpc::CompleteJob, Rpc::ResolveIncident, Rpc::SetVariables] {
        let client = crate::stage::hasty().address(stage.gateway.address()).build().unwrap();
        let error = call(&client, rpc, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 5), "{error}");
        assert!(
            error.to_string().contains("no partition of this cluster has made such a key"),
            "{error}"
        );
        assert!(!error.outcome_unknown() && error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn no_secret_is_in_any_text() {
    let secret = |text: String| assert!(!text.contains("s3cret"), "{text}");
    let mut status = ScriptedStatus::new(Code::Unauthenticated, "who are you?");
    status = status.with_metadata("x-token", "s3cret");
    let gateway = gateway().always(Rpc::Topology, Reply::end(End::Status(status)));
    let stage =
        Stage::with(gateway, |client| client.metadata("authorization", "Bearer s3cret")).await;
    let builder = crate::stage::hasty().metadata("authorization", "Bearer s3cret");
    secret(format!("{builder:?}"));
    let call = stage.client.topology(TopologyRequest::default());
    let call = call.metadata("authorization", "Bearer s3cret").timeout(Duration::from_secs(9));
    secret(format!("{call:?} {:?}", stage.client));
    let error = call.await.unwrap_err();
    secret(format!("{error} {error:?} {error:#?}"));
    secret(format!("{:?}", stage.gateway.journal()));
}
