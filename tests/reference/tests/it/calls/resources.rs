//! Calls about what is deployed.

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::deployment::Metadata;
use zeebe_sdk::gateway::{
    DecisionMetadata, DecisionRequirementsMetadata, DeleteResourceRequest, DeployResourceRequest,
    Deployment, FormMetadata, ProcessMetadata, Resource,
};
use zeebe_sdk::keys::ProcessDefinitionKey;

use crate::filled::{Filled, text};
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn deploy_resource() {
    let mut sent = Filled::reply_of(Rpc::DeployResource);
    let stage = Stage::answering(Rpc::DeployResource, &sent).await;
    let bytes: Vec<u8> = (0..=255).collect();
    let request = DeployResourceRequest::new([
        Resource::new("b.bpmn", bytes),
        Resource::new("a ü.form", "{}".as_bytes()),
    ])
    .tenant_id("acme");
    let response = stage.client.deploy_resource(request).await.unwrap();
    stage.assert_arrived(
        Rpc::DeployResource,
        &json!({
            "resources": [
                {"name": "b.bpmn", "content": ALL_BYTES},
                {"name": "a ü.form", "content": "e30="},
            ],
            "tenantId": "acme",
        }),
    );
    sent.holds("key", response.key.get());
    sent.each("deployments", &response.deployments, a_deployment);
    sent.holds("tenantId", &response.tenant_id);
    sent.all_seen();
}

/// All values of a byte, in base64.
const ALL_BYTES: &str = concat!(
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0BB",
    "QkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fn+AgYKD",
    "hIWGh4iJiouMjY6PkJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TF",
    "xsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5+jp6uvs7e7v8PHy8/T19vf4+fr7/P3+/w==",
);

fn a_deployment(sent: &mut Filled, deployment: &Deployment) {
    match deployment.metadata.as_ref().unwrap() {
        Metadata::Process(process) => sent.inside("process", |sent| a_process(sent, process)),
        Metadata::Decision(decision) => sent.inside("decision", |sent| a_decision(sent, decision)),
        Metadata::DecisionRequirements(drg) => {
            sent.inside("decisionRequirements", |sent| requirements(sent, drg));
        }
        Metadata::Form(form) => sent.inside("form", |sent| a_form(sent, form)),
        other => panic!("what is {other:?}?"),
    }
}

fn a_process(sent: &mut Filled, process: &ProcessMetadata) {
    sent.holds("bpmnProcessId", &process.bpmn_process_id);
    sent.holds("version", process.version);
    sent.holds("processDefinitionKey", process.process_definition_key.get());
    sent.holds("resourceName", &process.resource_name);
    sent.holds("tenantId", &process.tenant_id);
}

fn a_decision(sent: &mut Filled, decision: &DecisionMetadata) {
    sent.holds("dmnDecisionId", &decision.dmn_decision_id);
    sent.holds("dmnDecisionName", &decision.dmn_decision_name);
    sent.holds("version", decision.version);
    sent.holds("decisionKey", decision.decision_key.get());
    sent.holds("dmnDecisionRequirementsId", &decision.dmn_decision_requirements_id);
    sent.holds("decisionRequirementsKey", decision.decision_requirements_key.get());
    sent.holds("tenantId", &decision.tenant_id);
}

fn requirements(sent: &mut Filled, drg: &DecisionRequirementsMetadata) {
    sent.holds("dmnDecisionRequirementsId", &drg.dmn_decision_requirements_id);
    sent.holds("dmnDecisionRequirementsName", &drg.dmn_decision_requirements_name);
    sent.holds("version", drg.version);
    sent.holds("decisionRequirementsKey", drg.decision_requirements_key.get());
    sent.holds("resourceName", &drg.resource_name);
    sent.holds("tenantId", &drg.tenant_id);
}

fn a_form(sent: &mut Filled, form: &FormMetadata) {
    sent.holds("formId", &form.form_id);
    sent.holds("version", form.version);
    sent.holds("formKey", form.form_key.get());
    sent.holds("resourceName", &form.resource_name);
    sent.holds("tenantId", &form.tenant_id);
}

#[tokio::test]
#[expect(deprecated, reason = "it is still there")]
pub(super) async fn deploy_process() {
    use zeebe_sdk::gateway::{DeployProcessRequest, ProcessRequestObject};

    let mut sent = Filled::reply_of(Rpc::DeployProcess);
    let stage = Stage::answering(Rpc::DeployProcess, &sent).await;
    let request = DeployProcessRequest::new([ProcessRequestObject::new("a.bpmn", [0, 255])]);
    let response = stage.client.deploy_process(request).await.unwrap();
    stage.assert_arrived(
        Rpc::DeployProcess,
        &json!({"processes": [{"name": "a.bpmn", "definition": "AP8="}]}),
    );
    sent.holds("key", response.key.get());
    sent.each("processes", &response.processes, a_process);
    sent.all_seen();
}

#[tokio::test]
pub(super) async fn delete_resource() {
    let mut sent = Filled::reply_of(Rpc::DeleteResource);
    let stage = Stage::answering(Rpc::DeleteResource, &sent).await;
    let request = DeleteResourceRequest::new(ProcessDefinitionKey::new(5))
        .operation_reference(1)
        .delete_history(false);
    let response = stage.client.delete_resource(request).await.unwrap();
    stage.assert_arrived(
        Rpc::DeleteResource,
        &json!({"resourceKey": "5", "operationReference": "1", "deleteHistory": false}),
    );
    sent.holds("resourceKey", text(response.resource_key.as_ref().unwrap()));
    sent.inside("batchOperation", |sent| {
        let operation = response.batch_operation.as_ref().unwrap();
        sent.holds("batchOperationKey", text(&operation.batch_operation_key));
        sent.holds("batchOperationType", operation.batch_operation_type.as_i32());
    });
    assert!(!response.already_applied);
    sent.all_seen();
}
