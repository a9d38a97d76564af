//! The calls that interfere with running instances: cancel, modify, migrate,
//! set variables, assign a business id.

use std::collections::HashMap;
use std::sync::Arc;

use tonic::Status;

use super::Engine;
use super::bpmn::Model;
use super::catalog::Process;
use super::instances::Instance;
use super::state::State;
use super::variables::Variables;
use crate::proto::migrate_process_instance_request::MigrationPlan;
use crate::proto::modify_process_instance_request::{TerminateInstruction, VariableInstruction};
use crate::proto::{
    AssignProcessInstanceBusinessIdRequest, AssignProcessInstanceBusinessIdResponse,
    CancelProcessInstanceRequest, CancelProcessInstanceResponse, MigrateProcessInstanceRequest,
    MigrateProcessInstanceResponse, ModifyProcessInstanceRequest, ModifyProcessInstanceResponse,
    SetVariablesRequest, SetVariablesResponse,
};
use crate::status::{invalid, invalid_state, not_found};

impl Engine {
    pub(crate) fn cancel_process_instance(
        &self,
        request: CancelProcessInstanceRequest,
    ) -> Result<CancelProcessInstanceResponse, Status> {
        let mut state = self.state();
        state.instance(request.process_instance_key, "CANCEL")?;
        state.terminate(request.process_instance_key);
        Ok(CancelProcessInstanceResponse {})
    }

    pub(crate) fn modify_process_instance(
        &self,
        request: ModifyProcessInstanceRequest,
    ) -> Result<ModifyProcessInstanceResponse, Status> {
        let mut state = self.state();
        let changes = state.plan_changes(&request)?;
        let key = request.process_instance_key;
        for (variables, scope) in changes.variables {
            match scope {
                Some(token) => state.store_locally(key, token, variables),
                None => state.store(key, key, variables),
            }
        }
        let changed = !(changes.start.is_empty() && changes.end.is_empty());
        for token in changes.end {
            state.remove_token(key, token);
        }
        if changed {
            state.enter_all(key, &changes.start);
        }
        Ok(ModifyProcessInstanceResponse {})
    }

    pub(crate) fn migrate_process_instance(
        &self,
        request: MigrateProcessInstanceRequest,
    ) -> Result<MigrateProcessInstanceResponse, Status> {
        let mut state = self.state();
        let plan = request.migration_plan.unwrap_or_default();
        state.migrate(request.process_instance_key, &plan)?;
        Ok(MigrateProcessInstanceResponse {})
    }

    pub(crate) fn set_variables(
        &self,
        request: SetVariablesRequest,
    ) -> Result<SetVariablesResponse, Status> {
        let variables = Variables::read(&request.variables, "UPDATE")?;
        let mut state = self.state();
        let scope = request.element_instance_key;
        state.check_key(scope)?;
        let instance = match state.instances.contains_key(&scope) {
            true => scope,
            false => *state.scopes.get(&scope).ok_or_else(|| {
                not_found("UPDATE", format!("there is no scope with key '{scope}'"))
            })?,
        };
        if request.local && instance != scope {
            state.store_locally(instance, scope, variables);
        } else {
            state.store(instance, scope, variables);
        }
        let key = state.keys.beside(scope);
        Ok(SetVariablesResponse { key })
    }

    pub(crate) fn assign_business_id_to_instance(
        &self,
        request: AssignProcessInstanceBusinessIdRequest,
    ) -> Result<AssignProcessInstanceBusinessIdResponse, Status> {
        let mut state = self.state();
        let (key, command) = (request.process_instance_key, "ASSIGN");
        state.instance(key, command)?;
        state.assign_business_id(key, &request.business_id, command)?;
        Ok(AssignProcessInstanceBusinessIdResponse {})
    }
}

/// What a modification does once all of it is known to be possible.
#[derive(Default)]
struct Changes {
    start: Vec<Arc<str>>,
    end: Vec<i64>,
    variables: Vec<(Variables, Option<i64>)>,
}

impl State {
    /// The running instance a command is about, or why there is none.
    fn instance(&self, key: i64, command: &str) -> Result<&Instance, Status> {
        self.check_key(key)?;
        let missing =
            || not_found(command, format!("there is no running process instance '{key}'"));
        self.instances.get(&key).ok_or_else(missing)
    }

