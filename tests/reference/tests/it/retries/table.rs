//! Every RPC times every status times every mode: how often it is sent. The
//! expectation is written down here, independently of the tables of the SDK.

use tonic::Code;
use tonic::Code::{Aborted, DeadlineExceeded, ResourceExhausted, Unavailable};
use zeebe_mock_gateway::{End, Recording, Reply, Rpc, RpcScript, ScriptedStatus, StatusCode};
use zeebe_sdk::RetryMode::{self, AtLeastOnce, ByClass, Never};
use zeebe_sdk::contract::CallClass;
use zeebe_sdk::gateway::PublishMessageRequest;
use zeebe_sdk::gateway::policy::POLICIES;
use zeebe_sdk::{Client, Error, RetryBudget, RetryPolicy};

use crate::filled::Filled;
use crate::smallest::{Special, call, publish};
use crate::stage::{Stage, gateway, hasty_retries};

/// How often the gateway answers the status before it answers OK.
const FAILURES: usize = 7;

/// How often a call is sent at most, unless it was pushed back.
const MOST: usize = 5;

const MODES: [RetryMode; 3] = [ByClass, AtLeastOnce, Never];

/// The statuses after which an RPC is sent again if nobody asks for more.
fn by_class(rpc: Rpc) -> &'static [Code] {
    match rpc {
        Rpc::ActivateJobs | Rpc::StreamActivatedJobs => &[],
        // They are exempt from backpressure, so it can only mean the size.
        Rpc::CancelProcessInstance
        | Rpc::CompleteJob
        | Rpc::FailJob
        | Rpc::DeployResource
        | Rpc::DeployProcess => &[Unavailable, DeadlineExceeded, Aborted],
        Rpc::Topology
        | Rpc::EvaluateDecision
        | Rpc::ThrowError
        | Rpc::ResolveIncident
        | Rpc::DeleteResource
        | Rpc::UpdateJobRetries
        | Rpc::UpdateJobTimeout
        | Rpc::UpdateJobPriority
        | Rpc::AssignProcessInstanceBusinessId => {
            &[Unavailable, ResourceExhausted, DeadlineExceeded, Aborted]
        }
        Rpc::MigrateProcessInstance => &[Unavailable, ResourceExhausted, DeadlineExceeded],
        Rpc::SetVariables => &[Unavailable, ResourceExhausted],
        Rpc::CreateProcessInstance
        | Rpc::CreateProcessInstanceWithResult
        | Rpc::ModifyProcessInstance
        | Rpc::BroadcastSignal
        | Rpc::EvaluateConditional
        | Rpc::PublishMessage => &[ResourceExhausted],
    }
}

fn is_non_idempotent(rpc: Rpc) -> bool {
    by_class(rpc) == [ResourceExhausted]
}

fn expected_attempts(rpc: Rpc, code: Code, mode: RetryMode) -> usize {
    let more = mode == AtLeastOnce && is_non_idempotent(rpc);
    let repeated =
        by_class(rpc).contains(&code) || more && matches!(code, Unavailable | DeadlineExceeded);
    attempts(repeated && mode != Never, code)
}

/// A call that was pushed back is repeated as often as its time allows.
fn attempts(repeated: bool, code: Code) -> usize {
    match (repeated, code) {
        (false, _) => 1,
        (true, ResourceExhausted) => FAILURES + 1,
        (true, _) => MOST,
    }
}

/// All but OK, and one that gRPC does not know.
fn numbers() -> impl Iterator<Item = i32> {
    (1..=16).chain([42])
}

async fn stage() -> Stage {
    let mut policy: RetryPolicy = hasty_retries();
    policy.budget = RetryBudget::default();
    policy.budget.tokens = 1e6;
    let gateway = gateway().journal(Recording::Off);
    Stage::with(gateway, |client| client.retry_policy(policy)).await
}

/// Lets the next calls fail, and those after them succeed.
fn prepare(stage: &Stage, rpc: Rpc, number: i32) {
    let mut status = ScriptedStatus::new(Code::Unknown, "scripted");
    status.code = StatusCode::Number(number);
    let times = u64::try_from(FAILURES).unwrap();
    let script = RpcScript {
        first: vec![Reply::end(End::Status(status)).times(times)],
        always: Some(Filled::reply_of(rpc).script()),
        load: None,
    };
    stage.gateway.script(rpc, &script).unwrap();
}

/// The call has arrived so often, and its error says the same.
fn check(stage: &Stage, rpc: Rpc, before: usize, result: &Result<bool, Error>, expected: usize) {
    assert_eq!(stage.sent(rpc) - before, expected, "{result:?}");
    if expected > FAILURES {
        assert!(matches!(result, Ok(false)), "{result:?}");
        return;
    }
    let error = result.as_ref().unwrap_err().as_rpc().unwrap();
    assert_eq!(usize::try_from(error.attempts()).unwrap(), expected, "{error}");
}

