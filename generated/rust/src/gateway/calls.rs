//! One method per RPC.

use super::{messages, rpc};
use crate::raw::gateway_client::GatewayClient;
use crate::{Call, Client, RawChannel};

impl Client {
    /// The stub of the wire types, on the connection of this client.
    ///
    /// It adds the metadata of the client to every call, and nothing else: no
    /// checks, deadlines or retries.
    #[must_use]
    pub fn raw(&self) -> GatewayClient<RawChannel> {
        GatewayClient::new(self.raw_channel()).max_decoding_message_size(self.max_message_size())
    }

    /// Activates jobs of one type and brings them as they come.
    ///
    /// The gateway asks its partitions in turn. While it finds no job it waits
    /// as long as the request allows; the stream then ends without a job.
    ///
    /// Since gateway 8.0. Deadline: the request timeout and 10 s. Sent once:
    /// whether to ask again is up to the loop around the call.
    ///
    /// # Errors
    ///
    /// - `INVALID_ARGUMENT`: the type or the worker is blank, the timeout or
    ///   the number of jobs is less than one, or a tenant is not allowed.
    /// - `DEADLINE_EXCEEDED`: the deadline of the call is shorter than its
    ///   request timeout.
    pub fn activate_jobs(&self, request: messages::ActivateJobsRequest) -> Call<rpc::ActivateJobs> {
        self.call(request)
    }

    /// Cancels a running process instance.
    ///
    /// Since gateway 8.0. Deadline: the client's. Sent again after transient
    /// failures; a repetition that finds the instance gone counts as success,
    /// with `already_applied`. Never waits in line.
    ///
    /// # Errors
    ///
    /// - `NOT_FOUND`: no process instance with this key is running.
    pub fn cancel_process_instance(
        &self,
        request: messages::CancelProcessInstanceRequest,
    ) -> Call<rpc::CancelProcessInstance> {
        self.call(request)
    }

    /// Reports a job as done, so that its process goes on.
    ///
    /// Since gateway 8.0. Deadline: the client's. Sent again after transient
    /// failures; a repetition that finds the job gone counts as success, with
    /// `already_applied`. Never waits in line.
    ///
    /// # Errors
    ///
    /// - `NOT_FOUND`: no job with this key exists, or it is completed already.
    /// - `FAILED_PRECONDITION`: the job has failed; its incident must be
    ///   resolved first.
    /// - `INVALID_ARGUMENT`: the variables are not a JSON object.
    pub fn complete_job(&self, request: messages::CompleteJobRequest) -> Call<rpc::CompleteJob> {
        self.call(request)
    }

    /// Starts an instance of a process that begins with a none start event.
    ///
    /// Returns when the instance is started, not when it has ended.
    ///
    /// Since gateway 8.0. Deadline: the client's. Sent again only if the
    /// gateway has not executed it, unless the caller chooses
    /// [`RetryMode::AtLeastOnce`](crate::RetryMode::AtLeastOnce).
    ///
    /// # Errors
    ///
    /// - `NOT_FOUND`: no process with this key, or with this ID and version,
    ///   is deployed.
    /// - `FAILED_PRECONDITION`: the process has no none start event.
    /// - `INVALID_ARGUMENT`: the variables are not a JSON object, a start
    ///   element is unknown, or the tenant is not allowed.
    /// - `ALREADY_EXISTS`: a running instance of the process has this business
    ///   ID.
    pub fn create_process_instance(
        &self,
        request: messages::CreateProcessInstanceRequest,
    ) -> Call<rpc::CreateProcessInstance> {
        self.call(request)
    }

    /// Starts an instance of a process and waits until it has completed.
    ///
    /// Since gateway 8.0. Deadline: the request timeout and 10 s. Sent again
    /// only if the gateway has not executed it, unless the caller chooses
    /// [`RetryMode::AtLeastOnce`](crate::RetryMode::AtLeastOnce).
    ///
    /// # Errors
    ///
    /// - `NOT_FOUND`: no process with this key, or with this ID and version,
    ///   is deployed.
    /// - `FAILED_PRECONDITION`: the process has no none start event.
    /// - `INVALID_ARGUMENT`: the variables are not a JSON object, a start
    ///   element is unknown, or the tenant is not allowed.
    /// - `ALREADY_EXISTS`: a running instance of the process has this business
    ///   ID.
    /// - `DEADLINE_EXCEEDED`: the instance was created, but has not completed
    ///   in time.
    pub fn create_process_instance_with_result(
        &self,
        request: messages::CreateProcessInstanceWithResultRequest,
    ) -> Call<rpc::CreateProcessInstanceWithResult> {
        self.call(request)
    }

