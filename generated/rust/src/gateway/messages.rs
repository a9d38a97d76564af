//! The messages of the API, in the order of their names.

use std::time::{Duration, SystemTime};

use super::enums::TenantFilter;
use super::enums::activated_job::{JobKind, ListenerEventType};
use super::enums::partition::{PartitionBrokerHealth, PartitionBrokerRole};
use crate::json::{IntoVariables, Variables};
use crate::keys::{
    DecisionKey, DecisionRequirementsKey, DeploymentKey, ElementInstanceKey, FormKey, JobKey,
    MessageKey, ProcessDefinitionKey, ProcessInstanceKey, UserTaskKey,
};
use crate::values::{Fetch, RequestTimeout, Version};

/// Asks for jobs of one type.
///
/// Request of [`Client::activate_jobs`](crate::Client::activate_jobs).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ActivateJobsRequest {
    /// The type of the jobs, as the model gives it in its task definition.
    /// Required.
    pub r#type: String,
    /// A name for the caller, for logs of the gateway.
    pub worker: String,
    /// How long a job stays reserved for the caller; afterwards somebody else
    /// may get it. More than zero, in milliseconds on the wire.
    pub timeout: Duration,
    /// How many jobs to bring at most. More than zero.
    pub max_jobs_to_activate: i32,
    /// Which variables the jobs bring. Default: every one that can be seen
    /// from the job when it is activated.
    pub fetch_variable: Fetch,
    /// How long the gateway may wait for a first job. Default: as the gateway
    /// is configured, usually 10 s.
    pub request_timeout: RequestTimeout,
    /// The tenants whose jobs are taken. Default: the client's tenant.
    ///
    /// Since gateway 8.3.
    pub tenant_ids: Vec<String>,
    /// Where the list of tenants comes from. Default: from this request.
    ///
    /// Since gateway 8.9.
    pub tenant_filter: TenantFilter,
    /// Whether each job gets a lease token, which must go with its outcome. A
    /// job that was leased once goes only to callers that ask for leases, so
    /// all workers of a type should agree. Default: no.
    ///
    /// Since gateway 8.10.
    pub with_lease: bool,
}

impl ActivateJobsRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(
        r#type: impl Into<String>,
        worker: impl Into<String>,
        timeout: Duration,
        max_jobs_to_activate: i32,
    ) -> Self {
        Self {
            r#type: r#type.into(),
            worker: worker.into(),
            timeout,
            max_jobs_to_activate,
            ..Self::default()
        }
    }

    /// Sets [`type`](Self::type).
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<String>) -> Self {
        self.r#type = r#type.into();
        self
    }

    /// Sets [`worker`](Self::worker).
    #[must_use]
    pub fn worker(mut self, worker: impl Into<String>) -> Self {
        self.worker = worker.into();
        self
    }

    /// Sets [`timeout`](Self::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`max_jobs_to_activate`](Self::max_jobs_to_activate).
    #[must_use]
    pub fn max_jobs_to_activate(mut self, max_jobs_to_activate: i32) -> Self {
        self.max_jobs_to_activate = max_jobs_to_activate;
        self
    }

    /// Sets [`fetch_variable`](Self::fetch_variable).
    #[must_use]
    pub fn fetch_variable(mut self, fetch_variable: Fetch) -> Self {
        self.fetch_variable = fetch_variable;
        self
    }

    /// Sets [`request_timeout`](Self::request_timeout).
    #[must_use]
    pub fn request_timeout(mut self, request_timeout: impl Into<RequestTimeout>) -> Self {
        self.request_timeout = request_timeout.into();
        self
    }

    /// Sets [`tenant_ids`](Self::tenant_ids).
    #[must_use]
    pub fn tenant_ids(mut self, tenant_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tenant_ids = tenant_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`tenant_filter`](Self::tenant_filter).
    #[must_use]
    pub fn tenant_filter(mut self, tenant_filter: TenantFilter) -> Self {
        self.tenant_filter = tenant_filter;
        self
    }

    /// Sets [`with_lease`](Self::with_lease).
    #[must_use]
    pub fn with_lease(mut self, with_lease: bool) -> Self {
        self.with_lease = with_lease;
        self
    }
}

/// A job: a piece of work that the caller has to do.
///
/// Comes from [`Client::activate_jobs`](crate::Client::activate_jobs) and
/// [`Client::stream_activated_jobs`](crate::Client::stream_activated_jobs).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ActivatedJob {
    /// Names the job in every later call about it.
    pub key: JobKey,
    /// The type of the job.
    pub r#type: String,
    /// The process instance that the job belongs to.
    pub process_instance_key: ProcessInstanceKey,
    /// The BPMN process ID of its definition.
    pub bpmn_process_id: String,
    /// The version of its definition.
    pub process_definition_version: i32,
    /// The key of its definition.
    pub process_definition_key: ProcessDefinitionKey,
    /// The BPMN ID of the element that the job is for.
    pub element_id: String,
    /// The execution of that element; also the scope in which to set variables
    /// for it.
    pub element_instance_key: ElementInstanceKey,
    /// The headers that the model gives, a JSON object.
    pub custom_headers: Variables,
    /// The name of the caller that the job was activated for.
    pub worker: String,
    /// How many tries are left, normally more than none.
    pub retries: i32,
    /// Until when the job is reserved; afterwards somebody else may get it.
    pub deadline: SystemTime,
    /// The variables that could be seen when the job was activated, as far as
    /// they were asked for.
    pub variables: Variables,
    /// The tenant that the job belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// The user task, if the job is for a listener of one.
    ///
    /// Since gateway 8.8.
    pub user_task: Option<UserTaskProperties>,
    /// What the job comes from.
    ///
    /// Since gateway 8.8.
    pub kind: JobKind,
    /// The event that the job is for, if it is for a listener.
    ///
    /// Since gateway 8.8.
    pub listener_event_type: Option<ListenerEventType>,
    /// The tags of the process instance.
    ///
    /// Since gateway 8.8.
    pub tags: Vec<String>,
    /// How urgent the job is: more is more urgent.
    ///
    /// Since gateway 8.10.
    pub priority: i32,
    /// The business ID of the process instance; empty if it has none.
    ///
    /// Since gateway 8.10.
    pub business_id: String,
    /// What proves that the job is still the caller's, if it was activated
    /// with a lease. Send it along with the outcome, unchanged.
    ///
    /// Since gateway 8.10.
    pub lease_token: Option<String>,
    /// The physical tenant that handed the job out.
    ///
    /// Since gateway 8.10.
    pub physical_tenant_id: String,
}

