//! A gateway that ends connections with GOAWAY: in peace, because it stops, or
//! in anger, because of too many pings.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;
use zeebe_mock_gateway::peer::frames::{
    GRPC, data, goaway, goaway_saying, headers, last_headers, reply,
};
use zeebe_mock_gateway::peer::{Act, Peer};
use zeebe_mock_gateway::{Messages, Rpc};
use zeebe_sdk::worker::WorkerState;

use super::{COMPLETE, idle};
use crate::stage::{LONG, Stage, gateway, hasty as client};
use crate::worker::{MS, add_jobs, hasty, until, worker};

const ENHANCE_YOUR_CALM: u32 = 11;

/// A poll's reply with one job.
fn one_job(stream: u32) -> Vec<u8> {
    let job = json!({"jobs": [{"key": "7", "type": "charge", "retries": 3}]});
    let message = Messages::load().unwrap().response_from_json(Rpc::ActivateJobs, &job).unwrap();
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    let content = [&[0][..], &length, &message].concat();
    let end = last_headers(stream, &[("grpc-status", "0")]);
    [headers(stream, &GRPC), data(stream, &content), end].concat()
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
    let answered = vec![Act::Request, peace, Act::Pause(30 * MS), Act::Send(one_job(1)), Act::Idle];
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

/// The stream of jobs ends as well, and there is one again.
#[tokio::test]
async fn a_stream_outlives_it_too() {
    let stops = [true, false, true].map(|in_peace| {
        let last = if in_peace { goaway(u32::MAX >> 1, 0) } else { goaway(0, ENHANCE_YOUR_CALM) };
        vec![Act::Request, Act::Request, Act::Send(last)]
    });
    let open =
        vec![Act::Request, Act::Request, Act::Send(one_job(1)), Act::Send(one_job(3)), Act::Idle];
    let peer = Peer::start(stops.into_iter().chain([open])).unwrap();
    let client = client().address(peer.address()).build().unwrap();
    let worker = hasty(client.worker("charge")).stream(true).handler(async || {
        std::future::pending::<()>().await;
    });
    let worker = worker.start().unwrap();
    until("jobs of both", || worker.stats().started == 2).await;
    let stats = worker.stats();
    assert_eq!((stats.polled, stats.streamed), (1, 1), "{stats:?}");
    assert_eq!((peer.connections(), worker.state()), (4, WorkerState::Running));
    worker.begin_shutdown();
}

/// A gateway that stops in peace, three times under load, costs nothing: no
/// job is begun twice, no outcome lost.
#[tokio::test]
async fn a_gateway_that_stops_in_peace_costs_no_job() {
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
    let settings = worker(&stage).max_jobs_active(8).timeout(Duration::from_secs(60));
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
