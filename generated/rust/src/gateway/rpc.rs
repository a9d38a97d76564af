//! One type per RPC. They have no values; they name the RPC in
//! [`Call`](crate::Call).

use std::iter;

use super::{messages, policy};
use crate::ResponseStream;
use crate::contract::{Dispatch, Pending, Rpc, RpcPolicy, ServerStreaming, Unary, decode};
use crate::raw;

/// The RPC behind [`Client::activate_jobs`](crate::Client::activate_jobs).
#[derive(Debug)]
pub enum ActivateJobs {}

impl Rpc for ActivateJobs {
    type Request = messages::ActivateJobsRequest;
    type Output = ResponseStream<messages::ActivatedJob>;

    const POLICY: &'static RpcPolicy = &policy::ACTIVATE_JOBS;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.server_streaming::<Self>(request)
    }
}

impl ServerStreaming for ActivateJobs {
    type Item = messages::ActivatedJob;
    type WireReply = raw::ActivateJobsResponse;

    fn items(reply: raw::ActivateJobsResponse) -> impl Iterator<Item = Self::Item> {
        reply.jobs.into_iter().map(decode)
    }

    fn request_timeout_ms(wire: &raw::ActivateJobsRequest) -> i64 {
        wire.request_timeout
    }
}

/// The RPC behind
/// [`Client::cancel_process_instance`](crate::Client::cancel_process_instance).
#[derive(Debug)]
pub enum CancelProcessInstance {}

impl Rpc for CancelProcessInstance {
    type Request = messages::CancelProcessInstanceRequest;
    type Output = messages::CancelProcessInstanceResponse;

    const POLICY: &'static RpcPolicy = &policy::CANCEL_PROCESS_INSTANCE;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for CancelProcessInstance {
    fn already_applied() -> Option<Self::Output> {
        Some(messages::CancelProcessInstanceResponse { already_applied: true })
    }
}

/// The RPC behind [`Client::complete_job`](crate::Client::complete_job).
#[derive(Debug)]
pub enum CompleteJob {}

impl Rpc for CompleteJob {
    type Request = messages::CompleteJobRequest;
    type Output = messages::CompleteJobResponse;

    const POLICY: &'static RpcPolicy = &policy::COMPLETE_JOB;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for CompleteJob {
    fn already_applied() -> Option<Self::Output> {
        Some(messages::CompleteJobResponse { already_applied: true })
    }
}

/// The RPC behind
/// [`Client::create_process_instance`](crate::Client::create_process_instance).
#[derive(Debug)]
pub enum CreateProcessInstance {}

impl Rpc for CreateProcessInstance {
    type Request = messages::CreateProcessInstanceRequest;
    type Output = messages::CreateProcessInstanceResponse;

    const POLICY: &'static RpcPolicy = &policy::CREATE_PROCESS_INSTANCE;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for CreateProcessInstance {}

/// The RPC behind
/// [`Client::create_process_instance_with_result`](crate::Client::create_process_instance_with_result).
#[derive(Debug)]
pub enum CreateProcessInstanceWithResult {}

impl Rpc for CreateProcessInstanceWithResult {
    type Request = messages::CreateProcessInstanceWithResultRequest;
    type Output = messages::CreateProcessInstanceWithResultResponse;

    const POLICY: &'static RpcPolicy = &policy::CREATE_PROCESS_INSTANCE_WITH_RESULT;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for CreateProcessInstanceWithResult {
    fn request_timeout_ms(wire: &raw::CreateProcessInstanceWithResultRequest) -> i64 {
        wire.request_timeout
    }
}

/// The RPC behind [`Client::deploy_resource`](crate::Client::deploy_resource).
#[derive(Debug)]
pub enum DeployResource {}

impl Rpc for DeployResource {
    type Request = messages::DeployResourceRequest;
    type Output = messages::DeployResourceResponse;

    const POLICY: &'static RpcPolicy = &policy::DEPLOY_RESOURCE;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for DeployResource {}

/// The RPC behind
/// [`Client::modify_process_instance`](crate::Client::modify_process_instance).
#[derive(Debug)]
pub enum ModifyProcessInstance {}

impl Rpc for ModifyProcessInstance {
    type Request = messages::ModifyProcessInstanceRequest;
    type Output = messages::ModifyProcessInstanceResponse;

    const POLICY: &'static RpcPolicy = &policy::MODIFY_PROCESS_INSTANCE;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for ModifyProcessInstance {}

/// The RPC behind [`Client::publish_message`](crate::Client::publish_message).
#[derive(Debug)]
pub enum PublishMessage {}

impl Rpc for PublishMessage {
    type Request = messages::PublishMessageRequest;
    type Output = messages::PublishMessageResponse;

    const POLICY: &'static RpcPolicy = &policy::PUBLISH_MESSAGE;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for PublishMessage {
    fn is_idempotent(wire: &raw::PublishMessageRequest) -> bool {
        !wire.message_id.is_empty() && wire.time_to_live > 0
    }

    fn already_applied() -> Option<Self::Output> {
        Some(messages::PublishMessageResponse {
            already_applied: true,
            ..messages::PublishMessageResponse::default()
        })
    }
}

/// The RPC behind
/// [`Client::stream_activated_jobs`](crate::Client::stream_activated_jobs).
#[derive(Debug)]
pub enum StreamActivatedJobs {}

impl Rpc for StreamActivatedJobs {
    type Request = messages::StreamActivatedJobsRequest;
    type Output = ResponseStream<messages::ActivatedJob>;

    const POLICY: &'static RpcPolicy = &policy::STREAM_ACTIVATED_JOBS;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.server_streaming::<Self>(request)
    }
}

impl ServerStreaming for StreamActivatedJobs {
    type Item = messages::ActivatedJob;
    type WireReply = raw::ActivatedJob;

    fn items(reply: raw::ActivatedJob) -> impl Iterator<Item = Self::Item> {
        iter::once(decode(reply))
    }
}

/// The RPC behind [`Client::topology`](crate::Client::topology).
#[derive(Debug)]
pub enum Topology {}

impl Rpc for Topology {
    type Request = messages::TopologyRequest;
    type Output = messages::TopologyResponse;

    const POLICY: &'static RpcPolicy = &policy::TOPOLOGY;

    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output> {
        dispatch.unary::<Self>(request)
    }
}

impl Unary for Topology {}
