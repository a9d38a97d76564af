//! A token server that fails.

use std::time::Duration;

use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use tonic::Code;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::OAuth;
use zeebe_sdk::gateway::TopologyRequest;

use super::{SECRET, stage};
use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway};
use crate::token_server::{Answer, TokenServer};

const RPC: Rpc = Rpc::Topology;

#[tokio::test]
async fn a_refusal_is_an_error_at_once_that_says_why() {
    for (status, body, why) in [
        (
            401,
            format!(r#"{{"error":"invalid_client","error_description":"{SECRET} is wrong"}}"#),
            "HTTP 401: invalid_client (*** is wrong)",
        ),
        (400, r#"{"error":"invalid_scope"}"#.to_owned(), "HTTP 400: invalid_scope"),
    ] {
        let server = TokenServer::start([Answer::json(status, body)]).await;
        let stage = stage(gateway(), &server).await;
        let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 0), "{error}");
        assert!(error.message().contains(why), "{error}");
        assert!(error.message().contains("127.0.0.1"), "{error}");
        assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
        // The next call does not drive the server.
        call(&stage.client, RPC, Special::default()).await.unwrap_err();
        assert_eq!((server.asked(), stage.sent(RPC)), (1, 0));
    }
}

#[tokio::test]
async fn a_failure_that_passes_is_waited_for() {
    let failures = [
        Answer::json(500, "{}"),
        Answer::page(502),
        Answer::page(200),
        Answer::redirect("https://elsewhere.example/"),
        Answer::json(200, r#"{"access_token":"a\r\nx-evil: y"}"#),
    ];
    for failure in failures {
        let server = TokenServer::start([failure, Answer::token("t1", 3_600)]).await;
        let stage = stage(gateway(), &server).await;
        call(&stage.client, RPC, Special::default()).await.unwrap();
        assert_eq!((server.asked(), stage.sent(RPC)), (2, 1));
        assert_eq!(stage.attempts(RPC)[0].metadata.get("authorization"), Some("Bearer t1"));
    }
}

#[tokio::test]
async fn one_that_lasts_ends_with_the_deadline_and_is_named() {
    for (failure, why) in [
        (Answer::page(503), "HTTP 503: a web page"),
        (Answer::page(200), "a web page, and not with a token"),
        (Answer::redirect("https://elsewhere.example/"), "HTTP 302"),
    ] {
        let server = TokenServer::start([failure]).await;
        let stage = stage(gateway(), &server).await;
        let calls = (0..50).map(|_| {
            let call = stage.client.topology(TopologyRequest::default());
            tokio::spawn(call.timeout(Duration::from_millis(600)).into_future())
        });
        for call in calls.collect::<Vec<_>>() {
            let error = call.await.unwrap().unwrap_err();
            let error = error.as_rpc().unwrap();
            assert_eq!(error.code(), Code::Unauthenticated, "{error}");
            assert!(error.message().contains(why), "{error}");
            assert!(error.is_retryable(), "{error}");
        }
        // Pauses of at least 50, 100 and 200 ms, shared by all.
        assert!((2..=4).contains(&server.asked()), "{}", server.asked());
        assert_eq!(stage.sent(RPC), 0);
    }
}

#[tokio::test]
async fn one_that_is_down_at_the_start_is_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let oauth = OAuth::new("shop", SECRET).authorization_server_url(format!("http://{address}/"));
    let stage = Stage::with(gateway(), |client| client.credentials(oauth)).await;
    let calling = tokio::spawn(stage.client.topology(TopologyRequest::default()).into_future());
    sleep(Duration::from_millis(300)).await;
    assert!(!calling.is_finished());
    let listener = TcpListener::bind(address).await.unwrap();
    let server = TokenServer::on(listener, [Answer::token("t1", 3_600)]);
    let begun = Instant::now();
    calling.await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_token_that_is_still_good_is_used_while_it_fails() {
    let server = TokenServer::start([Answer::token("t1", 4), Answer::page(500)]).await;
    let stage = stage(gateway(), &server).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    // A tenth of its life is left, in which it is good.
    sleep(Duration::from_millis(3_620)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(stage.sent(RPC), 2);
}
