//! Running instances that are changed, and resources that are deleted.

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::Code;
use zeebe_sdk::gateway::migrate_process_instance_request::{MappingInstruction, MigrationPlan};
use zeebe_sdk::gateway::modify_process_instance_request::{
    ActivateInstruction, TerminateInstruction, VariableInstruction,
};
use zeebe_sdk::gateway::{
    CancelProcessInstanceRequest, CreateProcessInstanceRequest, DeleteResourceRequest,
    MigrateProcessInstanceRequest, ModifyProcessInstanceRequest,
};
use zeebe_sdk::keys::ElementInstanceKey;
use zeebe_sdk::values::AncestorScope;

use crate::stage::Stage;

#[tokio::test]
async fn an_instance_is_cancelled_once() {
    let Some(stage) = Stage::on_broker("stopped").await else { return };
    stage.deploy(Model::Pay).await;
    let cancel = CancelProcessInstanceRequest::new(stage.start(json!({})).await);
    stage.client.cancel_process_instance(cancel.clone()).await.unwrap();
    let again = stage.client.cancel_process_instance(cancel).await;
    assert!(again.unwrap_err().is_not_found());
    assert!(!stage.has_job("charge").await);
}

#[tokio::test]
async fn an_instance_goes_on_elsewhere() {
    let Some(stage) = Stage::on_broker("moved").await else { return };
    stage.deploy(Model::Nested).await;
    let instance = stage.start(json!({})).await;
    let before = stage.job("before").await;
    let left = ActivateInstruction::new("left")
        .variable_instructions([VariableInstruction::new(json!({"by": "hand"}))]);
    let request = ModifyProcessInstanceRequest::new(instance)
        .activate_instructions([left])
        .terminate_instructions([TerminateInstruction::by_element_instance_key(
            before.element_instance_key,
        )]);
    stage.client.modify_process_instance(request).await.unwrap();
    let left = stage.job("left").await;
    assert_eq!(left.variables.get::<&str>("by").unwrap(), Some("hand"));
    // The sub-process was entered for this element alone.
    assert!(!stage.has_job("right").await);
    stage.complete(&left, json!({})).await;
    stage.wait_ended(instance).await;
}

/// The default asks the engine to find the scope, and it says so if there are
/// several.
#[tokio::test]
async fn an_ancestor_must_be_named_where_there_are_several() {
    let Some(stage) = Stage::on_broker("ancestors").await else { return };
    stage.deploy(Model::Nested).await;
    let instance = stage.start(json!({})).await;
    let activate = |element: &str, ancestor: AncestorScope| {
        let activate = ActivateInstruction::new(element).ancestor_element_instance_key(ancestor);
        let request = ModifyProcessInstanceRequest::new(instance);
        stage.client.modify_process_instance(request.activate_instructions([activate]))
    };
    for element in ["left", "left", "sub"] {
        activate(element, AncestorScope::default()).await.unwrap();
    }
    let ambiguous = activate("left", AncestorScope::default()).await.unwrap_err();
    assert_eq!(ambiguous.code(), Some(Code::InvalidArgument), "{ambiguous}");
    let unknown = activate("left", ElementInstanceKey::new(1).into()).await.unwrap_err();
    assert_eq!(unknown.code(), Some(Code::InvalidArgument), "{unknown}");
}

#[tokio::test]
async fn an_instance_is_migrated() {
    let Some(stage) = Stage::on_broker("migrated").await else { return };
    stage.deploy(Model::Pay).await;
    let target = stage.deploy_as(Model::Pay, "migrated-to").await;
    let instance = stage.start(json!({})).await;
    let plan = |mapped: &[(&str, &str)]| {
        let mapped = mapped.iter().map(|(from, to)| MappingInstruction::new(*from, *to));
        MigrateProcessInstanceRequest::new(instance, MigrationPlan::new(target, mapped))
    };
    let incomplete = stage.client.migrate_process_instance(plan(&[])).await.unwrap_err();
    assert!(incomplete.is_failed_precondition(), "{incomplete}");
    stage.client.migrate_process_instance(plan(&[("charge", "charge")])).await.unwrap();
    let job = stage.job("charge").await;
    assert_eq!(job.bpmn_process_id, "migrated-to");
    assert_eq!(job.process_definition_key, target);
}

#[tokio::test]
async fn a_deleted_process_starts_no_more() {
    let Some(stage) = Stage::on_broker("deleted").await else { return };
    let key = stage.deploy(Model::Pay).await;
    let delete = DeleteResourceRequest::new(key);
    stage.client.delete_resource(delete.clone()).await.unwrap();
    let again = stage.client.delete_resource(delete).await;
    assert!(again.unwrap_err().is_not_found());
    let start = CreateProcessInstanceRequest::by_bpmn_process_id(stage.id);
    let refused = stage.client.create_process_instance(start).await;
    assert!(refused.unwrap_err().is_not_found());
}
