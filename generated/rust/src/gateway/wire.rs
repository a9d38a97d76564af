//! How each message becomes its wire form and back, in the order of their
//! names: what is sent, then what is received.

#![allow(deprecated, reason = "deprecated fields travel, too")]

use super::enums::activated_job::JobKind;
use super::{messages, modify_process_instance_request as modify};
use crate::contract::{EncodeContext, FromWire, IntoWire, check, decode, field};
use crate::{ArgumentError, raw};

impl IntoWire for messages::ActivateJobsRequest {
    type Wire = raw::ActivateJobsRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("type", &self.r#type)?;
        check::positive("timeout", self.timeout)?;
        check::positive("max_jobs_to_activate", self.max_jobs_to_activate)?;
        Ok(raw::ActivateJobsRequest {
            r#type: field("type", self.r#type, context)?,
            worker: field("worker", self.worker, context)?,
            timeout: field("timeout", self.timeout, context)?,
            max_jobs_to_activate: field(
                "max_jobs_to_activate",
                self.max_jobs_to_activate,
                context,
            )?,
            fetch_variable: field("fetch_variable", self.fetch_variable, context)?,
            request_timeout: field("request_timeout", self.request_timeout, context)?,
            tenant_ids: field("tenant_ids", context.tenants(self.tenant_ids), context)?,
            tenant_filter: field("tenant_filter", self.tenant_filter, context)?,
            with_lease: field("with_lease", self.with_lease, context)?,
        })
    }
}

impl IntoWire for messages::CancelProcessInstanceRequest {
    type Wire = raw::CancelProcessInstanceRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::given("process_instance_key", self.process_instance_key)?;
        Ok(raw::CancelProcessInstanceRequest {
            process_instance_key: field(
                "process_instance_key",
                self.process_instance_key,
                context,
            )?,
            operation_reference: field("operation_reference", self.operation_reference, context)?,
        })
    }
}

impl IntoWire for messages::CompleteJobRequest {
    type Wire = raw::CompleteJobRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::given("job_key", self.job_key)?;
        Ok(raw::CompleteJobRequest {
            job_key: field("job_key", self.job_key, context)?,
            variables: field("variables", self.variables, context)?,
            result: field("result", self.result, context)?,
            lease_token: field("lease_token", self.lease_token, context)?,
            business_id: field("business_id", self.business_id, context)?,
        })
    }
}

impl IntoWire for messages::CreateProcessInstanceRequest {
    type Wire = raw::CreateProcessInstanceRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::one_given(&[
            ("bpmn_process_id", !self.bpmn_process_id.is_empty()),
            ("process_definition_key", self.process_definition_key.is_set()),
        ])?;
        Ok(raw::CreateProcessInstanceRequest {
            process_definition_key: field(
                "process_definition_key",
                self.process_definition_key,
                context,
            )?,
            bpmn_process_id: field("bpmn_process_id", self.bpmn_process_id, context)?,
            version: field("version", self.version, context)?,
            variables: field("variables", self.variables, context)?,
            start_instructions: field("start_instructions", self.start_instructions, context)?,
            tenant_id: field("tenant_id", context.tenant(self.tenant_id), context)?,
            operation_reference: field("operation_reference", self.operation_reference, context)?,
            runtime_instructions: field(
                "runtime_instructions",
                self.runtime_instructions,
                context,
            )?,
            tags: field("tags", self.tags, context)?,
            business_id: field("business_id", self.business_id, context)?,
        })
    }
}

impl IntoWire for messages::CreateProcessInstanceWithResultRequest {
    type Wire = raw::CreateProcessInstanceWithResultRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::present("request", self.request.as_ref())?;
        Ok(raw::CreateProcessInstanceWithResultRequest {
            request: field("request", self.request, context)?,
            request_timeout: field("request_timeout", self.request_timeout, context)?,
            fetch_variables: field("fetch_variables", self.fetch_variables, context)?,
        })
    }
}

