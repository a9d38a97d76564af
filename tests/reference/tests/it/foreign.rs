//! Answers that no gateway gives: from proxies, from other servers, from
//! something that breaks the rules.

use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tonic::Code;
use zeebe_mock_gateway::peer::frames::{
    EMPTY, GRPC, data, goaway, headers, last_data, last_headers, reply,
};
use zeebe_mock_gateway::peer::{Act, Peer};
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::gateway::{CompleteJobRequest, TopologyRequest};
use zeebe_sdk::{Client, Error, RetryMode, RpcError};

use crate::filled::Filled;
use crate::smallest::{Special, call};
use crate::stage::{LONG, Stage, gateway, hasty};

const CREATE: Rpc = Rpc::CreateProcessInstance;

fn client(peer: &Peer) -> Client {
    hasty().address(peer.address()).build().unwrap()
}

async fn call_in_time(peer: &Peer, rpc: Rpc, special: Special) -> Result<bool, Error> {
    timeout(LONG, call(&client(peer), rpc, special)).await.unwrap()
}

async fn failing(peer: &Peer, rpc: Rpc, mode: RetryMode) -> RpcError {
    let error = call_in_time(peer, rpc, Special::retry(mode)).await.unwrap_err();
    error.as_rpc().unwrap().clone()
}

/// The error of a call that starts a process and is answered so.
async fn answered(answer: Vec<u8>) -> RpcError {
    let peer = Peer::start([vec![Act::Request, Act::Send(answer), Act::Hang]]).unwrap();
    failing(&peer, CREATE, RetryMode::Never).await
}

#[tokio::test]
async fn a_web_page_is_reported_as_one() {
    for (status, code, not_executed) in [
        ("200", Code::Unknown, false),
        ("302", Code::Unknown, false),
        ("400", Code::Internal, true),
        ("401", Code::Unauthenticated, true),
        ("403", Code::PermissionDenied, true),
        ("404", Code::Unimplemented, true),
        ("429", Code::Unavailable, true),
        ("500", Code::Unknown, false),
        ("502", Code::Unavailable, false),
        ("503", Code::Unavailable, false),
        ("504", Code::Unavailable, false),
    ] {
        let head = [(":status", status), ("content-type", "text/html; charset=utf-8")];
        let page = [headers(1, &head), last_data(1, b"<html>s3cret</html>")].concat();
        let error = answered(page).await;
        assert_eq!(error.code(), code, "{error}");
        let said = format!("the answer is not from a gateway: HTTP {status} with a web page");
        assert!(error.message().starts_with(&said), "{error}");
        assert!(error.message().contains("proxy") && !error.message().contains("s3cret"));
        assert_eq!(error.outcome_unknown(), !not_executed, "{error}");
        assert_eq!(error.needs_gateway(), None, "{error}");
    }
}

/// A proxy whose gateway is gone: a call that changes nothing is repeated, a
/// process is not started twice.
#[tokio::test]
async fn a_proxy_without_a_gateway_is_asked_again_where_that_is_safe() {
    for (status, rpc, attempts) in [
        ("503", Rpc::Topology, 5),
        ("503", CREATE, 1),
        ("429", CREATE, 5),
        ("404", Rpc::Topology, 1),
        ("500", Rpc::Topology, 1),
    ] {
        let page = |stream| {
            let head = [(":status", status), ("content-type", "text/html")];
            [headers(stream, &head), last_data(stream, b"<html>")].concat()
        };
        let acts = (0..5).flat_map(|n| [Act::Request, Act::Send(page(2 * n + 1))]);
        let peer = Peer::start([acts.chain([Act::Hang]).collect()]).unwrap();
        let error = failing(&peer, rpc, RetryMode::ByClass).await;
        assert_eq!((error.attempts(), peer.requests()), (attempts, attempts as usize), "{error}");
    }
}

#[tokio::test]
async fn other_content_is_no_answer() {
    let json = [(":status", "200"), ("content-type", "application/json")];
    let error = answered([headers(1, &json), last_data(1, b"{}")].concat()).await;
    assert_eq!(error.code(), Code::Unknown);
    assert!(error.message().contains("application/json"), "{error}");
    let error = answered(last_headers(1, &[(":status", "200")])).await;
    assert!(error.message().contains("nothing that says what it is"), "{error}");
}

