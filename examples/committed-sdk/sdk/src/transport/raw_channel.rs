//! The connection for the stub of the wire types.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::Service;

use super::channel::Channel;
use super::failure::{Failure, unproved};
use super::request::{attach, read_timeout};
use super::status::STATUS;
use crate::client::Shared;
use crate::credentials::Occasion;

/// The connection of a [`Client`](crate::Client), for the stubs of the wire
/// types that it gives.
///
/// It adds the metadata and the credentials of the client to every call, and
/// keeps the time of a call that has one (`grpc-timeout`). It repeats nothing; a
/// token that the gateway does not accept is dropped, so that the next call has
/// another one.
#[derive(Clone)]
pub struct RawChannel {
    channel: Channel,
    shared: Arc<Shared>,
}

impl RawChannel {
    pub(crate) fn new(channel: Channel, shared: Arc<Shared>) -> Self {
        Self { channel, shared }
    }

    async fn send(self, mut request: Request<Body>) -> Result<Response<Body>, Box<Failure>> {
        let headers = request.headers_mut();
        for (name, value) in &self.shared.settings.headers {
            headers.append(name, value.clone());
        }
        let credentials = self.shared.settings.credentials.as_ref();
        let proof = match credentials {
            None => None,
            Some(source) => match source.ready() {
                Some(proof) => Some(proof),
                None => Some(source.prove(Occasion::Attempt).await.map_err(unproved)?),
            },
        };
        attach(request.headers_mut(), proof.as_deref());
        let reply = self.channel.send(request).await?;
        let refused = reply.headers().get(&STATUS).is_some_and(|status| status == UNAUTHENTICATED);
        if let (Some(source), Some(proof), true) = (credentials, &proof, refused) {
            source.not_accepted(proof);
        }
        Ok(reply)
    }
}

/// As a gateway spells the status.
const UNAUTHENTICATED: &str = "16";

impl Service<Request<Body>> for RawChannel {
    type Response = Response<Body>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let timeout = timeout_of(request.headers());
        let sending = self.clone().send(request);
        Box::pin(async move {
            let Some(time) = timeout else {
                return sending.await.map_err(|failure| status(*failure));
            };
            match tokio::time::timeout(time, sending).await {
                Ok(reply) => reply.map_err(|failure| status(*failure)),
                Err(_) => Err(Status::deadline_exceeded(format!("no answer within {time:?}"))),
            }
        })
    }
}

fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    read_timeout(headers.get("grpc-timeout")?.as_bytes())
}

fn status(failure: Failure) -> Status {
    Status::new(failure.code, failure.message)
}

impl fmt::Debug for RawChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawChannel").finish_non_exhaustive()
    }
}
