//! Changes of running instances, their end, and the end of resources.

use zeebe_mock_gateway::Rpc;
use zeebe_mock_gateway::proto::deployment::Metadata;
use zeebe_mock_gateway::proto::migrate_process_instance_request::{
    MappingInstruction, MigrationPlan,
};
use zeebe_mock_gateway::proto::modify_process_instance_request::{
    ActivateInstruction, TerminateInstruction, VariableInstruction,
};
use zeebe_mock_gateway::proto::{
    CancelProcessInstanceRequest, DeleteResourceRequest, DeployResourceResponse,
    MigrateProcessInstanceRequest, ModifyProcessInstanceRequest,
};

use super::table::{LEASE, Table, UNKNOWN, instance, timed};
use crate::{EngineError, Model};

pub(super) async fn observe(table: &mut Table) -> Result<(), EngineError> {
    modified(table).await?;
    ancestors(table).await?;
    migrated(table).await?;
    cancelled(table).await?;
    deleted(table).await
}

async fn modify(table: &mut Table, situation: &str, request: ModifyProcessInstanceRequest) {
    let answer = table.gateway().modify_process_instance(timed(request)).await;
    table.note(Rpc::ModifyProcessInstance, situation, answer);
}

fn activate(element_id: &str, ancestor_element_instance_key: i64) -> Vec<ActivateInstruction> {
    let element_id = element_id.to_owned();
    vec![ActivateInstruction { element_id, ancestor_element_instance_key, ..Default::default() }]
}

fn activation(
    process_instance_key: i64,
    activate_instructions: Vec<ActivateInstruction>,
) -> ModifyProcessInstanceRequest {
    ModifyProcessInstanceRequest {
        process_instance_key,
        activate_instructions,
        ..Default::default()
    }
}

async fn modified(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Nested, "modified").await?;
    let key = table.create("modified").await?;
    modify(table, "key 12345", activation(12_345, Vec::new())).await;
    modify(table, "unknown key", activation(UNKNOWN, Vec::new())).await;
    modify(table, "no instructions", activation(key, Vec::new())).await;
    modify(table, "an unknown element", activation(key, activate("zz", -1))).await;
    modify(table, "an unknown ancestor", activation(key, activate("left", 12_345))).await;
    let mut scoped = activate("left", -1);
    for instruction in &mut scoped {
        instruction.variable_instructions =
            vec![VariableInstruction { variables: "[1]".to_owned(), scope_id: String::new() }];
    }
    modify(table, "variables an array", activation(key, scoped)).await;
    let terminate = |element_instance_key| ModifyProcessInstanceRequest {
        process_instance_key: key,
        terminate_instructions: vec![TerminateInstruction {
            element_instance_key,
            ..Default::default()
        }],
        ..Default::default()
    };
    modify(table, "terminate an unknown element instance", terminate(UNKNOWN)).await;
    let job = table.activate("modified-before", LEASE).await?;
    let both = ModifyProcessInstanceRequest {
        activate_instructions: activate("left", -1),
        ..terminate(job.element_instance_key)
    };
    modify(table, "activate one, terminate the other", both).await;
    table.activate("modified-left", LEASE).await?;
    Ok(())
}

/// What 0 and -1 mean for an ancestor, while the enclosing sub-process is
/// active never, once and twice.
async fn ancestors(table: &mut Table) -> Result<(), EngineError> {
    for ancestor in [0, -1] {
        let id = if ancestor == 0 { "ancestor-0" } else { "ancestor-1" };
        table.deploy(Model::Nested, id).await?;
        let key = table.create(id).await?;
        let mut left = async |situation: &str| {
            let situation = format!("ancestor {ancestor}, {situation}");
            modify(table, &situation, activation(key, activate("left", ancestor))).await;
        };
        left("its scope not active").await;
        // Would be refused the next time if it did not use the active one.
        left("its scope active").await;
        left("its scope active still once").await;
        modify(
            table,
            &format!("ancestor {ancestor}, the scope itself"),
            activation(key, activate("sub", ancestor)),
        )
        .await;
        let situation = format!("ancestor {ancestor}, its scope active twice");
        modify(table, &situation, activation(key, activate("left", ancestor))).await;
    }
    Ok(())
}

