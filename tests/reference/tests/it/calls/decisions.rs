//! Calls that evaluate decisions and conditions.

use serde_json::json;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::gateway::{
    EvaluateConditionalRequest, EvaluateDecisionRequest, EvaluatedDecision, MatchedDecisionRule,
};

use crate::filled::{Filled, text};
use crate::stage::Stage;

#[tokio::test]
pub(super) async fn evaluate_decision() {
    let mut sent = Filled::reply_of(Rpc::EvaluateDecision);
    let stage = Stage::answering(Rpc::EvaluateDecision, &sent).await;
    let request = EvaluateDecisionRequest::by_decision_key(i64::MAX)
        .decision_id("dish")
        .variables(json!({"season": "Winter"}))
        .tenant_id("acme");
    let response = stage.client.evaluate_decision(request).await.unwrap();
    stage.assert_arrived(
        Rpc::EvaluateDecision,
        &json!({
            "decisionKey": "9223372036854775807",
            "decisionId": "dish",
            "variables": r#"{"season":"Winter"}"#,
            "tenantId": "acme",
        }),
    );
    sent.holds("decisionKey", response.decision_key.get());
    sent.holds("decisionId", &response.decision_id);
    sent.holds("decisionName", &response.decision_name);
    sent.holds("decisionVersion", response.decision_version);
    sent.holds("decisionRequirementsId", &response.decision_requirements_id);
    sent.holds("decisionRequirementsKey", response.decision_requirements_key.get());
    sent.holds("decisionOutput", &response.decision_output);
    sent.each("evaluatedDecisions", &response.evaluated_decisions, a_decision);
    sent.holds("failedDecisionId", &response.failed_decision_id);
    sent.holds("failureMessage", &response.failure_message);
    sent.holds("tenantId", &response.tenant_id);
    #[expect(deprecated, reason = "older gateways fill it")]
    sent.holds("decisionInstanceKey", response.decision_instance_key.get());
    sent.holds("decisionEvaluationKey", response.decision_evaluation_key.get());
    sent.all_seen();
}

fn a_decision(sent: &mut Filled, decision: &EvaluatedDecision) {
    sent.holds("decisionKey", decision.decision_key.get());
    sent.holds("decisionId", &decision.decision_id);
    sent.holds("decisionName", &decision.decision_name);
    sent.holds("decisionVersion", decision.decision_version);
    sent.holds("decisionType", &decision.decision_type);
    sent.holds("decisionOutput", &decision.decision_output);
    sent.each("matchedRules", &decision.matched_rules, a_rule);
    sent.each("evaluatedInputs", &decision.evaluated_inputs, |sent, input| {
        sent.holds("inputId", &input.input_id);
        sent.holds("inputName", &input.input_name);
        sent.holds("inputValue", &input.input_value);
    });
    sent.holds("tenantId", &decision.tenant_id);
    sent.holds("decisionEvaluationInstanceKey", text(&decision.decision_evaluation_instance_key));
}

fn a_rule(sent: &mut Filled, rule: &MatchedDecisionRule) {
    sent.holds("ruleId", &rule.rule_id);
    sent.holds("ruleIndex", rule.rule_index);
    sent.each("evaluatedOutputs", &rule.evaluated_outputs, |sent, output| {
        sent.holds("outputId", &output.output_id);
        sent.holds("outputName", &output.output_name);
        sent.holds("outputValue", &output.output_value);
    });
}

#[tokio::test]
pub(super) async fn evaluate_conditional() {
    let mut sent = Filled::reply_of(Rpc::EvaluateConditional);
    let stage = Stage::answering(Rpc::EvaluateConditional, &sent).await;
    let request = EvaluateConditionalRequest::new(json!({"stock": 3}))
        .process_definition_key(12)
        .tenant_id("acme");
    let response = stage.client.evaluate_conditional(request).await.unwrap();
    stage.assert_arrived(
        Rpc::EvaluateConditional,
        &json!({
            "tenantId": "acme",
            "processDefinitionKey": "12",
            "variables": r#"{"stock":3}"#,
        }),
    );
    sent.each("processInstances", &response.process_instances, |sent, instance| {
        sent.holds("processDefinitionKey", instance.process_definition_key.get());
        sent.holds("processInstanceKey", instance.process_instance_key.get());
    });
    sent.holds("conditionalEvaluationKey", response.conditional_evaluation_key.get());
    sent.holds("tenantId", &response.tenant_id);
    sent.all_seen();
}
