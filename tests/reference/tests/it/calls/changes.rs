//! Calls that change what is running.

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::migrate_process_instance_request::{MappingInstruction, MigrationPlan};
use zeebe_sdk::gateway::modify_process_instance_request::{
    ActivateInstruction, MoveInstruction, TerminateInstruction, VariableInstruction,
};
use zeebe_sdk::gateway::{
    AssignProcessInstanceBusinessIdRequest, AssignProcessInstanceBusinessIdResponse,
    CancelProcessInstanceRequest, MigrateProcessInstanceRequest, MigrateProcessInstanceResponse,
    ModifyProcessInstanceRequest, ModifyProcessInstanceResponse, ResolveIncidentRequest,
    SetVariablesRequest,
};
use zeebe_sdk::keys::{ElementInstanceKey, ProcessInstanceKey};
use zeebe_sdk::values::{AncestorScope, MoveAncestorScope};

use crate::filled::Filled;
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn cancel_process_instance() {
    let sent = Filled::reply_of(Rpc::CancelProcessInstance);
    let stage = Stage::answering(Rpc::CancelProcessInstance, &sent).await;
    let request = CancelProcessInstanceRequest::new(i64::MAX).operation_reference(u64::MAX);
    let response = stage.client.cancel_process_instance(request).await.unwrap();
    stage.assert_arrived(
        Rpc::CancelProcessInstance,
        &json!({
            "processInstanceKey": "9223372036854775807",
            "operationReference": "18446744073709551615",
        }),
    );
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn resolve_incident() {
    let sent = Filled::reply_of(Rpc::ResolveIncident);
    let stage = Stage::answering(Rpc::ResolveIncident, &sent).await;
    let request = ResolveIncidentRequest::new(5).operation_reference(1);
    let response = stage.client.resolve_incident(request).await.unwrap();
    stage.assert_arrived(
        Rpc::ResolveIncident,
        &json!({"incidentKey": "5", "operationReference": "1"}),
    );
    assert!(!response.already_applied);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn set_variables() {
    let mut sent = Filled::reply_of(Rpc::SetVariables);
    let stage = Stage::answering(Rpc::SetVariables, &sent).await;
    let instance = ProcessInstanceKey::new(6);
    let request =
        SetVariablesRequest::new(instance, json!({"a": 1})).local(true).operation_reference(3);
    let response = stage.client.set_variables(request).await.unwrap();
    stage.assert_arrived(
        Rpc::SetVariables,
        &json!({
            "elementInstanceKey": "6",
            "variables": r#"{"a":1}"#,
            "local": true,
            "operationReference": "3",
        }),
    );
    sent.holds("key", response.key.get());
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn modify_process_instance() {
    let sent = Filled::reply_of(Rpc::ModifyProcessInstance);
    let stage = Stage::answering(Rpc::ModifyProcessInstance, &sent).await;
    let request = ModifyProcessInstanceRequest::new(8)
        .activate_instructions([
            ActivateInstruction::new("pack")
                .ancestor_element_instance_key(ElementInstanceKey::new(9))
                .variable_instructions([
                    VariableInstruction::new(json!({"x": 1})).scope_id("pack"),
                    VariableInstruction::new(json!({})),
                ]),
            ActivateInstruction::new("ship").ancestor_element_instance_key(AncestorScope::Inferred),
        ])
        .terminate_instructions([
            TerminateInstruction::by_element_instance_key(10),
            TerminateInstruction::by_element_id("charge"),
        ])
        .move_instructions([MoveInstruction::by_source_element_id("a", "b")
            .source_element_instance_key(11)
            .variable_instructions([VariableInstruction::new(json!({"y": 2})).scope_id("b")])
            .ancestor_element_instance_key(MoveAncestorScope::Inferred)
            .infer_ancestor_scope_from_source_hierarchy(true)
            .use_source_parent_key_as_ancestor_scope_key(true)])
        .operation_reference(4);
    let response = stage.client.modify_process_instance(request).await.unwrap();
    stage.assert_arrived(
        Rpc::ModifyProcessInstance,
        &json!({
            "processInstanceKey": "8",
            "activateInstructions": [
                {
                    "elementId": "pack",
                    "ancestorElementInstanceKey": "9",
                    "variableInstructions": [
                        {"variables": r#"{"x":1}"#, "scopeId": "pack"},
                        {"variables": "{}"},
                    ],
                },
                {"elementId": "ship", "ancestorElementInstanceKey": "-1"},
            ],
            "terminateInstructions": [{"elementInstanceKey": "10"}, {"elementId": "charge"}],
            "operationReference": "4",
            "moveInstructions": [{
                "sourceElementInstanceKey": "11",
                "sourceElementId": "a",
                "targetElementId": "b",
                "variableInstructions": [{"variables": r#"{"y":2}"#, "scopeId": "b"}],
                "ancestorElementInstanceKey": "-1",
                "inferAncestorScopeFromSourceHierarchy": true,
                "useSourceParentKeyAsAncestorScopeKey": true,
            }],
        }),
    );
    assert_eq!(response, ModifyProcessInstanceResponse::default());
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn migrate_process_instance() {
    let sent = Filled::reply_of(Rpc::MigrateProcessInstance);
    let stage = Stage::answering(Rpc::MigrateProcessInstance, &sent).await;
    let mapping = [MappingInstruction::new("b", "b2"), MappingInstruction::new("a", "a2")];
    let request = MigrateProcessInstanceRequest::new(8, MigrationPlan::new(9, mapping))
        .operation_reference(4);
    let response = stage.client.migrate_process_instance(request).await.unwrap();
    stage.assert_arrived(
        Rpc::MigrateProcessInstance,
        &json!({
            "processInstanceKey": "8",
            "migrationPlan": {
                "targetProcessDefinitionKey": "9",
                "mappingInstructions": [
                    {"sourceElementId": "b", "targetElementId": "b2"},
                    {"sourceElementId": "a", "targetElementId": "a2"},
                ],
            },
            "operationReference": "4",
        }),
    );
    assert_eq!(response, MigrateProcessInstanceResponse::default());
    sent.all_seen();
}

#[tokio::test]
async fn a_thousand_mappings_arrive_in_their_order() {
    let rpc = Rpc::MigrateProcessInstance;
    let stage = Stage::answering(rpc, &Filled::reply_of(rpc)).await;
    let mapping: Vec<_> =
        (0..1_000).map(|i| MappingInstruction::new(format!("a{i}"), format!("b{i}"))).collect();
    let request = MigrateProcessInstanceRequest::new(8, MigrationPlan::new(9, mapping));
    stage.client.migrate_process_instance(request).await.unwrap();
    let arrived = stage.arrived(rpc);
    let arrived = arrived["migrationPlan"]["mappingInstructions"].as_array().unwrap();
    assert_eq!(arrived.len(), 1_000);
    for (i, pair) in arrived.iter().enumerate() {
        let expected =
            json!({"sourceElementId": format!("a{i}"), "targetElementId": format!("b{i}")});
        assert_eq!(*pair, expected);
    }
}

#[tokio::test]
pub(super) async fn assign_process_instance_business_id() {
    let sent = Filled::reply_of(Rpc::AssignProcessInstanceBusinessId);
    let stage = Stage::answering(Rpc::AssignProcessInstanceBusinessId, &sent).await;
    let request = AssignProcessInstanceBusinessIdRequest::new(8, "order-1");
    let response = stage.client.assign_process_instance_business_id(request).await.unwrap();
    stage.assert_arrived(
        Rpc::AssignProcessInstanceBusinessId,
        &json!({"processInstanceKey": "8", "businessId": "order-1"}),
    );
    assert_eq!(response, AssignProcessInstanceBusinessIdResponse::default());
    sent.all_seen();
}