impl IntoWire for messages::DeployResourceRequest {
    type Wire = raw::DeployResourceRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("resources", &self.resources)?;
        Ok(raw::DeployResourceRequest {
            resources: field("resources", self.resources, context)?,
            tenant_id: field("tenant_id", context.tenant(self.tenant_id), context)?,
        })
    }
}

impl IntoWire for messages::JobResult {
    type Wire = raw::JobResult;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::JobResult {
            denied: field("denied", self.denied, context)?,
            corrections: field("corrections", self.corrections, context)?,
            denied_reason: field("denied_reason", self.denied_reason, context)?,
            r#type: field("type", self.r#type, context)?,
            activate_elements: field("activate_elements", self.activate_elements, context)?,
            is_completion_condition_fulfilled: field(
                "is_completion_condition_fulfilled",
                self.is_completion_condition_fulfilled,
                context,
            )?,
            is_cancel_remaining_instances: field(
                "is_cancel_remaining_instances",
                self.is_cancel_remaining_instances,
                context,
            )?,
        })
    }
}

impl IntoWire for messages::JobResultActivateElement {
    type Wire = raw::JobResultActivateElement;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::JobResultActivateElement {
            element_id: field("element_id", self.element_id, context)?,
            variables: field("variables", self.variables, context)?,
        })
    }
}

impl IntoWire for messages::JobResultCorrections {
    type Wire = raw::JobResultCorrections;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::JobResultCorrections {
            assignee: field("assignee", self.assignee, context)?,
            due_date: field("due_date", self.due_date, context)?,
            follow_up_date: field("follow_up_date", self.follow_up_date, context)?,
            candidate_users: field("candidate_users", self.candidate_users, context)?,
            candidate_groups: field("candidate_groups", self.candidate_groups, context)?,
            priority: field("priority", self.priority, context)?,
        })
    }
}

impl IntoWire for messages::ModifyProcessInstanceRequest {
    type Wire = raw::ModifyProcessInstanceRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::given("process_instance_key", self.process_instance_key)?;
        Ok(raw::ModifyProcessInstanceRequest {
            process_instance_key: field(
                "process_instance_key",
                self.process_instance_key,
                context,
            )?,
            activate_instructions: field(
                "activate_instructions",
                self.activate_instructions,
                context,
            )?,
            terminate_instructions: field(
                "terminate_instructions",
                self.terminate_instructions,
                context,
            )?,
            operation_reference: field("operation_reference", self.operation_reference, context)?,
            move_instructions: field("move_instructions", self.move_instructions, context)?,
        })
    }
}

impl IntoWire for modify::ActivateInstruction {
    type Wire = raw::modify_process_instance_request::ActivateInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("element_id", &self.element_id)?;
        Ok(raw::modify_process_instance_request::ActivateInstruction {
            element_id: field("element_id", self.element_id, context)?,
            ancestor_element_instance_key: field(
                "ancestor_element_instance_key",
                self.ancestor_element_instance_key,
                context,
            )?,
            variable_instructions: field(
                "variable_instructions",
                self.variable_instructions,
                context,
            )?,
        })
    }
}

impl IntoWire for modify::MoveInstruction {
    type Wire = raw::modify_process_instance_request::MoveInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("target_element_id", &self.target_element_id)?;
        Ok(raw::modify_process_instance_request::MoveInstruction {
            source_element_instance_key: field(
                "source_element_instance_key",
                self.source_element_instance_key,
                context,
            )?,
            source_element_id: field("source_element_id", self.source_element_id, context)?,
            target_element_id: field("target_element_id", self.target_element_id, context)?,
            variable_instructions: field(
                "variable_instructions",
                self.variable_instructions,
                context,
            )?,
            ancestor_element_instance_key: field(
                "ancestor_element_instance_key",
                self.ancestor_element_instance_key,
                context,
            )?,
            infer_ancestor_scope_from_source_hierarchy: field(
                "infer_ancestor_scope_from_source_hierarchy",
                self.infer_ancestor_scope_from_source_hierarchy,
                context,
            )?,
            use_source_parent_key_as_ancestor_scope_key: field(
                "use_source_parent_key_as_ancestor_scope_key",
                self.use_source_parent_key_as_ancestor_scope_key,
                context,
            )?,
        })
    }
}

