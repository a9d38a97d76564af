//! Decisions.

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::deployment::Metadata;
use zeebe_mock_gateway::proto::{DeployResourceResponse, EvaluateDecisionRequest};

use super::table::{Table, timed};
use crate::{EngineError, Model};

const ID: &str = "dish";

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    let deployed = table.deploy(Model::Dish, ID).await?;
    let decision_key = key(&deployed).ok_or(EngineError::Failed("no decision".to_owned()))?;
    let winter = EvaluateDecisionRequest {
        decision_id: ID.to_owned(),
        variables: "{\"season\":\"winter\"}".to_owned(),
        ..Default::default()
    };
    let none = EvaluateDecisionRequest::default();
    let situations = [
        ("by id", winter.clone()),
        (
            "by key",
            EvaluateDecisionRequest { decision_key, decision_id: String::new(), ..winter.clone() },
        ),
        ("id and key", EvaluateDecisionRequest { decision_key, ..winter.clone() }),
        ("unknown id", EvaluateDecisionRequest { decision_id: "zz".to_owned(), ..none.clone() }),
        ("unknown key", EvaluateDecisionRequest { decision_key: 123, ..none.clone() }),
        ("neither id nor key", none),
        (
            "variables an array",
            EvaluateDecisionRequest { variables: "[1]".to_owned(), ..winter.clone() },
        ),
        ("a tenant", EvaluateDecisionRequest { tenant_id: "acme".to_owned(), ..winter }),
    ];
    for (situation, request) in situations {
        let answer = table.gateway().evaluate_decision(timed(request)).await;
        table.note(Rpc::EvaluateDecision, situation, answer);
    }
    Ok(())
}

fn key(deployed: &DeployResourceResponse) -> Option<i64> {
    let metadata = deployed.deployments.iter().filter_map(|d| d.metadata.as_ref());
    metadata.into_iter().find_map(|metadata| match metadata {
        Metadata::Decision(decision) => Some(decision.decision_key),
        _ => None,
    })
}
