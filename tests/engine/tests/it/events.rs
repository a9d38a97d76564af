//! Messages and signals.

use std::time::Duration;

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::{BroadcastSignalRequest, PublishMessageRequest};

use crate::stage::Stage;

fn paid(id: &str, order: &str) -> PublishMessageRequest {
    PublishMessageRequest::new(format!("{id}-paid"), order)
        .time_to_live(Duration::from_secs(60))
        .variables(json!({"amount": 7}))
}

#[tokio::test]
async fn a_message_reaches_the_instance_that_waits_for_it() {
    let Some(stage) = Stage::on_broker("correlated").await else { return };
    stage.deploy(Model::Message).await;
    stage.start(json!({"order": "other"})).await;
    let instance = stage.start(json!({"order": "mine"})).await;
    stage.client.publish_message(paid(stage.id, "mine")).await.unwrap();
    let job = stage.job("ship").await;
    assert_eq!(job.process_instance_key, instance);
    assert_eq!(job.variables.get::<u32>("amount").unwrap(), Some(7));
    assert!(!stage.has_job("ship").await);
}

#[tokio::test]
async fn a_message_waits_for_an_instance_while_it_lives() {
    let Some(stage) = Stage::on_broker("buffered").await else { return };
    stage.deploy(Model::Message).await;
    let gone = paid(stage.id, "gone").time_to_live(Duration::ZERO);
    stage.client.publish_message(gone).await.unwrap();
    stage.client.publish_message(paid(stage.id, "kept")).await.unwrap();
    stage.start(json!({"order": "gone"})).await;
    let instance = stage.start(json!({"order": "kept"})).await;
    assert_eq!(stage.job("ship").await.process_instance_key, instance);
    assert!(!stage.has_job("ship").await);
}

#[tokio::test]
async fn a_message_with_an_id_is_published_once() {
    let Some(stage) = Stage::on_broker("identified").await else { return };
    let message = paid(stage.id, "mine").message_id("m-1");
    let published = stage.client.publish_message(message.clone()).await.unwrap();
    assert!(published.key.is_some_and(|key| key.partition() == 1));
    let again = stage.client.publish_message(message).await.unwrap_err();
    assert!(again.is_already_exists(), "{again}");
    let other = paid(stage.id, "mine").message_id("m-2");
    stage.client.publish_message(other).await.unwrap();
}

#[tokio::test]
async fn a_signal_starts_whoever_listens() {
    let Some(stage) = Stage::on_broker("signalled").await else { return };
    stage.deploy(Model::Signal).await;
    let signal = BroadcastSignalRequest::new(format!("{}-alarm", stage.id));
    stage.client.broadcast_signal(signal.variables(json!({"floor": 3}))).await.unwrap();
    let job = stage.job("leave").await;
    assert_eq!(job.variables.get::<u32>("floor").unwrap(), Some(3));
    assert!(!stage.has_job("leave").await);
}