#[tokio::test]
async fn an_answer_without_its_end_is_none() {
    let whole = [headers(1, &GRPC), last_data(1, &EMPTY)].concat();
    let no_status = [headers(1, &GRPC), data(1, &EMPTY), last_headers(1, &[("a", "b")])].concat();
    for answer in [whole, no_status] {
        let error = answered(answer).await;
        assert_eq!(error.code(), Code::Unknown, "{error}");
        assert!(error.message().contains("ends without a status"), "{error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_the_rules_is_an_error() {
    let ok = last_headers(1, &[("grpc-status", "0")]);
    for (content, said) in [
        // Ten bytes are announced, three come.
        (&[0, 0, 0, 0, 10, 1, 2, 3][..], "in the middle of a message"),
        (&[0, 0][..], "in the middle of a message"),
        // Compressed, though nobody asked for it.
        (&[1, 0, 0, 0, 0][..], "compressed"),
        (&[0, 0, 0, 0, 2, 0x0a, 0xff][..], "cannot be read"),
        (&[][..], "without a message"),
        (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], "more than one message"),
    ] {
        let error = answered([headers(1, &GRPC), data(1, content), ok.clone()].concat()).await;
        assert_eq!(error.code(), Code::Internal, "{error}");
        assert!(error.message().contains(said), "{error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn garbage_in_a_status_is_survived() {
    for (status, code) in
        [("abc", Code::Unknown), ("", Code::Unknown), ("5 ", Code::Unknown), ("05", Code::NotFound)]
    {
        let trailers = [("grpc-status", status), ("grpc-status-details-bin", "!not base64!")];
        let error = answered([headers(1, &GRPC), last_headers(1, &trailers)].concat()).await;
        assert_eq!(error.code(), code, "{status:?}: {error}");
        assert!(error.details().is_empty());
    }
    // A status without a content type, as some proxies shorten it.
    let head = [(":status", "200"), ("grpc-status", "5"), ("grpc-message", "no%20such")];
    let error = answered(last_headers(1, &head)).await;
    assert_eq!((error.code(), error.message()), (Code::NotFound, "no such"));
}

#[tokio::test]
async fn an_answer_byte_by_byte_is_one() {
    let peer = Peer::start([vec![Act::Request, Act::Trickle(reply(1)), Act::Hang]]).unwrap();
    call_in_time(&peer, CREATE, Special::default()).await.unwrap();
    // A message in frames of one byte each.
    let frames = EMPTY.iter().flat_map(|byte| data(1, &[*byte])).collect::<Vec<_>>();
    let end = last_headers(1, &[("grpc-status", "0")]);
    let answer = [headers(1, &GRPC), frames, end].concat();
    let peer = Peer::start([vec![Act::Request, Act::Send(answer), Act::Hang]]).unwrap();
    call_in_time(&peer, CREATE, Special::default()).await.unwrap();
}

/// The peer says which streams it has not looked at: those above the last.
#[tokio::test]
async fn a_call_that_was_not_looked_at_is_sent_again() {
    let leaves = vec![Act::Request, Act::Send(goaway(0, 0))];
    let serves = vec![Act::Request, Act::Send(reply(1)), Act::Hang];
    let peer = Peer::start([leaves, serves]).unwrap();
    call_in_time(&peer, CREATE, Special::default()).await.unwrap();
    assert_eq!(peer.requests(), 2);
}

#[tokio::test]
async fn a_call_that_was_looked_at_is_not_sent_again() {
    const ENHANCE_YOUR_CALM: u32 = 11;
    for code in [0, ENHANCE_YOUR_CALM] {
        let leaves = vec![Act::Request, Act::Send(goaway(1, code))];
        let serves = vec![Act::Request, Act::Send(reply(1)), Act::Hang];
        let peer = Peer::start([leaves, serves]).unwrap();
        let error = failing(&peer, CREATE, RetryMode::ByClass).await;
        assert_eq!((error.attempts(), peer.requests()), (1, 1), "{error}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
    }
}

#[tokio::test]
async fn a_peer_that_hangs_up_is_tried_again() {
    let peer = Peer::start([vec![]]).unwrap();
    let error = failing(&peer, Rpc::Topology, RetryMode::ByClass).await;
    assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 5), "{error}");
    let serves = vec![Act::Request, Act::Send(reply(1)), Act::Hang];
    let peer = Peer::start([vec![], vec![], serves]).unwrap();
    call_in_time(&peer, Rpc::Topology, Special::default()).await.unwrap();
}

#[tokio::test]
async fn a_server_of_another_kind_is_an_error() {
    for greeting in ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n", "\0\0\0\0"] {
        let peer = Peer::start([vec![Act::Send(greeting.into()), Act::Hang]]).unwrap();
        let special = Special { retry: Some(RetryMode::Never), ..Special::timeout(LONG / 20) };
        let error = call_in_time(&peer, CREATE, special).await.unwrap_err();
        assert!(matches!(error, Error::Rpc(_)), "{error}");
        assert!(!error.to_string().contains(['\r', '\n', '\0']), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let peer = Peer::start([vec![Act::Hang]]).unwrap();
    let special = Special::timeout(Duration::from_millis(150));
    let error = call_in_time(&peer, CREATE, special).await.unwrap_err();
    assert!(error.is_deadline_exceeded(), "{error}");
    assert_eq!(error.as_rpc().unwrap().attempts(), 1);
}

/// A unary call has one reply, not two and not none.
#[tokio::test]
async fn two_replies_or_none_are_an_error() {
    let one = Filled::reply_of(CREATE).script();
    let mut two = one.clone();
    two.messages.extend(one.messages);
    for (reply, said) in [
        (Reply::end(zeebe_mock_gateway::End::Ok), "without a message"),
        (two, "more than one message"),
    ] {
        let stage = Stage::open(gateway().always(CREATE, reply)).await;
        let error = call(&stage.client, CREATE, Special::default()).await.unwrap_err();
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Internal, 1), "{error}");
        assert!(error.message().contains(said) && error.outcome_unknown(), "{error}");
    }
}

type Requests = mpsc::UnboundedReceiver<http::Request<h2::RecvStream>>;

/// A server that answers every call with an empty message, after a pause.
/// Gives its address and the requests that it gets.
async fn serve(settings: h2::server::Builder, pause: Duration) -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection: h2::server::Connection<_, Bytes> =
            settings.handshake(stream).await.unwrap();
        while let Some(Ok((request, respond))) = connection.accept().await {
            sender.send(request).unwrap();
            tokio::spawn(answer(respond, pause));
        }
    });
    (address, requests)
}

