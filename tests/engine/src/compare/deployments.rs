//! Topology and deployments.

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::{
    DeployProcessRequest, ProcessRequestObject, Resource, TopologyRequest,
};

use super::table::{Table, deployment, resource, timed};
use crate::{EngineError, Model};

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    let answer = table.gateway().topology(timed(TopologyRequest {})).await;
    table.note(Rpc::Topology, "plain", answer);
    refused(table).await;
    accepted(table).await;
    tenants(table).await;
    deprecated(table).await;
    Ok(())
}

fn pay(id: &str) -> Resource {
    resource(&Model::Pay.name(id), Model::Pay.content(id))
}

async fn deploy(table: &mut Table, situation: &str, resources: impl Into<Vec<Resource>>) {
    let answer = table.gateway().deploy_resource(timed(deployment(resources))).await;
    table.note(Rpc::DeployResource, situation, answer);
}

async fn refused(table: &mut Table) {
    deploy(table, "no resources", []).await;
    deploy(table, "not XML", [resource("a.bpmn", "hello")]).await;
    deploy(table, "no known extension", [resource("a.txt", "hello")]).await;
    deploy(table, "no name", [resource("", "hello")]).await;
    deploy(table, "no content", [resource("a.bpmn", "")]).await;
    let twice = [resource("a.bpmn", Model::Pay.content("twice")), pay("twice")];
    deploy(table, "the same process in two resources", twice).await;
    let large = resource("large.bpmn", vec![b' '; 5 * 1024 * 1024]);
    deploy(table, "5 MiB", [large]).await;
}

async fn accepted(table: &mut Table) {
    deploy(table, "one process", [pay("first")]).await;
    deploy(table, "the same again", [pay("first")]).await;
    let changed = Model::Empty.content("first");
    deploy(table, "another version", [resource("first.bpmn", changed)]).await;
    let same_name = [
        resource("same.bpmn", Model::Pay.content("one")),
        resource("same.bpmn", Model::Pay.content("two")),
    ];
    deploy(table, "the same name twice", same_name).await;
    let dish = resource("menu.dmn", Model::Dish.content("menu"));
    deploy(table, "a process and a decision", [pay("meal"), dish]).await;
    let form = resource("form.form", Model::Approval.content("form"));
    deploy(table, "a form", [form]).await;
}

async fn tenants(table: &mut Table) {
    for (situation, tenant) in [("a tenant", "acme"), ("the default tenant", "<default>")] {
        let mut request = deployment([pay("tenant")]);
        request.tenant_id = tenant.to_owned();
        let answer = table.gateway().deploy_resource(timed(request)).await;
        table.note(Rpc::DeployResource, situation, answer);
    }
}

#[allow(deprecated)]
async fn deprecated(table: &mut Table) {
    let object = |name: &str, definition: String| ProcessRequestObject {
        name: name.to_owned(),
        definition: definition.into_bytes(),
    };
    let processes = [
        ("one process", vec![object("old.bpmn", Model::Pay.content("old"))]),
        ("no processes", Vec::new()),
    ];
    for (situation, processes) in processes {
        let request = DeployProcessRequest { processes };
        let answer = table.gateway().deploy_process(timed(request)).await;
        table.note(Rpc::DeployProcess, situation, answer);
    }
}
