//! Connections that are lost and gateways that go away: what is sent again,
//! what is reported, and that nothing is done twice.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{End, Outcome, Reply, Rpc};
use zeebe_sdk::gateway::CreateProcessInstanceRequest;
use zeebe_sdk::{Client, Error, RetryPolicy};

use crate::filled::Filled;
use crate::smallest::{Special, call, order};
use crate::stage::{LONG, Stage, gateway, hasty_retries};

const CREATE: Rpc = Rpc::CreateProcessInstance;

/// Goes on until the deadline.
pub(crate) fn stubborn() -> RetryPolicy {
    let mut policy = hasty_retries();
    policy.initial_delay = Duration::from_millis(10);
    policy.max_delay = Duration::from_millis(20);
    policy.max_attempts = u32::MAX;
    policy.budget.tokens = 1e6;
    policy
}

async fn creating() -> Stage {
    let started = Filled::reply_of(CREATE).script();
    let gateway = gateway().always(CREATE, started);
    Stage::with(gateway, |client| client.retry_policy(stubborn())).await
}

#[tokio::test]
async fn a_gateway_that_is_not_there_yet_is_waited_for() {
    let stage = creating().await;
    stage.gateway.stop().await;
    let calling = tokio::spawn(stage.client.create_process_instance(order()).into_future());
    sleep(Duration::from_millis(300)).await;
    assert!(!calling.is_finished());
    stage.gateway.restart().unwrap();
    timeout(LONG, calling).await.unwrap().unwrap().unwrap();
    assert_eq!(stage.sent(CREATE), 1);
    assert_eq!(stage.gateway.connections(), 1);
}

#[tokio::test]
async fn a_gateway_that_never_comes_is_an_error_that_says_so() {
    let stage = Stage::open(gateway()).await;
    stage.gateway.stop().await;
    for rpc in [CREATE, Rpc::CompleteJob, Rpc::Topology, Rpc::SetVariables] {
        let client = Client::builder().retry_policy(hasty_retries());
        let client = client.address(stage.gateway.address()).build().unwrap();
        let error = call(&client, rpc, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 5), "{error}");
        assert!(error.message().starts_with("no connection to the gateway"), "{error}");
        assert!(error.is_retryable() && !error.outcome_unknown(), "{error}");
        assert!(error.details().is_empty() && error.metadata().is_empty());
    }
}

#[tokio::test]
async fn polls_and_streams_are_left_to_their_loop() {
    let stage = Stage::open(gateway()).await;
    stage.gateway.stop().await;
    for rpc in [Rpc::ActivateJobs, Rpc::StreamActivatedJobs] {
        let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 1), "{error}");
        assert!(error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_lost_connection_leaves_it_open_whether_a_process_was_started() {
    for lost in [End::DropConnection, End::Hang] {
        let stage = creating().await;
        let script = zeebe_mock_gateway::RpcScript {
            first: vec![Reply::end(lost.clone())],
            ..Default::default()
        };
        stage.gateway.script(CREATE, &script).unwrap();
        let calling = tokio::spawn(stage.client.create_process_instance(order()).into_future());
        stage.begun(CREATE, 1).await;
        if lost == End::Hang {
            stage.gateway.drop_connections();
        }
        let error = timeout(LONG, calling).await.unwrap().unwrap().unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 1), "{error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert!(error.to_string().ends_with("; it may have been executed"), "{error}");
        stage.ended(CREATE, 1).await;
        assert_eq!(stage.attempts(CREATE)[0].outcome, Some(Outcome::ConnectionLost));
    }
}

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    let rpc = Rpc::Topology;
    let stage = Stage::open(gateway().reply(rpc, Reply::end(End::DropConnection))).await;
    call(&stage.client, rpc, Special::default()).await.unwrap();
    let connections: Vec<_> = stage.attempts(rpc).iter().map(|e| e.connection).collect();
    assert_eq!(connections, [1, 2]);
}

/// What the codes of HTTP/2 mean, by the gRPC specification.
const RESETS: [(u32, Code); 14] = [
    (0, Code::Internal),
    (1, Code::Internal),
    (2, Code::Internal),
    (3, Code::Internal),
    (4, Code::Internal),
    (5, Code::Unknown),
    (6, Code::Internal),
    (7, Code::Unavailable),
    (8, Code::Cancelled),
    (9, Code::Internal),
    (10, Code::Internal),
    (11, Code::ResourceExhausted),
    (12, Code::PermissionDenied),
    (13, Code::Unknown),
];

