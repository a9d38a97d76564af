//! Starting, stopping, starting again; what clients see meanwhile.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tonic::Code;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::proto::{CompleteJobRequest, StreamActivatedJobsRequest, TopologyRequest};
use zeebe_mock_gateway::proxy::{Direction, Flow, Proxy};
use zeebe_mock_gateway::{
    Http2Settings, JobSettings, MockGateway, Outcome, Reply, Rpc, StartError,
};

use crate::setup::{
    LONG, PAY, activate, connect, create, deploy, fast, fresh_job, pay, paying, poll,
};

#[tokio::test]
async fn serves_this_machine_only() {
    let wide = MockGateway::builder().listen_on("0.0.0.0".parse().unwrap());
    let problem = wide.start().await.unwrap_err();
    assert!(matches!(problem, StartError::NotLoopback(_)));
    assert!(problem.to_string().contains("0.0.0.0 is not a loopback address"));
}

#[tokio::test]
async fn says_where_it_listens() {
    let gateway = fast().start().await.unwrap();
    assert_eq!(gateway.address(), format!("http://127.0.0.1:{}", gateway.port()));
    let taken = fast().port(gateway.port()).start().await.unwrap_err();
    assert!(matches!(taken, StartError::Listen { .. }));
}

#[tokio::test]
async fn remembers_jobs_over_a_restart() {
    let (gateway, mut client) = paying().await;
    let job = fresh_job(&mut client).await;
    gateway.stop().await;
    assert_eq!(gateway.open_connections(), 0);
    // The first call may still find the old connection.
    client.topology(TopologyRequest {}).await.unwrap_err();
    let status = client.topology(TopologyRequest {}).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    gateway.restart().unwrap();
    assert!(gateway.restart().is_err());
    let done = CompleteJobRequest { job_key: job.key, ..Default::default() };
    client.complete_job(done).await.unwrap();
    assert_eq!(gateway.connections(), 2);
    assert_eq!(gateway.journal().calls(Rpc::CompleteJob)[0].connection, 2);
}

#[tokio::test]
async fn keeps_its_port_while_it_is_stopped() {
    let gateway = fast().start().await.unwrap();
    gateway.stop().await;
    // As the system does it that looks for a local port for somebody's connection.
    let somebody = tokio::net::TcpSocket::new_v4().unwrap();
    let taken = somebody.bind(([127, 0, 0, 1], gateway.port()).into()).unwrap_err();
    assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
    let refused = std::net::TcpStream::connect(("127.0.0.1", gateway.port())).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    gateway.restart().unwrap();
    connect(&gateway).await.topology(TopologyRequest {}).await.unwrap();
}

#[tokio::test]
async fn lets_open_calls_end_when_it_shuts_down() {
    let (gateway, mut client) = paying().await;
    let polling = tokio::spawn(async move {
        let mut request = poll("charge");
        request.request_timeout = 120;
        activate(&mut client, request).await
    });
    let open = |entries: &[zeebe_mock_gateway::Entry]| {
        entries.iter().any(|e| e.rpc == Some(Rpc::ActivateJobs))
    };
    gateway.journal().wait_for(open, LONG).await.unwrap();
    gateway.shutdown().await;
    assert!(polling.await.unwrap().is_empty());
}

/// What a client of the true gateway sees after SIGTERM.
#[tokio::test]
async fn resets_what_is_open_after_the_time_of_grace() {
    let (gateway, mut client) = paying().await;
    let stream = StreamActivatedJobsRequest {
        r#type: "charge".to_owned(),
        timeout: 60_000,
        ..Default::default()
    };
    let mut streaming = client.clone();
    let opening = tokio::spawn(async move { streaming.stream_activated_jobs(stream).await });
    while gateway.open_streams("charge") == 0 {
        sleep(Duration::from_millis(2)).await;
    }
    create(&mut client, "").await;
    let mut pushed = opening.await.unwrap().unwrap().into_inner();
    assert!(pushed.message().await.unwrap().is_some());
    let begun = Instant::now();
    let stopping = gateway.shutdown();
    let meanwhile = async {
        sleep(Duration::from_millis(50)).await;
        // The first call may still find the old connection.
        client.topology(TopologyRequest {}).await.unwrap_err();
        let refused = client.topology(TopologyRequest {}).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unavailable);
        gateway.add_jobs(&JobSettings::new("charge", 1));
        let status = pushed.message().await.unwrap_err();
        assert_eq!(status.code(), Code::Cancelled, "{status:?}");
    };
    tokio::join!(stopping, meanwhile);
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let entry = gateway.journal().calls(Rpc::StreamActivatedJobs).remove(0);
    assert_eq!((entry.messages_sent, entry.outcome), (1, Some(Outcome::ConnectionLost)));
    gateway.restart().unwrap();
    let mut client = connect(&gateway).await;
    assert_eq!(activate(&mut client, poll("charge")).await.len(), 1);
}

