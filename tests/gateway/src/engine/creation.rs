//! The calls that start instances by id or key, with and without result.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;
use tonic::{Code, Status};

use super::Engine;
use super::catalog::Process;
use super::instances::Instance;
use super::state::State;
use super::variables::Variables;
use crate::proto::process_instance_creation_runtime_instruction::Instruction;
use crate::proto::{
    CreateProcessInstanceRequest, CreateProcessInstanceResponse,
    CreateProcessInstanceWithResultRequest, CreateProcessInstanceWithResultResponse,
};
use crate::status::{detailed, invalid, invalid_state, not_found};

/// What a client is told about an instance it started.
struct Started {
    process: Arc<Process>,
    key: i64,
    tenant: String,
    tags: Vec<String>,
    business_id: Option<String>,
}

impl Engine {
    pub(crate) fn create_process_instance(
        &self,
        request: CreateProcessInstanceRequest,
    ) -> Result<CreateProcessInstanceResponse, Status> {
        let started = self.state().create(request, "CREATE", None)?;
        Ok(CreateProcessInstanceResponse {
            process_definition_key: started.process.key,
            bpmn_process_id: started.process.model.id.clone(),
            version: started.process.version,
            process_instance_key: started.key,
            tenant_id: started.tenant,
            tags: started.tags,
            business_id: started.business_id,
        })
    }

    /// Starts an instance and waits until it has completed. An instance that
    /// does not complete in time goes on.
    pub(crate) async fn create_process_instance_with_result(
        &self,
        request: CreateProcessInstanceWithResultRequest,
    ) -> Result<CreateProcessInstanceWithResultResponse, Status> {
        let (sender, receiver) = oneshot::channel();
        let (started, limit) = {
            let mut state = self.state();
            let limit = match u64::try_from(request.request_timeout) {
                Ok(given @ 1..) => Duration::from_millis(given),
                _ => state.settings.request_timeout(),
            };
            let create = request.request.unwrap_or_default();
            let command = "CREATE_WITH_AWAITING_RESULT";
            (state.create(create, command, Some(sender))?, limit)
        };
        // An instance that ends in another way never answers.
        let result = async {
            match receiver.await {
                Ok(variables) => variables,
                Err(_) => std::future::pending().await,
            }
        };
        let variables = timeout(limit, result).await.map_err(|_| late(limit))?;
        Ok(CreateProcessInstanceWithResultResponse {
            process_definition_key: started.process.key,
            bpmn_process_id: started.process.model.id.clone(),
            version: started.process.version,
            process_instance_key: started.key,
            variables: variables.to_json(&Variables::default(), &request.fetch_variables),
            tenant_id: started.tenant,
            tags: started.tags,
            business_id: started.business_id,
        })
    }
}

fn late(limit: Duration) -> Status {
    let text = format!("The broker did not answer the gateway within PT{}S", limit.as_secs_f64());
    detailed(Code::DeadlineExceeded, text)
}

impl State {
    fn create(
        &mut self,
        request: CreateProcessInstanceRequest,
        command: &str,
        result: Option<oneshot::Sender<Variables>>,
    ) -> Result<Started, Status> {
        let call = match result {
            None => "CreateProcessInstance",
            Some(_) => "CreateProcessInstanceWithResult",
        };
        let variables = Variables::read(&request.variables, command)?;
        let tenant = self.tenant(call, &request.tenant_id)?;
        self.check_ready()?;
        let process = Arc::clone(self.find_process(&request, command)?);
        let at = starting_points(&process, &request, command)?;
        let mut instance = Instance::new(&process, tenant.clone(), variables);
        instance.result = result;
        if self.knows(8, 8) {
            instance.tags.clone_from(&request.tags);
            let instructions = request.runtime_instructions.into_iter();
            let last = instructions.filter_map(|i| i.instruction).map(|i| match i {
                Instruction::Terminate(terminate) => terminate.after_element_id,
            });
            instance.last_elements = last.collect();
        }
        if self.knows(8, 9) {
            instance.business_id = request.business_id.filter(|id| !id.is_empty());
        }
        let (tags, business_id) = (instance.tags.clone(), instance.business_id.clone());
        let key = self.start(instance, &at);
        Ok(Started { process, key, tenant, tags, business_id })
    }

    /// The id counts if there is one, and -1 is the newest version.
    fn find_process(
        &self,
        request: &CreateProcessInstanceRequest,
        command: &str,
    ) -> Result<&Arc<Process>, Status> {
        let (id, version) = (request.bpmn_process_id.as_str(), request.version);
        let (found, described) = if id.is_empty() {
            let key = request.process_definition_key;
            (self.processes.get(key), format!("with key '{key}'"))
        } else if version == -1 {
            (self.processes.latest(id), format!("with process id '{id}'"))
        } else {
            let described = format!("with process id '{id}' and version '{version}'");
            (self.processes.version(id, version), described)
        };
        found.ok_or_else(|| {
            not_found(command, format!("no process definition {described} is deployed"))
        })
    }
}

fn starting_points(
    process: &Process,
    request: &CreateProcessInstanceRequest,
    command: &str,
) -> Result<Vec<Arc<str>>, Status> {
    let model = &process.model;
    if request.start_instructions.is_empty() {
        let start = model.none_start().ok_or_else(|| {
            let reason = format!("process '{}' has no none start event", model.id);
            invalid_state(command, reason)
        })?;
        return Ok(vec![Arc::clone(start)]);
    }
    let ids = request.start_instructions.iter().map(|i| i.element_id.as_str());
    let known = |id: &str| match model.element(id) {
        Some(_) => Ok(Arc::from(id)),
        None => Err(invalid(command, format!("cannot start at '{id}': there is no such element"))),
    };
    ids.map(known).collect()
}