impl IntoWire for modify::TerminateInstruction {
    type Wire = raw::modify_process_instance_request::TerminateInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::modify_process_instance_request::TerminateInstruction {
            element_instance_key: field(
                "element_instance_key",
                self.element_instance_key,
                context,
            )?,
            element_id: field("element_id", self.element_id, context)?,
        })
    }
}

impl IntoWire for modify::VariableInstruction {
    type Wire = raw::modify_process_instance_request::VariableInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::modify_process_instance_request::VariableInstruction {
            variables: field("variables", self.variables, context)?,
            scope_id: field("scope_id", self.scope_id, context)?,
        })
    }
}

impl IntoWire for messages::ProcessInstanceCreationRuntimeInstruction {
    type Wire = raw::ProcessInstanceCreationRuntimeInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::ProcessInstanceCreationRuntimeInstruction {
            instruction: field("instruction", self.instruction, context)?,
        })
    }
}

impl IntoWire for messages::process_instance_creation_runtime_instruction::Instruction {
    type Wire = raw::process_instance_creation_runtime_instruction::Instruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(match self {
            Self::Terminate(value) => Self::Wire::Terminate(field("terminate", value, context)?),
        })
    }
}

impl IntoWire for messages::ProcessInstanceCreationStartInstruction {
    type Wire = raw::ProcessInstanceCreationStartInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("element_id", &self.element_id)?;
        Ok(raw::ProcessInstanceCreationStartInstruction {
            element_id: field("element_id", self.element_id, context)?,
        })
    }
}

impl IntoWire for messages::PublishMessageRequest {
    type Wire = raw::PublishMessageRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("name", &self.name)?;
        Ok(raw::PublishMessageRequest {
            name: field("name", self.name, context)?,
            correlation_key: field("correlation_key", self.correlation_key, context)?,
            time_to_live: field("time_to_live", self.time_to_live, context)?,
            message_id: field("message_id", self.message_id, context)?,
            variables: field("variables", self.variables, context)?,
            tenant_id: field("tenant_id", context.tenant(self.tenant_id), context)?,
            business_id: field("business_id", self.business_id, context)?,
        })
    }
}

impl IntoWire for messages::Resource {
    type Wire = raw::Resource;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("name", &self.name)?;
        Ok(raw::Resource {
            name: field("name", self.name, context)?,
            content: field("content", self.content, context)?,
        })
    }
}

impl IntoWire for messages::StreamActivatedJobsRequest {
    type Wire = raw::StreamActivatedJobsRequest;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("type", &self.r#type)?;
        check::positive("timeout", self.timeout)?;
        Ok(raw::StreamActivatedJobsRequest {
            r#type: field("type", self.r#type, context)?,
            worker: field("worker", self.worker, context)?,
            timeout: field("timeout", self.timeout, context)?,
            fetch_variable: field("fetch_variable", self.fetch_variable, context)?,
            tenant_ids: field("tenant_ids", context.tenants(self.tenant_ids), context)?,
            tenant_filter: field("tenant_filter", self.tenant_filter, context)?,
            with_lease: field("with_lease", self.with_lease, context)?,
        })
    }
}

impl IntoWire for messages::StringList {
    type Wire = raw::StringList;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::StringList { values: field("values", self.values, context)? })
    }
}

impl IntoWire for messages::TerminateProcessInstanceInstruction {
    type Wire = raw::TerminateProcessInstanceInstruction;

    fn into_wire(self, context: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        check::not_empty("after_element_id", &self.after_element_id)?;
        Ok(raw::TerminateProcessInstanceInstruction {
            after_element_id: field("after_element_id", self.after_element_id, context)?,
        })
    }
}

