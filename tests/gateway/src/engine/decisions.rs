//! Evaluating decisions: their results are set beforehand, not computed.

use serde_json::Value;
use tonic::Status;

use super::Engine;
use super::catalog::Decision;
use super::state::State;
use super::variables::Variables;
use crate::proto::{EvaluateDecisionRequest, EvaluateDecisionResponse, EvaluatedDecision};
use crate::status::invalid;

impl Engine {
    pub(crate) fn evaluate_decision(
        &self,
        request: EvaluateDecisionRequest,
    ) -> Result<EvaluateDecisionResponse, Status> {
        Variables::read(&request.variables, "EVALUATE")?;
        let mut state = self.state();
        let tenant = state.tenant("EvaluateDecision", &request.tenant_id)?;
        state.check_ready()?;
        let (id, key) = (request.decision_id.as_str(), request.decision_key);
        let (found, described) = match id.is_empty() {
            true => (state.decisions.get(key), format!("key '{key}'")),
            false => (state.decisions.latest(id), format!("id '{id}'")),
        };
        let decision = found.cloned().ok_or_else(|| {
            invalid("EVALUATE", format!("no decision with {described} is deployed"))
        })?;
        let evaluation = state.keys.in_partition(1);
        Ok(state.evaluate(&decision, tenant, evaluation))
    }
}

impl State {
    fn evaluate(
        &self,
        decision: &Decision,
        tenant_id: String,
        evaluation: i64,
    ) -> EvaluateDecisionResponse {
        let settings = self.settings.decisions.get(&decision.id);
        let output = settings.map_or(Value::Null, |s| s.output.clone()).to_string();
        let failure = settings.and_then(|s| s.failure.clone());
        let newer = self.knows(8, 8);
        let evaluated = EvaluatedDecision {
            decision_evaluation_instance_key: match newer {
                true => format!("{evaluation}-1"),
                false => String::new(),
            },
            ..evaluated(decision, &output, &tenant_id)
        };
        EvaluateDecisionResponse {
            decision_key: decision.key,
            decision_id: decision.id.clone(),
            decision_name: decision.name.clone(),
            decision_version: decision.version,
            decision_requirements_id: decision.graph_id.clone(),
            decision_requirements_key: decision.graph_key,
            decision_output: output,
            evaluated_decisions: vec![evaluated],
            failed_decision_id: failure.as_ref().map(|_| decision.id.clone()).unwrap_or_default(),
            failure_message: failure.unwrap_or_default(),
            tenant_id,
            decision_instance_key: evaluation,
            decision_evaluation_key: if newer { evaluation } else { 0 },
        }
    }
}

fn evaluated(decision: &Decision, output: &str, tenant: &str) -> EvaluatedDecision {
    EvaluatedDecision {
        decision_key: decision.key,
        decision_id: decision.id.clone(),
        decision_name: decision.name.clone(),
        decision_version: decision.version,
        decision_type: "DECISION_TABLE".to_owned(),
        decision_output: output.to_owned(),
        tenant_id: tenant.to_owned(),
        ..Default::default()
    }
}
