//! Calls that start process instances.

use std::time::Duration;

use serde_json::{Value, json};
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::process_instance_creation_runtime_instruction::Instruction;
use zeebe_sdk::gateway::{
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest,
    ProcessInstanceCreationRuntimeInstruction, ProcessInstanceCreationStartInstruction,
    TerminateProcessInstanceInstruction,
};

use crate::filled::Filled;
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn create_process_instance() {
    let mut sent = Filled::reply_of(Rpc::CreateProcessInstance);
    let stage = Stage::answering(Rpc::CreateProcessInstance, &sent).await;
    let response = stage.client.create_process_instance(an_order()).await.unwrap();
    stage.assert_arrived(Rpc::CreateProcessInstance, &an_order_on_the_wire());
    sent.holds("processDefinitionKey", response.process_definition_key.get());
    sent.holds("bpmnProcessId", &response.bpmn_process_id);
    sent.holds("version", response.version);
    sent.holds("processInstanceKey", response.process_instance_key.get());
    sent.holds("tenantId", &response.tenant_id);
    sent.lists("tags", &response.tags);
    sent.holds("businessId", &response.business_id);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn create_process_instance_with_result() {
    let mut sent = Filled::reply_of(Rpc::CreateProcessInstanceWithResult);
    let stage = Stage::answering(Rpc::CreateProcessInstanceWithResult, &sent).await;
    let request = CreateProcessInstanceWithResultRequest::new(an_order())
        .request_timeout(Duration::from_secs(3))
        .fetch_variables(["z", "a", "m"]);
    let response = stage.client.create_process_instance_with_result(request).await.unwrap();
    stage.assert_arrived(
        Rpc::CreateProcessInstanceWithResult,
        &json!({
            "request": an_order_on_the_wire(),
            "requestTimeout": "3000",
            "fetchVariables": ["z", "a", "m"],
        }),
    );
    sent.holds("processDefinitionKey", response.process_definition_key.get());
    sent.holds("bpmnProcessId", &response.bpmn_process_id);
    sent.holds("version", response.version);
    sent.holds("processInstanceKey", response.process_instance_key.get());
    sent.holds("variables", &response.variables);
    sent.holds("tenantId", &response.tenant_id);
    sent.lists("tags", &response.tags);
    sent.holds("businessId", &response.business_id);
    sent.all_seen();
}

fn an_order() -> CreateProcessInstanceRequest {
    let terminate = TerminateProcessInstanceInstruction::new("ship");
    CreateProcessInstanceRequest::by_bpmn_process_id("order ü")
        .process_definition_key(i64::MAX)
        .version(3)
        .variables(json!({"b": 1, "a": [true, null]}))
        .start_instructions([
            ProcessInstanceCreationStartInstruction::new("second"),
            ProcessInstanceCreationStartInstruction::new("first"),
        ])
        .tenant_id("acme")
        .operation_reference(u64::MAX)
        .runtime_instructions([ProcessInstanceCreationRuntimeInstruction::default()
            .instruction(Instruction::Terminate(terminate))])
        .tags(["vip", "a:b"])
        .business_id("order-1")
}

fn an_order_on_the_wire() -> Value {
    json!({
        "processDefinitionKey": "9223372036854775807",
        "bpmnProcessId": "order ü",
        "version": 3,
        "variables": r#"{"b":1,"a":[true,null]}"#,
        "startInstructions": [{"elementId": "second"}, {"elementId": "first"}],
        "tenantId": "acme",
        "operationReference": "18446744073709551615",
        "runtimeInstructions": [{"terminate": {"afterElementId": "ship"}}],
        "tags": ["vip", "a:b"],
        "businessId": "order-1",
    })
}
