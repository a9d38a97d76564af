//! One token for all calls.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::TopologyRequest;

use super::{SECRET, oauth, proofs, stage};
use crate::smallest::{Special, call, push};
use crate::stage::{LONG, Stage, gateway, hasty};
use crate::token_server::{Answer, TokenServer};

const RPC: Rpc = Rpc::Topology;

#[tokio::test]
async fn a_hundred_first_calls_ask_for_one() {
    let token = Answer::token("t1", 3_600).after(Duration::from_millis(50));
    let server = TokenServer::start([token]).await;
    let stage = stage(gateway(), &server).await;
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(stage.client.topology(TopologyRequest::default()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.asked(), 1);
    let attempts = stage.attempts(RPC);
    assert_eq!(attempts.len(), 100);
    assert!(proofs(&attempts).iter().all(|proof| proof == &["Bearer t1"]));
}

#[tokio::test]
async fn a_client_that_makes_no_call_asks_for_none() {
    let server = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let _stage = stage(gateway(), &server).await;
    sleep(Duration::from_millis(50)).await;
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn the_request_is_the_one_of_the_specification() {
    let server = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let oauth = oauth(&server).scope("read write").resource("https://zeebe.example");
    let stage = Stage::with(gateway(), |client| client.credentials(oauth)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let request = server.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /oauth/token HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert!(head.contains("user-agent: zeebe-sdk-rust/0.1.0"), "{head}");
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=shop&client_secret=s3cr3t%26%3D%25\
         &audience=zeebe-api&scope=read+write&resource=https%3A%2F%2Fzeebe.example"
    );
    assert!(!head.contains(SECRET));
}

#[tokio::test]
async fn every_attempt_of_every_rpc_carries_it_once() {
    let busy = Reply::status(Code::Unavailable, "not now");
    let server = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let stage = stage(gateway().reply(RPC, busy.times(2)), &server).await;
    for rpc in [RPC, Rpc::BroadcastSignal, Rpc::ActivateJobs] {
        let _ = call(&stage.client, rpc, Special::default()).await;
        assert!(stage.sent(rpc) > 0, "{rpc}");
        assert!(proofs(&stage.attempts(rpc)).iter().all(|proof| proof == &["Bearer t1"]), "{rpc}");
    }
    assert_eq!(stage.sent(RPC), 3);
    let request = zeebe_sdk::raw::gateway_protocol::TopologyRequest {};
    stage.client.raw().topology(request).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC))[3], ["Bearer t1"]);
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_stream_carries_it_too() {
    let rpc = Rpc::StreamActivatedJobs;
    let server = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let stage = stage(gateway(), &server).await;
    let stream = tokio::spawn(stage.client.stream_activated_jobs(push()).into_future());
    stage.begun(rpc, 1).await;
    assert_eq!(proofs(&stage.attempts(rpc)), [["Bearer t1"]]);
    stream.abort();
}

#[tokio::test]
async fn it_is_renewed_ahead_of_its_end_and_nobody_waits() {
    let slow = Answer::token("t2", 3_600).after(Duration::from_millis(300));
    let server = TokenServer::start([Answer::token("t1", 2), slow]).await;
    let stage = stage(gateway(), &server).await;
    let begun = Instant::now();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    // A tenth of two seconds ahead; one call notices, and is sent with the old one.
    tokio::time::sleep_until(begun + Duration::from_millis(1_830)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    sleep(Duration::from_millis(600)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let attempts = stage.attempts(RPC);
    let last = proofs(&attempts).pop().unwrap();
    assert_eq!(last, ["Bearer t2"]);
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn it_is_renewed_after_its_end() {
    let server = TokenServer::start([Answer::token("t1", 0), Answer::token("t2", 3_600)]).await;
    let stage = stage(gateway(), &server).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    sleep(Duration::from_millis(1_050)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer t1"], ["Bearer t2"]]);
}

#[tokio::test]
async fn odd_lifetimes_do_not_make_every_call_a_request() {
    for expires_in in ["0", "-1", "\"3600\"", "null", "1e300", "\"soon\""] {
        let body = format!(r#"{{"access_token":"t1","expires_in":{expires_in}}}"#);
        let server = TokenServer::start([Answer::json(200, body)]).await;
        let stage = stage(gateway(), &server).await;
        for _ in 0..20 {
            call(&stage.client, RPC, Special::default()).await.unwrap();
        }
        assert!(server.asked() <= 3, "{expires_in}: {}", server.asked());
    }
}

#[tokio::test]
async fn two_clients_have_two_tokens() {
    let (one, two) = (Answer::token("t1", 3_600), Answer::token("t2", 3_600));
    let server = TokenServer::start([one, two]).await;
    let stage = stage(gateway(), &server).await;
    let oauth = zeebe_sdk::OAuth::new("other", "hush").authorization_server_url(server.url());
    let other = hasty().address(stage.gateway.address()).credentials(oauth).build().unwrap();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    call(&other, RPC, Special::default()).await.unwrap();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let expected = [["Bearer t1"], ["Bearer t2"], ["Bearer t1"]];
    assert_eq!(proofs(&stage.attempts(RPC)), expected);
    assert!(server.requests()[1].contains("client_id=other"));
}

#[tokio::test]
async fn waiting_for_it_ends_with_the_call() {
    let server = TokenServer::start([Answer::hang()]).await;
    let stage = stage(gateway(), &server).await;
    let waiting = stage.client.topology(TopologyRequest::default());
    let late = waiting.timeout(Duration::from_millis(100)).await.unwrap_err();
    let late = late.as_rpc().unwrap();
    assert_eq!((late.code(), late.attempts()), (Code::Unauthenticated, 0), "{late}");
    assert!(late.message().contains("no credentials within 100ms"), "{late}");
    assert!(late.is_retryable() && !late.outcome_unknown());

    let token = zeebe_sdk::CancellationToken::new();
    let call = stage.client.topology(TopologyRequest::default()).cancel_on(token.clone());
    let calling = tokio::spawn(call.into_future());
    sleep(Duration::from_millis(20)).await;
    token.cancel();
    let cancelled = timeout(LONG, calling).await.unwrap().unwrap().unwrap_err();
    assert!(cancelled.is_cancelled(), "{cancelled}");
    assert_eq!((server.asked(), stage.sent(RPC)), (1, 0));
}