impl Default for ActivatedJob {
    fn default() -> Self {
        Self {
            key: JobKey::default(),
            r#type: String::default(),
            process_instance_key: ProcessInstanceKey::default(),
            bpmn_process_id: String::default(),
            process_definition_version: i32::default(),
            process_definition_key: ProcessDefinitionKey::default(),
            element_id: String::default(),
            element_instance_key: ElementInstanceKey::default(),
            custom_headers: Variables::default(),
            worker: String::default(),
            retries: i32::default(),
            deadline: SystemTime::UNIX_EPOCH,
            variables: Variables::default(),
            tenant_id: String::default(),
            user_task: Option::default(),
            kind: JobKind::default(),
            listener_event_type: Option::default(),
            tags: Vec::default(),
            priority: i32::default(),
            business_id: String::default(),
            lease_token: Option::default(),
            physical_tenant_id: String::default(),
        }
    }
}

/// A broker of the cluster.
///
/// Part of [`TopologyResponse`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct BrokerInfo {
    /// The number of its node.
    #[deprecated(note = "since gateway 8.10, use `broker_id`")]
    pub node_id: i32,
    /// Its host name.
    pub host: String,
    /// The port of the broker itself, not of the gateway.
    pub port: i32,
    /// The partitions that it leads or copies.
    pub partitions: Vec<Partition>,
    /// Its release.
    pub version: String,
    /// Names the broker: its zone, an underscore and the number of its node,
    /// or the number alone in a cluster without zones.
    ///
    /// Since gateway 8.10.
    pub broker_id: String,
    /// Its zone.
    ///
    /// Since gateway 8.10.
    pub zone: String,
}

/// Cancels a running process instance.
///
/// Request of
/// [`Client::cancel_process_instance`](crate::Client::cancel_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CancelProcessInstanceRequest {
    /// The instance. Required.
    pub process_instance_key: ProcessInstanceKey,
    /// A number of your choice, kept in every record that the call causes.
    ///
    /// Since gateway 8.6.
    pub operation_reference: Option<u64>,
}

impl CancelProcessInstanceRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(process_instance_key: impl Into<ProcessInstanceKey>) -> Self {
        Self { process_instance_key: process_instance_key.into(), ..Self::default() }
    }

    /// Sets [`process_instance_key`](Self::process_instance_key).
    #[must_use]
    pub fn process_instance_key(
        mut self,
        process_instance_key: impl Into<ProcessInstanceKey>,
    ) -> Self {
        self.process_instance_key = process_instance_key.into();
        self
    }

    /// Sets [`operation_reference`](Self::operation_reference).
    #[must_use]
    pub fn operation_reference(mut self, operation_reference: u64) -> Self {
        self.operation_reference = Some(operation_reference);
        self
    }
}

/// The process instance is cancelled.
///
/// Reply to
/// [`Client::cancel_process_instance`](crate::Client::cancel_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CancelProcessInstanceResponse {
    /// Whether an earlier attempt of the call seems to have done it: the last
    /// one found nothing left to do.
    pub already_applied: bool,
}

/// Reports a job as done.
///
/// Request of [`Client::complete_job`](crate::Client::complete_job).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CompleteJobRequest {
    /// The job. Required.
    pub job_key: JobKey,
    /// Variables for the scope of the element. Default: none.
    pub variables: Variables,
    /// What the process is told beyond that, for a listener or an ad-hoc
    /// sub-process; nothing for other jobs.
    ///
    /// Since gateway 8.8.
    pub result: Option<JobResult>,
    /// The token of the job, if it was activated with a lease.
    ///
    /// Since gateway 8.10.
    pub lease_token: Option<String>,
    /// Gives the process instance a business ID in the same step. The job
    /// stays open if that is refused: because it is empty, another one is set,
    /// the instance was called by another, or business IDs are unique here.
    ///
    /// Since gateway 8.10.
    pub business_id: Option<String>,
}

impl CompleteJobRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(job_key: impl Into<JobKey>) -> Self {
        Self { job_key: job_key.into(), ..Self::default() }
    }

    /// Sets [`job_key`](Self::job_key).
    #[must_use]
    pub fn job_key(mut self, job_key: impl Into<JobKey>) -> Self {
        self.job_key = job_key.into();
        self
    }

    /// Sets [`variables`](Self::variables): anything that serialises to a JSON
    /// object.
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = variables.into_variables();
        self
    }

    /// Sets [`result`](Self::result).
    #[must_use]
    pub fn result(mut self, result: JobResult) -> Self {
        self.result = Some(result);
        self
    }

    /// Sets [`lease_token`](Self::lease_token).
    #[must_use]
    pub fn lease_token(mut self, lease_token: impl Into<String>) -> Self {
        self.lease_token = Some(lease_token.into());
        self
    }

    /// Sets [`business_id`](Self::business_id).
    #[must_use]
    pub fn business_id(mut self, business_id: impl Into<String>) -> Self {
        self.business_id = Some(business_id.into());
        self
    }
}

/// The job is completed.
///
/// Reply to [`Client::complete_job`](crate::Client::complete_job).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CompleteJobResponse {
    /// Whether an earlier attempt of the call seems to have done it: the last
    /// one found nothing left to do.
    pub already_applied: bool,
}

