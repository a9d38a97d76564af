//! Deployments, decisions, messages, and calls a release does not have.

use tonic::Code;
use zeebe_mock_gateway::proto::{
    BroadcastSignalRequest, DeleteResourceRequest, DeployResourceRequest,
    EvaluateConditionalRequest, EvaluateDecisionRequest, PublishMessageRequest, TopologyRequest,
    UpdateJobPriorityRequest,
};

use super::{ok, refused};
use crate::setup::{DISH, PAY, connect, create, deploy, fast, pay, paying, resource};

fn deployment(resources: &[(&str, &str)]) -> DeployResourceRequest {
    DeployResourceRequest {
        resources: resources.iter().map(|(name, content)| resource(name, content)).collect(),
        ..Default::default()
    }
}

#[tokio::test]
async fn deploying() {
    let (_gateway, mut client) = paying().await;
    for (situation, resources, part) in [
        ("nothing", &[][..], "at least one"),
        ("not XML", &[("a.bpmn", "nope")], "'a.bpmn'"),
        ("no known extension", &[("a.txt", PAY)], "unknown resource type"),
        ("empty name", &[("", PAY)], "''"),
        ("id twice", &[("a.bpmn", PAY), ("b.bpmn", PAY)], "'a.bpmn' and 'b.bpmn'"),
    ] {
        let answered = client.deploy_resource(deployment(resources)).await;
        refused(situation, answered, Code::InvalidArgument, part);
    }
    foreign_tenant!(client.deploy_resource, deployment(&[("pay.bpmn", PAY)]));
    let other = PAY.replace("\"pay\"", "\"other\"");
    let same_name = deployment(&[("a.bpmn", PAY), ("a.bpmn", &other)]);
    ok("same name twice", client.deploy_resource(same_name).await);
    let large = deployment(&[("a.bpmn", &"x".repeat(5 << 20))]);
    let status = client.deploy_resource(large).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.message().contains("4194304"), "{status:?}");
}

#[tokio::test]
async fn deleting() {
    let (gateway, mut client) = paying().await;
    by_key!(client.delete_resource, resource_key, DeleteResourceRequest::default());
    let created = create(&mut client, "").await;
    let resource_key = created.process_definition_key;
    let delete =
        DeleteResourceRequest { resource_key, delete_history: Some(true), ..Default::default() };
    let deleted = ok("delete", client.delete_resource(delete).await);
    assert_eq!(deleted.resource_key, resource_key.to_string());
    assert!(deleted.batch_operation.is_some());
    assert_eq!(gateway.open_instances(), 0);
    let answered = client.delete_resource(delete).await;
    refused("again", answered, Code::NotFound, &resource_key.to_string());
    let answered = client.create_process_instance(pay("")).await;
    refused("none left", answered, Code::NotFound, "'pay'");
}

#[tokio::test]
async fn decisions() {
    let (_gateway, mut client) = paying().await;
    deploy(&mut client, "dish.dmn", DISH).await;
    let decision = |id: &str, key| EvaluateDecisionRequest {
        decision_id: id.to_owned(),
        decision_key: key,
        ..Default::default()
    };
    let by_id = ok("by id", client.evaluate_decision(decision("dish", 0)).await);
    ok("by key", client.evaluate_decision(decision("", by_id.decision_key)).await);
    ok("id and key", client.evaluate_decision(decision("dish", 7)).await);
    for (request, part) in
        [(decision("zz", 0), "'zz'"), (decision("", 123), "'123'"), (decision("", 0), "'0'")]
    {
        let answered = client.evaluate_decision(request).await;
        refused("unknown", answered, Code::InvalidArgument, part);
    }
    bad_variables!(client.evaluate_decision, decision("dish", 0));
}

#[tokio::test]
async fn messages_and_signals() {
    let (_gateway, mut client) = paying().await;
    let message = |message_id: &str, time_to_live| PublishMessageRequest {
        message_id: message_id.to_owned(),
        time_to_live,
        ..Default::default()
    };
    for time_to_live in [0, -1, 60_000] {
        let published =
            ok("empty name and key", client.publish_message(message("", time_to_live)).await);
        assert_eq!(published.tenant_id, "<default>");
    }
    ok("first", client.publish_message(message("m1", 60_000)).await);
    let again = client.publish_message(message("m1", 60_000)).await;
    refused("again", again, Code::AlreadyExists, "'m1'");
    bad_variables!(client.publish_message, message("", 0));
    foreign_tenant!(client.publish_message, message("", 0));
    ok("empty name", client.broadcast_signal(BroadcastSignalRequest::default()).await);
    bad_variables!(client.broadcast_signal, BroadcastSignalRequest::default());
    let unknown =
        EvaluateConditionalRequest { process_definition_key: Some(5), ..Default::default() };
    let answered = client.evaluate_conditional(unknown).await;
    refused("unknown definition", answered, Code::NotFound, "'5'");
    let all = ok("all", client.evaluate_conditional(EvaluateConditionalRequest::default()).await);
    assert!(all.process_instances.is_empty());
}

#[tokio::test]
async fn calls_of_a_later_release() {
    let gateway = fast().gateway_version("8.6.0".parse().unwrap()).start().await.unwrap();
    let mut client = connect(&gateway).await;
    let topology = client.topology(TopologyRequest {}).await.unwrap().into_inner();
    assert_eq!((topology.gateway_version.as_str(), topology.cluster_id.as_str()), ("8.6.0", ""));
    let answered = client.update_job_priority(UpdateJobPriorityRequest::default()).await;
    let status = answered.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    assert!(status.message().contains("gateway_protocol.Gateway/UpdateJobPriority"));
    deploy(&mut client, "pay.bpmn", PAY).await;
    let mut tagged = pay("");
    tagged.tags = vec!["t".to_owned()];
    let created = client.create_process_instance(tagged).await.unwrap().into_inner();
    assert!(created.tags.is_empty());
}
