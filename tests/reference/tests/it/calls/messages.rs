//! Messages, signals, and the topology.

use std::time::Duration;

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::{BroadcastSignalRequest, PublishMessageRequest, TopologyRequest};

use crate::filled::Filled;
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn publish_message() {
    let mut sent = Filled::reply_of(Rpc::PublishMessage);
    let stage = Stage::answering(Rpc::PublishMessage, &sent).await;
    let request = PublishMessageRequest::new("paid", "order-1")
        .time_to_live(Duration::from_micros(1))
        .message_id("m-1")
        .variables(json!({"by": "card"}))
        .tenant_id("acme")
        .business_id("b-1");
    let response = stage.client.publish_message(request).await.unwrap();
    stage.assert_arrived(
        Rpc::PublishMessage,
        &json!({
            "name": "paid",
            "correlationKey": "order-1",
            "timeToLive": "1",
            "messageId": "m-1",
            "variables": r#"{"by":"card"}"#,
            "tenantId": "acme",
            "businessId": "b-1",
        }),
    );
    sent.holds("key", response.key.unwrap().get());
    sent.holds("tenantId", &response.tenant_id);
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn broadcast_signal() {
    let mut sent = Filled::reply_of(Rpc::BroadcastSignal);
    let stage = Stage::answering(Rpc::BroadcastSignal, &sent).await;
    let request =
        BroadcastSignalRequest::new("alarm").variables(json!({"level": 3})).tenant_id("acme");
    let response = stage.client.broadcast_signal(request).await.unwrap();
    stage.assert_arrived(
        Rpc::BroadcastSignal,
        &json!({"signalName": "alarm", "variables": r#"{"level":3}"#, "tenantId": "acme"}),
    );
    sent.holds("key", response.key.get());
    sent.holds("tenantId", &response.tenant_id);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn topology() {
    let mut sent = Filled::reply_of(Rpc::Topology);
    let stage = Stage::answering(Rpc::Topology, &sent).await;
    let response = stage.client.topology(TopologyRequest::default()).await.unwrap();
    stage.assert_arrived(Rpc::Topology, &json!({}));
    sent.each("brokers", &response.brokers, |sent, broker| {
        #[expect(deprecated, reason = "older gateways fill it")]
        sent.holds("nodeId", broker.node_id);
        sent.holds("host", &broker.host);
        sent.holds("port", broker.port);
        sent.each("partitions", &broker.partitions, |sent, partition| {
            sent.holds("partitionId", partition.partition_id);
            sent.holds("role", partition.role.as_i32());
            sent.holds("health", partition.health.as_i32());
        });
        sent.holds("version", &broker.version);
        sent.holds("brokerId", &broker.broker_id);
        sent.holds("zone", &broker.zone);
    });
    sent.holds("clusterSize", response.cluster_size);
    sent.holds("partitionsCount", response.partitions_count);
    sent.holds("replicationFactor", response.replication_factor);
    sent.holds("gatewayVersion", &response.gateway_version);
    sent.holds("clusterId", &response.cluster_id);
    sent.all_seen();
}
