//! A gateway that ends connections with GOAWAY: in peace, because it stops, or
//! in anger, because of too many pings.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::peer::frames::{
    GRPC, data, goaway, goaway_saying, headers, last_headers, reply,
};
use zeebe_mock_gateway::peer::{Act, Peer};
use zeebe_mock_gateway::{Messages, Rpc};
use zeebe_sdk::worker::WorkerState;

use super::{COMPLETE, idle};
use crate::smallest::{Special, call, push};
use crate::stage::{LONG, Stage, gateway, hasty as client};
use crate::worker::{MS, add_jobs, hasty, until, worker};

const ENHANCE_YOUR_CALM: u32 = 11;

/// A message as it is sent.
fn message(stream: u32, rpc: Rpc, content: &Value) -> Vec<u8> {
    let message = Messages::load().unwrap().response_from_json(rpc, content).unwrap();
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    data(stream, &[&[0][..], &length, &message].concat())
}

fn ok(stream: u32) -> Vec<u8> {
    last_headers(stream, &[("grpc-status", "0")])
}

fn too_many_pings(last_stream: u32) -> Act {
    Act::Send(goaway_saying(last_stream, ENHANCE_YOUR_CALM, "too_many_pings"))
}

/// Whether the poll was looked at or not, whether it is answered or not: the
/// worker polls again, on a new connection.
#[tokio::test]
async fn a_worker_outlives_the_anger_of_a_gateway() {
    let not_looked_at = vec![Act::Request, too_many_pings(0)];
    let looked_at = vec![Act::Request, too_many_pings(1)];
    let peace = Act::Send(goaway(1, 0));
    let jobs = json!({"jobs": [{"key": "7", "type": "charge", "retries": 3}]});
    let jobs = [headers(1, &GRPC), message(1, Rpc::ActivateJobs, &jobs), ok(1)].concat();
    let answered = vec![Act::Request, peace, Act::Pause(30 * MS), Act::Send(jobs), Act::Idle];
    let serves = (0..200).flat_map(|n| [Act::Request, Act::Send(reply(2 * n + 1))]);
    let serves = serves.chain([Act::Hang]).collect();
    let peer = Peer::start([not_looked_at, looked_at, answered, serves]).unwrap();
    let client = client().address(peer.address()).build().unwrap();
    let worker = hasty(client.worker("charge")).handler(idle).start().unwrap();
    until("the job", || worker.stats().completed == 1).await;
    until("a poll after it", || worker.stats().polls > 1).await;
    let stats = worker.stats();
    assert_eq!((stats.polls_failed, stats.polled, worker.state()), (2, 1, WorkerState::Running));
    assert_eq!((peer.connections(), stats.unreported), (4, 0));
    worker.shutdown().await;
}

/// A stream that is open goes on until the gateway ends it, while new calls
/// take a new connection.
#[tokio::test]
async fn a_stream_goes_on_in_peace() {
    let job = |key: &str| message(1, Rpc::StreamActivatedJobs, &json!({"key": key}));
    let first = [headers(1, &GRPC), job("1"), goaway(1, 0)].concat();
    let rest = [job("2"), ok(1)].concat();
    let stops =
        vec![Act::Request, Act::Send(first), Act::Pause(100 * MS), Act::Send(rest), Act::Idle];
    let serves = vec![Act::Request, Act::Send(reply(1)), Act::Idle];
    let peer = Peer::start([stops, serves]).unwrap();
    let client = client().address(peer.address()).build().unwrap();
    let mut stream = client.stream_activated_jobs(push()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().key.get(), 1);
    call(&client, Rpc::Topology, Special::default()).await.unwrap();
    assert_eq!(peer.connections(), 2);
    assert_eq!(stream.next().await.unwrap().unwrap().key.get(), 2);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_ends_in_anger() {
    let first = [headers(1, &GRPC), message(1, Rpc::StreamActivatedJobs, &json!({"key": "1"}))];
    let angry = vec![Act::Request, Act::Send(first.concat()), too_many_pings(1)];
    let peer = Peer::start([angry]).unwrap();
    let client = client().address(peer.address()).build().unwrap();
    let mut stream = client.stream_activated_jobs(push()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().key.get(), 1);
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Some(Code::Unavailable), "{error}");
    assert!(stream.next().await.is_none());
}

/// A gateway that stops in peace, three times under load, costs nothing: no
/// job is begun twice, no outcome lost.
#[tokio::test]
async fn a_gateway_that_stops_in_peace_costs_no_job() {
    for stream in [false, true] {
        let stage = Stage::open(gateway()).await;
        add_jobs(&stage.gateway, 600);
        let begun = Arc::new(AtomicU64::new(0));
        let slow = {
            let begun = Arc::clone(&begun);
            move || {
                begun.fetch_add(1, Ordering::SeqCst);
                sleep(5 * MS)
            }
        };
        let settings =
            worker(&stage).max_jobs_active(8).stream(stream).timeout(Duration::from_secs(60));
        let handle = settings.handler(slow).start().unwrap();
        for stop in 1..=3 {
            until("some jobs", || handle.stats().completed > 50 * stop).await;
            stage.gateway.shutdown().await;
            stage.gateway.restart().unwrap();
        }
        let all_done = |jobs: &zeebe_mock_gateway::JobTotals| jobs.completed == 600;
        stage.gateway.wait_for_jobs("charge", all_done, LONG).await.unwrap();
        handle.shutdown().await;
        let stats = handle.stats();
        assert_eq!((begun.load(Ordering::SeqCst), stats.completed), (600, 600), "{stats:?}");
        assert_eq!((stats.lost, stats.unreported), (0, 0), "{stats:?}");
        assert_eq!(stage.gateway.connections(), 4);
        // An outcome that a gateway refuses because it stops is sent again.
        assert!(stage.sent(COMPLETE) >= 600);
    }
}
