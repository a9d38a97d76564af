//! Calls against a scripted gateway: what arrives there, and what comes back.

#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic)]

mod scripted;

use std::time::{Duration, Instant};

use h2::Reason;
use scripted::{Gateway, Step, message};
use serde_json::json;
use tokio::net::TcpListener;
use zeebe_sdk::gateway::{
    ActivateJobsRequest, CancelProcessInstanceRequest, CompleteJobRequest,
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest, DeployResourceRequest,
    JobResult, PublishMessageRequest, StreamActivatedJobsRequest, TopologyRequest, deployment,
};
use zeebe_sdk::keys::{JobKey, MessageKey, ProcessInstanceKey};
use zeebe_sdk::values::{FetchVariables, RequestTimeout, Version};
use zeebe_sdk::{CancellationToken, Client, Code, Error, RetryMode, RetryPolicy, raw};

const MINUTE: Duration = Duration::from_secs(60);

fn topology() -> Step {
    Step::Reply(vec![message(&raw::gateway_protocol::TopologyResponse {
        gateway_version: "8.6.0".to_owned(),
        ..Default::default()
    })])
}

fn done() -> Step {
    Step::Reply(vec![Vec::new()])
}

fn create() -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest::by_bpmn_process_id("order")
}

/// A client that does not wait long between attempts.
fn quick(gateway: &Gateway) -> Client {
    let mut policy = RetryPolicy::default();
    policy.initial_delay = Duration::from_millis(1);
    gateway.builder().retry_policy(policy).build().unwrap()
}