async fn migrated(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, "before").await?;
    let target = process_key(&table.deploy(Model::Pay, "after").await?);
    let key = table.create("before").await?;
    let plan = |target_process_definition_key, mapped: &[(&str, &str)]| {
        let mapping = mapped.iter().map(|(source, target)| MappingInstruction {
            source_element_id: (*source).to_owned(),
            target_element_id: (*target).to_owned(),
        });
        let mapping_instructions = mapping.collect();
        Some(MigrationPlan { target_process_definition_key, mapping_instructions })
    };
    let situations = [
        ("key 12345", 12_345, plan(target, &[])),
        ("unknown key", UNKNOWN, plan(target, &[])),
        ("unknown target", key, plan(123, &[])),
        ("no plan", key, None),
        ("no mapping for an active element", key, plan(target, &[])),
        ("a mapping of an unknown element", key, plan(target, &[("zz", "charge")])),
        ("a mapping to an unknown element", key, plan(target, &[("charge", "zz")])),
        ("every active element mapped", key, plan(target, &[("charge", "charge")])),
    ];
    for (situation, process_instance_key, migration_plan) in situations {
        let request = MigrateProcessInstanceRequest {
            process_instance_key,
            migration_plan,
            ..Default::default()
        };
        let answer = table.gateway().migrate_process_instance(timed(request)).await;
        table.note(Rpc::MigrateProcessInstance, situation, answer);
    }
    let job = table.activate("before-charge", LEASE).await?;
    table.say(
        Rpc::MigrateProcessInstance,
        "the process of its job afterwards",
        &job.bpmn_process_id,
    );
    Ok(())
}

/// Cancels an instance, and notes the answer if it has a name.
pub(super) async fn cancel(table: &mut Table, situation: Option<&str>, key: i64) {
    let request = CancelProcessInstanceRequest { process_instance_key: key, ..Default::default() };
    let answer = table.gateway().cancel_process_instance(timed(request)).await;
    if let Some(situation) = situation {
        table.note(Rpc::CancelProcessInstance, situation, answer);
    }
}

async fn cancelled(table: &mut Table) -> Result<(), EngineError> {
    table.deploy(Model::Pay, "cancelled").await?;
    let key = table.create("cancelled").await?;
    cancel(table, Some("running"), key).await;
    cancel(table, Some("a second time"), key).await;
    cancel(table, Some("key 12345"), 12_345).await;
    cancel(table, Some("unknown key"), UNKNOWN).await;
    Ok(())
}

async fn deleted(table: &mut Table) -> Result<(), EngineError> {
    let process = process_key(&table.deploy(Model::Pay, "deleted").await?);
    let decision = decision_requirements_key(&table.deploy(Model::Dish, "deleted-dish").await?);
    let situations = [
        ("key 12345", 12_345),
        ("unknown key", UNKNOWN),
        ("a process", process),
        ("a second time", process),
        ("decision requirements", decision),
    ];
    for (situation, resource_key) in situations {
        let request = DeleteResourceRequest { resource_key, ..Default::default() };
        let answer = table.gateway().delete_resource(timed(request)).await;
        table.note(Rpc::DeleteResource, situation, answer);
    }
    let answer = table.gateway().create_process_instance(timed(instance("deleted"))).await;
    table.note(Rpc::CreateProcessInstance, "of a deleted process", answer);
    Ok(())
}

fn process_key(deployed: &DeployResourceResponse) -> i64 {
    let metadata = deployed.deployments.iter().filter_map(|d| d.metadata.as_ref());
    let mut keys = metadata.filter_map(|metadata| match metadata {
        Metadata::Process(process) => Some(process.process_definition_key),
        _ => None,
    });
    keys.next().unwrap_or_default()
}

fn decision_requirements_key(deployed: &DeployResourceResponse) -> i64 {
    let metadata = deployed.deployments.iter().filter_map(|d| d.metadata.as_ref());
    let mut keys = metadata.filter_map(|metadata| match metadata {
        Metadata::DecisionRequirements(drg) => Some(drg.decision_requirements_key),
        _ => None,
    });
    keys.next().unwrap_or_default()
}
