//! Starting instances in the middle, ending them early, changing where they
//! stand; tags and business ids; messages that live for a while.

use std::time::Duration;

use tokio::time::sleep;
use tonic::Code;
use zeebe_mock_gateway::proto::migrate_process_instance_request::{
    MappingInstruction, MigrationPlan,
};
use zeebe_mock_gateway::proto::modify_process_instance_request::{
    ActivateInstruction, MoveInstruction, TerminateInstruction, VariableInstruction,
};
use zeebe_mock_gateway::proto::process_instance_creation_runtime_instruction::Instruction;
use zeebe_mock_gateway::proto::{
    CompleteJobRequest, MigrateProcessInstanceRequest, ModifyProcessInstanceRequest,
    ProcessInstanceCreationRuntimeInstruction, ProcessInstanceCreationStartInstruction,
    PublishMessageRequest, TerminateProcessInstanceInstruction,
};

use crate::setup::{PAY, activate, create, deploy, only_job, pay, paying, poll};

fn done(job_key: i64) -> CompleteJobRequest {
    CompleteJobRequest { job_key, ..Default::default() }
}

#[tokio::test]
async fn start_where_they_are_told_to() {
    let (gateway, mut client) = paying().await;
    let mut request = pay("");
    let start = |id: &str| ProcessInstanceCreationStartInstruction { element_id: id.to_owned() };
    request.start_instructions = vec![start("r"), start("t")];
    client.create_process_instance(request).await.unwrap();
    let repair = only_job(&mut client, "repair").await;
    let charge = only_job(&mut client, "charge").await;
    client.complete_job(done(repair.key)).await.unwrap();
    assert_eq!(gateway.open_instances(), 1);
    client.complete_job(done(charge.key)).await.unwrap();
    assert_eq!(gateway.open_instances(), 0);
}

#[tokio::test]
async fn end_after_the_element_they_are_told() {
    let (gateway, mut client) = paying().await;
    let mut request = pay("");
    let start = ProcessInstanceCreationStartInstruction { element_id: "t".to_owned() };
    request.start_instructions = vec![start.clone(), start];
    let terminate = TerminateProcessInstanceInstruction { after_element_id: "t".to_owned() };
    request.runtime_instructions = vec![ProcessInstanceCreationRuntimeInstruction {
        instruction: Some(Instruction::Terminate(terminate)),
    }];
    client.create_process_instance(request).await.unwrap();
    let jobs = activate(&mut client, poll("charge")).await;
    client.complete_job(done(jobs[0].key)).await.unwrap();
    assert_eq!(gateway.open_instances(), 0);
    let status = client.complete_job(done(jobs[1].key)).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
}

#[tokio::test]
async fn carry_tags_and_a_business_id() {
    let (_gateway, mut client) = paying().await;
    let mut request = pay("");
    request.tags = vec!["a".to_owned(), "b".to_owned()];
    request.business_id = Some("order-7".to_owned());
    let created = client.create_process_instance(request).await.unwrap().into_inner();
    assert_eq!(created.business_id.as_deref(), Some("order-7"));
    let job = only_job(&mut client, "charge").await;
    assert_eq!((job.tags, job.business_id.as_str()), (created.tags, "order-7"));
    let mut other = done(job.key);
    other.business_id = Some("order-8".to_owned());
    let status = client.complete_job(other.clone()).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    other.business_id = Some("order-7".to_owned());
    client.complete_job(other).await.unwrap();
}

#[tokio::test]
async fn move_as_modified() {
    let (gateway, mut client) = paying().await;
    let process_instance_key = create(&mut client, "").await.process_instance_key;
    let variables =
        VariableInstruction { variables: r#"{"a":1}"#.to_owned(), ..Default::default() };
    let modify = ModifyProcessInstanceRequest {
        process_instance_key,
        move_instructions: vec![MoveInstruction {
            source_element_id: "t".to_owned(),
            target_element_id: "r".to_owned(),
            variable_instructions: vec![variables],
            ..Default::default()
        }],
        ..Default::default()
    };
    client.modify_process_instance(modify).await.unwrap();
    assert!(activate(&mut client, poll("charge")).await.is_empty());
    let repair = only_job(&mut client, "repair").await;
    assert_eq!(repair.variables, r#"{"a":1}"#);

    let activate_again = ModifyProcessInstanceRequest {
        process_instance_key,
        activate_instructions: vec![ActivateInstruction {
            element_id: "t".to_owned(),
            ..Default::default()
        }],
        terminate_instructions: vec![TerminateInstruction {
            element_instance_key: repair.element_instance_key,
            ..Default::default()
        }],
        ..Default::default()
    };
    client.modify_process_instance(activate_again).await.unwrap();
    let charge = only_job(&mut client, "charge").await;
    client.complete_job(done(charge.key)).await.unwrap();
    assert_eq!(gateway.open_instances(), 0);
}

#[tokio::test]
async fn go_on_in_another_process_after_a_migration() {
    let (gateway, mut client) = paying().await;
    let instance = create(&mut client, "").await;
    let other = PAY.replace("\"pay\"", "\"new\"").replace("\"t\"", "\"u\"");
    deploy(&mut client, "new.bpmn", &other).await;
    let mut probe = pay("");
    probe.bpmn_process_id = "new".to_owned();
    let probe = client.create_process_instance(probe).await.unwrap().into_inner();
    let migrate = MigrateProcessInstanceRequest {
        process_instance_key: instance.process_instance_key,
        migration_plan: Some(MigrationPlan {
            target_process_definition_key: probe.process_definition_key,
            mapping_instructions: vec![MappingInstruction {
                source_element_id: "t".to_owned(),
                target_element_id: "u".to_owned(),
            }],
        }),
        ..Default::default()
    };
    client.migrate_process_instance(migrate).await.unwrap();
    for job in activate(&mut client, poll("charge")).await {
        assert_eq!((job.bpmn_process_id.as_str(), job.element_id.as_str()), ("new", "u"));
        client.complete_job(done(job.key)).await.unwrap();
    }
    assert_eq!(gateway.open_instances(), 0);
}

#[tokio::test]
async fn messages_may_come_again_once_they_are_gone() {
    let (_gateway, mut client) = paying().await;
    let message = PublishMessageRequest {
        message_id: "m".to_owned(),
        time_to_live: 60,
        ..Default::default()
    };
    client.publish_message(message.clone()).await.unwrap();
    let mut other = message.clone();
    other.correlation_key = "k".to_owned();
    client.publish_message(other).await.unwrap();
    sleep(Duration::from_millis(120)).await;
    client.publish_message(message).await.unwrap();
}
