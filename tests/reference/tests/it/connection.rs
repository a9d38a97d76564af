//! The connection of a client, what goes over it with every call, and its end.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::{Client, ConfigError, Error};

use crate::smallest::{Special, call, push};
use crate::stage::{LONG, Stage, gateway, hasty};

const RPC: Rpc = Rpc::Topology;

fn slow() -> Reply {
    Reply::pass().after(Duration::from_millis(100))
}

#[tokio::test]
async fn it_is_made_at_the_first_call() {
    let stage = Stage::open(gateway()).await;
    let _clone = stage.client.clone();
    sleep(Duration::from_millis(20)).await;
    assert_eq!(stage.gateway.connections(), 0);
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(stage.gateway.connections(), 1);
}

#[tokio::test]
async fn a_hundred_calls_at_once_share_it() {
    let stage = Stage::open(gateway().always(RPC, slow())).await;
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = stage.client.clone();
            tokio::spawn(async move { client.topology(TopologyRequest::default()).await })
        })
        .collect();
    stage.begun(RPC, 100).await;
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(stage.gateway.connections(), 1);
    let attempts = stage.attempts(RPC);
    let last_arrival = attempts.iter().map(|attempt| attempt.arrived).max();
    let first_end = attempts.iter().filter_map(|attempt| attempt.ended).min();
    assert!(last_arrival < first_end, "they were not all under way at once");
}

#[tokio::test]
async fn a_thousand_calls_that_are_given_up_do_it_no_harm() {
    let stage = Stage::open(gateway().always(RPC, Reply::hang())).await;
    let calls: Vec<_> = (0..1_000)
        .map(|_| tokio::spawn(stage.client.topology(TopologyRequest::default()).into_future()))
        .collect();
    stage.begun(RPC, 1_000).await;
    for call in &calls {
        call.abort();
    }
    stage.ended(RPC, 1_000).await;
    call(&stage.client, Rpc::BroadcastSignal, Special::default()).await.unwrap();
    assert_eq!(stage.gateway.connections(), 1);
}

#[tokio::test]
async fn requests_carry_what_grpc_asks_for_and_nothing_else() {
    let stage = Stage::open(gateway()).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let attempt = stage.attempts(RPC).remove(0);
    let mut names: Vec<_> = attempt.metadata.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-type", "grpc-timeout", "te", "user-agent"]);
    assert_eq!(attempt.metadata.get("te"), Some("trailers"));
    assert_eq!(attempt.metadata.get("content-type"), Some("application/grpc"));
    // No library below adds itself; nothing tells the machine or its user.
    let agents: Vec<_> = attempt.metadata.all("user-agent").collect();
    assert_eq!(agents, ["zeebe-sdk-rust/0.1.0"]);
}

#[tokio::test]
async fn metadata_of_the_client_and_of_the_call_arrive() {
    let stage = Stage::with(gateway(), |client| {
        client.metadata("x-app", "shop").metadata("X-Bytes-Bin", "ü")
    })
    .await;
    let call = stage.client.topology(TopologyRequest::default());
    call.metadata("x-request", "1").metadata("x-request", "2").await.unwrap();
    stage.client.topology(TopologyRequest::default()).await.unwrap();
    let attempts = stage.attempts(RPC);
    let all = |index: usize, name| attempts[index].metadata.all(name).collect::<Vec<_>>();
    for index in 0..2 {
        assert_eq!(all(index, "x-app"), ["shop"]);
        // The bytes of the text, in base64.
        assert_eq!(all(index, "x-bytes-bin"), ["w7w"]);
    }
    assert_eq!(all(0, "x-request"), ["1", "2"]);
    assert!(all(1, "x-request").is_empty());
}

#[tokio::test]
async fn metadata_that_would_break_the_request_is_refused() {
    let stage = Stage::open(gateway()).await;
    for (name, value) in [
        ("grpc-timeout", "1H"),
        ("Content-Type", "text/html"),
        ("user-agent", "me"),
        (":path", "/"),
        ("a b", "x"),
        ("", "x"),
        ("x", "a\r\nb: c"),
        ("x", "ü"),
    ] {
        let call = stage.client.topology(TopologyRequest::default()).metadata(name, value);
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Argument(_)), "{name:?}: {error}");
        assert!(error.to_string().contains("metadata"), "{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
        let error = hasty().metadata(name, value).build().unwrap_err();
        assert!(matches!(error, ConfigError::Setting { setting: "metadata", .. }), "{error}");
    }
    assert_eq!(stage.sent(RPC), 0);
}

