//! Messages, signals and conditions: buffered, deduplicated, and starting
//! instances of the processes that begin with them. Nothing waits for them in
//! the middle of a process.

use std::collections::HashMap;
use std::sync::Arc;

use tonic::Status;

use super::Engine;
use super::bpmn::Trigger;
use super::catalog::Process;
use super::instances::Instance;
use super::state::State;
use super::timers::Timer;
use super::variables::Variables;
use crate::proto::{
    BroadcastSignalRequest, BroadcastSignalResponse, EvaluateConditionalRequest,
    EvaluateConditionalResponse, ProcessInstanceReference, PublishMessageRequest,
    PublishMessageResponse,
};
use crate::status::{Refusal, not_found, rejected};

/// The messages that may not be published again.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    ids: HashMap<Identity, i64>,
    buffered: HashMap<i64, Identity>,
}

/// Name, correlation key and message id.
type Identity = (String, String, String);

impl Messages {
    /// Forgets a message whose time is over.
    pub(crate) fn drop_message(&mut self, key: i64) {
        if let Some(identity) = self.buffered.remove(&key) {
            self.ids.remove(&identity);
        }
    }
}

impl Engine {
    pub(crate) fn publish_message(
        &self,
        request: PublishMessageRequest,
    ) -> Result<PublishMessageResponse, Status> {
        let variables = Variables::read(&request.variables, "PUBLISH")?;
        let mut state = self.state();
        let tenant_id = state.tenant("PublishMessage", &request.tenant_id)?;
        state.check_ready()?;
        let key = state.buffer(&request)?;
        let trigger = Trigger::Message(request.name);
        state.start_all(&trigger, &tenant_id, &variables);
        Ok(PublishMessageResponse { key, tenant_id })
    }

    pub(crate) fn broadcast_signal(
        &self,
        request: BroadcastSignalRequest,
    ) -> Result<BroadcastSignalResponse, Status> {
        let variables = Variables::read(&request.variables, "BROADCAST")?;
        let mut state = self.state();
        let tenant_id = state.tenant("BroadcastSignal", &request.tenant_id)?;
        state.check_ready()?;
        let key = state.keys.in_partition(1);
        state.start_all(&Trigger::Signal(request.signal_name), &tenant_id, &variables);
        Ok(BroadcastSignalResponse { key, tenant_id })
    }

    /// Takes every condition for true.
    pub(crate) fn evaluate_conditional(
        &self,
        request: EvaluateConditionalRequest,
    ) -> Result<EvaluateConditionalResponse, Status> {
        let variables = Variables::read(&request.variables, "EVALUATE")?;
        let mut state = self.state();
        let tenant_id = state.tenant("EvaluateConditional", &request.tenant_id)?;
        state.check_ready()?;
        let processes = match request.process_definition_key {
            None => state.processes.all_latest(),
            Some(key) => vec![state.processes.get(key).cloned().ok_or_else(|| {
                let reason = format!("no process definition with key '{key}' is deployed");
                not_found("EVALUATE", reason)
            })?],
        };
        let trigger = Trigger::Condition;
        let process_instances = state.start_each(&processes, &trigger, &tenant_id, &variables);
        Ok(EvaluateConditionalResponse {
            process_instances,
            conditional_evaluation_key: state.keys.in_partition(1),
            tenant_id,
        })
    }
}

impl State {
    /// Keeps a message for its time to live, unless its id is taken.
    fn buffer(&mut self, request: &PublishMessageRequest) -> Result<i64, Status> {
        let parts = [&request.name, &request.correlation_key, &request.message_id];
        let [name, correlation, id] = parts.map(String::clone);
        let identity = (name, correlation, id);
        let is_named = !request.message_id.is_empty();
        if is_named && self.messages.ids.contains_key(&identity) {
            let id = &request.message_id;
            let reason = format!("a message with id '{id}' has been published and still lives");
            return Err(rejected("PUBLISH", Refusal::AlreadyExists, reason));
        }
        let partition = self.keys.next_partition();
        let key = self.keys.in_partition(partition);
        if is_named && request.time_to_live > 0 {
            self.timers.set(self.now, request.time_to_live, Timer::Message(key));
            self.messages.ids.insert(identity.clone(), key);
            self.messages.buffered.insert(key, identity);
        }
        Ok(key)
    }

    fn start_all(&mut self, trigger: &Trigger, tenant: &str, variables: &Variables) {
        let processes = self.processes.all_latest();
        self.start_each(&processes, trigger, tenant, variables);
    }

    /// Starts an instance at each start event that waits for this.
    fn start_each(
        &mut self,
        processes: &[Arc<Process>],
        trigger: &Trigger,
        tenant: &str,
        variables: &Variables,
    ) -> Vec<ProcessInstanceReference> {
        let mut started = Vec::new();
        for process in processes {
            for start in process.model.starts.iter().filter(|s| s.trigger == *trigger) {
                let instance = Instance::new(process, tenant.to_owned(), variables.clone());
                started.push(ProcessInstanceReference {
                    process_definition_key: process.key,
                    process_instance_key: self.start(instance, &[Arc::clone(&start.element)]),
                });
            }
        }
        started
    }
}
