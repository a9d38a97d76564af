//! Waiting for a gateway that has just been started.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{sleep, timeout};
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::{CancellationToken, Client, Code, Error};

use crate::stage::{LONG, Stage, gateway};

const RPC: Rpc = Rpc::Topology;
const SHORT: Duration = Duration::from_secs(1);

/// A topology of three partitions, as the brokers see them.
fn topology(brokers: &[&[(i32, &str, &str)]]) -> Reply {
    let partition = |(id, role, health): &(i32, &str, &str)| -> Value {
        json!({"partitionId": id, "role": role, "health": health})
    };
    let brokers = brokers.iter().map(
        |partitions| json!({"partitions": partitions.iter().map(partition).collect::<Vec<_>>()}),
    );
    Reply::json(json!({"brokers": brokers.collect::<Vec<_>>(), "partitionsCount": 3}))
}

fn ready() -> Reply {
    topology(&[
        &[(1, "LEADER", "HEALTHY"), (2, "FOLLOWER", "DEAD")],
        &[(1, "FOLLOWER", "HEALTHY"), (2, "LEADER", "HEALTHY"), (3, "LEADER", "HEALTHY")],
    ])
}

async fn not_ready(client: &Client) -> Error {
    timeout(LONG, client.wait_until_ready().timeout(SHORT)).await.unwrap().unwrap_err()
}

#[tokio::test]
async fn a_gateway_without_partitions_yet_is_asked_again() {
    let stage = Stage::open(gateway().settings(|settings| settings.starting_ms = 200)).await;
    let topology = timeout(LONG, stage.client.wait_until_ready()).await.unwrap().unwrap();
    assert!(!topology.brokers[0].partitions.is_empty());
    assert!(stage.sent(RPC) > 1);
}

#[tokio::test]
async fn every_partition_needs_a_healthy_leader() {
    let stage = Stage::open(gateway().always(RPC, ready())).await;
    stage.client.wait_until_ready().await.unwrap();
    assert_eq!(stage.sent(RPC), 1);

    let leaderless = topology(&[&[
        (1, "LEADER", "UNHEALTHY"),
        (2, "FOLLOWER", "HEALTHY"),
        (3, "LEADER", "HEALTHY"),
    ]]);
    let stage = Stage::open(gateway().always(RPC, leaderless)).await;
    let error = not_ready(&stage.client).await;
    assert!(error.is_deadline_exceeded());
    let text = error.to_string();
    assert!(text.contains("the leader of partition 1 is not healthy"), "{text}");
    assert!(text.contains("partition 2 has no leader"), "{text}");
    assert!(!text.contains("partition 3"), "{text}");
    assert!(!error.as_rpc().unwrap().outcome_unknown());
}

/// A broker that has lost its place may not have noticed yet.
#[tokio::test]
async fn of_two_leaders_one_must_be_healthy() {
    let changing = topology(&[
        &[(1, "LEADER", "UNHEALTHY"), (2, "LEADER", "HEALTHY")],
        &[(1, "LEADER", "HEALTHY"), (3, "LEADER", "HEALTHY")],
    ]);
    let stage = Stage::open(gateway().always(RPC, changing)).await;
    stage.client.wait_until_ready().await.unwrap();
}

#[tokio::test]
async fn a_gateway_that_knows_no_cluster_is_not_ready() {
    let stage = Stage::open(gateway().always(RPC, Reply::json(json!({})))).await;
    let text = not_ready(&stage.client).await.to_string();
    assert!(text.contains("knows of no partition"), "{text}");
}

#[tokio::test]
async fn a_gateway_that_is_not_there_yet_is_waited_for() {
    let address = Stage::open(gateway()).await.gateway.address();
    let client = Client::connect(address.clone()).unwrap();
    let error = not_ready(&client).await;
    let text = error.to_string();
    assert!(text.contains("not ready after 1s") && text.contains("UNAVAILABLE"), "{text}");

    let waiting = tokio::spawn(client.wait_until_ready().into_future());
    sleep(Duration::from_millis(100)).await;
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    let gateway = gateway().port(port).start().await.unwrap();
    timeout(LONG, waiting).await.unwrap().unwrap().unwrap();
    drop(gateway);
}

#[tokio::test]
async fn what_stays_wrong_ends_the_wait_at_once() {
    for code in [Code::Unimplemented, Code::Unauthenticated, Code::PermissionDenied] {
        let stage = Stage::open(gateway().always(RPC, Reply::status(code, "no"))).await;
        let wait = timeout(LONG, stage.client.wait_until_ready()).await.unwrap();
        assert_eq!((wait.unwrap_err().code(), stage.sent(RPC)), (Some(code), 1));
    }
}

#[tokio::test]
async fn what_passes_is_waited_out() {
    let codes =
        [Code::Unavailable, Code::ResourceExhausted, Code::Internal, Code::DeadlineExceeded];
    for code in codes {
        let gateway = gateway().reply(RPC, Reply::status(code, "not now")).always(RPC, ready());
        let stage = Stage::open(gateway).await;
        timeout(LONG, stage.client.wait_until_ready()).await.unwrap().unwrap();
        assert_eq!(stage.sent(RPC), 2, "{code:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_is_silent_is_given_up_in_time() {
    let stage = Stage::open(gateway().always(RPC, Reply::hang())).await;
    let start = Instant::now();
    let error = not_ready(&stage.client).await;
    assert!(error.is_deadline_exceeded() && start.elapsed() >= SHORT, "{error}");
}

/// The last question may be cut short, which says nothing about the cluster.
#[tokio::test]
async fn what_was_missing_last_is_told_even_if_the_gateway_is_silent_then() {
    let gateway = gateway().reply(RPC, Reply::json(json!({}))).always(RPC, Reply::hang());
    let stage = Stage::open(gateway).await;
    let wait = stage.client.wait_until_ready().timeout(Duration::from_secs(2));
    let text = timeout(LONG, wait).await.unwrap().unwrap_err().to_string();
    assert_eq!(stage.sent(RPC), 2);
    assert!(text.contains("not ready after 2s: the gateway knows of no partition"), "{text}");
}

#[tokio::test]
async fn a_wait_ends_with_its_token_and_with_its_client() {
    for silent in [false, true] {
        let reply = if silent { Reply::hang() } else { Reply::json(json!({})) };
        for closes in [false, true] {
            let stage = Stage::open(gateway().always(RPC, reply.clone())).await;
            let token = CancellationToken::new();
            let call = stage.client.wait_until_ready().cancel_on(token.clone());
            let waiting = tokio::spawn(call.into_future());
            stage.begun(RPC, 1).await;
            match closes {
                false => token.cancel(),
                true => timeout(LONG, stage.client.clone().close()).await.unwrap(),
            }
            let error = timeout(LONG, waiting).await.unwrap().unwrap().unwrap_err();
            assert!(error.is_cancelled(), "{error}");
        }
    }
}