    /// Deploys processes, decisions and forms: all of them or none.
    ///
    /// What is deployed already, with the same content, keeps its version.
    ///
    /// Since gateway 8.0. Deadline: the client's. Sent again after transient
    /// failures. Never waits in line.
    ///
    /// # Errors
    ///
    /// - `PERMISSION_DENIED`: the caller may not deploy for this tenant.
    /// - `INVALID_ARGUMENT`: no resource is given, one of them cannot be read
    ///   or breaks a rule of its kind, or the tenant is missing or not
    ///   allowed.
    pub fn deploy_resource(
        &self,
        request: messages::DeployResourceRequest,
    ) -> Call<rpc::DeployResource> {
        self.call(request)
    }

    /// Changes where a running process instance stands: starts, ends and moves
    /// executions of its elements.
    ///
    /// Since gateway 8.1. Deadline: the client's. Sent again only if the
    /// gateway has not executed it, unless the caller chooses
    /// [`RetryMode::AtLeastOnce`](crate::RetryMode::AtLeastOnce).
    ///
    /// # Errors
    ///
    /// - `NOT_FOUND`: no process instance with this key is running.
    /// - `FAILED_PRECONDITION`: an element inside a multi-instance body cannot
    ///   be started.
    /// - `INVALID_ARGUMENT`: an element to start or end is unknown, its
    ///   ancestor is missing, or a scope of variables is unknown.
    pub fn modify_process_instance(
        &self,
        request: messages::ModifyProcessInstanceRequest,
    ) -> Call<rpc::ModifyProcessInstance> {
        self.call(request)
    }

    /// Publishes a message for one receiver; its correlation key decides in
    /// which partition.
    ///
    /// Since gateway 8.0. Deadline: the client's. With a message ID and a time
    /// to live it is sent again after transient failures, and a repetition
    /// that finds the message published counts as success, with
    /// `already_applied`. Without, it is sent again only if the gateway has
    /// not executed it, unless the caller chooses
    /// [`RetryMode::AtLeastOnce`](crate::RetryMode::AtLeastOnce).
    ///
    /// # Errors
    ///
    /// - `ALREADY_EXISTS`: a message with this message ID has been published
    ///   and is still alive.
    /// - `INVALID_ARGUMENT`: the variables are not a JSON object, or the
    ///   tenant is not allowed.
    pub fn publish_message(
        &self,
        request: messages::PublishMessageRequest,
    ) -> Call<rpc::PublishMessage> {
        self.call(request)
    }

    /// Opens a stream on which jobs of one type are pushed when they become
    /// available.
    ///
    /// Only jobs that become available after it was opened are pushed, so ask
    /// for the older ones with [`activate_jobs`](Self::activate_jobs). The
    /// call is done when the gateway begins to answer, which may be with its
    /// first job; the stream has no end of its own.
    ///
    /// Since gateway 8.3. Deadline: none. Sent once: whether to open it again
    /// is up to the loop around the call.
    ///
    /// # Errors
    ///
    /// - `INVALID_ARGUMENT`: the type is blank, the timeout is less than one,
    ///   or the tenants are missing or not allowed.
    pub fn stream_activated_jobs(
        &self,
        request: messages::StreamActivatedJobsRequest,
    ) -> Call<rpc::StreamActivatedJobs> {
        self.call(request)
    }

    /// Tells of which brokers and partitions the cluster consists.
    ///
    /// A gateway that has only just started answers before it knows a
    /// partition.
    ///
    /// Since gateway 8.0. Deadline: the client's. Sent again after transient
    /// failures.
    pub fn topology(&self, request: messages::TopologyRequest) -> Call<rpc::Topology> {
        self.call(request)
    }
}
