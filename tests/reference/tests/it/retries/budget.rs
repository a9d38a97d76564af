//! The bucket of tokens that keeps an outage from being multiplied.

use tonic::Code;
use zeebe_mock_gateway::{End, Reply, Rpc, RpcScript};

use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway};

const RPC: Rpc = Rpc::Topology;

fn down() -> Reply {
    Reply::status(Code::Unavailable, "down")
}

/// How often a call is sent whose every attempt fails.
async fn attempts_of_a_failing_call(stage: &Stage) -> u32 {
    let script = RpcScript { always: Some(down()), ..Default::default() };
    stage.gateway.script(RPC, &script).unwrap();
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    error.as_rpc().unwrap().attempts()
}

/// Lets calls succeed again.
async fn succeed(stage: &Stage, times: usize) {
    stage.gateway.script(RPC, &RpcScript::default()).unwrap();
    for _ in 0..times {
        call(&stage.client, RPC, Special::default()).await.unwrap();
    }
}

#[tokio::test]
async fn an_outage_is_not_multiplied() {
    let stage = Stage::open(gateway()).await;
    assert_eq!(attempts_of_a_failing_call(&stage).await, 5);
    for _ in 0..100 {
        assert_eq!(attempts_of_a_failing_call(&stage).await, 1);
    }
    assert_eq!(stage.sent(RPC), 105);
}

#[tokio::test]
async fn many_callers_share_it() {
    let stage = Stage::open(gateway().always(RPC, down())).await;
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let client = stage.client.clone();
            tokio::spawn(async move { call(&client, RPC, Special::default()).await })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap_err();
    }
    // Ten tokens, of which half are for repetitions, whose last is not spent.
    assert_eq!(stage.sent(RPC), 204);
}

#[tokio::test]
async fn ten_successes_give_one_repetition_back() {
    let stage = Stage::open(gateway()).await;
    while attempts_of_a_failing_call(&stage).await > 1 {}
    // Now it is at 4, and a failure leaves no more than half until it is above 6.
    succeed(&stage, 20).await;
    assert_eq!(attempts_of_a_failing_call(&stage).await, 1);
    succeed(&stage, 11).await;
    assert_eq!(attempts_of_a_failing_call(&stage).await, 2);
    // It never holds more than at first, however many succeed.
    succeed(&stage, 300).await;
    assert_eq!(attempts_of_a_failing_call(&stage).await, 5);
    assert_eq!(attempts_of_a_failing_call(&stage).await, 1);
}

#[tokio::test]
async fn clients_have_their_own() {
    let stage = Stage::open(gateway()).await;
    let other = crate::stage::hasty().address(stage.gateway.address()).build().unwrap();
    assert_eq!(attempts_of_a_failing_call(&stage).await, 5);
    let error = call(&other, RPC, Special::default()).await.unwrap_err();
    assert_eq!(error.as_rpc().unwrap().attempts(), 5);
}

#[tokio::test]
async fn backpressure_and_final_statuses_cost_nothing() {
    let stage = Stage::open(gateway()).await;
    for _ in 0..3 {
        let busy = Reply::status(Code::ResourceExhausted, "busy").times(10);
        let script = RpcScript { first: vec![busy], ..Default::default() };
        stage.gateway.script(RPC, &script).unwrap();
        call(&stage.client, RPC, Special::default()).await.unwrap();
    }
    let script =
        RpcScript { always: Some(Reply::status(Code::NotFound, "none")), ..Default::default() };
    stage.gateway.script(RPC, &script).unwrap();
    for _ in 0..20 {
        call(&stage.client, RPC, Special::default()).await.unwrap_err();
    }
    assert_eq!(attempts_of_a_failing_call(&stage).await, 5);
}

/// A gateway that takes only so many calls at once refuses the streams of the others: it is there,
/// and has not looked at them.
#[tokio::test]
async fn calls_that_the_gateway_did_not_take_cost_nothing() {
    let stage = Stage::open(gateway()).await;
    for _ in 0..10 {
        let refused = Reply::end(End::Reset(7)).times(3);
        let script = RpcScript { first: vec![refused], ..Default::default() };
        stage.gateway.script(RPC, &script).unwrap();
        call(&stage.client, RPC, Special::default()).await.unwrap();
    }
    assert_eq!(stage.sent(RPC), 40);
    assert_eq!(attempts_of_a_failing_call(&stage).await, 5);
}
