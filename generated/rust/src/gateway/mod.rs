//! The API of the gateway: requests, replies, and what is in them.
//!
//! Every RPC is a method of [`Client`](crate::Client). It takes a request of
//! this module and returns a [`Call`](crate::Call). A request is made by its
//! constructor, which takes what is required, and setters named after the
//! fields; or as a struct, since its fields are public:
//!
//! ```
//! use std::time::Duration;
//! use zeebe_sdk::gateway::ActivateJobsRequest;
//! use zeebe_sdk::values::Fetch;
//!
//! let minute = Duration::from_secs(60);
//! let setters = ActivateJobsRequest::new("pay", "me", minute, 32)
//!     .fetch_variable(Fetch::only(["total"]));
//! let fields = ActivateJobsRequest {
//!     fetch_variable: Fetch::only(["total"]),
//!     ..ActivateJobsRequest::new("pay", "me", minute, 32)
//! };
//! assert_eq!(setters, fields);
//! ```
//!
//! Later releases add fields to requests, so end struct expressions with `..`
//! as above.

mod calls;
mod enums;
mod messages;
pub mod policy;
pub mod rpc;
mod wire;

pub use enums::{TenantFilter, activated_job, partition};
pub use messages::{
    ActivateJobsRequest, ActivatedJob, BrokerInfo, CancelProcessInstanceRequest,
    CancelProcessInstanceResponse, CompleteJobRequest, CompleteJobResponse,
    CreateProcessInstanceRequest, CreateProcessInstanceResponse,
    CreateProcessInstanceWithResultRequest, CreateProcessInstanceWithResultResponse,
    DecisionMetadata, DecisionRequirementsMetadata, DeployResourceRequest, DeployResourceResponse,
    Deployment, FormMetadata, JobResult, JobResultActivateElement, JobResultCorrections,
    ModifyProcessInstanceRequest, ModifyProcessInstanceResponse, Partition,
    ProcessInstanceCreationRuntimeInstruction, ProcessInstanceCreationStartInstruction,
    ProcessMetadata, PublishMessageRequest, PublishMessageResponse, Resource,
    StreamActivatedJobsRequest, StringList, TerminateProcessInstanceInstruction, TopologyRequest,
    TopologyResponse, UserTaskProperties, deployment, modify_process_instance_request,
    process_instance_creation_runtime_instruction,
};
