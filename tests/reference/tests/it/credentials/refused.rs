//! A gateway that does not accept what it is given.

use tonic::Code;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::{Credentials, RetryMode};

use super::{proofs, stage};
use crate::filled::Filled;
use crate::smallest::{Special, call, order, push};
use crate::stage::{LONG, Stage, gateway};
use crate::token_server::{Answer, TokenServer};

const RPC: Rpc = Rpc::Topology;

fn refused() -> Reply {
    Reply::status(Code::Unauthenticated, "the token is stale")
}

async fn two_tokens() -> TokenServer {
    TokenServer::start([Answer::token("t1", 3_600), Answer::token("t2", 3_600)]).await
}

#[tokio::test]
async fn the_call_is_sent_once_more_with_a_new_token() {
    let server = two_tokens().await;
    let stage = stage(gateway().reply(RPC, refused()), &server).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let expected = [["Bearer t1"], ["Bearer t2"], ["Bearer t2"]];
    assert_eq!(proofs(&stage.attempts(RPC)), expected);
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn even_one_that_must_not_be_executed_twice() {
    let create = Rpc::CreateProcessInstance;
    let started = Filled::reply_of(create).script();
    let server = two_tokens().await;
    let gateway = gateway().reply(create, refused()).always(create, started);
    let stage = stage(gateway, &server).await;
    stage.client.create_process_instance(order()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(create)), [["Bearer t1"], ["Bearer t2"]]);
}

#[tokio::test]
async fn a_stream_is_opened_once_more() {
    let rpc = Rpc::StreamActivatedJobs;
    let server = two_tokens().await;
    let gateway = gateway().reply(rpc, refused()).always(rpc, Reply::hang());
    let stage = stage(gateway, &server).await;
    let stream = tokio::spawn(stage.client.stream_activated_jobs(push()).into_future());
    stage.begun(rpc, 2).await;
    assert_eq!(proofs(&stage.attempts(rpc)), [["Bearer t1"], ["Bearer t2"]]);
    stream.abort();
}

#[tokio::test]
async fn twice_is_an_error() {
    let server = two_tokens().await;
    let stage = stage(gateway().always(RPC, refused()), &server).await;
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 2), "{error}");
    assert_eq!(error.message(), "the token is stale");
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn the_same_token_again_is_an_error_and_no_loop() {
    let server = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let stage = stage(gateway().always(RPC, refused()), &server).await;
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 1), "{error}");
    assert!(error.message().contains("there are no others"), "{error}");
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
    assert_eq!((server.asked(), stage.sent(RPC)), (2, 1));
}

#[tokio::test]
async fn a_hundred_refused_calls_ask_for_one_new_token() {
    let server = two_tokens().await;
    let stage = stage(gateway().reply(RPC, refused().times(100)), &server).await;
    // All hundred are sent with the first token before any is answered.
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(stage.client.topology(TopologyRequest::default()).into_future()))
        .collect();
    for call in calls {
        // Those whose first attempt came late may be refused a second time.
        let _ = tokio::time::timeout(LONG, call).await.unwrap().unwrap();
    }
    assert!(server.asked() <= 4, "{}", server.asked());
}

#[tokio::test]
async fn a_call_that_is_never_repeated_is_not_but_the_token_goes() {
    let server = two_tokens().await;
    let stage = stage(gateway().reply(RPC, refused()), &server).await;
    let once = stage.client.topology(TopologyRequest::default()).retry(RetryMode::Never);
    let error = once.await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unauthenticated));
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer t1"], ["Bearer t2"]]);
}

#[tokio::test]
async fn what_never_changes_is_not_sent_again() {
    for credentials in [Credentials::bearer("t1"), Credentials::basic("me", "pass")] {
        let gateway = gateway().always(RPC, refused());
        let stage = Stage::with(gateway, |client| client.credentials(credentials)).await;
        let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::Unauthenticated));
        assert_eq!(stage.sent(RPC), 1);
    }
}

#[tokio::test]
async fn without_credentials_it_is_an_answer_like_any_other() {
    let stage = Stage::open(gateway().always(RPC, refused())).await;
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unauthenticated));
    assert_eq!(stage.sent(RPC), 1);
}

#[tokio::test]
async fn the_stub_of_the_wire_types_drops_the_token() {
    let server = two_tokens().await;
    let stage = stage(gateway().reply(RPC, refused()), &server).await;
    let request = zeebe_sdk::raw::gateway_protocol::TopologyRequest {};
    let error = stage.client.raw().topology(request).await.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
    stage.client.raw().topology(request).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer t1"], ["Bearer t2"]]);
}