#[tokio::test]
async fn two_clients_share_nothing() {
    let stage = Stage::open(gateway().reply(RPC, busy())).await;
    let other = hasty().address(stage.gateway.address()).build().unwrap();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    call(&other, RPC, Special::default()).await.unwrap();
    assert_eq!(stage.gateway.connections(), 2);
    assert!(stage.client.backpressure().limit.is_some());
    assert_eq!(other.backpressure().limit, None);
    stage.client.clone().close().await;
    call(&stage.client, RPC, Special::default()).await.unwrap_err();
    call(&other, RPC, Special::default()).await.unwrap();
}

fn busy() -> Reply {
    Reply::status(Code::ResourceExhausted, "busy")
}

#[tokio::test]
async fn the_stub_of_the_wire_types_uses_the_same_connection() {
    let stage = Stage::with(gateway(), |client| client.metadata("x-app", "shop")).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let request = zeebe_sdk::raw::gateway_protocol::TopologyRequest {};
    let reply = stage.client.raw().topology(request).await.unwrap().into_inner();
    assert_eq!(reply.gateway_version, "8.10.0");
    let attempts = stage.attempts(RPC);
    assert_eq!(attempts.iter().map(|e| e.connection).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(attempts[1].metadata.get("x-app"), Some("shop"));
}

#[tokio::test]
async fn closing_waits_for_calls_and_refuses_later_ones() {
    let stage = Stage::open(gateway().always(RPC, slow())).await;
    let calls: Vec<_> = (0..5)
        .map(|_| tokio::spawn(stage.client.topology(TopologyRequest::default()).into_future()))
        .collect();
    stage.begun(RPC, 5).await;
    stage.client.clone().close().await;
    assert!(stage.attempts(RPC).iter().all(|attempt| !attempt.is_open()));
    for call in calls {
        call.await.unwrap().unwrap();
    }
    for rpc in [RPC, Rpc::CreateProcessInstance, Rpc::ActivateJobs, Rpc::StreamActivatedJobs] {
        let before = stage.sent(rpc);
        let error = call(&stage.client, rpc, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Cancelled, 0));
        assert_eq!(error.message(), "the client is closed");
        assert!(!error.outcome_unknown() && !error.is_retryable(), "{error}");
        assert_eq!(stage.sent(rpc), before);
    }
    // Once more is once too often, but no harm.
    timeout(LONG, stage.client.clone().close()).await.unwrap();
}

#[tokio::test]
async fn the_connection_goes_with_the_last_clone() {
    let stage = Stage::open(gateway()).await;
    let clone = stage.client.clone();
    call(&clone, RPC, Special::default()).await.unwrap();
    let Stage { gateway, client } = stage;
    client.close().await;
    assert_eq!(gateway.open_connections(), 1);
    drop(clone);
    for _ in 0..1_000 {
        if gateway.open_connections() == 0 {
            return;
        }
        sleep(Duration::from_millis(5)).await;
    }
    panic!("the connection is still there");
}

#[tokio::test]
async fn closing_ends_streams_and_streams_that_open() {
    let mut first = Reply::hang();
    first.headers_first = true;
    let rpc = Rpc::StreamActivatedJobs;
    let stage = Stage::open(gateway().reply(rpc, first).always(rpc, Reply::hang())).await;
    let mut open = stage.client.stream_activated_jobs(push()).await.unwrap();
    let opening = tokio::spawn(stage.client.stream_activated_jobs(push()).into_future());
    stage.begun(rpc, 2).await;
    timeout(LONG, stage.client.clone().close()).await.unwrap();
    let error = timeout(LONG, open.next()).await.unwrap().unwrap().unwrap_err();
    assert!(error.is_cancelled() && error.to_string().contains("the client was closed"), "{error}");
    assert!(open.next().await.is_none());
    let error = timeout(LONG, opening).await.unwrap().unwrap().unwrap_err();
    assert!(error.is_cancelled() && error.to_string().contains("the client was closed"), "{error}");
    drop(open);
    stage.ended(rpc, 2).await;
}

#[tokio::test]
async fn addresses_are_taken_in_every_usual_form() {
    let stage = Stage::open(gateway()).await;
    let port = stage.gateway.port();
    for address in [
        format!("http://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("grpc://127.0.0.1:{port}"),
        format!("HTTP://localhost:{port}"),
    ] {
        let client = Client::connect(&address).unwrap();
        client.topology(TopologyRequest::default()).await.unwrap();
    }
    for address in
        ["", "http://", "ftp://a", "http://a:b", "http://a:0", "http://a/b", "http://u:secret@a"]
    {
        let error = Client::connect(address).unwrap_err();
        assert!(matches!(error, ConfigError::Address { .. }), "{address}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}

#[test]
fn a_client_needs_a_runtime() {
    assert_eq!(Client::connect("http://localhost").unwrap_err(), ConfigError::NoRuntime);
}