fn rpc(error: Error) -> Box<zeebe_sdk::RpcError> {
    match error {
        Error::Rpc(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_arrives_as_it_was_made() {
    let reply = raw::gateway_protocol::CreateProcessInstanceResponse {
        process_instance_key: i64::MAX,
        version: 3,
        ..Default::default()
    };
    let gateway = Gateway::start([Step::Reply(vec![message(&reply)])]).await;
    let client = gateway.builder().tenant("acme").metadata("x-all", "1").build().unwrap();
    let request = create().variables(json!({"z": 1, "a": "ß"})).operation_reference(u64::MAX);
    let made = client.create_process_instance(request).metadata("x-one", "2").await.unwrap();
    assert_eq!(made.process_instance_key, ProcessInstanceKey::new(i64::MAX));
    assert_eq!(made.version, 3);

    let seen = &gateway.seen()[0];
    assert_eq!(seen.path, "/gateway_protocol.Gateway/CreateProcessInstance");
    let agent = seen.headers["user-agent"].to_str().unwrap();
    assert!(agent.starts_with("zeebe-sdk-rust/"), "{agent}");
    assert_eq!(seen.headers["x-all"], "1");
    assert_eq!(seen.headers["x-one"], "2");
    assert_eq!(seen.headers["te"], "trailers");
    assert_eq!(seen.timeout_ms(), 10_000);
    let wire: raw::gateway_protocol::CreateProcessInstanceRequest = seen.decode();
    assert_eq!(wire.bpmn_process_id, "order");
    assert_eq!(wire.version, -1);
    assert_eq!(wire.variables, r#"{"z":1,"a":"ß"}"#);
    assert_eq!(wire.tenant_id, "acme");
    assert_eq!(wire.operation_reference, Some(u64::MAX));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_sending() {
    let gateway = Gateway::start([]).await;
    let client = gateway.client();
    let refused = |error: Error| match error {
        Error::Argument(error) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let nan = create()
        .variables(json!({"a": 1}))
        .variables(std::collections::BTreeMap::from([("price", f64::NAN)]));
    assert_eq!(
        refused(client.create_process_instance(nan).await.unwrap_err()),
        "CreateProcessInstance: variables.price: NaN is not JSON"
    );
    let empty = CreateProcessInstanceRequest::default();
    assert_eq!(
        refused(client.create_process_instance(empty).await.unwrap_err()),
        "CreateProcessInstance: give one of bpmn_process_id, process_definition_key"
    );
    let jobs = ActivateJobsRequest::new("pay", "me", MINUTE, 1)
        .fetch_variable(FetchVariables::from(Vec::<String>::new()));
    assert_eq!(
        refused(client.activate_jobs(jobs).await.unwrap_err()),
        "ActivateJobs: fetch_variable: must not be empty; use FetchVariables::All instead"
    );
    let call = client.topology(TopologyRequest::default()).timeout(Duration::ZERO);
    assert_eq!(refused(call.await.unwrap_err()), "Topology: timeout: must be greater than zero");
    let call = client.topology(TopologyRequest::default()).metadata("a", "b\r\nc: d");
    assert!(refused(call.await.unwrap_err()).contains("a header cannot hold"));
    assert!(gateway.seen().is_empty());
    assert_eq!(gateway.connections(), 0);
}

#[tokio::test]
async fn nested_results_and_oneofs_survive() {
    let metadata = raw::gateway_protocol::deployment::Metadata::Process(
        raw::gateway_protocol::ProcessMetadata {
            bpmn_process_id: "order".to_owned(),
            ..Default::default()
        },
    );
    let deployed = raw::gateway_protocol::DeployResourceResponse {
        deployments: vec![raw::gateway_protocol::Deployment { metadata: Some(metadata) }],
        ..Default::default()
    };
    let gateway = Gateway::start([done(), Step::Reply(vec![message(&deployed)])]).await;
    let client = gateway.client();
    let request = CompleteJobRequest::new(7)
        .variables(json!({}))
        .result(JobResult::default().denied(false).denied_reason(""));
    assert!(!client.complete_job(request).await.unwrap().already_applied);
    let wire: raw::gateway_protocol::CompleteJobRequest = gateway.seen()[0].decode();
    assert_eq!(wire.variables, "{}");
    let result = wire.result.unwrap();
    assert_eq!((result.denied, result.denied_reason), (Some(false), Some(String::new())));
    assert_eq!(result.corrections, None);

    let resource = zeebe_sdk::gateway::Resource::new("order.bpmn", [0, 255]);
    let reply = client.deploy_resource(DeployResourceRequest::new([resource])).await.unwrap();
    let Some(deployment::Metadata::Process(process)) = &reply.deployments[0].metadata else {
        panic!("{reply:?}");
    };
    assert_eq!(process.bpmn_process_id, "order");
}

#[tokio::test]
async fn a_read_is_repeated_within_its_deadline() {
    let gateway = Gateway::start([
        Step::Fail(Code::Unavailable, "no"),
        Step::Reset(Reason::CANCEL),
        topology(),
    ])
    .await;
    let client = quick(&gateway);
    // A stream that the peer cut is not repeated, an unfit gateway is.
    let error = rpc(client.topology(TopologyRequest::default()).await.unwrap_err());
    assert_eq!((error.code(), error.attempts()), (Code::Cancelled, 2));
    let call = client.topology(TopologyRequest::default()).timeout(Duration::from_secs(3));
    assert_eq!(call.await.unwrap().gateway_version, "8.6.0");
    let timeouts: Vec<_> = gateway.seen().iter().map(scripted::Seen::timeout_ms).collect();
    assert!(timeouts[1] <= timeouts[0] && timeouts[2] <= 3_000, "{timeouts:?}");
    assert_eq!(gateway.connections(), 1);
}

#[tokio::test]
async fn five_attempts_and_then_the_error() {
    let gateway = Gateway::start(vec![Step::Fail(Code::Unavailable, "it%20is%0Adown"); 9]).await;
    let client = quick(&gateway);
    let error = rpc(client.topology(TopologyRequest::default()).await.unwrap_err());
    assert_eq!(error.attempts(), 5);
    assert_eq!(error.message(), "it is\ndown");
    assert!(error.is_retryable() && !error.outcome_unknown());
    let text = error.to_string();
    assert_eq!(text, "Topology failed: UNAVAILABLE: it is\\ndown (5 attempts)");
    // The budget is at half now, so the next call is sent once.
    let error = rpc(client.topology(TopologyRequest::default()).await.unwrap_err());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_process_is_never_started_twice() {
    for step in [
        Step::Fail(Code::Unavailable, ""),
        Step::Fail(Code::DeadlineExceeded, ""),
        Step::Reset(Reason::INTERNAL_ERROR),
        Step::Cut,
    ] {
        let gateway = Gateway::start([step.clone(), done()]).await;
        let client = quick(&gateway);
        let error = rpc(client.create_process_instance(create()).await.unwrap_err());
        assert_eq!(error.attempts(), 1, "{step:?}");
        assert!(error.outcome_unknown() && !error.is_retryable(), "{step:?}: {error:?}");
    }
    let gateway = Gateway::start([Step::Fail(Code::Unavailable, ""), done()]).await;
    let client = quick(&gateway);
    let call = client.create_process_instance(create()).retry(RetryMode::AtLeastOnce);
    assert!(call.await.is_ok());
}

#[tokio::test]
async fn what_the_gateway_did_not_take_is_sent_again() {
    for step in [Step::Reset(Reason::REFUSED_STREAM), Step::GoAway] {
        let gateway = Gateway::start([step.clone(), done()]).await;
        let client = quick(&gateway);
        let made = client.create_process_instance(create()).await;
        assert!(made.is_ok(), "{step:?}: {made:?}");
    }
}

#[tokio::test]
async fn nobody_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = Client::connect(&address).unwrap();
    let error = rpc(client.create_process_instance(create()).await.unwrap_err());
    assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 5));
    assert!(!error.outcome_unknown() && error.is_retryable());
    assert!(error.to_string().contains("no connection to the gateway"), "{error}");
    let once = client.create_process_instance(create()).retry(RetryMode::Never);
    assert_eq!(rpc(once.await.unwrap_err()).attempts(), 1);
}

#[tokio::test]
async fn work_that_was_done_before_is_a_success() {
    let gateway = Gateway::start([
        Step::Fail(Code::Unavailable, ""),
        Step::Fail(Code::NotFound, ""),
        Step::Fail(Code::NotFound, ""),
        Step::Cut,
        Step::Fail(Code::AlreadyExists, ""),
    ])
    .await;
    let client = quick(&gateway);
    let completed = client.complete_job(CompleteJobRequest::new(7)).await.unwrap();
    assert!(completed.already_applied);
    let cancel = CancelProcessInstanceRequest::new(7);
    let error = client.cancel_process_instance(cancel).await.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.to_string().contains("No running instance has this key"), "{error}");
    let message = PublishMessageRequest::new("paid", "7").message_id("m").time_to_live(MINUTE);
    let published = client.publish_message(message).await.unwrap();
    assert!(published.already_applied && published.key.is_none());
}

#[tokio::test]
async fn a_message_without_an_id_is_not_published_twice() {
    let reply = raw::gateway_protocol::PublishMessageResponse { key: 5, ..Default::default() };
    let gateway =
        Gateway::start([Step::Fail(Code::Unavailable, ""), Step::Reply(vec![message(&reply)])])
            .await;
    let client = quick(&gateway);
    let message = PublishMessageRequest::new("paid", "7").message_id("m");
    let error = rpc(client.publish_message(message).await.unwrap_err());
    assert_eq!(error.attempts(), 1);
    let published = client.publish_message(PublishMessageRequest::new("paid", "7")).await.unwrap();
    assert_eq!(published.key, Some(MessageKey::new(5)));
}

#[tokio::test]
async fn the_pushback_of_the_gateway_is_kept() {
    let pushback = |ms| Step::FailWith(Code::Unavailable, ("grpc-retry-pushback-ms", ms));
    let gateway = Gateway::start([pushback("80"), topology(), pushback("-1")]).await;
    let client = quick(&gateway);
    client.topology(TopologyRequest::default()).await.unwrap();
    let seen = gateway.seen();
    assert!(seen[1].at - seen[0].at >= Duration::from_millis(80));
    let error = rpc(client.topology(TopologyRequest::default()).await.unwrap_err());
    assert_eq!(error.attempts(), 1);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_gateway_that_hangs_is_given_up_on() {
    let gateway = Gateway::start([]).await;
    let client = gateway.client();
    let began = Instant::now();
    let call = client.create_process_instance(create()).timeout(Duration::from_millis(100));
    let error = rpc(call.await.unwrap_err());
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!(error.outcome_unknown());
    assert!(error.message().contains("no answer within 100ms"), "{error}");
    assert_eq!(gateway.resets().await, 1);

    let token = CancellationToken::new();
    let call = client.create_process_instance(create()).cancel_on(token.clone());
    let call = tokio::spawn(call.into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    token.cancel();
    let error = rpc(call.await.unwrap().unwrap_err());
    assert_eq!(error.code(), Code::Cancelled);
    assert!(error.outcome_unknown());
    assert_eq!(gateway.resets().await, 2);
}

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_got_nothing() {
    // Connected, but nobody speaks HTTP/2 on the other side, so the request
    // leaves; never connected, it does not.
    let client = Client::builder()
        .address("http://10.255.255.1:26500")
        .connect_timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    let call = client.create_process_instance(create()).timeout(Duration::from_millis(100));
    let error = rpc(call.await.unwrap_err());
    assert!(!error.outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn deadlines_of_long_polls_follow_the_request() {
    let gateway = Gateway::start(vec![Step::Reply(Vec::new()); 4]).await;
    let client = gateway.client();
    let jobs = ActivateJobsRequest::new("pay", "me", MINUTE, 1);
    for timeout in [
        RequestTimeout::GatewayDefault,
        RequestTimeout::NoLongPoll,
        RequestTimeout::After(Duration::from_secs(5)),
    ] {
        let request = jobs.clone().request_timeout(timeout);
        let mut stream = client.activate_jobs(request).await.unwrap();
        assert!(stream.next().await.is_none());
    }
    let request = StreamActivatedJobsRequest::new("pay", "me", MINUTE);
    client.stream_activated_jobs(request).await.unwrap().next().await;
    let seen = gateway.seen();
    let timeouts: Vec<_> = seen[..3].iter().map(scripted::Seen::timeout_ms).collect();
    assert_eq!(timeouts, [20_000, 10_000, 15_000]);
    let wires: Vec<raw::gateway_protocol::ActivateJobsRequest> =
        seen[..3].iter().map(scripted::Seen::decode).collect();
    assert_eq!(wires.iter().map(|w| w.request_timeout).collect::<Vec<_>>(), [0, -1, 5_000]);
    assert!(!seen[3].headers.contains_key("grpc-timeout"));
}

#[tokio::test]
async fn jobs_come_one_by_one_and_before_an_error() {
    let job = |key| raw::gateway_protocol::ActivatedJob { key, ..Default::default() };
    let first = raw::gateway_protocol::ActivateJobsResponse { jobs: vec![job(1), job(2)] };
    let second = raw::gateway_protocol::ActivateJobsResponse { jobs: vec![job(3)] };
    let gateway =
        Gateway::start([Step::Break(vec![message(&first), message(&second)], Code::Unavailable)])
            .await;
    let client = gateway.client();
    let request = ActivateJobsRequest::new("pay", "me", MINUTE, 8);
    let mut jobs = client.activate_jobs(request).await.unwrap();
    for key in 1..=3 {
        let job = jobs.next().await.unwrap().unwrap();
        assert_eq!(job.key, JobKey::new(key));
        assert_eq!(job.variables.as_json(), "{}");
        assert_eq!(job.listener_event_type, None);
    }
    let error = rpc(jobs.next().await.unwrap().unwrap_err());
    assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 1));
    assert!(jobs.next().await.is_none());
}

#[tokio::test]
async fn closing_ends_streams_and_waits_for_calls() {
    let gateway = Gateway::start([Step::Hang, topology()]).await;
    let client = gateway.client();
    let request = StreamActivatedJobsRequest::new("pay", "me", MINUTE);
    let stream = tokio::spawn(client.stream_activated_jobs(request).into_future());
    tokio::time::sleep(Duration::from_millis(50)).await;
    let other = client.clone();
    client.close().await;
    let error = rpc(stream.await.unwrap().unwrap_err());
    assert_eq!(error.code(), Code::Cancelled);
    let error = rpc(other.topology(TopologyRequest::default()).await.unwrap_err());
    assert_eq!((error.code(), error.attempts()), (Code::Cancelled, 0));
    assert_eq!(error.message(), "the client is closed");
    assert_eq!(gateway.seen().len(), 1);
}

#[tokio::test]
async fn proxies_and_garbage_are_errors_like_others() {
    let gateway = Gateway::start([
        Step::Page(502),
        Step::Page(200),
        Step::FailWith(Code::NotFound, ("grpc-status-details-bin", "???")),
        Step::Reply(vec![]),
        Step::Reply(vec![Vec::new(), Vec::new()]),
        Step::Reply(vec![vec![0xff]]),
        Step::Fail(Code::Unimplemented, "Method not found"),
    ])
    .await;
    let client = gateway.builder().retry(RetryMode::Never).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..7 {
        errors.push(rpc(client.create_process_instance(create()).await.unwrap_err()));
    }
    let codes: Vec<_> = errors.iter().map(|error| error.code()).collect();
    let expected = [
        Code::Unavailable,
        Code::Unknown,
        Code::NotFound,
        Code::Internal,
        Code::Internal,
        Code::Internal,
        Code::Unimplemented,
    ];
    assert_eq!(codes, expected);
    assert!(errors[0].to_string().contains("HTTP 502 with a web page"), "{}", errors[0]);
    assert!(errors[2].details().is_empty());
    assert_eq!(errors[6].needs_gateway(), Some("8.0"));
}

#[tokio::test]
async fn large_replies_are_refused_with_the_reason() {
    let reply = raw::gateway_protocol::TopologyResponse {
        cluster_id: "x".repeat(2_000),
        ..Default::default()
    };
    let reply = Step::Reply(vec![message(&reply)]);
    let gateway = Gateway::start([reply.clone(), reply]).await;
    let client = gateway.builder().max_message_size(1_000).build().unwrap();
    let error = rpc(client.topology(TopologyRequest::default()).await.unwrap_err());
    assert!(error.too_large(), "{error}");
    let client = gateway.client();
    let topology = client.topology(TopologyRequest::default()).await.unwrap();
    assert_eq!(topology.cluster_id.len(), 2_000);
}

#[tokio::test]
async fn results_are_waited_for() {
    let reply = raw::gateway_protocol::CreateProcessInstanceWithResultResponse {
        variables: r#"{"total":9007199254740993}"#.to_owned(),
        ..Default::default()
    };
    let gateway = Gateway::start([Step::Reply(vec![message(&reply)])]).await;
    let request =
        CreateProcessInstanceWithResultRequest::new(create().version(Version::Exactly(2)))
            .request_timeout(Duration::from_secs(30));
    let client = gateway.client();
    let result = client.create_process_instance_with_result(request).await.unwrap();
    let total: Option<u64> = result.variables.get("total").unwrap();
    assert_eq!(total, Some(9_007_199_254_740_993));
    let seen = &gateway.seen()[0];
    assert_eq!(seen.timeout_ms(), 40_000);
    let wire: raw::gateway_protocol::CreateProcessInstanceWithResultRequest = seen.decode();
    assert_eq!(wire.request.unwrap().version, 2);
}

#[tokio::test]
async fn backpressure_is_waited_out_inside_the_deadline() {
    let busy = Step::Fail(Code::ResourceExhausted, "the gateway is overloaded");
    let mut script = vec![busy.clone(); 8];
    script.push(done());
    script.extend(vec![busy; 1_000]);
    let gateway = Gateway::start(script).await;
    let client = gateway.client();
    assert!(client.create_process_instance(create()).await.is_ok());
    assert_eq!(gateway.seen().len(), 9);
    assert!(client.backpressure().limit.is_some());
    let call = client.create_process_instance(create()).timeout(Duration::from_millis(200));
    let error = rpc(call.await.unwrap_err());
    assert_eq!(error.code(), Code::DeadlineExceeded);
    assert!(!error.outcome_unknown() && error.is_retryable());
    assert!(error.message().contains("the gateway has too much to do"), "{error}");
    let never = client.create_process_instance(create()).retry(RetryMode::Never);
    assert_eq!(rpc(never.await.unwrap_err()).code(), Code::ResourceExhausted);
    // An exempt call does not wait, and can only have been too large.
    let error = rpc(client.complete_job(CompleteJobRequest::new(7)).await.unwrap_err());
    assert_eq!((error.code(), error.attempts()), (Code::ResourceExhausted, 1));
    assert!(error.too_large() && !error.is_retryable());
    assert_eq!(client.backpressure().in_flight, 0);
}

#[tokio::test]
async fn the_raw_stub_shares_the_connection_and_the_metadata() {
    let gateway = Gateway::start([topology(), topology()]).await;
    let client = gateway.builder().metadata("x-all", "1").build().unwrap();
    client.topology(TopologyRequest::default()).await.unwrap();
    let reply = client.raw().topology(raw::gateway_protocol::TopologyRequest {}).await.unwrap();
    assert_eq!(reply.into_inner().gateway_version, "8.6.0");
    assert_eq!(gateway.connections(), 1);
    assert_eq!(gateway.seen()[1].headers["x-all"], "1");
}

#[tokio::test]
async fn a_hundred_calls_share_one_connection() {
    let gateway = Gateway::start(vec![topology(); 100]).await;
    let client = gateway.client();
    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(client.topology(TopologyRequest::default()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(gateway.connections(), 1);
}

#[tokio::test]
async fn settings_are_checked_when_the_client_is_built() {
    let refused = |builder: zeebe_sdk::ClientBuilder| builder.build().unwrap_err().to_string();
    let base = Client::builder;
    assert!(refused(base().keepalive(Duration::from_secs(29))).contains("keepalive"));
    assert!(refused(base().request_timeout(Duration::ZERO)).contains("request_timeout"));
    assert!(refused(base().max_message_size(0)).contains("max_message_size"));
    assert!(refused(base().metadata("grpc-x", "1")).contains("metadata"));
    assert!(refused(base().address("ftp://x")).contains("ftp://x"));
    assert!(refused(base().tls(zeebe_sdk::TlsConfig::new())).contains("TLS"));
    let tls = zeebe_sdk::TlsConfig::new().ca_certificate("not a certificate");
    assert!(refused(base().address("https://x").tls(tls)).contains("PEM"));
    assert!(base().keepalive(None).build().is_ok());
}

#[test]
fn a_client_needs_a_runtime() {
    let error = Client::connect("http://localhost:1").unwrap_err();
    assert_eq!(error, zeebe_sdk::ConfigError::NoRuntime);
}