/// Starts a process instance.
///
/// Request of
/// [`Client::create_process_instance`](crate::Client::create_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CreateProcessInstanceRequest {
    /// The process by its key. Either this or `bpmn_process_id` is required;
    /// the gateway ignores it if both are given.
    pub process_definition_key: ProcessDefinitionKey,
    /// The process by its BPMN process ID, together with `version`.
    pub bpmn_process_id: String,
    /// The version of the process of that BPMN process ID. Default: the
    /// newest.
    pub version: Version,
    /// Variables for the root scope of the instance. Default: none.
    pub variables: Variables,
    /// Elements to begin at in place of the start event. Default: the start
    /// event.
    ///
    /// Since gateway 8.1.
    pub start_instructions: Vec<ProcessInstanceCreationStartInstruction>,
    /// The tenant that the process belongs to. Default: the client's tenant.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// A number of your choice, kept in every record that the call causes.
    ///
    /// Since gateway 8.6.
    pub operation_reference: Option<u64>,
    /// What the instance does otherwise than the model says. Default: nothing.
    ///
    /// Since gateway 8.8.
    pub runtime_instructions: Vec<ProcessInstanceCreationRuntimeInstruction>,
    /// Labels that the instance keeps.
    ///
    /// Since gateway 8.8.
    pub tags: Vec<String>,
    /// A name of your choice for the instance. Where business IDs are unique,
    /// it is refused while another running instance of the process and tenant
    /// has it.
    ///
    /// Since gateway 8.9.
    pub business_id: Option<String>,
}

impl CreateProcessInstanceRequest {
    /// A request that names the process by its BPMN process ID.
    #[must_use]
    pub fn by_bpmn_process_id(bpmn_process_id: impl Into<String>) -> Self {
        Self { bpmn_process_id: bpmn_process_id.into(), ..Self::default() }
    }

    /// A request that names the process by its key.
    #[must_use]
    pub fn by_process_definition_key(
        process_definition_key: impl Into<ProcessDefinitionKey>,
    ) -> Self {
        Self { process_definition_key: process_definition_key.into(), ..Self::default() }
    }

    /// Sets [`process_definition_key`](Self::process_definition_key).
    #[must_use]
    pub fn process_definition_key(
        mut self,
        process_definition_key: impl Into<ProcessDefinitionKey>,
    ) -> Self {
        self.process_definition_key = process_definition_key.into();
        self
    }

    /// Sets [`bpmn_process_id`](Self::bpmn_process_id).
    #[must_use]
    pub fn bpmn_process_id(mut self, bpmn_process_id: impl Into<String>) -> Self {
        self.bpmn_process_id = bpmn_process_id.into();
        self
    }

    /// Sets [`version`](Self::version).
    #[must_use]
    pub fn version(mut self, version: impl Into<Version>) -> Self {
        self.version = version.into();
        self
    }

    /// Sets [`variables`](Self::variables): anything that serialises to a JSON
    /// object.
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = variables.into_variables();
        self
    }

    /// Sets [`start_instructions`](Self::start_instructions).
    #[must_use]
    pub fn start_instructions(
        mut self,
        start_instructions: impl IntoIterator<Item = ProcessInstanceCreationStartInstruction>,
    ) -> Self {
        self.start_instructions = start_instructions.into_iter().collect();
        self
    }

    /// Sets [`tenant_id`](Self::tenant_id).
    #[must_use]
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = tenant_id.into();
        self
    }

    /// Sets [`operation_reference`](Self::operation_reference).
    #[must_use]
    pub fn operation_reference(mut self, operation_reference: u64) -> Self {
        self.operation_reference = Some(operation_reference);
        self
    }

    /// Sets [`runtime_instructions`](Self::runtime_instructions).
    #[must_use]
    pub fn runtime_instructions(
        mut self,
        runtime_instructions: impl IntoIterator<Item = ProcessInstanceCreationRuntimeInstruction>,
    ) -> Self {
        self.runtime_instructions = runtime_instructions.into_iter().collect();
        self
    }

    /// Sets [`tags`](Self::tags).
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tags = tags.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`business_id`](Self::business_id).
    #[must_use]
    pub fn business_id(mut self, business_id: impl Into<String>) -> Self {
        self.business_id = Some(business_id.into());
        self
    }
}

/// A process instance is started.
///
/// Reply to
/// [`Client::create_process_instance`](crate::Client::create_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CreateProcessInstanceResponse {
    /// The process that was used.
    pub process_definition_key: ProcessDefinitionKey,
    /// Its BPMN process ID.
    pub bpmn_process_id: String,
    /// Its version: the number, also where the newest was asked for.
    pub version: i32,
    /// The new instance; names it in every later call about it.
    pub process_instance_key: ProcessInstanceKey,
    /// The tenant that the instance belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// The tags that the instance keeps.
    ///
    /// Since gateway 8.8.
    pub tags: Vec<String>,
    /// The business ID of the instance, if it has one.
    ///
    /// Since gateway 8.9.
    pub business_id: Option<String>,
}

/// Starts a process instance and waits for its end.
///
/// Request of
/// [`Client::create_process_instance_with_result`](crate::Client::create_process_instance_with_result).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CreateProcessInstanceWithResultRequest {
    /// What to start. Required.
    pub request: Option<CreateProcessInstanceRequest>,
    /// How long to wait for the end of the instance. Default: as the gateway
    /// is configured, usually 10 s.
    pub request_timeout: RequestTimeout,
    /// Which variables of the root scope the reply brings. Default: every one.
    pub fetch_variables: Fetch,
}

impl CreateProcessInstanceWithResultRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(request: CreateProcessInstanceRequest) -> Self {
        Self { request: Some(request), ..Self::default() }
    }

    /// Sets [`request`](Self::request).
    #[must_use]
    pub fn request(mut self, request: CreateProcessInstanceRequest) -> Self {
        self.request = Some(request);
        self
    }

    /// Sets [`request_timeout`](Self::request_timeout).
    #[must_use]
    pub fn request_timeout(mut self, request_timeout: impl Into<RequestTimeout>) -> Self {
        self.request_timeout = request_timeout.into();
        self
    }

    /// Sets [`fetch_variables`](Self::fetch_variables).
    #[must_use]
    pub fn fetch_variables(mut self, fetch_variables: Fetch) -> Self {
        self.fetch_variables = fetch_variables;
        self
    }
}

