//! Decisions.

use serde_json::json;
use zeebe_engine_tests::Model;
use zeebe_sdk::gateway::EvaluateDecisionRequest;

use crate::stage::Stage;

#[tokio::test]
async fn a_decision_is_made_and_explained() {
    let Some(stage) = Stage::on_broker("dinner").await else { return };
    stage.deploy(Model::Dish).await;
    let request =
        EvaluateDecisionRequest::by_decision_id("dinner").variables(json!({"season": "winter"}));
    let made = stage.client.evaluate_decision(request).await.unwrap();
    assert_eq!(made.decision_output.deserialize::<String>().unwrap(), "stew");
    assert_eq!((made.decision_version, made.failure_message.as_str()), (1, ""));
    let [decision] = made.evaluated_decisions.as_slice() else { panic!("{made:?}") };
    assert_eq!(decision.matched_rules[0].rule_id, "winter");
    assert_eq!(decision.evaluated_inputs[0].input_value.as_json(), "\"winter\"");

    let by_key = EvaluateDecisionRequest::by_decision_key(made.decision_key);
    let made = stage.client.evaluate_decision(by_key.variables(json!({"season": "summer"})));
    let made = made.await.unwrap();
    assert_eq!(made.decision_output.deserialize::<String>().unwrap(), "salad");
}
