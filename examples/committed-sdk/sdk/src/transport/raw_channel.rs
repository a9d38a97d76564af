//! The connection for the stub of the wire types.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::transport::channel::ResponseFuture;
use tonic::transport::{Channel, Error};

use crate::client::Shared;

/// The connection of a [`Client`](crate::Client), for the stubs of the wire
/// types that it gives.
///
/// It adds the metadata of the client to every call.
#[derive(Clone)]
pub struct RawChannel {
    channel: Channel,
    shared: Arc<Shared>,
}

impl RawChannel {
    pub(crate) fn new(channel: Channel, shared: Arc<Shared>) -> Self {
        Self { channel, shared }
    }
}

impl Service<Request<Body>> for RawChannel {
    type Response = Response<Body>;
    type Error = Error;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.channel.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> ResponseFuture {
        let headers = request.headers_mut();
        for (name, value) in &self.shared.settings.headers {
            headers.append(name, value.clone());
        }
        self.channel.call(request)
    }
}

impl fmt::Debug for RawChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawChannel").finish_non_exhaustive()
    }
}