/// A process instance has completed.
///
/// Reply to
/// [`Client::create_process_instance_with_result`](crate::Client::create_process_instance_with_result).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CreateProcessInstanceWithResultResponse {
    /// The process that was used.
    pub process_definition_key: ProcessDefinitionKey,
    /// Its BPMN process ID.
    pub bpmn_process_id: String,
    /// Its version: the number, also where the newest was asked for.
    pub version: i32,
    /// The instance, which has completed.
    pub process_instance_key: ProcessInstanceKey,
    /// The variables of its root scope at the end, as far as they were asked
    /// for.
    pub variables: Variables,
    /// The tenant that the process belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// The tags of the instance.
    ///
    /// Since gateway 8.8.
    pub tags: Vec<String>,
    /// The business ID of the instance, if it has one.
    ///
    /// Since gateway 8.9.
    pub business_id: Option<String>,
}

/// A decision that was deployed.
///
/// Part of [`Deployment`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct DecisionMetadata {
    /// Its ID in the DMN file; unique together with the version.
    pub dmn_decision_id: String,
    /// Its name in the DMN file.
    pub dmn_decision_name: String,
    /// The version that the deployment gave it.
    pub version: i32,
    /// The key that the deployment gave to this ID and version.
    pub decision_key: DecisionKey,
    /// The ID of the graph that it belongs to.
    pub dmn_decision_requirements_id: String,
    /// The key of that graph.
    pub decision_requirements_key: DecisionRequirementsKey,
    /// The tenant that it belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
}

/// A decision requirements graph, that is a DMN file, that was deployed.
///
/// Part of [`Deployment`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct DecisionRequirementsMetadata {
    /// Its ID in the DMN file; unique together with the version.
    pub dmn_decision_requirements_id: String,
    /// Its name in the DMN file.
    pub dmn_decision_requirements_name: String,
    /// The version that the deployment gave it.
    pub version: i32,
    /// The key that the deployment gave to this ID and version.
    pub decision_requirements_key: DecisionRequirementsKey,
    /// The name of the resource that it came from.
    pub resource_name: String,
    /// The tenant that it belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
}

/// Deploys processes, decisions and forms: all of them or none.
///
/// Request of [`Client::deploy_resource`](crate::Client::deploy_resource).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeployResourceRequest {
    /// The files, at least one. Required.
    pub resources: Vec<Resource>,
    /// The tenant that everything will belong to. Default: the client's
    /// tenant.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
}

impl DeployResourceRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(resources: impl IntoIterator<Item = Resource>) -> Self {
        Self { resources: resources.into_iter().collect(), ..Self::default() }
    }

    /// Sets [`resources`](Self::resources).
    #[must_use]
    pub fn resources(mut self, resources: impl IntoIterator<Item = Resource>) -> Self {
        self.resources = resources.into_iter().collect();
        self
    }

    /// Sets [`tenant_id`](Self::tenant_id).
    #[must_use]
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = tenant_id.into();
        self
    }
}

/// What was deployed.
///
/// Reply to [`Client::deploy_resource`](crate::Client::deploy_resource).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct DeployResourceResponse {
    /// Names the deployment.
    pub key: DeploymentKey,
    /// One entry for each process, decision, decision requirements graph and
    /// form.
    pub deployments: Vec<Deployment>,
    /// The tenant that everything belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
}

/// One thing that was deployed.
///
/// Part of [`DeployResourceResponse`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Deployment {
    /// What it is; `None` if this release of the SDK does not know it.
    pub metadata: Option<deployment::Metadata>,
}

/// Types of [`Deployment`].
pub mod deployment {
    /// What was deployed.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub enum Metadata {
        /// A process.
        Process(super::ProcessMetadata),
        /// A decision.
        Decision(super::DecisionMetadata),
        /// A decision requirements graph.
        DecisionRequirements(super::DecisionRequirementsMetadata),
        /// A form. Since gateway 8.3.
        Form(super::FormMetadata),
    }
}

/// A form that was deployed.
///
/// Part of [`Deployment`]. Since gateway 8.3.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct FormMetadata {
    /// Its ID in the form file; unique together with the version.
    pub form_id: String,
    /// The version that the deployment gave it.
    pub version: i32,
    /// The key that the deployment gave to this ID and version.
    pub form_key: FormKey,
    /// The name of the resource that it came from.
    pub resource_name: String,
    /// The tenant that it belongs to.
    pub tenant_id: String,
}

/// What a job of a listener or an ad-hoc sub-process tells the process.
///
/// Part of [`CompleteJobRequest`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobResult {
    /// Whether the step is refused, e.g. so that a user task stays open.
    /// Default: no.
    pub denied: Option<bool>,
    /// New values for attributes of the user task. Default: none.
    pub corrections: Option<JobResultCorrections>,
    /// Why the step is refused.
    pub denied_reason: Option<String>,
    /// What this is the result of: `userTask` or `adHocSubProcess`. Default:
    /// `userTask`.
    pub r#type: Option<String>,
    /// Elements of the ad-hoc sub-process to start next.
    pub activate_elements: Vec<JobResultActivateElement>,
    /// Whether the ad-hoc sub-process is done.
    pub is_completion_condition_fulfilled: Option<bool>,
    /// Whether what still runs in the ad-hoc sub-process is cancelled.
    pub is_cancel_remaining_instances: Option<bool>,
}

impl JobResult {
    /// Sets [`denied`](Self::denied).
    #[must_use]
    pub fn denied(mut self, denied: bool) -> Self {
        self.denied = Some(denied);
        self
    }

    /// Sets [`corrections`](Self::corrections).
    #[must_use]
    pub fn corrections(mut self, corrections: JobResultCorrections) -> Self {
        self.corrections = Some(corrections);
        self
    }

    /// Sets [`denied_reason`](Self::denied_reason).
    #[must_use]
    pub fn denied_reason(mut self, denied_reason: impl Into<String>) -> Self {
        self.denied_reason = Some(denied_reason.into());
        self
    }

