//! The peer that plays frames: what a client makes of each.

use std::error::Error;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonic::transport::Endpoint;
use tonic::{Code, Status};
use zeebe_mock_gateway::peer::frames::{
    EMPTY, GRPC, data, goaway_saying, headers, last_data, last_headers, ping, reply, reset_stream,
    window_update,
};
use zeebe_mock_gateway::peer::{Act, Peer};
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::proto::{CompleteJobRequest, TopologyRequest};

use crate::setup::{Client, LONG};

async fn client(peer: &Peer) -> Client {
    GatewayClient::connect(peer.address().to_owned()).await.unwrap()
}

async fn called(client: &mut Client) -> Result<(), Status> {
    let call = client.topology(TopologyRequest {});
    timeout(LONG, call).await.unwrap().map(|_| ())
}

/// The status of a call that is answered so.
async fn answered(answer: Vec<u8>) -> Status {
    let peer = Peer::start([vec![Act::Request, Act::Send(answer), Act::Idle]]).unwrap();
    called(&mut client(&peer).await).await.unwrap_err()
}

fn said(status: &Status) -> String {
    let mut text = format!("{status:?}");
    let mut source = status.source();
    while let Some(error) = source {
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

#[tokio::test]
async fn answers_by_the_book_and_against_it() {
    let answers = vec![Act::Request, Act::Send(reply(1)), Act::Request, Act::Trickle(reply(3))];
    let peer = Peer::start([answers]).unwrap();
    let mut client = client(&peer).await;
    called(&mut client).await.unwrap();
    called(&mut client).await.unwrap();
    assert_eq!((peer.requests(), peer.connections()), (2, 1));
    let no_trailers = [headers(1, &GRPC), last_data(1, &EMPTY)].concat();
    assert!(said(&answered(no_trailers).await).contains("Unknown"));
    let html = [(":status", "503"), ("content-type", "text/html")];
    let page = [headers(1, &html), last_data(1, b"<html>")].concat();
    assert_ne!(answered(page).await.code(), Code::Ok);
    let reason = "x".repeat(300);
    let status = [("grpc-status", "5"), ("grpc-message", reason.as_str())];
    let status = answered([headers(1, &GRPC), last_headers(1, &status)].concat()).await;
    assert_eq!((status.code(), status.message()), (Code::NotFound, reason.as_str()));
}

#[tokio::test]
async fn resets_streams_with_any_code() {
    for (number, code) in [(8, Code::Cancelled), (7, Code::Unavailable), (2, Code::Internal)] {
        assert_eq!(answered(reset_stream(1, number)).await.code(), code, "{number}");
    }
    let after_a_message = [headers(1, &GRPC), data(1, &EMPTY), reset_stream(1, 8)].concat();
    assert_eq!(answered(after_a_message).await.code(), Code::Cancelled);
}

#[tokio::test]
async fn leaves_saying_why_and_serves_on_the_next_connection() {
    let calm = goaway_saying(0, 11, "too_many_pings");
    let leaves = vec![Act::Request, Act::Send(calm)];
    let serves = vec![Act::Request, Act::Send(reply(1)), Act::Idle];
    let peer = Peer::start([leaves, serves]).unwrap();
    let mut client = client(&peer).await;
    let text = said(&called(&mut client).await.unwrap_err());
    assert!(text.contains("too_many_pings"), "{text}");
    called(&mut client).await.unwrap();
    assert_eq!(peer.connections(), 2);
}

#[tokio::test]
async fn answers_pings_or_not() {
    let alive = |peer: &Peer| {
        let endpoint = Endpoint::from_shared(peer.address().to_owned()).unwrap();
        let interval = Duration::from_millis(20);
        endpoint.http2_keep_alive_interval(interval).keep_alive_timeout(Duration::from_millis(200))
    };
    let pinged = vec![Act::Request, Act::Pings(3), Act::Send(reply(1)), Act::Idle];
    let peer = Peer::start([pinged]).unwrap();
    let mut client = GatewayClient::new(alive(&peer).connect().await.unwrap());
    called(&mut client).await.unwrap();
    assert!(peer.pings() >= 3);
    let peer = Peer::start([vec![Act::Request, Act::Hang]]).unwrap();
    let mut client = GatewayClient::new(alive(&peer).connect().await.unwrap());
    called(&mut client).await.unwrap_err();
    assert_eq!(peer.pings(), 1);
    let pings = vec![Act::Request, Act::Send(ping()), Act::Send(reply(1)), Act::Idle];
    let peer = Peer::start([pings]).unwrap();
    called(&mut GatewayClient::new(alive(&peer).connect().await.unwrap())).await.unwrap();
}

#[tokio::test]
async fn counts_the_streams_that_a_client_resets() {
    let peer = Peer::start([vec![Act::Request, Act::Idle]]).unwrap();
    let mut client = client(&peer).await;
    let call = client.topology(TopologyRequest {});
    timeout(Duration::from_millis(200), call).await.unwrap_err();
    let reset = async {
        while peer.resets() == 0 {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LONG, reset).await.unwrap();
    assert_eq!((peer.requests(), peer.resets()), (1, 1));
}

#[tokio::test]
async fn has_a_window_of_its_own() {
    const FIRST_WINDOW: u16 = 4;
    let small = vec![
        Act::Greet(vec![(FIRST_WINDOW, 10)]),
        Act::Pause(Duration::from_millis(80)),
        Act::Send(window_update(1, 100_000)),
        Act::Request,
        Act::Send(reply(1)),
        Act::Idle,
    ];
    let peer = Peer::start([small]).unwrap();
    let mut client = client(&peer).await;
    let variables = "x".repeat(500);
    let request = CompleteJobRequest { variables, ..Default::default() };
    timeout(LONG, client.complete_job(request)).await.unwrap().unwrap();
}

#[tokio::test]
async fn closes_and_resets() {
    for acts in [vec![], vec![Act::Greet(vec![])], vec![Act::Request, Act::Reset]] {
        let peer = Peer::start([acts]).unwrap();
        called(&mut client(&peer).await).await.unwrap_err();
    }
    let peer = Peer::start([vec![Act::Hang]]).unwrap();
    let mut client = client(&peer).await;
    drop(peer);
    called(&mut client).await.unwrap_err();
}