#[tokio::test]
async fn resets_calls_whose_deadline_has_passed() {
    for enforce_deadlines in [true, false] {
        let gateway = fast()
            .settings(|settings| settings.enforce_deadlines = enforce_deadlines)
            .reply(Rpc::Topology, Reply::hang())
            .reply(Rpc::StreamActivatedJobs, Reply { headers_first: true, ..Reply::hang() })
            .start()
            .await
            .unwrap();
        // A client that says when it gives up, and then does not.
        let mut client = connect(&gateway).await;
        let short = Duration::from_millis(800);
        let timeout = |metadata: &mut tonic::metadata::MetadataMap| {
            metadata.insert("grpc-timeout", "800m".parse().unwrap());
        };
        let mut hanging = tonic::Request::new(TopologyRequest {});
        timeout(hanging.metadata_mut());
        let mut stream = tonic::Request::new(StreamActivatedJobsRequest::default());
        timeout(stream.metadata_mut());
        let begun = Instant::now();
        let mut messages = client.stream_activated_jobs(stream).await.unwrap().into_inner();
        let ended = tokio::time::timeout(2 * short, messages.message()).await;
        assert_eq!(ended.is_ok(), enforce_deadlines);
        if let Ok(ended) = ended {
            assert_eq!(ended.unwrap_err().code(), Code::Cancelled);
            assert!(begun.elapsed() >= short);
            client.topology(hanging).await.unwrap_err();
            gateway.journal().wait_for_ended(Rpc::Topology, 1, LONG).await.unwrap();
        }
    }
}

#[tokio::test]
async fn knows_no_partition_at_first() {
    let gateway = fast().settings(|settings| settings.starting_ms = 150).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let topology = client.topology(TopologyRequest {}).await.unwrap().into_inner();
    assert_eq!((topology.brokers.len(), topology.brokers[0].partitions.len()), (1, 0));
    let status = client.create_process_instance(pay("")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let complete = CompleteJobRequest { job_key: (1 << 51) + 1, ..Default::default() };
    assert_eq!(client.complete_job(complete).await.unwrap_err().code(), Code::Unavailable);
    sleep(Duration::from_millis(200)).await;
    deploy(&mut client, "pay.bpmn", PAY).await;
    create(&mut client, "").await;
}

#[tokio::test]
async fn spreads_keys_over_its_partitions() {
    let gateway = fast()
        .settings(|settings| {
            settings.topology.brokers = 3;
            settings.topology.partitions = 3;
            settings.topology.replication = 2;
        })
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    deploy(&mut client, "pay.bpmn", PAY).await;
    let mut partitions = Vec::new();
    for _ in 0..3 {
        partitions.push(create(&mut client, "").await.process_instance_key >> 51);
    }
    assert_eq!(partitions, [1, 2, 3]);
    let topology = client.topology(TopologyRequest {}).await.unwrap().into_inner();
    assert!(topology.brokers.iter().all(|broker| broker.partitions.len() == 2));
    assert_eq!((topology.cluster_size, topology.partitions_count), (3, 3));
}

#[tokio::test]
async fn forgets_jobs_that_are_done() {
    let (gateway, mut client) = paying().await;
    for _ in 0..50 {
        let job = fresh_job(&mut client).await;
        let done = CompleteJobRequest { job_key: job.key, ..Default::default() };
        client.complete_job(done).await.unwrap();
    }
    assert_eq!((gateway.open_instances(), gateway.job_counts("charge")), (0, Default::default()));
}

#[tokio::test]
async fn serves_one_call_at_a_time_through_a_small_window() {
    let gateway = fast()
        .settings(|settings| {
            settings.http2 =
                Http2Settings { max_concurrent_streams: 1, stream_window: 7, ..Default::default() };
        })
        .always(Rpc::Topology, Reply::pass().after(Duration::from_millis(5)))
        .start()
        .await
        .unwrap();
    let mut client = connect(&gateway).await;
    // The first call brings the settings.
    client.topology(TopologyRequest {}).await.unwrap();
    deploy(&mut client, "pay.bpmn", PAY).await;
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move { client.topology(TopologyRequest {}).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let entries = gateway.journal().entries();
    let one_by_one = entries.windows(2).all(|pair| pair[0].ended.unwrap() <= pair[1].arrived);
    assert!(one_by_one, "{entries:?}");
}

#[tokio::test]
async fn drops_clients_that_do_not_answer_its_pings() {
    let gateway = fast().settings(|settings| settings.http2.ping_ms = 40).start().await.unwrap();
    let proxy = Proxy::start(&gateway.address()).unwrap();
    let mut client = GatewayClient::connect(proxy.address()).await.unwrap();
    client.topology(TopologyRequest {}).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    assert_eq!(gateway.open_connections(), 1);
    proxy.set_flow(Direction::ToServer, Flow::Stall);
    while gateway.open_connections() > 0 {
        sleep(Duration::from_millis(5)).await;
    }
}