    /// Sets [`type`](Self::type).
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<String>) -> Self {
        self.r#type = Some(r#type.into());
        self
    }

    /// Sets [`activate_elements`](Self::activate_elements).
    #[must_use]
    pub fn activate_elements(
        mut self,
        activate_elements: impl IntoIterator<Item = JobResultActivateElement>,
    ) -> Self {
        self.activate_elements = activate_elements.into_iter().collect();
        self
    }

    /// Sets
    /// [`is_completion_condition_fulfilled`](Self::is_completion_condition_fulfilled).
    #[must_use]
    pub fn is_completion_condition_fulfilled(
        mut self,
        is_completion_condition_fulfilled: bool,
    ) -> Self {
        self.is_completion_condition_fulfilled = Some(is_completion_condition_fulfilled);
        self
    }

    /// Sets
    /// [`is_cancel_remaining_instances`](Self::is_cancel_remaining_instances).
    #[must_use]
    pub fn is_cancel_remaining_instances(mut self, is_cancel_remaining_instances: bool) -> Self {
        self.is_cancel_remaining_instances = Some(is_cancel_remaining_instances);
        self
    }
}

/// An element of an ad-hoc sub-process to start.
///
/// Part of [`JobResult`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobResultActivateElement {
    /// The BPMN ID of the element.
    pub element_id: String,
    /// Variables for the scope of the element. Default: none.
    pub variables: Variables,
}

impl JobResultActivateElement {
    /// Sets [`element_id`](Self::element_id).
    #[must_use]
    pub fn element_id(mut self, element_id: impl Into<String>) -> Self {
        self.element_id = element_id.into();
        self
    }

    /// Sets [`variables`](Self::variables): anything that serialises to a JSON
    /// object.
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = variables.into_variables();
        self
    }
}

/// New values for attributes of a user task. What is left out keeps its value.
///
/// Part of [`JobResult`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JobResultCorrections {
    /// Who is in charge; empty for nobody.
    pub assignee: Option<String>,
    /// Until when it is due; empty for no date.
    pub due_date: Option<String>,
    /// When to look at it again; empty for no date.
    pub follow_up_date: Option<String>,
    /// The users that may take it; an empty list for none.
    pub candidate_users: Option<StringList>,
    /// The groups that may take it; an empty list for none.
    pub candidate_groups: Option<StringList>,
    /// How urgent it is, from 0 to 100.
    pub priority: Option<i32>,
}

impl JobResultCorrections {
    /// Sets [`assignee`](Self::assignee).
    #[must_use]
    pub fn assignee(mut self, assignee: impl Into<String>) -> Self {
        self.assignee = Some(assignee.into());
        self
    }

    /// Sets [`due_date`](Self::due_date).
    #[must_use]
    pub fn due_date(mut self, due_date: impl Into<String>) -> Self {
        self.due_date = Some(due_date.into());
        self
    }

    /// Sets [`follow_up_date`](Self::follow_up_date).
    #[must_use]
    pub fn follow_up_date(mut self, follow_up_date: impl Into<String>) -> Self {
        self.follow_up_date = Some(follow_up_date.into());
        self
    }

    /// Sets [`candidate_users`](Self::candidate_users).
    #[must_use]
    pub fn candidate_users(mut self, candidate_users: StringList) -> Self {
        self.candidate_users = Some(candidate_users);
        self
    }

    /// Sets [`candidate_groups`](Self::candidate_groups).
    #[must_use]
    pub fn candidate_groups(mut self, candidate_groups: StringList) -> Self {
        self.candidate_groups = Some(candidate_groups);
        self
    }

    /// Sets [`priority`](Self::priority).
    #[must_use]
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = Some(priority);
        self
    }
}

/// Changes where a running process instance stands.
///
/// Request of
/// [`Client::modify_process_instance`](crate::Client::modify_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModifyProcessInstanceRequest {
    /// The instance. Required.
    pub process_instance_key: ProcessInstanceKey,
    /// What to start.
    pub activate_instructions: Vec<modify_process_instance_request::ActivateInstruction>,
    /// What to end.
    pub terminate_instructions: Vec<modify_process_instance_request::TerminateInstruction>,
    /// A number of your choice, kept in every record that the call causes.
    ///
    /// Since gateway 8.6.
    pub operation_reference: Option<u64>,
    /// What to move.
    ///
    /// Since gateway 8.9.
    pub move_instructions: Vec<modify_process_instance_request::MoveInstruction>,
}

impl ModifyProcessInstanceRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(process_instance_key: impl Into<ProcessInstanceKey>) -> Self {
        Self { process_instance_key: process_instance_key.into(), ..Self::default() }
    }

    /// Sets [`process_instance_key`](Self::process_instance_key).
    #[must_use]
    pub fn process_instance_key(
        mut self,
        process_instance_key: impl Into<ProcessInstanceKey>,
    ) -> Self {
        self.process_instance_key = process_instance_key.into();
        self
    }

    /// Sets [`activate_instructions`](Self::activate_instructions).
    #[must_use]
    pub fn activate_instructions(
        mut self,
        activate_instructions: impl IntoIterator<
            Item = modify_process_instance_request::ActivateInstruction,
        >,
    ) -> Self {
        self.activate_instructions = activate_instructions.into_iter().collect();
        self
    }

    /// Sets [`terminate_instructions`](Self::terminate_instructions).
    #[must_use]
    pub fn terminate_instructions(
        mut self,
        terminate_instructions: impl IntoIterator<
            Item = modify_process_instance_request::TerminateInstruction,
        >,
    ) -> Self {
        self.terminate_instructions = terminate_instructions.into_iter().collect();
        self
    }

    /// Sets [`operation_reference`](Self::operation_reference).
    #[must_use]
    pub fn operation_reference(mut self, operation_reference: u64) -> Self {
        self.operation_reference = Some(operation_reference);
        self
    }

    /// Sets [`move_instructions`](Self::move_instructions).
    #[must_use]
    pub fn move_instructions(
        mut self,
        move_instructions: impl IntoIterator<Item = modify_process_instance_request::MoveInstruction>,
    ) -> Self {
        self.move_instructions = move_instructions.into_iter().collect();
        self
    }
}

