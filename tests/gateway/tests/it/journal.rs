//! What the journal says about calls.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use prost::Message;
use serde_json::{Value, json};
use tonic::Request;
use tonic::codec::CompressionEncoding;
use zeebe_mock_gateway::proto::{
    CompleteJobRequest, DeployResourceRequest, StreamActivatedJobsRequest, TopologyRequest,
};
use zeebe_mock_gateway::{Outcome, Recording, Rpc};

use crate::setup::{Client, LONG, PAY, connect, deploy, fast, paying, poll};

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn has_everything_that_arrived() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    let message = CompleteJobRequest {
        job_key: 1 << 60,
        lease_token: Some(String::new()),
        ..Default::default()
    };
    let mut request = Request::new(message.clone());
    request.set_timeout(Duration::from_secs(5));
    let headers = request.metadata_mut();
    headers.insert("authorization", "Bearer secret".parse().unwrap());
    headers.insert("grpc-previous-rpc-attempts", "2".parse().unwrap());
    client.complete_job(request).await.unwrap_err();
    client.topology(TopologyRequest {}).await.unwrap();

    let entries = gateway.journal().entries();
    let entry = &entries[0];
    assert_eq!((entry.sequence, entry.connection, entry.name()), (0, 1, "CompleteJob"));
    assert_eq!(&*entry.path, "/gateway_protocol.Gateway/CompleteJob");
    let host = gateway.address().replace("http://", "");
    assert_eq!(entry.authority.as_deref(), Some(host.as_str()));
    assert_eq!(entry.metadata.get("authorization"), Some("Bearer secret"));
    assert_eq!(entry.metadata.get("te"), Some("trailers"));
    assert_eq!(entry.previous_attempts(), Some(2));
    assert_eq!(entry.timeout_text(), Some("5000000u"));
    assert_eq!(entry.timeout(), Some(Duration::from_secs(5)));
    assert_eq!(entry.request.as_deref(), Some(&message.encode_to_vec()[..]));
    assert_eq!(entry.request_as::<CompleteJobRequest>(), Some(message));
    let shown = entry.request_json(gateway.journal().messages());
    assert_eq!(shown, Some(json!({ "jobKey": "1152921504606846976", "leaseToken": "" })));
    assert_eq!(entry.outcome, Some(Outcome::Status(tonic::Code::Unavailable)));
    assert!(entry.ended.unwrap() >= entry.arrived);
    assert_eq!((entries[1].sequence, entries[1].outcome), (1, Some(Outcome::Ok)));
    assert!(!format!("{entries:?} {:?}", gateway.journal()).contains("secret"));
}