async fn answer(mut respond: h2::server::SendResponse<Bytes>, pause: Duration) {
    sleep(pause).await;
    let head = http::Response::builder().header("content-type", "application/grpc");
    let mut body = respond.send_response(head.body(()).unwrap(), false).unwrap();
    body.send_data(Bytes::from_static(&EMPTY), false).unwrap();
    let mut trailers = http::HeaderMap::new();
    trailers.insert("grpc-status", http::HeaderValue::from_static("0"));
    body.send_trailers(trailers).unwrap();
}

/// A client that has made a call, so that it knows the settings of the server.
async fn knowing_its_settings(address: &str, requests: &mut Requests) -> Client {
    let client = hasty().address(format!("http://{address}")).build().unwrap();
    client.topology(TopologyRequest::default()).await.unwrap();
    requests.recv().await.unwrap();
    client
}

#[tokio::test]
async fn the_name_of_the_gateway_is_that_of_its_address_unless_set() {
    for authority in [None, Some("gateway.example:1")] {
        let (address, mut requests) = serve(h2::server::Builder::new(), Duration::ZERO).await;
        let mut builder = hasty().address(format!("http://{address}"));
        if let Some(authority) = authority {
            builder = builder.authority(authority);
        }
        let client = builder.build().unwrap();
        client.topology(TopologyRequest::default()).await.unwrap();
        let request = requests.recv().await.unwrap();
        let expected = authority.unwrap_or(&address);
        assert_eq!(request.uri().authority().unwrap().as_str(), expected);
        assert_eq!(request.uri().path(), "/gateway_protocol.Gateway/Topology");
        assert_eq!(request.method(), "POST");
    }
}

#[tokio::test]
async fn a_server_that_takes_one_call_at_a_time_gets_one_at_a_time() {
    let mut settings = h2::server::Builder::new();
    settings.max_concurrent_streams(1);
    let (address, mut requests) = serve(settings, Duration::from_millis(5)).await;
    let client = knowing_its_settings(&address, &mut requests).await;
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.topology(TopologyRequest::default()).into_future()))
        .collect();
    for call in calls {
        timeout(LONG, call).await.unwrap().unwrap().unwrap();
    }
    for _ in 0..20 {
        requests.try_recv().unwrap();
    }
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_server_that_takes_a_few_bytes_at_a_time_gets_them_all() {
    let mut settings = h2::server::Builder::new();
    settings.initial_window_size(7);
    let (address, mut requests) = serve(settings, Duration::from_millis(200)).await;
    let client = knowing_its_settings(&address, &mut requests).await;
    let request = CompleteJobRequest::new(1).variables(json!({"text": "x".repeat(500)}));
    let calling = tokio::spawn(client.complete_job(request).into_future());
    let mut body = requests.recv().await.unwrap().into_body();
    let mut received = 0;
    while let Some(chunk) = timeout(LONG, body.data()).await.unwrap() {
        let chunk = chunk.unwrap();
        assert!(chunk.len() <= 7);
        received += chunk.len();
        body.flow_control().release_capacity(chunk.len()).unwrap();
    }
    assert!(received > 500);
    timeout(LONG, calling).await.unwrap().unwrap().unwrap();
}
