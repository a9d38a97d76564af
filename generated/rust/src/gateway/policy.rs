//! How the SDK treats each RPC: one entry per RPC, in the order of their
//! names. This is data; [`RpcPolicy`] says what it does.

use std::time::Duration;

use crate::Code;
use crate::contract::{CallClass, DeadlineRule, DocumentedError, RetryRule, RpcPolicy};

/// Every RPC of the gateway.
pub static POLICIES: [&RpcPolicy; 10] = [
    &ACTIVATE_JOBS,
    &CANCEL_PROCESS_INSTANCE,
    &COMPLETE_JOB,
    &CREATE_PROCESS_INSTANCE,
    &CREATE_PROCESS_INSTANCE_WITH_RESULT,
    &DEPLOY_RESOURCE,
    &MODIFY_PROCESS_INSTANCE,
    &PUBLISH_MESSAGE,
    &STREAM_ACTIVATED_JOBS,
    &TOPOLOGY,
];

/// The policy of ActivateJobs.
pub static ACTIVATE_JOBS: RpcPolicy = RpcPolicy {
    class: CallClass::WorkerLoop,
    retry: RetryRule::NEVER,
    deadline: DeadlineRule::RequestTimeout {
        gateway_default: Duration::from_secs(10),
        plus: Duration::from_secs(10),
    },
    since: "8.0",
    errors: &[
        DocumentedError::new(
            Code::InvalidArgument,
            "the type or the worker is blank, the timeout or the number of jobs is less than one, \
             or a tenant is not allowed",
        ),
        DocumentedError::new(
            Code::DeadlineExceeded,
            "the deadline of the call is shorter than its request timeout",
        ),
    ],
    ..RpcPolicy::new("ActivateJobs", "/gateway_protocol.Gateway/ActivateJobs")
};

/// The policy of CancelProcessInstance.
pub static CANCEL_PROCESS_INSTANCE: RpcPolicy = RpcPolicy {
    class: CallClass::Idempotent,
    retry: RetryRule::always(&[
        Code::Unavailable,
        Code::ResourceExhausted,
        Code::DeadlineExceeded,
        Code::Aborted,
    ]),
    backpressure_exempt: true,
    already_applied: &[Code::NotFound],
    since: "8.0",
    errors: &[DocumentedError::new(Code::NotFound, "no process instance with this key is running")],
    ..RpcPolicy::new("CancelProcessInstance", "/gateway_protocol.Gateway/CancelProcessInstance")
};

/// The policy of CompleteJob.
pub static COMPLETE_JOB: RpcPolicy = RpcPolicy {
    class: CallClass::Idempotent,
    retry: RetryRule::always(&[
        Code::Unavailable,
        Code::ResourceExhausted,
        Code::DeadlineExceeded,
        Code::Aborted,
    ]),
    backpressure_exempt: true,
    already_applied: &[Code::NotFound],
    since: "8.0",
    errors: &[
        DocumentedError::new(
            Code::NotFound,
            "no job with this key exists, or it is completed already",
        ),
        DocumentedError::new(
            Code::FailedPrecondition,
            "the job has failed; its incident must be resolved first",
        ),
        DocumentedError::new(Code::InvalidArgument, "the variables are not a JSON object"),
    ],
    ..RpcPolicy::new("CompleteJob", "/gateway_protocol.Gateway/CompleteJob")
};

/// The policy of CreateProcessInstance.
pub static CREATE_PROCESS_INSTANCE: RpcPolicy = RpcPolicy {
    class: CallClass::NonIdempotent,
    retry: RetryRule {
        idempotent: &[],
        otherwise: &[Code::ResourceExhausted],
        at_least_once: &[Code::Unavailable, Code::ResourceExhausted, Code::DeadlineExceeded],
    },
    since: "8.0",
    errors: &[
        DocumentedError::new(
            Code::NotFound,
            "no process with this key, or with this ID and version, is deployed",
        ),
        DocumentedError::new(Code::FailedPrecondition, "the process has no none start event"),
        DocumentedError::new(
            Code::InvalidArgument,
            "the variables are not a JSON object, a start element is unknown, or the tenant is not \
             allowed",
        ),
        DocumentedError::new(
            Code::AlreadyExists,
            "a running instance of the process has this business ID",
        ),
    ],
    ..RpcPolicy::new("CreateProcessInstance", "/gateway_protocol.Gateway/CreateProcessInstance")
};