/// Types of [`ModifyProcessInstanceRequest`].
pub mod modify_process_instance_request {
    use crate::json::{IntoVariables, Variables};
    use crate::keys::ElementInstanceKey;
    use crate::values::AncestorScope;

    /// Starts an element.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct ActivateInstruction {
        /// The BPMN ID of the element. Required.
        pub element_id: String,
        /// The scope to start it in. Default: the one that exists.
        pub ancestor_element_instance_key: AncestorScope,
        /// Variables to set along with it.
        pub variable_instructions: Vec<VariableInstruction>,
    }

    impl ActivateInstruction {
        /// A value with what is required.
        #[must_use]
        pub fn new(element_id: impl Into<String>) -> Self {
            Self { element_id: element_id.into(), ..Self::default() }
        }

        /// Sets [`element_id`](Self::element_id).
        #[must_use]
        pub fn element_id(mut self, element_id: impl Into<String>) -> Self {
            self.element_id = element_id.into();
            self
        }

        /// Sets
        /// [`ancestor_element_instance_key`](Self::ancestor_element_instance_key).
        #[must_use]
        pub fn ancestor_element_instance_key(
            mut self,
            ancestor_element_instance_key: impl Into<AncestorScope>,
        ) -> Self {
            self.ancestor_element_instance_key = ancestor_element_instance_key.into();
            self
        }

        /// Sets [`variable_instructions`](Self::variable_instructions).
        #[must_use]
        pub fn variable_instructions(
            mut self,
            variable_instructions: impl IntoIterator<Item = VariableInstruction>,
        ) -> Self {
            self.variable_instructions = variable_instructions.into_iter().collect();
            self
        }
    }

    /// Moves an element instance, or all instances of an element.
    ///
    /// Since gateway 8.9.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct MoveInstruction {
        /// The one instance to move.
        pub source_element_instance_key: ElementInstanceKey,
        /// In its place: the BPMN ID of the element, all instances of which to
        /// move.
        pub source_element_id: String,
        /// The BPMN ID of the element to move to. Required.
        pub target_element_id: String,
        /// Variables to set along with it.
        pub variable_instructions: Vec<VariableInstruction>,
        /// The scope to move to. Default: the one that exists.
        pub ancestor_element_instance_key: AncestorScope,
        /// Whether the scope is found by walking up from the source. Default:
        /// no.
        pub infer_ancestor_scope_from_source_hierarchy: bool,
        /// Whether the scope is the one that the source is directly in.
        /// Default: no.
        pub use_source_parent_key_as_ancestor_scope_key: bool,
    }

    impl MoveInstruction {
        /// A value with what is required.
        #[must_use]
        pub fn new(target_element_id: impl Into<String>) -> Self {
            Self { target_element_id: target_element_id.into(), ..Self::default() }
        }

        /// Sets
        /// [`source_element_instance_key`](Self::source_element_instance_key).
        #[must_use]
        pub fn source_element_instance_key(
            mut self,
            source_element_instance_key: impl Into<ElementInstanceKey>,
        ) -> Self {
            self.source_element_instance_key = source_element_instance_key.into();
            self
        }

        /// Sets [`source_element_id`](Self::source_element_id).
        #[must_use]
        pub fn source_element_id(mut self, source_element_id: impl Into<String>) -> Self {
            self.source_element_id = source_element_id.into();
            self
        }

        /// Sets [`target_element_id`](Self::target_element_id).
        #[must_use]
        pub fn target_element_id(mut self, target_element_id: impl Into<String>) -> Self {
            self.target_element_id = target_element_id.into();
            self
        }

        /// Sets [`variable_instructions`](Self::variable_instructions).
        #[must_use]
        pub fn variable_instructions(
            mut self,
            variable_instructions: impl IntoIterator<Item = VariableInstruction>,
        ) -> Self {
            self.variable_instructions = variable_instructions.into_iter().collect();
            self
        }

        /// Sets
        /// [`ancestor_element_instance_key`](Self::ancestor_element_instance_key).
        #[must_use]
        pub fn ancestor_element_instance_key(
            mut self,
            ancestor_element_instance_key: impl Into<AncestorScope>,
        ) -> Self {
            self.ancestor_element_instance_key = ancestor_element_instance_key.into();
            self
        }

        /// Sets
        /// [`infer_ancestor_scope_from_source_hierarchy`](Self::infer_ancestor_scope_from_source_hierarchy).
        #[must_use]
        pub fn infer_ancestor_scope_from_source_hierarchy(
            mut self,
            infer_ancestor_scope_from_source_hierarchy: bool,
        ) -> Self {
            self.infer_ancestor_scope_from_source_hierarchy =
                infer_ancestor_scope_from_source_hierarchy;
            self
        }

        /// Sets
        /// [`use_source_parent_key_as_ancestor_scope_key`](Self::use_source_parent_key_as_ancestor_scope_key).
        #[must_use]
        pub fn use_source_parent_key_as_ancestor_scope_key(
            mut self,
            use_source_parent_key_as_ancestor_scope_key: bool,
        ) -> Self {
            self.use_source_parent_key_as_ancestor_scope_key =
                use_source_parent_key_as_ancestor_scope_key;
            self
        }
    }

    /// Ends an element instance, or all instances of an element.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct TerminateInstruction {
        /// The one instance to end.
        pub element_instance_key: ElementInstanceKey,
        /// In its place: the BPMN ID of the element, all instances of which to
        /// end.
        ///
        /// Since gateway 8.9.
        pub element_id: String,
    }

    impl TerminateInstruction {
        /// Sets [`element_instance_key`](Self::element_instance_key).
        #[must_use]
        pub fn element_instance_key(
            mut self,
            element_instance_key: impl Into<ElementInstanceKey>,
        ) -> Self {
            self.element_instance_key = element_instance_key.into();
            self
        }

        /// Sets [`element_id`](Self::element_id).
        #[must_use]
        pub fn element_id(mut self, element_id: impl Into<String>) -> Self {
            self.element_id = element_id.into();
            self
        }
    }

    /// Sets variables.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct VariableInstruction {
        /// The variables.
        pub variables: Variables,
        /// The BPMN ID of the element whose scope gets them. Default: the
        /// scope of the whole instance.
        pub scope_id: String,
    }

    impl VariableInstruction {
        /// Sets [`variables`](Self::variables): anything that serialises to a
        /// JSON object.
        #[must_use]
        pub fn variables(mut self, variables: impl IntoVariables) -> Self {
            self.variables = variables.into_variables();
            self
        }

        /// Sets [`scope_id`](Self::scope_id).
        #[must_use]
        pub fn scope_id(mut self, scope_id: impl Into<String>) -> Self {
            self.scope_id = scope_id.into();
            self
        }
    }
}