    fn plan_changes(&self, request: &ModifyProcessInstanceRequest) -> Result<Changes, Status> {
        let instance = self.instance(request.process_instance_key, "MODIFY")?;
        let mut changes = Changes::default();
        for activate in &request.activate_instructions {
            changes.start.push(known_element(instance, &activate.element_id)?);
            let ancestor = activate.ancestor_element_instance_key;
            if ancestor > 0 && ancestor != request.process_instance_key {
                tokens(
                    instance,
                    &TerminateInstruction {
                        element_instance_key: ancestor,
                        element_id: String::new(),
                    },
                )?;
            }
            changes.add_variables(instance, &activate.variable_instructions)?;
        }
        for terminate in &request.terminate_instructions {
            changes.end.extend(tokens(instance, terminate)?);
        }
        for instruction in &request.move_instructions {
            let target = known_element(instance, &instruction.target_element_id)?;
            let source = TerminateInstruction {
                element_instance_key: instruction.source_element_instance_key,
                element_id: instruction.source_element_id.clone(),
            };
            let moved = tokens(instance, &source)?;
            changes.start.extend(moved.iter().map(|_| Arc::clone(&target)));
            changes.end.extend(moved);
            changes.add_variables(instance, &instruction.variable_instructions)?;
        }
        Ok(changes)
    }

    fn migrate(&mut self, key: i64, plan: &MigrationPlan) -> Result<(), Status> {
        let command = "MIGRATE";
        let instance = self.instance(key, command)?;
        let target = plan.target_process_definition_key;
        let process = self.processes.get(target).cloned().ok_or_else(|| {
            not_found(command, format!("no process definition with key '{target}' is deployed"))
        })?;
        let mapping = read_mapping(plan, &instance.process.model, &process.model)?;
        for token in &instance.tokens {
            if !mapping.contains_key(&*token.element) {
                let reason = format!(
                    "process instance '{key}' is active at '{}', which is not mapped",
                    token.element
                );
                return Err(invalid_state(command, reason));
            }
        }
        self.apply_migration(key, process, &mapping);
        Ok(())
    }

    fn apply_migration(&mut self, key: i64, process: Arc<Process>, mapping: &HashMap<&str, &str>) {
        let Some(instance) = self.instances.get_mut(&key) else {
            return;
        };
        instance.process = process;
        for token in &mut instance.tokens {
            if let Some(target) = mapping.get(&*token.element) {
                token.element = Arc::from(*target);
            }
            let job = token.job.and_then(|job| self.jobs.get_mut(job));
            if let Some(place) = job.and_then(|job| job.place.as_mut()) {
                place.element = Arc::clone(&token.element);
            }
        }
    }
}

/// Which element of a process becomes which of another.
fn read_mapping<'a>(
    plan: &'a MigrationPlan,
    source: &Model,
    target: &Model,
) -> Result<HashMap<&'a str, &'a str>, Status> {
    let mut mapping = HashMap::new();
    for step in &plan.mapping_instructions {
        let (from, to) = (step.source_element_id.as_str(), step.target_element_id.as_str());
        for (model, id) in [(source, from), (target, to)] {
            if model.element(id).is_none() {
                let reason = format!("process '{}' has no element '{id}'", model.id);
                return Err(invalid("MIGRATE", reason));
            }
        }
        if mapping.insert(from, to).is_some() {
            return Err(invalid("MIGRATE", format!("element '{from}' is mapped twice")));
        }
    }
    Ok(mapping)
}

impl Changes {
    fn add_variables(
        &mut self,
        instance: &Instance,
        instructions: &[VariableInstruction],
    ) -> Result<(), Status> {
        for instruction in instructions {
            let variables = Variables::read(&instruction.variables, "MODIFY")?;
            let scope = instruction.scope_id.as_str();
            if !scope.is_empty() && scope != instance.process.model.id {
                known_element(instance, scope)?;
            }
            let token = instance.tokens.iter().find(|t| &*t.element == scope);
            self.variables.push((variables, token.map(|t| t.key)));
        }
        Ok(())
    }
}

fn known_element(instance: &Instance, id: &str) -> Result<Arc<str>, Status> {
    let model = &instance.process.model;
    match model.element(id) {
        Some(_) => Ok(Arc::from(id)),
        None => {
            let reason = format!("process '{}' has no element '{id}'", model.id);
            Err(invalid("MODIFY", reason))
        }
    }
}

/// The active elements an instruction names, by key or by id.
fn tokens(instance: &Instance, which: &TerminateInstruction) -> Result<Vec<i64>, Status> {
    let key = which.element_instance_key;
    if key == 0 && !which.element_id.is_empty() {
        let id = known_element(instance, &which.element_id)?;
        let tokens = instance.tokens.iter().filter(|t| t.element == id);
        return Ok(tokens.map(|t| t.key).collect());
    }
    match instance.tokens.iter().any(|t| t.key == key) {
        true => Ok(vec![key]),
        false => Err(invalid("MODIFY", format!("there is no active element instance '{key}'"))),
    }
}
