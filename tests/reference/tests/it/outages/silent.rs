//! A network that swallows everything while its connections stay open. The
//! pings that find this out come every 45 seconds; until then calls end by
//! their deadlines, and nothing else waits for them.

use std::time::{Duration, Instant};

use tokio::time::timeout;
use tonic::Code;
use zeebe_mock_gateway::proxy::{Direction, Flow, Proxy};
use zeebe_mock_gateway::{Builder, JobSettings, MockGateway, Rpc};
use zeebe_sdk::Client;
use zeebe_sdk::worker::{WorkerBuilder, WorkerState};

use super::{COMPLETE, CREATE, idle};
use crate::faults::stubborn;
use crate::smallest::{Special, call};
use crate::stage::{LONG, gateway, hasty as client};
use crate::worker::{MS, hasty, until};

/// A client whose gateway is behind a network.
struct Behind {
    gateway: MockGateway,
    network: Proxy,
    client: Client,
}

impl Behind {
    async fn start(gateway: Builder) -> Self {
        let gateway = gateway.start().await.unwrap();
        let network = Proxy::start(&gateway.address()).unwrap();
        let settings = client().address(network.address()).retry_policy(stubborn());
        Self { client: settings.build().unwrap(), gateway, network }
    }

    fn worker(&self) -> WorkerBuilder {
        hasty(self.client.worker("charge")).request_timeout(50 * MS)
    }

    fn add_jobs(&self, count: u64) {
        self.gateway.add_jobs(&JobSettings::new("charge", count));
    }
}

#[tokio::test]
async fn calls_end_by_their_deadlines() {
    const TIME: Duration = Duration::from_millis(300);
    for direction in [Direction::ToServer, Direction::ToClient, Direction::Both] {
        let behind = Behind::start(gateway()).await;
        call(&behind.client, Rpc::Topology, Special::default()).await.unwrap();
        behind.network.set_flow(direction, Flow::Stall);
        let begin = Instant::now();
        let calls = [CREATE, Rpc::Topology, COMPLETE].map(|rpc| {
            let client = behind.client.clone();
            tokio::spawn(async move { call(&client, rpc, Special::timeout(TIME)).await })
        });
        // Nobody can know whether they have arrived; reading does no harm.
        for (calling, unknown) in calls.into_iter().zip([true, false, true]) {
            let error = timeout(LONG, calling).await.unwrap().unwrap().unwrap_err();
            assert_eq!(error.code(), Some(Code::DeadlineExceeded), "{error}");
            assert_eq!(error.as_rpc().unwrap().outcome_unknown(), unknown, "{error}");
        }
        assert!(begin.elapsed() >= TIME && begin.elapsed() < LONG);

        // Calls that were given up do not hinder those after the silence.
        behind.network.set_flow(Direction::Both, Flow::Pass);
        call(&behind.client, Rpc::Topology, Special::default()).await.unwrap();
        assert_eq!(behind.network.traffic().connections, 1);
    }
}

/// The network comes back, or its memory of the connection is gone.
#[tokio::test]
async fn a_worker_goes_on_after_the_silence() {
    for forgets in [false, true] {
        for stream in [false, true] {
            let behind = Behind::start(gateway()).await;
            let worker = behind.worker().timeout(Duration::from_secs(1)).stream(stream);
            let worker = worker.handler(idle).start().unwrap();
            behind.add_jobs(10);
            until("the first jobs", || worker.stats().completed == 10).await;
            behind.network.set_flow(Direction::Both, Flow::Stall);
            behind.add_jobs(100);
            tokio::time::sleep(200 * MS).await;
            assert_eq!((worker.state(), worker.stats().completed), (WorkerState::Running, 10));
            if forgets {
                behind.network.reset();
            }
            behind.network.set_flow(Direction::Both, Flow::Pass);
            let all_done = |jobs: &zeebe_mock_gateway::JobTotals| jobs.completed == 110;
            behind.gateway.wait_for_jobs("charge", all_done, LONG).await.unwrap();
            assert_eq!(behind.network.traffic().connections, 1 + u64::from(forgets));
            worker.shutdown().await;
            assert_eq!(worker.stats().slots_used, 0);
        }
    }
}

/// Outcomes that nobody can take do not keep a worker, nor its client, from
/// closing in time.
#[tokio::test]
async fn a_worker_shuts_down_in_the_silence() {
    const DRAIN: Duration = Duration::from_millis(300);
    let behind = Behind::start(gateway()).await;
    behind.add_jobs(3);
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let handler = {
        let gate = std::sync::Arc::clone(&gate);
        move || {
            let gate = std::sync::Arc::clone(&gate);
            async move { gate.acquire().await.unwrap().forget() }
        }
    };
    let worker = behind.worker().drain_timeout(DRAIN).stream(true);
    let worker = worker.handler(handler).start().unwrap();
    until("three handlers", || worker.stats().started == 3).await;
    behind.network.set_flow(Direction::Both, Flow::Stall);
    gate.add_permits(3);
    let begin = Instant::now();
    timeout(LONG, behind.client.clone().close()).await.unwrap();
    assert!(begin.elapsed() >= DRAIN);
    assert_eq!((worker.closed().await.abandoned.len(), worker.stats().slots_used), (3, 0));
    assert_eq!((worker.state(), worker.stats().completed), (WorkerState::Closed, 0));
    assert_eq!(behind.gateway.journal().counts(COMPLETE).arrived, 0);
}