#[tokio::test]
async fn is_written_as_lines_without_secrets() {
    let output = Output::default();
    let gateway = fast().journal_output(Box::new(output.clone())).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let mut request = Request::new(TopologyRequest {});
    request.metadata_mut().insert("authorization", "Bearer secret".parse().unwrap());
    client.topology(request).await.unwrap();
    let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let line: Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!((&line["rpc"], &line["outcome"]), (&json!("Topology"), &json!("ok")));
    assert_eq!((&line["sequence"], &line["messages_sent"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn tells_cancelled_calls_from_lost_connections() {
    let (gateway, client) = paying().await;
    let waiting = |mut client: Client| {
        tokio::spawn(async move {
            let mut request = poll("charge");
            request.request_timeout = 60_000;
            let _ = client.activate_jobs(request).await;
        })
    };
    let cancelled = waiting(client.clone());
    let lost = waiting(connect(&gateway).await);
    let journal = gateway.journal();
    journal
        .wait_for(
            |entries| entries.iter().filter(|e| e.rpc == Some(Rpc::ActivateJobs)).count() == 2,
            LONG,
        )
        .await
        .unwrap();
    cancelled.abort();
    journal.wait_for_ended(Rpc::ActivateJobs, 1, LONG).await.unwrap();
    gateway.drop_connections();
    lost.await.unwrap();
    journal.wait_for_ended(Rpc::ActivateJobs, 2, LONG).await.unwrap();
    let mut outcomes: Vec<_> = journal
        .calls(Rpc::ActivateJobs)
        .iter()
        .map(|e| (e.connection, e.outcome.unwrap()))
        .collect();
    outcomes.sort_by_key(|(connection, _)| *connection);
    assert_eq!(outcomes, [(1, Outcome::Cancelled), (2, Outcome::ConnectionLost)]);
}

#[tokio::test]
async fn keeps_what_it_is_told_to() {
    for (recording, expected) in [
        (Recording::All, vec![0, 1, 2, 3, 4]),
        (Recording::Last(2), vec![3, 4]),
        (Recording::Every(2), vec![0, 2, 4]),
        (Recording::Off, vec![]),
    ] {
        let gateway = fast().journal(recording).start().await.unwrap();
        let mut client = connect(&gateway).await;
        for _ in 0..5 {
            client.topology(TopologyRequest {}).await.unwrap();
        }
        let kept: Vec<u64> = gateway.journal().entries().iter().map(|e| e.sequence).collect();
        assert_eq!(kept, expected, "{recording:?}");
        assert_eq!(gateway.journal().counts(Rpc::Topology).ok, 5);
    }
}

#[tokio::test]
async fn says_what_it_has_when_a_wait_is_in_vain() {
    let gateway = fast().start().await.unwrap();
    connect(&gateway).await.topology(TopologyRequest {}).await.unwrap();
    let short = Duration::from_millis(20);
    let not_seen =
        gateway.journal().wait_for(|entries| entries.len() > 1, short).await.unwrap_err();
    assert!(not_seen.to_string().contains("Topology"), "{not_seen}");
}

#[tokio::test]
async fn reads_compressed_requests() {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await.send_compressed(CompressionEncoding::Gzip);
    deploy(&mut client, "pay.bpmn", PAY).await;
    let entry = gateway.journal().entries().remove(0);
    assert_eq!(entry.metadata.get("grpc-encoding"), Some("gzip"));
    let request: DeployResourceRequest = entry.request_as().unwrap();
    assert_eq!(request.resources[0].content, PAY.as_bytes());
}

#[tokio::test]
async fn notes_calls_it_does_not_know() {
    let gateway = fast().gateway_version("8.2.0".parse().unwrap()).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let request = StreamActivatedJobsRequest::default();
    client.stream_activated_jobs(request).await.unwrap_err();
    let entry = gateway.journal().entries().remove(0);
    assert_eq!(&*entry.path, Rpc::StreamActivatedJobs.path());
    assert_eq!(entry.outcome, Some(Outcome::Status(tonic::Code::Unimplemented)));
}

#[tokio::test]
async fn a_long_call_is_written_when_it_ends_however_many_came_after_it() {
    let output = Output::default();
    let builder = fast().journal(Recording::Last(2)).journal_output(Box::new(output.clone()));
    let gateway = builder.start().await.unwrap();
    let mut client = connect(&gateway).await;
    let request = StreamActivatedJobsRequest {
        r#type: PAY.to_owned(),
        worker: "w".to_owned(),
        timeout: 1_000,
        ..Default::default()
    };
    let mut streaming = client.clone();
    let stream = tokio::spawn(async move { streaming.stream_activated_jobs(request).await });
    gateway.journal().wait_for(|entries| entries.len() == 1, LONG).await.unwrap();
    for _ in 0..5 {
        client.topology(TopologyRequest {}).await.unwrap();
    }
    stream.abort();
    let written = || String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    let all = async {
        while written().lines().count() < 6 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LONG, all).await.unwrap();
    let written = written();
    let last: Value = serde_json::from_str(written.lines().last().unwrap()).unwrap();
    assert_eq!((&last["rpc"], &last["sequence"]), (&json!("StreamActivatedJobs"), &json!(0)));
}