#[tokio::test]
async fn a_reset_call_fails_as_the_specification_says() {
    const REFUSED_STREAM: u32 = 7;
    for (reason, code) in RESETS {
        let stage = Stage::open(gateway().always(CREATE, Reply::end(End::Reset(reason)))).await;
        let error = call(&stage.client, CREATE, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!(error.code(), code, "{reason}: {error}");
        // Only a call that was refused was certainly not executed.
        let refused = reason == REFUSED_STREAM;
        assert_eq!(error.outcome_unknown(), !refused, "{reason}: {error}");
        assert_eq!(stage.sent(CREATE), if refused { 5 } else { 1 }, "{reason}: {error}");
        assert_eq!(stage.gateway.connections(), 1, "{reason}: {error}");
    }
}

#[tokio::test]
async fn a_call_that_the_gateway_refused_to_take_is_sent_again() {
    let started = Filled::reply_of(CREATE).script();
    let refused = Reply::end(End::Reset(7)).times(2);
    let stage = Stage::open(gateway().reply(CREATE, refused).always(CREATE, started)).await;
    stage.client.create_process_instance(order()).await.unwrap();
    assert_eq!(stage.sent(CREATE), 3);
}

/// What became of many processes that were started through an incident.
pub(crate) struct Load {
    pub(crate) started: BTreeSet<String>,
    pub(crate) unknown: BTreeSet<String>,
}

/// Starts processes, each with a name of its own, until told to stop.
pub(crate) async fn start_many(stage: &Stage, incident: impl Future<Output = ()>) -> Load {
    let callers: Vec<_> =
        (0..20).map(|caller| tokio::spawn(start_in_turn(stage.client.clone(), caller))).collect();
    stage.begun(CREATE, 100).await;
    incident.await;
    let mut load = Load { started: BTreeSet::new(), unknown: BTreeSet::new() };
    for caller in callers {
        for (name, result) in timeout(LONG, caller).await.unwrap().unwrap() {
            match result {
                Ok(()) => assert!(load.started.insert(name)),
                Err(error) if error.as_rpc().unwrap().outcome_unknown() => {
                    assert!(load.unknown.insert(name));
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    load
}

async fn start_in_turn(client: Client, caller: u32) -> Vec<(String, Result<(), Error>)> {
    let mut results = Vec::new();
    for turn in 0..20 {
        let name = format!("{caller}-{turn}");
        let request = CreateProcessInstanceRequest::by_bpmn_process_id(name.clone());
        results.push((name, client.create_process_instance(request).await.map(drop)));
        sleep(Duration::from_millis(2)).await;
    }
    results
}

/// The names of the processes that arrived, of which none did so twice.
pub(crate) fn arrived(stage: &Stage) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for attempt in stage.attempts(CREATE) {
        // Without its request it cannot have been executed.
        if let Some(request) = attempt.request_json(stage.gateway.journal().messages()) {
            let name = request["bpmnProcessId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "{name} arrived twice");
        }
    }
    names
}

#[tokio::test]
async fn a_gateway_that_is_restarted_in_peace_loses_nothing() {
    let stage = creating().await;
    let load = start_many(&stage, async {
        stage.gateway.shutdown().await;
        sleep(Duration::from_millis(50)).await;
        stage.gateway.restart().unwrap();
    })
    .await;
    assert_eq!(load.unknown, BTreeSet::new());
    assert_eq!(load.started.len(), 400);
    assert_eq!(arrived(&stage), load.started);
    assert_eq!(stage.gateway.connections(), 2);
}

#[tokio::test]
async fn a_gateway_that_is_killed_starts_nothing_twice() {
    let stage = creating().await;
    let slow = Filled::reply_of(CREATE).script().after(Duration::from_millis(5));
    let script = zeebe_mock_gateway::RpcScript { always: Some(slow), ..Default::default() };
    stage.gateway.script(CREATE, &script).unwrap();
    let load = start_many(&stage, async {
        stage.gateway.stop().await;
        sleep(Duration::from_millis(50)).await;
        stage.gateway.restart().unwrap();
    })
    .await;
    // Those that were under way are not known, all others are started.
    assert!((1..=20).contains(&load.unknown.len()), "{:?}", load.unknown);
    assert_eq!(load.started.len() + load.unknown.len(), 400);
    let arrived = arrived(&stage);
    assert!(arrived.is_superset(&load.started));
    assert_eq!(stage.gateway.connections(), 2);
}