impl IntoWire for messages::TopologyRequest {
    type Wire = raw::TopologyRequest;

    fn into_wire(self, _: &EncodeContext<'_>) -> Result<Self::Wire, ArgumentError> {
        Ok(raw::TopologyRequest {})
    }
}

impl FromWire for messages::ActivatedJob {
    type Wire = raw::ActivatedJob;

    fn from_wire(wire: Self::Wire) -> Self {
        let kind = decode(wire.kind);
        Self {
            key: decode(wire.key),
            r#type: decode(wire.r#type),
            process_instance_key: decode(wire.process_instance_key),
            bpmn_process_id: decode(wire.bpmn_process_id),
            process_definition_version: decode(wire.process_definition_version),
            process_definition_key: decode(wire.process_definition_key),
            element_id: decode(wire.element_id),
            element_instance_key: decode(wire.element_instance_key),
            custom_headers: decode(wire.custom_headers),
            worker: decode(wire.worker),
            retries: decode(wire.retries),
            deadline: decode(wire.deadline),
            variables: decode(wire.variables),
            tenant_id: decode(wire.tenant_id),
            user_task: decode(wire.user_task),
            kind,
            listener_event_type: matches!(kind, JobKind::ExecutionListener | JobKind::TaskListener)
                .then(|| decode(wire.listener_event_type)),
            tags: decode(wire.tags),
            priority: decode(wire.priority),
            business_id: decode(wire.business_id),
            lease_token: decode(wire.lease_token),
            physical_tenant_id: decode(wire.physical_tenant_id),
        }
    }
}

impl FromWire for messages::BrokerInfo {
    type Wire = raw::BrokerInfo;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            node_id: decode(wire.node_id),
            host: decode(wire.host),
            port: decode(wire.port),
            partitions: decode(wire.partitions),
            version: decode(wire.version),
            broker_id: decode(wire.broker_id),
            zone: decode(wire.zone),
        }
    }
}

impl FromWire for messages::CancelProcessInstanceResponse {
    type Wire = raw::CancelProcessInstanceResponse;

    fn from_wire(_: Self::Wire) -> Self {
        Self { already_applied: false }
    }
}

impl FromWire for messages::CompleteJobResponse {
    type Wire = raw::CompleteJobResponse;

    fn from_wire(_: Self::Wire) -> Self {
        Self { already_applied: false }
    }
}

impl FromWire for messages::CreateProcessInstanceResponse {
    type Wire = raw::CreateProcessInstanceResponse;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            process_definition_key: decode(wire.process_definition_key),
            bpmn_process_id: decode(wire.bpmn_process_id),
            version: decode(wire.version),
            process_instance_key: decode(wire.process_instance_key),
            tenant_id: decode(wire.tenant_id),
            tags: decode(wire.tags),
            business_id: decode(wire.business_id),
        }
    }
}

impl FromWire for messages::CreateProcessInstanceWithResultResponse {
    type Wire = raw::CreateProcessInstanceWithResultResponse;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            process_definition_key: decode(wire.process_definition_key),
            bpmn_process_id: decode(wire.bpmn_process_id),
            version: decode(wire.version),
            process_instance_key: decode(wire.process_instance_key),
            variables: decode(wire.variables),
            tenant_id: decode(wire.tenant_id),
            tags: decode(wire.tags),
            business_id: decode(wire.business_id),
        }
    }
}

impl FromWire for messages::DecisionMetadata {
    type Wire = raw::DecisionMetadata;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            dmn_decision_id: decode(wire.dmn_decision_id),
            dmn_decision_name: decode(wire.dmn_decision_name),
            version: decode(wire.version),
            decision_key: decode(wire.decision_key),
            dmn_decision_requirements_id: decode(wire.dmn_decision_requirements_id),
            decision_requirements_key: decode(wire.decision_requirements_key),
            tenant_id: decode(wire.tenant_id),
        }
    }
}