async fn try_all(rpc: Rpc) {
    let stage = stage().await;
    for mode in MODES {
        for number in numbers() {
            prepare(&stage, rpc, number);
            let before = stage.sent(rpc);
            let result = call(&stage.client, rpc, Special::retry(mode)).await;
            let expected = expected_attempts(rpc, Code::from(number), mode);
            println!("{rpc} answered {number}, {mode:?}");
            check(&stage, rpc, before, &result, expected);
        }
    }
}

#[tokio::test]
async fn every_rpc_is_repeated_as_its_class_says() {
    let tasks: Vec<_> = Rpc::ALL.map(|rpc| tokio::spawn(try_all(rpc))).into();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn try_message(name: &str, message: PublishMessageRequest, unique: bool) {
    let stage = stage().await;
    for mode in MODES {
        for number in numbers() {
            let code = Code::from(number);
            prepare(&stage, Rpc::PublishMessage, number);
            let before = stage.sent(Rpc::PublishMessage);
            let result = publish(&stage.client, message.clone(), Special::retry(mode)).await;
            let repeated = match code {
                ResourceExhausted => mode != Never,
                Unavailable | DeadlineExceeded => unique && mode == ByClass || mode == AtLeastOnce,
                Aborted => unique && mode != Never,
                _ => false,
            };
            println!("{name} answered {number}, {mode:?}");
            check(&stage, Rpc::PublishMessage, before, &result, attempts(repeated, code));
        }
    }
}

#[tokio::test]
async fn a_message_is_repeated_freely_if_its_id_lasts() {
    let message = PublishMessageRequest::new("paid", "order-1");
    let lasting = message.clone().time_to_live(std::time::Duration::from_millis(1));
    let cases = [
        ("neither", message.clone(), false),
        ("an ID that does not last", message.message_id("m"), false),
        ("no ID", lasting.clone(), false),
        ("an ID that lasts", lasting.message_id("m"), true),
    ];
    for (name, message, unique) in cases {
        try_message(name, message, unique).await;
    }
}

#[tokio::test]
async fn the_mode_of_the_client_counts_unless_the_call_has_its_own() {
    let rpc = Rpc::Topology;
    let stage = Stage::with(gateway(), |client| client.retry(Never)).await;
    prepare(&stage, rpc, Code::Unavailable.into());
    call(&stage.client, rpc, Special::default()).await.unwrap_err();
    assert_eq!(stage.sent(rpc), 1);
    prepare(&stage, rpc, Code::Unavailable.into());
    call(&stage.client, rpc, Special::retry(ByClass)).await.unwrap_err();
    // Its own attempt, and four of the five that the budget allows.
    assert_eq!(stage.sent(rpc), 1 + 4);
}

#[tokio::test]
async fn the_number_of_attempts_can_be_set() {
    for most in [1, 2, 9] {
        let mut policy = hasty_retries();
        policy.max_attempts = most;
        policy.budget.tokens = 100.0;
        let stage = Stage::with(gateway(), |client| client.retry_policy(policy)).await;
        let down = Reply::status(Unavailable, "down");
        stage
            .gateway
            .script(Rpc::Topology, &RpcScript { always: Some(down), ..Default::default() })
            .unwrap();
        let error = call(&stage.client, Rpc::Topology, Special::default()).await.unwrap_err();
        assert_eq!(stage.sent(Rpc::Topology), usize::try_from(most).unwrap());
        assert!(error.is_retryable());
    }
}

#[test]
fn the_table_of_the_sdk_names_every_rpc_once() {
    let names: Vec<_> = POLICIES.iter().map(|policy| policy.name).collect();
    assert_eq!(names, Rpc::ALL.map(Rpc::name));
    for (policy, rpc) in POLICIES.iter().zip(Rpc::ALL) {
        assert_eq!(policy.path, rpc.path());
        let (major, minor) = rpc.since();
        assert_eq!(policy.since, format!("{major}.{minor}"), "{rpc}");
        let class = match by_class(rpc) {
            [] => CallClass::WorkerLoop,
            [ResourceExhausted] if rpc == Rpc::PublishMessage => policy.class,
            [ResourceExhausted] => CallClass::NonIdempotent,
            [Unavailable, ResourceExhausted] => CallClass::LastWriteWins,
            _ if matches!(rpc, Rpc::Topology | Rpc::EvaluateDecision) => CallClass::Read,
            _ => CallClass::Idempotent,
        };
        assert_eq!(policy.class, class, "{rpc}");
    }
}

/// Without it a client would be of no use to the tests above.
#[tokio::test]
async fn every_smallest_request_is_taken() {
    for rpc in Rpc::ALL {
        let stage = Stage::answering(rpc, &Filled::reply_of(rpc)).await;
        let client: &Client = &stage.client;
        assert!(!call(client, rpc, Special::default()).await.unwrap(), "{rpc}");
    }
}