/// The process instance is changed.
///
/// Reply to
/// [`Client::modify_process_instance`](crate::Client::modify_process_instance).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct ModifyProcessInstanceResponse {}

/// A partition of a broker.
///
/// Part of [`BrokerInfo`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Partition {
    /// The number of the partition, from 1.
    pub partition_id: i32,
    /// What the broker does for it.
    pub role: PartitionBrokerRole,
    /// How well it is there.
    pub health: PartitionBrokerHealth,
}

/// What an instance does otherwise than the model says.
///
/// Part of [`CreateProcessInstanceRequest`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProcessInstanceCreationRuntimeInstruction {
    /// What it does.
    pub instruction: Option<process_instance_creation_runtime_instruction::Instruction>,
}

impl ProcessInstanceCreationRuntimeInstruction {
    /// Sets [`instruction`](Self::instruction).
    #[must_use]
    pub fn instruction(
        mut self,
        instruction: impl Into<process_instance_creation_runtime_instruction::Instruction>,
    ) -> Self {
        self.instruction = Some(instruction.into());
        self
    }
}

/// Types of [`ProcessInstanceCreationRuntimeInstruction`].
pub mod process_instance_creation_runtime_instruction {
    /// What an instance does otherwise than the model says.
    #[derive(Debug, Clone, PartialEq)]
    #[non_exhaustive]
    pub enum Instruction {
        /// It ends early.
        Terminate(super::TerminateProcessInstanceInstruction),
    }

    impl From<super::TerminateProcessInstanceInstruction> for Instruction {
        fn from(terminate: super::TerminateProcessInstanceInstruction) -> Self {
            Self::Terminate(terminate)
        }
    }
}

/// An element at which an instance begins.
///
/// Part of [`CreateProcessInstanceRequest`]. Since gateway 8.1.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProcessInstanceCreationStartInstruction {
    /// The BPMN ID of the element before which the instance begins. Required.
    pub element_id: String,
}

impl ProcessInstanceCreationStartInstruction {
    /// A value with what is required.
    #[must_use]
    pub fn new(element_id: impl Into<String>) -> Self {
        Self { element_id: element_id.into() }
    }

    /// Sets [`element_id`](Self::element_id).
    #[must_use]
    pub fn element_id(mut self, element_id: impl Into<String>) -> Self {
        self.element_id = element_id.into();
        self
    }
}

/// A process that was deployed.
///
/// Part of [`Deployment`].
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct ProcessMetadata {
    /// Its ID in the BPMN file; unique together with the version.
    pub bpmn_process_id: String,
    /// The version that the deployment gave it.
    pub version: i32,
    /// The key that the deployment gave to this ID and version.
    pub process_definition_key: ProcessDefinitionKey,
    /// The name of the resource that it came from.
    pub resource_name: String,
    /// The tenant that it belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
}

/// Publishes a message for one receiver.
///
/// Request of [`Client::publish_message`](crate::Client::publish_message).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PublishMessageRequest {
    /// The name of the message. Required.
    pub name: String,
    /// What a receiver is told by: the value that it waits for.
    pub correlation_key: String,
    /// How long the message is kept for receivers that come later; none means
    /// not at all. In milliseconds on the wire.
    pub time_to_live: Duration,
    /// Keeps the message from being published twice: while it is kept, another
    /// one with this ID is refused. Makes the call safe to repeat. Default:
    /// none.
    pub message_id: String,
    /// Variables for the receiver. Default: none.
    pub variables: Variables,
    /// The tenant that the message belongs to. Default: the client's tenant.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// The business ID of the instance that the message starts. Where business
    /// IDs are unique, none is started while another one has it.
    ///
    /// Since gateway 8.10.
    pub business_id: Option<String>,
}

impl PublishMessageRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(name: impl Into<String>, correlation_key: impl Into<String>) -> Self {
        Self { name: name.into(), correlation_key: correlation_key.into(), ..Self::default() }
    }

    /// Sets [`name`](Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets [`correlation_key`](Self::correlation_key).
    #[must_use]
    pub fn correlation_key(mut self, correlation_key: impl Into<String>) -> Self {
        self.correlation_key = correlation_key.into();
        self
    }

    /// Sets [`time_to_live`](Self::time_to_live).
    #[must_use]
    pub fn time_to_live(mut self, time_to_live: Duration) -> Self {
        self.time_to_live = time_to_live;
        self
    }

    /// Sets [`message_id`](Self::message_id).
    #[must_use]
    pub fn message_id(mut self, message_id: impl Into<String>) -> Self {
        self.message_id = message_id.into();
        self
    }

    /// Sets [`variables`](Self::variables): anything that serialises to a JSON
    /// object.
    #[must_use]
    pub fn variables(mut self, variables: impl IntoVariables) -> Self {
        self.variables = variables.into_variables();
        self
    }

    /// Sets [`tenant_id`](Self::tenant_id).
    #[must_use]
    pub fn tenant_id(mut self, tenant_id: impl Into<String>) -> Self {
        self.tenant_id = tenant_id.into();
        self
    }

    /// Sets [`business_id`](Self::business_id).
    #[must_use]
    pub fn business_id(mut self, business_id: impl Into<String>) -> Self {
        self.business_id = Some(business_id.into());
        self
    }
}

