//! A gateway in the process of the test: no port, no network, a real client.
//!
//! - `answers`: what is answered to which RPC, and what has been asked
//! - `server`: the connection, from frames to messages and back
//! - `desk`: the jobs, who has them and what became of them
//! - `job_calls`: the RPCs about jobs, at the desk
//! - `jobs`: what tests add and look at

mod answers;
mod desk;
mod job_calls;
mod jobs;
mod server;
#[cfg(test)]
mod silence;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;

use crate::client::Client;
use crate::contract::{FromWire, IntoWire, Rpc, ServerStreaming, Unary};
use crate::transport::{Channel, ChannelSettings, Dialer, Listener};
use crate::{ClientBuilder, ConfigError};

use super::Status;
use answers::{Answers, Replies, read, write};
use desk::Desk;

pub use jobs::{JobHandle, NoOutcome};

/// A gateway for tests, in the process of the test.
///
/// What a test wants answered is scripted with [`on`](Self::on); an RPC
/// without an answer is `UNIMPLEMENTED`. Jobs are added with
/// [`add_job`](Self::add_job), and the RPCs of workers are answered from the
/// start.
///
/// The clients are ordinary ones, with their checks, deadlines and retries, on
/// a connection in memory. A test may run with paused time.
///
/// ```
/// use serde_json::json;
/// use zeebe_sdk::gateway::{CreateProcessInstanceRequest, CreateProcessInstanceResponse, rpcs};
/// use zeebe_sdk::testing::{FakeGateway, Status};
/// use zeebe_sdk::{Client, Error};
///
/// /// What is tested.
/// async fn order(client: &Client, total: u32) -> Result<i64, Error> {
///     let request = CreateProcessInstanceRequest::by_bpmn_process_id("order")
///         .variables(json!({ "total": total }));
///     Ok(client.create_process_instance(request).await?.process_instance_key.get())
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let gateway = FakeGateway::new();
/// let client = gateway.client()?;
///
/// gateway.on::<rpcs::CreateProcessInstance>(|_| {
///     let mut started = CreateProcessInstanceResponse::default();
///     started.process_instance_key = 42.into();
///     Ok(started)
/// });
/// assert_eq!(order(&client, 5).await?, 42);
/// let request = &gateway.requests::<rpcs::CreateProcessInstance>()[0];
/// assert_eq!(request.bpmn_process_id, "order");
/// assert_eq!(request.variables.get::<u32>("total")?, Some(5));
///
/// gateway.on::<rpcs::CreateProcessInstance>(|_| Err(Status::not_found("no such process")));
/// assert!(order(&client, 5).await.unwrap_err().is_not_found());
/// # Ok(())
/// # }
/// ```
///
/// Clones are the same gateway.
#[derive(Clone)]
pub struct FakeGateway {
    answers: Arc<Answers>,
    desk: Arc<Desk>,
}

impl FakeGateway {
    /// A gateway that has no answers yet.
    #[must_use]
    pub fn new() -> Self {
        let gateway = Self { answers: Arc::default(), desk: Arc::default() };
        job_calls::answer(&gateway.answers, &gateway.desk);
        gateway
    }

    /// A client of this gateway, with default settings.
    ///
    /// # Errors
    ///
    /// If this is not inside a Tokio runtime.
    pub fn client(&self) -> Result<Client, ConfigError> {
        self.client_with(Client::builder())
    }

    /// A client of this gateway, with settings of your own. Those of the
    /// connection (address, TLS, keepalive) have no effect.
    ///
    /// # Errors
    ///
    /// If a setting cannot be used, or this is not inside a Tokio runtime.
    pub fn client_with(&self, settings: ClientBuilder) -> Result<Client, ConfigError> {
        let listener = server::Memory::new(Arc::clone(&self.answers));
        Self::client_over(Arc::new(listener), None, settings)
    }

    /// A client of whoever listens, which pings at these intervals.
    fn client_over(
        listener: Arc<dyn Listener>,
        keepalive: Option<Duration>,
        settings: ClientBuilder,
    ) -> Result<Client, ConfigError> {
        let (_, shared) = settings.build()?.into_parts();
        let channel = Channel::new(ChannelSettings {
            dialer: Dialer::in_memory(listener),
            authority: None,
            keepalive,
            keepalive_timeout: Duration::from_secs(20),
        })?;
        Ok(Client::new(channel, shared))
    }

    /// Answers an RPC from now on, in place of any answer before.
    ///
    /// The answer is asked once per attempt, one at a time. If it panics, as a
    /// failed assertion does, the call fails with `INTERNAL` and the text of
    /// the panic.
    pub fn on<R>(
        &self,
        mut answer: impl FnMut(R::Request) -> Result<R::Output, Status> + Send + 'static,
    ) where
        R: Unary,
        R::Request: FromWire<Wire: Message + Default>,
        R::Output: IntoWire<Wire: Message>,
    {
        self.answers.set(R::POLICY, move |request| {
            let reply = answer(read::<R::Request>(request)?)?;
            Ok(Replies::of([write(reply)?]))
        });
    }

    /// Answers an RPC that streams its replies from now on, in place of any
    /// answer before: with these messages, after which the stream ends.
    ///
    /// ```
    /// # use zeebe_sdk::gateway::{ActivateJobsResponse, rpcs};
    /// # use zeebe_sdk::testing::{FakeGateway, Status};
    /// # let gateway = FakeGateway::new();
    /// gateway.on_stream::<rpcs::ActivateJobs, ActivateJobsResponse>(|_| {
    ///     Err(Status::unavailable("shutting down"))
    /// });
    /// ```
    pub fn on_stream<R, M>(
        &self,
        mut answer: impl FnMut(R::Request) -> Result<Vec<M>, Status> + Send + 'static,
    ) where
        R: ServerStreaming,
        R::Request: FromWire<Wire: Message + Default>,
        M: IntoWire<Wire = R::WireReply>,
    {
        self.answers.set(R::POLICY, move |request| {
            let replies = answer(read::<R::Request>(request)?)?;
            let replies: Result<Vec<_>, Status> = replies.into_iter().map(write).collect();
            Ok(Replies::of(replies?))
        });
    }

    /// The requests of an RPC that have arrived, in their order: one per
    /// attempt, answered or not.
    #[must_use]
    pub fn requests<R>(&self) -> Vec<R::Request>
    where
        R: Rpc,
        R::Request: FromWire<Wire: Message + Default>,
    {
        let requests = self.answers.requests(R::POLICY);
        requests.into_iter().filter_map(|request| read::<R::Request>(request).ok()).collect()
    }
}

impl Default for FakeGateway {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FakeGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeGateway").finish_non_exhaustive()
    }
}
