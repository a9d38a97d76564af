//! A call before it is sent: its request and what is special about it.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use tokio_util::sync::CancellationToken;

use crate::contract::{Dispatch, Pending, Rpc};
use crate::retry::RetryMode;
use crate::transport::user_headers;
use crate::{ArgumentError, Client, Error};

/// A call that is sent when it is awaited.
///
/// ```no_run
/// # use std::time::Duration;
/// # use zeebe_sdk::{Client, Error, RetryMode};
/// # use zeebe_sdk::gateway::TopologyRequest;
/// # async fn example(client: Client) -> Result<(), Error> {
/// let topology = client
///     .topology(TopologyRequest::default())
///     .timeout(Duration::from_secs(2))
///     .retry(RetryMode::Never)
///     .metadata("x-request-id", "42")
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is sent when it is awaited"]
pub struct Call<R: Rpc> {
    client: Client,
    request: R::Request,
    options: CallOptions,
}

/// What is special about one call.
#[derive(Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryMode>,
    pub(crate) headers: HeaderMap,
    pub(crate) cancel: Option<CancellationToken>,
    /// Whether it is sent until its deadline, also of a client that closes.
    pub(crate) insistent: bool,
    pub(crate) refused: Option<Box<ArgumentError>>,
}

impl<R: Rpc> Call<R> {
    pub(crate) fn new(client: Client, request: R::Request) -> Self {
        Self { client, request, options: CallOptions::default() }
    }

    /// How long the call may take in all: waiting, every attempt, and the
    /// pauses between them. For a stream it is the time until its end.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        if timeout.is_zero() {
            self.refuse(ArgumentError::new("must be greater than zero").at("timeout"));
        }
        self
    }

    /// Whether the call is sent again after a failure.
    pub fn retry(mut self, mode: RetryMode) -> Self {
        self.options.retry = Some(mode);
        self
    }

    /// Metadata for this call, in addition to the client's. The value of a
    /// name that ends in `-bin` is sent as bytes.
    pub fn metadata(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let added = user_headers(&mut self.options.headers, name.as_ref(), value.as_ref());
        if let Err(error) = added {
            self.refuse(error);
        }
        self
    }

    /// Ends the call with CANCELLED when the token is cancelled.
    ///
    /// Dropping the call's future, or its stream, has the same effect on the
    /// gateway.
    pub fn cancel_on(mut self, token: CancellationToken) -> Self {
        self.options.cancel = Some(token);
        self
    }

    /// Sends the call as often as its deadline allows, whatever the policy and
    /// the budget say about the number of attempts, and also when the client
    /// is closing. An attempt may take as long as other calls may in all.
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn insistent(mut self) -> Self {
        self.options.insistent = true;
        self
    }

    /// The request as it stands.
    pub fn request(&self) -> &R::Request {
        &self.request
    }

    fn refuse(&mut self, error: ArgumentError) {
        self.options.refused.get_or_insert_with(|| Box::new(error));
    }
}

impl<R: Rpc> IntoFuture for Call<R> {
    type Output = Result<R::Output, Error>;
    type IntoFuture = Pending<R::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        if let Some(error) = self.options.refused.take() {
            let error = Error::from(error.of(R::POLICY.name));
            return Box::pin(std::future::ready(Err(error)));
        }
        let dispatch = Dispatch { client: self.client, options: self.options };
        R::start(self.request, dispatch)
    }
}

impl<R: Rpc<Request: fmt::Debug>> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("rpc", &R::POLICY.name)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