/// The message is published.
///
/// Reply to [`Client::publish_message`](crate::Client::publish_message).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct PublishMessageResponse {
    /// Names the message; `None` if an earlier attempt of the call seems to
    /// have published it.
    pub key: Option<MessageKey>,
    /// The tenant that the message belongs to.
    ///
    /// Since gateway 8.3.
    pub tenant_id: String,
    /// Whether an earlier attempt of the call seems to have done it: the last
    /// one found nothing left to do.
    pub already_applied: bool,
}

/// A file to deploy.
///
/// Part of [`DeployResourceRequest`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resource {
    /// The name of the file; its extension says what it is. Required.
    pub name: String,
    /// The content of the file.
    pub content: Vec<u8>,
}

impl Resource {
    /// A value with what is required.
    #[must_use]
    pub fn new(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content: content.into() }
    }

    /// Sets [`name`](Self::name).
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets [`content`](Self::content).
    #[must_use]
    pub fn content(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.content = content.into();
        self
    }
}

/// Asks for jobs of one type for as long as the stream is open.
///
/// Request of
/// [`Client::stream_activated_jobs`](crate::Client::stream_activated_jobs).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamActivatedJobsRequest {
    /// The type of the jobs, as the model gives it in its task definition.
    /// Required.
    pub r#type: String,
    /// A name for the caller, for logs of the gateway.
    pub worker: String,
    /// How long each job stays reserved for the caller; afterwards somebody
    /// else may get it. More than zero, in milliseconds on the wire.
    pub timeout: Duration,
    /// Which variables the jobs bring. Default: every one that can be seen
    /// from the job when it is activated.
    pub fetch_variable: Fetch,
    /// The tenants whose jobs are taken. Default: the client's tenant.
    pub tenant_ids: Vec<String>,
    /// Where the list of tenants comes from. Default: from this request.
    ///
    /// Since gateway 8.9.
    pub tenant_filter: TenantFilter,
    /// Whether each job gets a lease token, which must go with its outcome. A
    /// job that was leased once goes only to callers that ask for leases, so
    /// all workers of a type should agree. Default: no.
    ///
    /// Since gateway 8.10.
    pub with_lease: bool,
}

impl StreamActivatedJobsRequest {
    /// A request with what is required.
    #[must_use]
    pub fn new(r#type: impl Into<String>, worker: impl Into<String>, timeout: Duration) -> Self {
        Self { r#type: r#type.into(), worker: worker.into(), timeout, ..Self::default() }
    }

    /// Sets [`type`](Self::type).
    #[must_use]
    pub fn r#type(mut self, r#type: impl Into<String>) -> Self {
        self.r#type = r#type.into();
        self
    }

    /// Sets [`worker`](Self::worker).
    #[must_use]
    pub fn worker(mut self, worker: impl Into<String>) -> Self {
        self.worker = worker.into();
        self
    }

    /// Sets [`timeout`](Self::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`fetch_variable`](Self::fetch_variable).
    #[must_use]
    pub fn fetch_variable(mut self, fetch_variable: Fetch) -> Self {
        self.fetch_variable = fetch_variable;
        self
    }

    /// Sets [`tenant_ids`](Self::tenant_ids).
    #[must_use]
    pub fn tenant_ids(mut self, tenant_ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tenant_ids = tenant_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Sets [`tenant_filter`](Self::tenant_filter).
    #[must_use]
    pub fn tenant_filter(mut self, tenant_filter: TenantFilter) -> Self {
        self.tenant_filter = tenant_filter;
        self
    }

    /// Sets [`with_lease`](Self::with_lease).
    #[must_use]
    pub fn with_lease(mut self, with_lease: bool) -> Self {
        self.with_lease = with_lease;
        self
    }
}

/// A list that can be left out.
///
/// Part of [`JobResultCorrections`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StringList {
    /// The entries.
    pub values: Vec<String>,
}

impl StringList {
    /// Sets [`values`](Self::values).
    #[must_use]
    pub fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }
}

/// Ends an instance early.
///
/// Part of [`ProcessInstanceCreationRuntimeInstruction`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TerminateProcessInstanceInstruction {
    /// The BPMN ID of the element after which the instance ends. Required.
    pub after_element_id: String,
}

impl TerminateProcessInstanceInstruction {
    /// A value with what is required.
    #[must_use]
    pub fn new(after_element_id: impl Into<String>) -> Self {
        Self { after_element_id: after_element_id.into() }
    }

    /// Sets [`after_element_id`](Self::after_element_id).
    #[must_use]
    pub fn after_element_id(mut self, after_element_id: impl Into<String>) -> Self {
        self.after_element_id = after_element_id.into();
        self
    }
}

/// Asks what the cluster consists of.
///
/// Request of [`Client::topology`](crate::Client::topology).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopologyRequest {}

/// What the cluster consists of.
///
/// Reply to [`Client::topology`](crate::Client::topology).
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct TopologyResponse {
    /// The brokers that the gateway knows.
    pub brokers: Vec<BrokerInfo>,
    /// How many nodes the cluster is configured to have.
    pub cluster_size: i32,
    /// How many partitions it has.
    pub partitions_count: i32,
    /// How many copies of a partition it is configured to have.
    pub replication_factor: i32,
    /// The release of the gateway.
    pub gateway_version: String,
    /// Names the cluster; empty from older gateways.
    ///
    /// Since gateway 8.9.
    pub cluster_id: String,
}

/// The user task of a job.
///
/// Part of [`ActivatedJob`]. Since gateway 8.8.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct UserTaskProperties {
    /// What happened to it, e.g. `complete`, `claim` or `update`.
    pub action: Option<String>,
    /// Who is in charge.
    pub assignee: Option<String>,
    /// The groups that may take it.
    pub candidate_groups: Vec<String>,
    /// The users that may take it.
    pub candidate_users: Vec<String>,
    /// The names of the attributes that were changed.
    pub changed_attributes: Vec<String>,
    /// Until when it is due, in ISO 8601.
    pub due_date: Option<String>,
    /// When to look at it again, in ISO 8601.
    pub follow_up_date: Option<String>,
    /// Its form.
    pub form_key: Option<FormKey>,
    /// How urgent it is, from 0 to 100.
    pub priority: Option<i32>,
    /// Names the user task.
    pub user_task_key: Option<UserTaskKey>,
}
