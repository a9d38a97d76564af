//! Message IDs that the SDK makes up.

use std::collections::HashSet;
use std::time::Duration;

use zeebe_mock_gateway::{End, Reply, Rpc};
use zeebe_sdk::Code;
use zeebe_sdk::gateway::PublishMessageRequest;

use crate::stage::{Stage, gateway};

fn paid() -> PublishMessageRequest {
    PublishMessageRequest::new("paid", "order-1").generated_message_id()
}

/// A gateway whose first answer is lost after it has published.
async fn forgetful() -> Stage {
    let lost = Reply::cut_after(0, End::DropConnection);
    Stage::open(gateway().reply(Rpc::PublishMessage, lost)).await
}

#[test]
fn every_message_has_its_own() {
    let ids: HashSet<_> = (0..1_000).map(|_| paid().message_id).collect();
    assert_eq!(ids.len(), 1_000);
    assert!(ids.iter().all(|id| id.len() == 36));
    let request = paid();
    assert_eq!(request.clone().message_id, request.message_id);
}

#[tokio::test]
async fn a_message_is_published_once_although_its_answer_was_lost() {
    let stage = forgetful().await;
    let request = paid().time_to_live(Duration::from_secs(60));
    let id = request.message_id.clone();
    let published = stage.client.publish_message(request.clone()).await.unwrap();
    assert!(published.already_applied);
    assert_eq!(stage.sent(Rpc::PublishMessage), 2);
    assert_eq!(stage.arrived(Rpc::PublishMessage)["messageId"], id);
    let again = stage.client.publish_message(request).await;
    assert!(again.unwrap_err().is_already_exists());
}

/// The gateway forgets the ID at once, so a second message would be another.
#[tokio::test]
async fn without_time_to_live_an_id_makes_nothing_safe() {
    let stage = forgetful().await;
    let error = stage.client.publish_message(paid()).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Unavailable));
    assert!(error.as_rpc().unwrap().outcome_unknown());
    assert_eq!(stage.sent(Rpc::PublishMessage), 1);
}