impl FromWire for messages::DecisionRequirementsMetadata {
    type Wire = raw::DecisionRequirementsMetadata;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            dmn_decision_requirements_id: decode(wire.dmn_decision_requirements_id),
            dmn_decision_requirements_name: decode(wire.dmn_decision_requirements_name),
            version: decode(wire.version),
            decision_requirements_key: decode(wire.decision_requirements_key),
            resource_name: decode(wire.resource_name),
            tenant_id: decode(wire.tenant_id),
        }
    }
}

impl FromWire for messages::DeployResourceResponse {
    type Wire = raw::DeployResourceResponse;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            key: decode(wire.key),
            deployments: decode(wire.deployments),
            tenant_id: decode(wire.tenant_id),
        }
    }
}

impl FromWire for messages::Deployment {
    type Wire = raw::Deployment;

    fn from_wire(wire: Self::Wire) -> Self {
        Self { metadata: decode(wire.metadata) }
    }
}

impl FromWire for messages::deployment::Metadata {
    type Wire = raw::deployment::Metadata;

    fn from_wire(wire: Self::Wire) -> Self {
        match wire {
            Self::Wire::Process(value) => Self::Process(decode(value)),
            Self::Wire::Decision(value) => Self::Decision(decode(value)),
            Self::Wire::DecisionRequirements(value) => Self::DecisionRequirements(decode(value)),
            Self::Wire::Form(value) => Self::Form(decode(value)),
        }
    }
}

impl FromWire for messages::FormMetadata {
    type Wire = raw::FormMetadata;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            form_id: decode(wire.form_id),
            version: decode(wire.version),
            form_key: decode(wire.form_key),
            resource_name: decode(wire.resource_name),
            tenant_id: decode(wire.tenant_id),
        }
    }
}

impl FromWire for messages::ModifyProcessInstanceResponse {
    type Wire = raw::ModifyProcessInstanceResponse;

    fn from_wire(_: Self::Wire) -> Self {
        Self {}
    }
}

impl FromWire for messages::Partition {
    type Wire = raw::Partition;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            partition_id: decode(wire.partition_id),
            role: decode(wire.role),
            health: decode(wire.health),
        }
    }
}

impl FromWire for messages::ProcessMetadata {
    type Wire = raw::ProcessMetadata;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            bpmn_process_id: decode(wire.bpmn_process_id),
            version: decode(wire.version),
            process_definition_key: decode(wire.process_definition_key),
            resource_name: decode(wire.resource_name),
            tenant_id: decode(wire.tenant_id),
        }
    }
}

impl FromWire for messages::PublishMessageResponse {
    type Wire = raw::PublishMessageResponse;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            key: Some(decode(wire.key)),
            tenant_id: decode(wire.tenant_id),
            already_applied: false,
        }
    }
}

impl FromWire for messages::TopologyResponse {
    type Wire = raw::TopologyResponse;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            brokers: decode(wire.brokers),
            cluster_size: decode(wire.cluster_size),
            partitions_count: decode(wire.partitions_count),
            replication_factor: decode(wire.replication_factor),
            gateway_version: decode(wire.gateway_version),
            cluster_id: decode(wire.cluster_id),
        }
    }
}

impl FromWire for messages::UserTaskProperties {
    type Wire = raw::UserTaskProperties;

    fn from_wire(wire: Self::Wire) -> Self {
        Self {
            action: decode(wire.action),
            assignee: decode(wire.assignee),
            candidate_groups: decode(wire.candidate_groups),
            candidate_users: decode(wire.candidate_users),
            changed_attributes: decode(wire.changed_attributes),
            due_date: decode(wire.due_date),
            follow_up_date: decode(wire.follow_up_date),
            form_key: decode(wire.form_key),
            priority: decode(wire.priority),
            user_task_key: decode(wire.user_task_key),
        }
    }
}