/// The policy of CreateProcessInstanceWithResult.
pub static CREATE_PROCESS_INSTANCE_WITH_RESULT: RpcPolicy = RpcPolicy {
    class: CallClass::NonIdempotent,
    retry: RetryRule {
        idempotent: &[],
        otherwise: &[Code::ResourceExhausted],
        at_least_once: &[Code::Unavailable, Code::ResourceExhausted, Code::DeadlineExceeded],
    },
    deadline: DeadlineRule::RequestTimeout {
        gateway_default: Duration::from_secs(10),
        plus: Duration::from_secs(10),
    },
    since: "8.0",
    errors: &[
        DocumentedError::new(
            Code::NotFound,
            "no process with this key, or with this ID and version, is deployed",
        ),
        DocumentedError::new(Code::FailedPrecondition, "the process has no none start event"),
        DocumentedError::new(
            Code::InvalidArgument,
            "the variables are not a JSON object, a start element is unknown, or the tenant is not \
             allowed",
        ),
        DocumentedError::new(
            Code::AlreadyExists,
            "a running instance of the process has this business ID",
        ),
        DocumentedError::new(
            Code::DeadlineExceeded,
            "the instance was created, but has not completed in time",
        ),
    ],
    ..RpcPolicy::new(
        "CreateProcessInstanceWithResult",
        "/gateway_protocol.Gateway/CreateProcessInstanceWithResult",
    )
};

/// The policy of DeployResource.
pub static DEPLOY_RESOURCE: RpcPolicy = RpcPolicy {
    class: CallClass::Idempotent,
    retry: RetryRule::always(&[
        Code::Unavailable,
        Code::ResourceExhausted,
        Code::DeadlineExceeded,
        Code::Aborted,
    ]),
    backpressure_exempt: true,
    since: "8.0",
    errors: &[
        DocumentedError::new(Code::PermissionDenied, "the caller may not deploy for this tenant"),
        DocumentedError::new(
            Code::InvalidArgument,
            "no resource is given, one of them cannot be read or breaks a rule of its kind, or the \
             tenant is missing or not allowed",
        ),
    ],
    ..RpcPolicy::new("DeployResource", "/gateway_protocol.Gateway/DeployResource")
};

/// The policy of ModifyProcessInstance.
pub static MODIFY_PROCESS_INSTANCE: RpcPolicy = RpcPolicy {
    class: CallClass::NonIdempotent,
    retry: RetryRule {
        idempotent: &[],
        otherwise: &[Code::ResourceExhausted],
        at_least_once: &[Code::Unavailable, Code::ResourceExhausted, Code::DeadlineExceeded],
    },
    since: "8.1",
    errors: &[
        DocumentedError::new(Code::NotFound, "no process instance with this key is running"),
        DocumentedError::new(
            Code::FailedPrecondition,
            "an element inside a multi-instance body cannot be started",
        ),
        DocumentedError::new(
            Code::InvalidArgument,
            "an element to start or end is unknown, its ancestor is missing, or a scope of \
             variables is unknown",
        ),
    ],
    ..RpcPolicy::new("ModifyProcessInstance", "/gateway_protocol.Gateway/ModifyProcessInstance")
};

/// The policy of PublishMessage.
pub static PUBLISH_MESSAGE: RpcPolicy = RpcPolicy {
    class: CallClass::IdempotentIf("messageId"),
    retry: RetryRule {
        idempotent: &[
            Code::Unavailable,
            Code::ResourceExhausted,
            Code::DeadlineExceeded,
            Code::Aborted,
        ],
        otherwise: &[Code::ResourceExhausted],
        at_least_once: &[Code::Unavailable, Code::ResourceExhausted, Code::DeadlineExceeded],
    },
    already_applied: &[Code::AlreadyExists],
    since: "8.0",
    errors: &[
        DocumentedError::new(
            Code::AlreadyExists,
            "a message with this message ID has been published and is still alive",
        ),
        DocumentedError::new(
            Code::InvalidArgument,
            "the variables are not a JSON object, or the tenant is not allowed",
        ),
    ],
    ..RpcPolicy::new("PublishMessage", "/gateway_protocol.Gateway/PublishMessage")
};

/// The policy of StreamActivatedJobs.
pub static STREAM_ACTIVATED_JOBS: RpcPolicy = RpcPolicy {
    class: CallClass::WorkerLoop,
    retry: RetryRule::NEVER,
    deadline: DeadlineRule::Unlimited,
    since: "8.3",
    errors: &[DocumentedError::new(
        Code::InvalidArgument,
        "the type is blank, the timeout is less than one, or the tenants are missing or not \
         allowed",
    )],
    ..RpcPolicy::new("StreamActivatedJobs", "/gateway_protocol.Gateway/StreamActivatedJobs")
};

/// The policy of Topology.
pub static TOPOLOGY: RpcPolicy = RpcPolicy {
    class: CallClass::Read,
    retry: RetryRule::always(&[
        Code::Unavailable,
        Code::ResourceExhausted,
        Code::DeadlineExceeded,
        Code::Aborted,
    ]),
    since: "8.0",
    ..RpcPolicy::new("Topology", "/gateway_protocol.Gateway/Topology")
};
