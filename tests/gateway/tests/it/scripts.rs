//! Scripted replies on the wire: statuses, delays, hangs, cuts, load.

use std::time::Duration;

use prost::Message;
use serde_json::json;
use tokio::time::{Instant, timeout};
use tonic::{Code, Request};
use zeebe_mock_gateway::proto::{
    ActivatedJob, CreateProcessInstanceResponse, StreamActivatedJobsRequest, TopologyRequest,
    TopologyResponse,
};
use zeebe_mock_gateway::{
    End, JobSettings, Load, Outcome, Reply, Rpc, RpcScript, Script, ScriptedStatus,
};

use crate::setup::{Client, LONG, activate, connect, create, fast, poll};

async fn code(client: &mut Client) -> Code {
    let answered = client.topology(TopologyRequest {}).await;
    answered.map_or_else(|status| status.code(), |_| Code::Ok)
}

fn gone() -> End {
    End::Status(ScriptedStatus::new(Code::Unavailable, "gone"))
}

#[tokio::test]
async fn come_in_order_and_then_the_rule() {
    let gateway = fast()
        .reply(Rpc::Topology, Reply::status(Code::Unavailable, "a").times(2))
        .reply(Rpc::Topology, Reply::pass())
        .always(Rpc::Topology, Reply::status(Code::Internal, "b"))
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    let mut codes = Vec::new();
    for _ in 0..5 {
        codes.push(code(&mut client).await);
    }
    use Code::{Internal, Ok, Unavailable};
    assert_eq!(codes, [Unavailable, Unavailable, Ok, Internal, Internal]);
    gateway.script(Rpc::Topology, &RpcScript::default()).unwrap();
    assert_eq!(code(&mut client).await, Ok);
    gateway.reply(Rpc::Topology, &Reply::status(Code::Aborted, "")).unwrap();
    assert_eq!(code(&mut client).await, Code::Aborted);
}

#[tokio::test]
async fn carry_details_and_metadata() {
    let status = ScriptedStatus::new(Code::ResourceExhausted, "ä 100%\nfull")
        .with_details(&[0, 255, 7])
        .with_metadata("grpc-retry-pushback-ms", "120");
    let gateway = fast()
        .reply(Rpc::Topology, Reply::end(End::Status(status)).with_header("x-first", "1"))
        .reply(
            Rpc::Topology,
            Reply::message(&TopologyResponse::default()).with_header("x-first", "2"),
        )
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    let status = client.topology(TopologyRequest {}).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::ResourceExhausted, "ä 100%\nfull"));
    assert_eq!(status.details(), [0, 255, 7]);
    assert_eq!(status.metadata().get("grpc-retry-pushback-ms").unwrap(), "120");
    let response = client.topology(TopologyRequest {}).await.unwrap();
    assert_eq!(response.metadata().get("x-first").unwrap(), "2");
}

#[tokio::test]
async fn come_from_json() {
    let script: Script = serde_json::from_value(json!({
        "rpcs": {
            "CreateProcessInstance": { "always": { "messages": [{ "processInstanceKey": "42", "version": 3 }] } },
            "Topology": { "first": [{ "end": { "status": { "code": 42, "message": "odd" } } }] },
        }
    }))
    .unwrap();
    let gateway = fast().script(script).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let created = create(&mut client, "").await;
    assert_eq!((created.process_instance_key, created.version), (42, 3));
    assert_eq!(code(&mut client).await, Code::Unknown);
}

#[tokio::test]
async fn that_do_not_fit_are_refused_at_the_start() {
    for reply in [json!({ "messages": [{ "nope": 1 }] }), json!({ "cut_after": 1 })] {
        let reply: Reply = serde_json::from_value(reply).unwrap();
        let started = fast().reply(Rpc::Topology, reply).start().await;
        assert!(started.unwrap_err().to_string().contains("Topology"));
    }
}

#[tokio::test]
async fn pause_and_hang() {
    let gateway = fast()
        .reply(Rpc::Topology, Reply::pass().after(Duration::from_millis(80)))
        .reply(Rpc::Topology, Reply::hang())
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    let start = Instant::now();
    assert_eq!(code(&mut client).await, Code::Ok);
    assert!(start.elapsed() >= Duration::from_millis(80));
    let mut request = Request::new(TopologyRequest {});
    request.set_timeout(Duration::from_millis(60));
    client.topology(request).await.unwrap_err();
    gateway.journal().wait_for_ended(Rpc::Topology, 2, LONG).await.unwrap();
    let hung = &gateway.journal().calls(Rpc::Topology)[1];
    assert_eq!(hung.outcome, Some(Outcome::Cancelled));
    assert_eq!(hung.timeout(), Some(Duration::from_millis(60)));
}

#[tokio::test]
async fn reset_one_call_or_the_connection() {
    let gateway = fast()
        .reply(Rpc::Topology, Reply::end(End::Reset(7)))
        .reply(Rpc::Topology, Reply::end(End::DropConnection))
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    // REFUSED_STREAM
    assert_eq!(code(&mut client).await, Code::Unavailable);
    assert_eq!(gateway.connections(), 1);
    assert_ne!(code(&mut client).await, Code::Ok);
    assert_eq!(code(&mut client).await, Code::Ok);
    assert_eq!(gateway.connections(), 2);
    let outcomes: Vec<_> =
        gateway.journal().calls(Rpc::Topology).iter().map(|e| (e.connection, e.outcome)).collect();
    assert_eq!(
        outcomes,
        [(1, Some(Outcome::Reset(7))), (1, Some(Outcome::ConnectionLost)), (2, Some(Outcome::Ok)),]
    );
}

