//! The wire types: what prost and tonic make of `gateway.proto`, unchanged.
//!
//! The idiomatic layer of [`gateway`](crate::gateway) covers every RPC and
//! every field. Use these types where you need the message exactly as it
//! travels, with the client that [`Client::raw`](crate::Client::raw) returns:
//! it has the connection of the SDK, but neither its checks nor its retries
//! nor its deadlines.

#![allow(missing_docs, unreachable_pub)]
#![allow(clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery)]
#![allow(rustdoc::all)]

#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamActivatedJobsRequest {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub worker: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub timeout: i64,
    #[prost(string, repeated, tag = "5")]
    pub fetch_variable: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "6")]
    pub tenant_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(enumeration = "TenantFilter", tag = "7")]
    pub tenant_filter: i32,
    #[prost(bool, tag = "8")]
    pub with_lease: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivateJobsRequest {
    #[prost(string, tag = "1")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub worker: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub timeout: i64,
    #[prost(int32, tag = "4")]
    pub max_jobs_to_activate: i32,
    #[prost(string, repeated, tag = "5")]
    pub fetch_variable: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int64, tag = "6")]
    pub request_timeout: i64,
    #[prost(string, repeated, tag = "7")]
    pub tenant_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(enumeration = "TenantFilter", tag = "8")]
    pub tenant_filter: i32,
    #[prost(bool, tag = "9")]
    pub with_lease: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ActivateJobsResponse {
    #[prost(message, repeated, tag = "1")]
    pub jobs: ::prost::alloc::vec::Vec<ActivatedJob>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActivatedJob {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(string, tag = "2")]
    pub r#type: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub process_instance_key: i64,
    #[prost(string, tag = "4")]
    pub bpmn_process_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub process_definition_version: i32,
    #[prost(int64, tag = "6")]
    pub process_definition_key: i64,
    #[prost(string, tag = "7")]
    pub element_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "8")]
    pub element_instance_key: i64,
    #[prost(string, tag = "9")]
    pub custom_headers: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub worker: ::prost::alloc::string::String,
    #[prost(int32, tag = "11")]
    pub retries: i32,
    #[prost(int64, tag = "12")]
    pub deadline: i64,
    #[prost(string, tag = "13")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, tag = "14")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "15")]
    pub user_task: ::core::option::Option<UserTaskProperties>,
    #[prost(enumeration = "activated_job::JobKind", tag = "16")]
    pub kind: i32,
    #[prost(enumeration = "activated_job::ListenerEventType", tag = "17")]
    pub listener_event_type: i32,
    #[prost(string, repeated, tag = "18")]
    pub tags: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int32, tag = "19")]
    pub priority: i32,
    #[prost(string, tag = "20")]
    pub business_id: ::prost::alloc::string::String,
    #[prost(string, optional, tag = "21")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, tag = "22")]
    pub physical_tenant_id: ::prost::alloc::string::String,
}
/// Nested message and enum types in `ActivatedJob`.
pub mod activated_job {
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum JobKind {
        BpmnElement = 0,
        ExecutionListener = 1,
        TaskListener = 2,
        AdHocSubProcess = 3,
    }
    impl JobKind {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::BpmnElement => "BPMN_ELEMENT",
                Self::ExecutionListener => "EXECUTION_LISTENER",
                Self::TaskListener => "TASK_LISTENER",
                Self::AdHocSubProcess => "AD_HOC_SUB_PROCESS",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "BPMN_ELEMENT" => Some(Self::BpmnElement),
                "EXECUTION_LISTENER" => Some(Self::ExecutionListener),
                "TASK_LISTENER" => Some(Self::TaskListener),
                "AD_HOC_SUB_PROCESS" => Some(Self::AdHocSubProcess),
                _ => None,
            }
        }
    }
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum ListenerEventType {
        Assigning = 0,
        Canceling = 1,
        Completing = 2,
        Creating = 3,
        End = 4,
        Start = 5,
        Unspecified = 6,
        Updating = 7,
        BeforeAll = 8,
        Cancel = 9,
    }
    impl ListenerEventType {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Assigning => "ASSIGNING",
                Self::Canceling => "CANCELING",
                Self::Completing => "COMPLETING",
                Self::Creating => "CREATING",
                Self::End => "END",
                Self::Start => "START",
                Self::Unspecified => "UNSPECIFIED",
                Self::Updating => "UPDATING",
                Self::BeforeAll => "BEFORE_ALL",
                Self::Cancel => "CANCEL",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "ASSIGNING" => Some(Self::Assigning),
                "CANCELING" => Some(Self::Canceling),
                "COMPLETING" => Some(Self::Completing),
                "CREATING" => Some(Self::Creating),
                "END" => Some(Self::End),
                "START" => Some(Self::Start),
                "UNSPECIFIED" => Some(Self::Unspecified),
                "UPDATING" => Some(Self::Updating),
                "BEFORE_ALL" => Some(Self::BeforeAll),
                "CANCEL" => Some(Self::Cancel),
                _ => None,
            }
        }
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserTaskProperties {
    #[prost(string, optional, tag = "1")]
    pub action: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "2")]
    pub assignee: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "3")]
    pub candidate_groups: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "4")]
    pub candidate_users: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "5")]
    pub changed_attributes: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "6")]
    pub due_date: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "7")]
    pub follow_up_date: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(int64, optional, tag = "8")]
    pub form_key: ::core::option::Option<i64>,
    #[prost(int32, optional, tag = "9")]
    pub priority: ::core::option::Option<i32>,
    #[prost(int64, optional, tag = "10")]
    pub user_task_key: ::core::option::Option<i64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelProcessInstanceRequest {
    #[prost(int64, tag = "1")]
    pub process_instance_key: i64,
    #[prost(uint64, optional, tag = "2")]
    pub operation_reference: ::core::option::Option<u64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CancelProcessInstanceResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CompleteJobRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(string, tag = "2")]
    pub variables: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub result: ::core::option::Option<JobResult>,
    #[prost(string, optional, tag = "4")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "5")]
    pub business_id: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct JobResult {
    #[prost(bool, optional, tag = "1")]
    pub denied: ::core::option::Option<bool>,
    #[prost(message, optional, tag = "2")]
    pub corrections: ::core::option::Option<JobResultCorrections>,
    #[prost(string, optional, tag = "3")]
    pub denied_reason: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "4")]
    pub r#type: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, repeated, tag = "5")]
    pub activate_elements: ::prost::alloc::vec::Vec<JobResultActivateElement>,
    #[prost(bool, optional, tag = "6")]
    pub is_completion_condition_fulfilled: ::core::option::Option<bool>,
    #[prost(bool, optional, tag = "7")]
    pub is_cancel_remaining_instances: ::core::option::Option<bool>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct JobResultCorrections {
    #[prost(string, optional, tag = "1")]
    pub assignee: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "2")]
    pub due_date: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "3")]
    pub follow_up_date: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub candidate_users: ::core::option::Option<StringList>,
    #[prost(message, optional, tag = "5")]
    pub candidate_groups: ::core::option::Option<StringList>,
    #[prost(int32, optional, tag = "6")]
    pub priority: ::core::option::Option<i32>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct JobResultActivateElement {
    #[prost(string, tag = "1")]
    pub element_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub variables: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StringList {
    #[prost(string, repeated, tag = "1")]
    pub values: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CompleteJobResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateProcessInstanceRequest {
    #[prost(int64, tag = "1")]
    pub process_definition_key: i64,
    #[prost(string, tag = "2")]
    pub bpmn_process_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub version: i32,
    #[prost(string, tag = "4")]
    pub variables: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "5")]
    pub start_instructions: ::prost::alloc::vec::Vec<
        ProcessInstanceCreationStartInstruction,
    >,
    #[prost(string, tag = "6")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(uint64, optional, tag = "7")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(message, repeated, tag = "8")]
    pub runtime_instructions: ::prost::alloc::vec::Vec<
        ProcessInstanceCreationRuntimeInstruction,
    >,
    #[prost(string, repeated, tag = "9")]
    pub tags: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "10")]
    pub business_id: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProcessInstanceCreationStartInstruction {
    #[prost(string, tag = "1")]
    pub element_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProcessInstanceCreationRuntimeInstruction {
    #[prost(
        oneof = "process_instance_creation_runtime_instruction::Instruction",
        tags = "1"
    )]
    pub instruction: ::core::option::Option<
        process_instance_creation_runtime_instruction::Instruction,
    >,
}
/// Nested message and enum types in `ProcessInstanceCreationRuntimeInstruction`.
pub mod process_instance_creation_runtime_instruction {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Instruction {
        #[prost(message, tag = "1")]
        Terminate(super::TerminateProcessInstanceInstruction),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TerminateProcessInstanceInstruction {
    #[prost(string, tag = "1")]
    pub after_element_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateProcessInstanceResponse {
    #[prost(int64, tag = "1")]
    pub process_definition_key: i64,
    #[prost(string, tag = "2")]
    pub bpmn_process_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub version: i32,
    #[prost(int64, tag = "4")]
    pub process_instance_key: i64,
    #[prost(string, tag = "5")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "6")]
    pub tags: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "7")]
    pub business_id: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateProcessInstanceWithResultRequest {
    #[prost(message, optional, tag = "1")]
    pub request: ::core::option::Option<CreateProcessInstanceRequest>,
    #[prost(int64, tag = "2")]
    pub request_timeout: i64,
    #[prost(string, repeated, tag = "3")]
    pub fetch_variables: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateProcessInstanceWithResultResponse {
    #[prost(int64, tag = "1")]
    pub process_definition_key: i64,
    #[prost(string, tag = "2")]
    pub bpmn_process_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub version: i32,
    #[prost(int64, tag = "4")]
    pub process_instance_key: i64,
    #[prost(string, tag = "5")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "7")]
    pub tags: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, optional, tag = "8")]
    pub business_id: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EvaluateDecisionRequest {
    #[prost(int64, tag = "1")]
    pub decision_key: i64,
    #[prost(string, tag = "2")]
    pub decision_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EvaluateDecisionResponse {
    #[prost(int64, tag = "1")]
    pub decision_key: i64,
    #[prost(string, tag = "2")]
    pub decision_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub decision_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "4")]
    pub decision_version: i32,
    #[prost(string, tag = "5")]
    pub decision_requirements_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub decision_requirements_key: i64,
    #[prost(string, tag = "7")]
    pub decision_output: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "8")]
    pub evaluated_decisions: ::prost::alloc::vec::Vec<EvaluatedDecision>,
    #[prost(string, tag = "9")]
    pub failed_decision_id: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub failure_message: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "12")]
    pub decision_instance_key: i64,
    #[prost(int64, tag = "13")]
    pub decision_evaluation_key: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EvaluatedDecision {
    #[prost(int64, tag = "1")]
    pub decision_key: i64,
    #[prost(string, tag = "2")]
    pub decision_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub decision_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "4")]
    pub decision_version: i32,
    #[prost(string, tag = "5")]
    pub decision_type: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub decision_output: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "7")]
    pub matched_rules: ::prost::alloc::vec::Vec<MatchedDecisionRule>,
    #[prost(message, repeated, tag = "8")]
    pub evaluated_inputs: ::prost::alloc::vec::Vec<EvaluatedDecisionInput>,
    #[prost(string, tag = "9")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub decision_evaluation_instance_key: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EvaluatedDecisionInput {
    #[prost(string, tag = "1")]
    pub input_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub input_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub input_value: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EvaluatedDecisionOutput {
    #[prost(string, tag = "1")]
    pub output_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub output_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub output_value: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MatchedDecisionRule {
    #[prost(string, tag = "1")]
    pub rule_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub rule_index: i32,
    #[prost(message, repeated, tag = "3")]
    pub evaluated_outputs: ::prost::alloc::vec::Vec<EvaluatedDecisionOutput>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeployProcessRequest {
    #[prost(message, repeated, tag = "1")]
    pub processes: ::prost::alloc::vec::Vec<ProcessRequestObject>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProcessRequestObject {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(bytes = "vec", tag = "2")]
    pub definition: ::prost::alloc::vec::Vec<u8>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeployProcessResponse {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(message, repeated, tag = "2")]
    pub processes: ::prost::alloc::vec::Vec<ProcessMetadata>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeployResourceRequest {
    #[prost(message, repeated, tag = "1")]
    pub resources: ::prost::alloc::vec::Vec<Resource>,
    #[prost(string, tag = "2")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Resource {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(bytes = "vec", tag = "2")]
    pub content: ::prost::alloc::vec::Vec<u8>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct DeployResourceResponse {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(message, repeated, tag = "2")]
    pub deployments: ::prost::alloc::vec::Vec<Deployment>,
    #[prost(string, tag = "3")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Deployment {
    #[prost(oneof = "deployment::Metadata", tags = "1, 2, 3, 4")]
    pub metadata: ::core::option::Option<deployment::Metadata>,
}
/// Nested message and enum types in `Deployment`.
pub mod deployment {
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Oneof)]
    pub enum Metadata {
        #[prost(message, tag = "1")]
        Process(super::ProcessMetadata),
        #[prost(message, tag = "2")]
        Decision(super::DecisionMetadata),
        #[prost(message, tag = "3")]
        DecisionRequirements(super::DecisionRequirementsMetadata),
        #[prost(message, tag = "4")]
        Form(super::FormMetadata),
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProcessMetadata {
    #[prost(string, tag = "1")]
    pub bpmn_process_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub version: i32,
    #[prost(int64, tag = "3")]
    pub process_definition_key: i64,
    #[prost(string, tag = "4")]
    pub resource_name: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DecisionMetadata {
    #[prost(string, tag = "1")]
    pub dmn_decision_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub dmn_decision_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub version: i32,
    #[prost(int64, tag = "4")]
    pub decision_key: i64,
    #[prost(string, tag = "5")]
    pub dmn_decision_requirements_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub decision_requirements_key: i64,
    #[prost(string, tag = "7")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DecisionRequirementsMetadata {
    #[prost(string, tag = "1")]
    pub dmn_decision_requirements_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub dmn_decision_requirements_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub version: i32,
    #[prost(int64, tag = "4")]
    pub decision_requirements_key: i64,
    #[prost(string, tag = "5")]
    pub resource_name: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FormMetadata {
    #[prost(string, tag = "1")]
    pub form_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub version: i32,
    #[prost(int64, tag = "3")]
    pub form_key: i64,
    #[prost(string, tag = "4")]
    pub resource_name: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FailJobRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(int32, tag = "2")]
    pub retries: i32,
    #[prost(string, tag = "3")]
    pub error_message: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub retry_back_off: i64,
    #[prost(string, tag = "5")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, optional, tag = "6")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FailJobResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ThrowErrorRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(string, tag = "2")]
    pub error_code: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub error_message: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, optional, tag = "5")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ThrowErrorResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PublishMessageRequest {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub correlation_key: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub time_to_live: i64,
    #[prost(string, tag = "4")]
    pub message_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(string, optional, tag = "7")]
    pub business_id: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PublishMessageResponse {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(string, tag = "2")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResolveIncidentRequest {
    #[prost(int64, tag = "1")]
    pub incident_key: i64,
    #[prost(uint64, optional, tag = "2")]
    pub operation_reference: ::core::option::Option<u64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ResolveIncidentResponse {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TopologyRequest {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct TopologyResponse {
    #[prost(message, repeated, tag = "1")]
    pub brokers: ::prost::alloc::vec::Vec<BrokerInfo>,
    #[prost(int32, tag = "2")]
    pub cluster_size: i32,
    #[prost(int32, tag = "3")]
    pub partitions_count: i32,
    #[prost(int32, tag = "4")]
    pub replication_factor: i32,
    #[prost(string, tag = "5")]
    pub gateway_version: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub cluster_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BrokerInfo {
    #[deprecated]
    #[prost(int32, tag = "1")]
    pub node_id: i32,
    #[prost(string, tag = "2")]
    pub host: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub port: i32,
    #[prost(message, repeated, tag = "4")]
    pub partitions: ::prost::alloc::vec::Vec<Partition>,
    #[prost(string, tag = "5")]
    pub version: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub broker_id: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub zone: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Partition {
    #[prost(int32, tag = "1")]
    pub partition_id: i32,
    #[prost(enumeration = "partition::PartitionBrokerRole", tag = "2")]
    pub role: i32,
    #[prost(enumeration = "partition::PartitionBrokerHealth", tag = "3")]
    pub health: i32,
}
/// Nested message and enum types in `Partition`.
pub mod partition {
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum PartitionBrokerRole {
        Leader = 0,
        Follower = 1,
        Inactive = 2,
    }
    impl PartitionBrokerRole {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Leader => "LEADER",
                Self::Follower => "FOLLOWER",
                Self::Inactive => "INACTIVE",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "LEADER" => Some(Self::Leader),
                "FOLLOWER" => Some(Self::Follower),
                "INACTIVE" => Some(Self::Inactive),
                _ => None,
            }
        }
    }
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum PartitionBrokerHealth {
        Healthy = 0,
        Unhealthy = 1,
        Dead = 2,
    }
    impl PartitionBrokerHealth {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Healthy => "HEALTHY",
                Self::Unhealthy => "UNHEALTHY",
                Self::Dead => "DEAD",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "HEALTHY" => Some(Self::Healthy),
                "UNHEALTHY" => Some(Self::Unhealthy),
                "DEAD" => Some(Self::Dead),
                _ => None,
            }
        }
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobRetriesRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(int32, tag = "2")]
    pub retries: i32,
    #[prost(uint64, optional, tag = "3")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(string, optional, tag = "4")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobRetriesResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobTimeoutRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(int64, tag = "2")]
    pub timeout: i64,
    #[prost(uint64, optional, tag = "3")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(string, optional, tag = "4")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobTimeoutResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobPriorityRequest {
    #[prost(int64, tag = "1")]
    pub job_key: i64,
    #[prost(int32, optional, tag = "2")]
    pub priority: ::core::option::Option<i32>,
    #[prost(uint64, optional, tag = "3")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(string, optional, tag = "4")]
    pub lease_token: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateJobPriorityResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetVariablesRequest {
    #[prost(int64, tag = "1")]
    pub element_instance_key: i64,
    #[prost(string, tag = "2")]
    pub variables: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub local: bool,
    #[prost(uint64, optional, tag = "4")]
    pub operation_reference: ::core::option::Option<u64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetVariablesResponse {
    #[prost(int64, tag = "1")]
    pub key: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ModifyProcessInstanceRequest {
    #[prost(int64, tag = "1")]
    pub process_instance_key: i64,
    #[prost(message, repeated, tag = "2")]
    pub activate_instructions: ::prost::alloc::vec::Vec<
        modify_process_instance_request::ActivateInstruction,
    >,
    #[prost(message, repeated, tag = "3")]
    pub terminate_instructions: ::prost::alloc::vec::Vec<
        modify_process_instance_request::TerminateInstruction,
    >,
    #[prost(uint64, optional, tag = "4")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(message, repeated, tag = "5")]
    pub move_instructions: ::prost::alloc::vec::Vec<
        modify_process_instance_request::MoveInstruction,
    >,
}
/// Nested message and enum types in `ModifyProcessInstanceRequest`.
pub mod modify_process_instance_request {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct ActivateInstruction {
        #[prost(string, tag = "1")]
        pub element_id: ::prost::alloc::string::String,
        #[prost(int64, tag = "2")]
        pub ancestor_element_instance_key: i64,
        #[prost(message, repeated, tag = "3")]
        pub variable_instructions: ::prost::alloc::vec::Vec<VariableInstruction>,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct VariableInstruction {
        #[prost(string, tag = "1")]
        pub variables: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub scope_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct TerminateInstruction {
        #[prost(int64, tag = "1")]
        pub element_instance_key: i64,
        #[prost(string, tag = "2")]
        pub element_id: ::prost::alloc::string::String,
    }
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct MoveInstruction {
        #[prost(int64, tag = "1")]
        pub source_element_instance_key: i64,
        #[prost(string, tag = "2")]
        pub source_element_id: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub target_element_id: ::prost::alloc::string::String,
        #[prost(message, repeated, tag = "4")]
        pub variable_instructions: ::prost::alloc::vec::Vec<VariableInstruction>,
        #[prost(int64, tag = "5")]
        pub ancestor_element_instance_key: i64,
        #[prost(bool, tag = "6")]
        pub infer_ancestor_scope_from_source_hierarchy: bool,
        #[prost(bool, tag = "7")]
        pub use_source_parent_key_as_ancestor_scope_key: bool,
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ModifyProcessInstanceResponse {}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MigrateProcessInstanceRequest {
    #[prost(int64, tag = "1")]
    pub process_instance_key: i64,
    #[prost(message, optional, tag = "2")]
    pub migration_plan: ::core::option::Option<
        migrate_process_instance_request::MigrationPlan,
    >,
    #[prost(uint64, optional, tag = "3")]
    pub operation_reference: ::core::option::Option<u64>,
}
/// Nested message and enum types in `MigrateProcessInstanceRequest`.
pub mod migrate_process_instance_request {
    #[derive(Clone, PartialEq, ::prost::Message)]
    pub struct MigrationPlan {
        #[prost(int64, tag = "1")]
        pub target_process_definition_key: i64,
        #[prost(message, repeated, tag = "2")]
        pub mapping_instructions: ::prost::alloc::vec::Vec<MappingInstruction>,
    }
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct MappingInstruction {
        #[prost(string, tag = "1")]
        pub source_element_id: ::prost::alloc::string::String,
        #[prost(string, tag = "2")]
        pub target_element_id: ::prost::alloc::string::String,
    }
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MigrateProcessInstanceResponse {}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AssignProcessInstanceBusinessIdRequest {
    #[prost(int64, tag = "1")]
    pub process_instance_key: i64,
    #[prost(string, tag = "2")]
    pub business_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AssignProcessInstanceBusinessIdResponse {}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteResourceRequest {
    #[prost(int64, tag = "1")]
    pub resource_key: i64,
    #[prost(uint64, optional, tag = "2")]
    pub operation_reference: ::core::option::Option<u64>,
    #[prost(bool, optional, tag = "3")]
    pub delete_history: ::core::option::Option<bool>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteResourceResponse {
    #[prost(string, tag = "1")]
    pub resource_key: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub batch_operation: ::core::option::Option<BatchOperationCreatedResult>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BatchOperationCreatedResult {
    #[prost(string, tag = "1")]
    pub batch_operation_key: ::prost::alloc::string::String,
    #[prost(
        enumeration = "batch_operation_created_result::BatchOperationTypeEnum",
        tag = "2"
    )]
    pub batch_operation_type: i32,
}
/// Nested message and enum types in `BatchOperationCreatedResult`.
pub mod batch_operation_created_result {
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum BatchOperationTypeEnum {
        AddVariable = 0,
        CancelProcessInstance = 1,
        DeleteDecisionDefinition = 2,
        DeleteProcessDefinition = 3,
        DeleteProcessInstance = 4,
        MigrateProcessInstance = 5,
        ModifyProcessInstance = 6,
        ResolveIncident = 7,
        UpdateVariable = 8,
        DeleteDecisionInstance = 9,
        UpdateJob = 10,
    }
    impl BatchOperationTypeEnum {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::AddVariable => "ADD_VARIABLE",
                Self::CancelProcessInstance => "CANCEL_PROCESS_INSTANCE",
                Self::DeleteDecisionDefinition => "DELETE_DECISION_DEFINITION",
                Self::DeleteProcessDefinition => "DELETE_PROCESS_DEFINITION",
                Self::DeleteProcessInstance => "DELETE_PROCESS_INSTANCE",
                Self::MigrateProcessInstance => "MIGRATE_PROCESS_INSTANCE",
                Self::ModifyProcessInstance => "MODIFY_PROCESS_INSTANCE",
                Self::ResolveIncident => "RESOLVE_INCIDENT",
                Self::UpdateVariable => "UPDATE_VARIABLE",
                Self::DeleteDecisionInstance => "DELETE_DECISION_INSTANCE",
                Self::UpdateJob => "UPDATE_JOB",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "ADD_VARIABLE" => Some(Self::AddVariable),
                "CANCEL_PROCESS_INSTANCE" => Some(Self::CancelProcessInstance),
                "DELETE_DECISION_DEFINITION" => Some(Self::DeleteDecisionDefinition),
                "DELETE_PROCESS_DEFINITION" => Some(Self::DeleteProcessDefinition),
                "DELETE_PROCESS_INSTANCE" => Some(Self::DeleteProcessInstance),
                "MIGRATE_PROCESS_INSTANCE" => Some(Self::MigrateProcessInstance),
                "MODIFY_PROCESS_INSTANCE" => Some(Self::ModifyProcessInstance),
                "RESOLVE_INCIDENT" => Some(Self::ResolveIncident),
                "UPDATE_VARIABLE" => Some(Self::UpdateVariable),
                "DELETE_DECISION_INSTANCE" => Some(Self::DeleteDecisionInstance),
                "UPDATE_JOB" => Some(Self::UpdateJob),
                _ => None,
            }
        }
    }
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BroadcastSignalRequest {
    #[prost(string, tag = "1")]
    pub signal_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub variables: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BroadcastSignalResponse {
    #[prost(int64, tag = "1")]
    pub key: i64,
    #[prost(string, tag = "2")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EvaluateConditionalRequest {
    #[prost(string, tag = "1")]
    pub tenant_id: ::prost::alloc::string::String,
    #[prost(int64, optional, tag = "2")]
    pub process_definition_key: ::core::option::Option<i64>,
    #[prost(string, tag = "3")]
    pub variables: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ProcessInstanceReference {
    #[prost(int64, tag = "1")]
    pub process_definition_key: i64,
    #[prost(int64, tag = "2")]
    pub process_instance_key: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EvaluateConditionalResponse {
    #[prost(message, repeated, tag = "1")]
    pub process_instances: ::prost::alloc::vec::Vec<ProcessInstanceReference>,
    #[prost(int64, tag = "2")]
    pub conditional_evaluation_key: i64,
    #[prost(string, tag = "3")]
    pub tenant_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum TenantFilter {
    Provided = 0,
    Assigned = 1,
}
impl TenantFilter {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Provided => "PROVIDED",
            Self::Assigned => "ASSIGNED",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "PROVIDED" => Some(Self::Provided),
            "ASSIGNED" => Some(Self::Assigned),
            _ => None,
        }
    }
}
/// Generated client implementations.
pub mod gateway_client {
    #![allow(
        unused_variables,
        dead_code,
        missing_docs,
        clippy::wildcard_imports,
        clippy::let_unit_value,
    )]
    use tonic::codegen::*;
    use tonic::codegen::http::Uri;
    #[derive(Debug, Clone)]
    pub struct GatewayClient<T> {
        inner: tonic::client::Grpc<T>,
    }
    impl GatewayClient<tonic::transport::Channel> {
        /// Attempt to create a new client by connecting to a given endpoint.
        pub async fn connect<D>(dst: D) -> Result<Self, tonic::transport::Error>
        where
            D: TryInto<tonic::transport::Endpoint>,
            D::Error: Into<StdError>,
        {
            let conn = tonic::transport::Endpoint::new(dst)?.connect().await?;
            Ok(Self::new(conn))
        }
    }
    impl<T> GatewayClient<T>
    where
        T: tonic::client::GrpcService<tonic::body::Body>,
        T::Error: Into<StdError>,
        T::ResponseBody: Body<Data = Bytes> + std::marker::Send + 'static,
        <T::ResponseBody as Body>::Error: Into<StdError> + std::marker::Send,
    {
        pub fn new(inner: T) -> Self {
            let inner = tonic::client::Grpc::new(inner);
            Self { inner }
        }
        pub fn with_origin(inner: T, origin: Uri) -> Self {
            let inner = tonic::client::Grpc::with_origin(inner, origin);
            Self { inner }
        }
        pub fn with_interceptor<F>(
            inner: T,
            interceptor: F,
        ) -> GatewayClient<InterceptedService<T, F>>
        where
            F: tonic::service::Interceptor,
            T::ResponseBody: Default,
            T: tonic::codegen::Service<
                http::Request<tonic::body::Body>,
                Response = http::Response<
                    <T as tonic::client::GrpcService<tonic::body::Body>>::ResponseBody,
                >,
            >,
            <T as tonic::codegen::Service<
                http::Request<tonic::body::Body>,
            >>::Error: Into<StdError> + std::marker::Send + std::marker::Sync,
        {
            GatewayClient::new(InterceptedService::new(inner, interceptor))
        }
        /// Compress requests with the given encoding.
        ///
        /// This requires the server to support it otherwise it might respond with an
        /// error.
        #[must_use]
        pub fn send_compressed(mut self, encoding: CompressionEncoding) -> Self {
            self.inner = self.inner.send_compressed(encoding);
            self
        }
        /// Enable decompressing responses.
        #[must_use]
        pub fn accept_compressed(mut self, encoding: CompressionEncoding) -> Self {
            self.inner = self.inner.accept_compressed(encoding);
            self
        }
        /// Limits the maximum size of a decoded message.
        ///
        /// Default: `4MB`
        #[must_use]
        pub fn max_decoding_message_size(mut self, limit: usize) -> Self {
            self.inner = self.inner.max_decoding_message_size(limit);
            self
        }
        /// Limits the maximum size of an encoded message.
        ///
        /// Default: `usize::MAX`
        #[must_use]
        pub fn max_encoding_message_size(mut self, limit: usize) -> Self {
            self.inner = self.inner.max_encoding_message_size(limit);
            self
        }
        pub async fn activate_jobs(
            &mut self,
            request: impl tonic::IntoRequest<super::ActivateJobsRequest>,
        ) -> std::result::Result<
            tonic::Response<tonic::codec::Streaming<super::ActivateJobsResponse>>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/ActivateJobs",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "ActivateJobs"));
            self.inner.server_streaming(req, path, codec).await
        }
        pub async fn stream_activated_jobs(
            &mut self,
            request: impl tonic::IntoRequest<super::StreamActivatedJobsRequest>,
        ) -> std::result::Result<
            tonic::Response<tonic::codec::Streaming<super::ActivatedJob>>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/StreamActivatedJobs",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "StreamActivatedJobs"),
                );
            self.inner.server_streaming(req, path, codec).await
        }
        pub async fn cancel_process_instance(
            &mut self,
            request: impl tonic::IntoRequest<super::CancelProcessInstanceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::CancelProcessInstanceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/CancelProcessInstance",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "CancelProcessInstance"),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn complete_job(
            &mut self,
            request: impl tonic::IntoRequest<super::CompleteJobRequest>,
        ) -> std::result::Result<
            tonic::Response<super::CompleteJobResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/CompleteJob",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "CompleteJob"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn create_process_instance(
            &mut self,
            request: impl tonic::IntoRequest<super::CreateProcessInstanceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::CreateProcessInstanceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/CreateProcessInstance",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "CreateProcessInstance"),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn create_process_instance_with_result(
            &mut self,
            request: impl tonic::IntoRequest<
                super::CreateProcessInstanceWithResultRequest,
            >,
        ) -> std::result::Result<
            tonic::Response<super::CreateProcessInstanceWithResultResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/CreateProcessInstanceWithResult",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "gateway_protocol.Gateway",
                        "CreateProcessInstanceWithResult",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn evaluate_decision(
            &mut self,
            request: impl tonic::IntoRequest<super::EvaluateDecisionRequest>,
        ) -> std::result::Result<
            tonic::Response<super::EvaluateDecisionResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/EvaluateDecision",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "EvaluateDecision"));
            self.inner.unary(req, path, codec).await
        }
        #[deprecated]
        pub async fn deploy_process(
            &mut self,
            request: impl tonic::IntoRequest<super::DeployProcessRequest>,
        ) -> std::result::Result<
            tonic::Response<super::DeployProcessResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/DeployProcess",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "DeployProcess"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn deploy_resource(
            &mut self,
            request: impl tonic::IntoRequest<super::DeployResourceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::DeployResourceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/DeployResource",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "DeployResource"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn fail_job(
            &mut self,
            request: impl tonic::IntoRequest<super::FailJobRequest>,
        ) -> std::result::Result<
            tonic::Response<super::FailJobResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/FailJob",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "FailJob"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn throw_error(
            &mut self,
            request: impl tonic::IntoRequest<super::ThrowErrorRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ThrowErrorResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/ThrowError",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "ThrowError"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn publish_message(
            &mut self,
            request: impl tonic::IntoRequest<super::PublishMessageRequest>,
        ) -> std::result::Result<
            tonic::Response<super::PublishMessageResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/PublishMessage",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "PublishMessage"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn resolve_incident(
            &mut self,
            request: impl tonic::IntoRequest<super::ResolveIncidentRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ResolveIncidentResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/ResolveIncident",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "ResolveIncident"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn set_variables(
            &mut self,
            request: impl tonic::IntoRequest<super::SetVariablesRequest>,
        ) -> std::result::Result<
            tonic::Response<super::SetVariablesResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/SetVariables",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "SetVariables"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn topology(
            &mut self,
            request: impl tonic::IntoRequest<super::TopologyRequest>,
        ) -> std::result::Result<
            tonic::Response<super::TopologyResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/Topology",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "Topology"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn update_job_retries(
            &mut self,
            request: impl tonic::IntoRequest<super::UpdateJobRetriesRequest>,
        ) -> std::result::Result<
            tonic::Response<super::UpdateJobRetriesResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/UpdateJobRetries",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "UpdateJobRetries"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn modify_process_instance(
            &mut self,
            request: impl tonic::IntoRequest<super::ModifyProcessInstanceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::ModifyProcessInstanceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/ModifyProcessInstance",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "ModifyProcessInstance"),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn migrate_process_instance(
            &mut self,
            request: impl tonic::IntoRequest<super::MigrateProcessInstanceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::MigrateProcessInstanceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/MigrateProcessInstance",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "MigrateProcessInstance"),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn assign_process_instance_business_id(
            &mut self,
            request: impl tonic::IntoRequest<
                super::AssignProcessInstanceBusinessIdRequest,
            >,
        ) -> std::result::Result<
            tonic::Response<super::AssignProcessInstanceBusinessIdResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/AssignProcessInstanceBusinessId",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new(
                        "gateway_protocol.Gateway",
                        "AssignProcessInstanceBusinessId",
                    ),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn update_job_timeout(
            &mut self,
            request: impl tonic::IntoRequest<super::UpdateJobTimeoutRequest>,
        ) -> std::result::Result<
            tonic::Response<super::UpdateJobTimeoutResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/UpdateJobTimeout",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "UpdateJobTimeout"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn update_job_priority(
            &mut self,
            request: impl tonic::IntoRequest<super::UpdateJobPriorityRequest>,
        ) -> std::result::Result<
            tonic::Response<super::UpdateJobPriorityResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/UpdateJobPriority",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "UpdateJobPriority"),
                );
            self.inner.unary(req, path, codec).await
        }
        pub async fn delete_resource(
            &mut self,
            request: impl tonic::IntoRequest<super::DeleteResourceRequest>,
        ) -> std::result::Result<
            tonic::Response<super::DeleteResourceResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/DeleteResource",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "DeleteResource"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn broadcast_signal(
            &mut self,
            request: impl tonic::IntoRequest<super::BroadcastSignalRequest>,
        ) -> std::result::Result<
            tonic::Response<super::BroadcastSignalResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/BroadcastSignal",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(GrpcMethod::new("gateway_protocol.Gateway", "BroadcastSignal"));
            self.inner.unary(req, path, codec).await
        }
        pub async fn evaluate_conditional(
            &mut self,
            request: impl tonic::IntoRequest<super::EvaluateConditionalRequest>,
        ) -> std::result::Result<
            tonic::Response<super::EvaluateConditionalResponse>,
            tonic::Status,
        > {
            self.inner
                .ready()
                .await
                .map_err(|e| {
                    tonic::Status::unknown(
                        format!("Service was not ready: {}", e.into()),
                    )
                })?;
            let codec = tonic_prost::ProstCodec::default();
            let path = http::uri::PathAndQuery::from_static(
                "/gateway_protocol.Gateway/EvaluateConditional",
            );
            let mut req = request.into_request();
            req.extensions_mut()
                .insert(
                    GrpcMethod::new("gateway_protocol.Gateway", "EvaluateConditional"),
                );
            self.inner.unary(req, path, codec).await
        }
    }
}
