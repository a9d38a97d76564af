//! Messages, signals, variables and incidents.

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::{
    BroadcastSignalRequest, PublishMessageRequest, ResolveIncidentRequest, SetVariablesRequest,
};

use super::table::{Table, UNKNOWN, timed};
use crate::{EngineError, Model};

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    published(table).await;
    broadcast(table).await;
    variables(table).await?;
    for (situation, incident_key) in [("key 12345", 12_345), ("unknown key", UNKNOWN)] {
        let request = ResolveIncidentRequest { incident_key, ..Default::default() };
        let answer = table.gateway().resolve_incident(timed(request)).await;
        table.note(Rpc::ResolveIncident, situation, answer);
    }
    Ok(())
}

async fn published(table: &mut Table) {
    let message = PublishMessageRequest {
        name: "paid".to_owned(),
        correlation_key: "order-1".to_owned(),
        time_to_live: 60_000,
        ..Default::default()
    };
    let identified = PublishMessageRequest { message_id: "m1".to_owned(), ..message.clone() };
    let changed = |change: fn(&mut PublishMessageRequest)| {
        let mut request = message.clone();
        change(&mut request);
        request
    };
    let situations = [
        ("buffered", message.clone()),
        ("messageId", identified.clone()),
        ("the same messageId again", identified),
        ("no name", changed(|m| m.name.clear())),
        ("no correlationKey", changed(|m| m.correlation_key.clear())),
        ("timeToLive 0", changed(|m| m.time_to_live = 0)),
        ("timeToLive -1", changed(|m| m.time_to_live = -1)),
        ("variables an array", changed(|m| m.variables = "[1]".to_owned())),
        ("a tenant", changed(|m| m.tenant_id = "acme".to_owned())),
    ];
    for (situation, request) in situations {
        let answer = table.gateway().publish_message(timed(request)).await;
        table.note(Rpc::PublishMessage, situation, answer);
    }
}

async fn broadcast(table: &mut Table) {
    let signal = |name: &str, variables: &str, tenant: &str| BroadcastSignalRequest {
        signal_name: name.to_owned(),
        variables: variables.to_owned(),
        tenant_id: tenant.to_owned(),
    };
    let situations = [
        ("nobody listens", signal("alarm", "", "")),
        ("no name", signal("", "", "")),
        ("variables an array", signal("alarm", "[1]", "")),
        ("a tenant", signal("alarm", "", "acme")),
    ];
    for (situation, request) in situations {
        let answer = table.gateway().broadcast_signal(timed(request)).await;
        table.note(Rpc::BroadcastSignal, situation, answer);
    }
}

async fn variables(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, "variables").await?;
    let scope = table.create("variables").await?;
    let situations = [
        ("an instance", scope, "{\"a\":1}"),
        ("variables empty", scope, ""),
        ("variables an array", scope, "[1]"),
        ("key 12345", 12_345, "{\"a\":1}"),
        ("unknown key", UNKNOWN, "{\"a\":1}"),
    ];
    for (situation, element_instance_key, variables) in situations {
        let variables = variables.to_owned();
        let request = SetVariablesRequest { element_instance_key, variables, ..Default::default() };
        let answer = table.gateway().set_variables(timed(request)).await;
        table.note(Rpc::SetVariables, situation, answer);
    }
    Ok(())
}