#[tokio::test]
async fn cut_streams_after_some_messages() {
    let one = ActivatedJob { key: 1, ..Default::default() };
    for (end, expected, outcome) in [
        (gone(), Code::Unavailable, Outcome::Status(Code::Unavailable)),
        (End::Reset(8), Code::Cancelled, Outcome::Reset(8)),
        (End::DropConnection, Code::Unknown, Outcome::ConnectionLost),
    ] {
        let scripted = Reply::message(&one).and_message(&one).ending(end.clone());
        let gateway = fast()
            .reply(Rpc::StreamActivatedJobs, scripted)
            .reply(Rpc::StreamActivatedJobs, Reply::cut_after(2, end))
            .start()
            .await
            .unwrap();
        for _ in 0..2 {
            let mut client = connect(&gateway).await;
            let request = StreamActivatedJobsRequest {
                r#type: "x".into(),
                timeout: 1000,
                ..Default::default()
            };
            let opening = tokio::spawn(async move { client.stream_activated_jobs(request).await });
            gateway
                .journal()
                .wait_for(|entries| entries.iter().any(|e| e.request.is_some()), LONG)
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(30)).await;
            gateway.add_jobs(&JobSettings::new("x", 3));
            let mut stream = opening.await.unwrap().unwrap().into_inner();
            let mut received = 0;
            let status = loop {
                match timeout(LONG, stream.message()).await.unwrap() {
                    Ok(Some(_)) => received += 1,
                    Ok(None) => panic!("ended well"),
                    Err(status) => break status,
                }
            };
            assert_eq!((received, status.code()), (2, expected), "{status:?}");
        }
        gateway.journal().wait_for_ended(Rpc::StreamActivatedJobs, 2, LONG).await.unwrap();
        for entry in gateway.journal().calls(Rpc::StreamActivatedJobs) {
            assert_eq!((entry.outcome, entry.messages_sent), (Some(outcome), 2));
        }
    }
}

#[tokio::test]
async fn send_headers_first_if_told_to() {
    let mut reply = Reply::hang();
    reply.headers_first = true;
    let gateway = fast().always(Rpc::StreamActivatedJobs, reply).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let request =
        StreamActivatedJobsRequest { r#type: "x".into(), timeout: 1, ..Default::default() };
    let mut stream = client.stream_activated_jobs(request).await.unwrap().into_inner();
    assert!(timeout(Duration::from_millis(50), stream.message()).await.is_err());
}

#[tokio::test]
async fn answer_two_messages_or_none_to_a_unary_call() {
    let twice =
        Reply::message(&TopologyResponse::default()).and_message(&TopologyResponse::default());
    let gateway = fast()
        .reply(Rpc::Topology, Reply::end(End::Ok))
        .reply(Rpc::Topology, twice)
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    assert_ne!(code(&mut client).await, Code::Ok);
    code(&mut client).await;
    let sent: Vec<u64> = gateway.journal().entries().iter().map(|e| e.messages_sent).collect();
    assert_eq!(sent, [0, 2]);
}

#[tokio::test]
async fn push_back_beyond_what_is_served_at_once() {
    let load = Load { concurrent: 3, hold_ms: 100, share: 1.0 };
    let script = RpcScript { load: Some(load), ..Default::default() };
    let gateway = fast().rpc(Rpc::Topology, script).start().await.unwrap();
    let client = connect(&gateway).await;
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { code(&mut client).await })
        })
        .collect();
    let mut codes = Vec::new();
    for call in calls {
        codes.push(call.await.unwrap());
    }
    let of = |code| codes.iter().filter(|c| **c == code).count();
    assert_eq!((of(Code::Ok), of(Code::ResourceExhausted)), (3, 7));
    assert_eq!(code(&mut client.clone()).await, Code::Ok);
    let counts = gateway.journal().counts(Rpc::Topology);
    assert_eq!((counts.arrived, counts.ok, counts.failed), (11, 4, 7));
}

#[tokio::test]
async fn push_back_a_share_that_changes_while_the_gateway_runs() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    for (load, served) in [
        (Some(Load::push_back(0.9)), 10),
        (Some(Load::push_back(1.0)), 0),
        (Some(Load::limit(1, Duration::ZERO)), 100),
        (Some(Load::push_back(0.25)), 75),
        (None, 100),
    ] {
        gateway.set_load(&[Rpc::Topology, Rpc::CompleteJob], load);
        let mut ok = 0;
        for _ in 0..100 {
            match code(&mut client).await {
                Code::Ok => ok += 1,
                other => assert_eq!(other, Code::ResourceExhausted),
            }
        }
        // One call is between two shares when they change.
        assert!((served - 1..=served + 1).contains(&ok), "{load:?}: {ok}");
    }
}

#[tokio::test]
async fn end_well_without_a_message() {
    let gateway = fast().always(Rpc::ActivateJobs, Reply::end(End::Ok)).start().await.unwrap();
    let mut client = connect(&gateway).await;
    assert!(activate(&mut client, poll("charge")).await.is_empty());
}

#[tokio::test]
async fn keep_the_bytes_of_encoded_messages() {
    let reply =
        CreateProcessInstanceResponse { process_instance_key: i64::MAX, ..Default::default() };
    let gateway =
        fast().always(Rpc::CreateProcessInstance, Reply::message(&reply)).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let created = create(&mut client, "{}").await;
    assert_eq!(created.encode_to_vec(), reply.encode_to_vec());
}
