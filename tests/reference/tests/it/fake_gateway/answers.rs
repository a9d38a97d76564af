//! What a test has answered, and what it sees of the requests.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};
use zeebe_sdk::gateway::{
    ActivateJobsResponse, ActivatedJob, BrokerInfo, CreateProcessInstanceRequest,
    CreateProcessInstanceResponse, Partition, PublishMessageRequest, PublishMessageResponse,
    TopologyRequest, TopologyResponse, rpcs,
};
use zeebe_sdk::raw::gateway_protocol as raw;
use zeebe_sdk::testing::{FakeGateway, Status};
use zeebe_sdk::{Client, Code, Error, RetryMode};

use crate::smallest::poll;

fn started(key: i64) -> CreateProcessInstanceResponse {
    let mut started = CreateProcessInstanceResponse::default();
    started.process_instance_key = key.into();
    started
}

fn order() -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest::by_bpmn_process_id("order").variables(json!({"größe": 1}))
}

async fn start(client: &Client) -> Result<i64, Error> {
    Ok(client.create_process_instance(order()).await?.process_instance_key.get())
}

#[tokio::test]
async fn answers_are_given_and_requests_seen_as_they_are_written() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    let mut key = 40;
    gateway.on::<rpcs::CreateProcessInstance>(move |_| {
        key += 1;
        Ok(started(key))
    });
    assert_eq!((start(&client).await.unwrap(), start(&client).await.unwrap()), (41, 42));
    assert_eq!(gateway.requests::<rpcs::CreateProcessInstance>(), [order(), order()]);
    assert_eq!(gateway.requests::<rpcs::Topology>(), []);
}

#[tokio::test]
async fn a_reply_keeps_all_its_parts() {
    let gateway = FakeGateway::new();
    let mut partition = Partition::default();
    partition.partition_id = 1;
    let mut broker = BrokerInfo::default();
    broker.partitions = vec![partition];
    let mut topology = TopologyResponse::default();
    (topology.brokers, topology.partitions_count) = (vec![broker], 1);
    let answer = topology.clone();
    gateway.on::<rpcs::Topology>(move |_| Ok(answer.clone()));
    let client = gateway.client().unwrap();
    assert_eq!(client.topology(TopologyRequest::default()).await.unwrap(), topology);
    assert_eq!(client.wait_until_ready().await.unwrap(), topology);
    let bare = client.raw().topology(raw::TopologyRequest {}).await.unwrap();
    assert_eq!(bare.into_inner().brokers.len(), 1);
}

#[tokio::test]
async fn an_answer_may_be_an_error_and_retries_see_every_attempt() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    let mut statuses = vec![Status::unavailable("down"), Status::aborted("changing")];
    gateway.on::<rpcs::Topology>(move |_| match statuses.pop() {
        Some(status) => Err(status),
        None => Ok(TopologyResponse::default()),
    });
    client.topology(TopologyRequest::default()).await.unwrap();
    assert_eq!(gateway.requests::<rpcs::Topology>().len(), 3);

    gateway.on::<rpcs::CreateProcessInstance>(|_| Err(Status::not_found("no process 'order'")));
    let error = start(&client).await.unwrap_err();
    assert!(error.is_not_found() && error.to_string().contains("no process 'order'"), "{error}");
}

#[tokio::test]
async fn an_rpc_without_an_answer_says_how_to_give_one() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    let error = start(&client).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unimplemented));
    assert!(error.to_string().contains("gateway.on::<rpcs::CreateProcessInstance>"), "{error}");
    assert_eq!(gateway.requests::<rpcs::CreateProcessInstance>().len(), 1);
}

#[tokio::test]
async fn a_failed_assertion_in_an_answer_is_an_error_of_the_call() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    gateway.on::<rpcs::CreateProcessInstance>(|request| {
        assert_eq!(request.bpmn_process_id, "invoice", "which process?");
        Ok(started(1))
    });
    for _ in 0..2 {
        let error = start(&client).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::Internal));
        assert!(error.to_string().contains("which process?"), "{error}");
    }
}

#[tokio::test]
async fn a_stream_can_be_answered_or_refused() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    gateway.on_stream::<rpcs::ActivateJobs, ActivateJobsResponse>(|request| {
        let mut job = ActivatedJob::default();
        job.r#type = request.r#type;
        let mut batch = ActivateJobsResponse::default();
        batch.jobs = vec![job.clone(), job];
        Ok(vec![batch.clone(), batch])
    });
    let mut jobs = client.activate_jobs(poll()).await.unwrap();
    for _ in 0..4 {
        assert_eq!(jobs.next().await.unwrap().unwrap().r#type, poll().r#type);
    }
    assert!(jobs.next().await.is_none());
    gateway.on_stream::<rpcs::ActivateJobs, ActivateJobsResponse>(|_| {
        Err(Status::permission_denied("not yours"))
    });
    let error = client.activate_jobs(poll()).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::PermissionDenied));
}

#[tokio::test]
async fn clients_can_have_settings_and_are_apart() {
    let gateway = FakeGateway::new();
    gateway.on::<rpcs::PublishMessage>(|_| Ok(PublishMessageResponse::default()));
    let settings = Client::builder().tenant("acme").retry(RetryMode::Never);
    let (one, other) = (gateway.client_with(settings).unwrap(), gateway.client().unwrap());
    one.publish_message(PublishMessageRequest::new("paid", "1")).await.unwrap();
    one.close().await;
    other.publish_message(PublishMessageRequest::new("paid", "2")).await.unwrap();
    let tenants = gateway.requests::<rpcs::PublishMessage>().into_iter().map(|r| r.tenant_id);
    assert_eq!(tenants.collect::<Vec<_>>(), ["acme", ""]);
}

/// Time that is paused passes only where everything waits, so nothing that is
/// under way in memory is taken for late.
#[tokio::test(start_paused = true)]
async fn time_can_be_paused() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    gateway.on::<rpcs::CreateProcessInstance>(|_| Ok(started(1)));
    let begin = Instant::now();
    for _ in 0..100 {
        start(&client).await.unwrap();
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    sleep(Duration::from_secs(86_400)).await;
    start(&client).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_call_at_once() {
    let gateway = FakeGateway::new();
    let client = gateway.client().unwrap();
    gateway.on::<rpcs::CreateProcessInstance>(|_| Ok(started(1)));
    let calls = (0..500).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { start(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gateway.requests::<rpcs::CreateProcessInstance>().len(), 500);
}

#[test]
fn a_client_needs_a_runtime() {
    assert!(FakeGateway::new().client().is_err());
}
