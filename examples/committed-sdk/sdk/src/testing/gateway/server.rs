//! The gateway's end of a connection: from frames to messages and back.

use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tonic::body::Body;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::server::{Grpc, ServerStreamingService};

use super::Status;
use super::answers::{Answers, Replies};
use crate::transport::{Io, Listener};

/// How much may be under way in each direction, in bytes.
const BUFFER: usize = 64 * 1024;

/// Connections in memory to a gateway.
pub(super) struct Memory {
    answers: Arc<Answers>,
}

impl Memory {
    pub(super) fn new(answers: Arc<Answers>) -> Self {
        Self { answers }
    }
}

impl Listener for Memory {
    fn accept(&self) -> Box<dyn Io> {
        let (near, far) = tokio::io::duplex(BUFFER);
        let answers = Arc::clone(&self.answers);
        let service = service_fn(move |request| reply(Arc::clone(&answers), request));
        let connection =
            http2::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(far), service);
        // How it ends is the client's business.
        tokio::spawn(async move { drop(connection.await) });
        Box::new(TokioIo::new(near))
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

async fn reply(
    answers: Arc<Answers>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    let call = Incall { answers, path: request.uri().path().to_owned() };
    let mut grpc = Grpc::new(AsBytes).max_decoding_message_size(usize::MAX);
    // On the wire one reply is a stream of one.
    Ok(grpc.server_streaming(call, request).await)
}

/// A call that has arrived.
struct Incall {
    answers: Arc<Answers>,
    path: String,
}

impl ServerStreamingService<Bytes> for Incall {
    type Response = Bytes;
    type ResponseStream = Replies;
    type Future = Ready<Result<tonic::Response<Replies>, Status>>;

    fn call(&mut self, request: tonic::Request<Bytes>) -> Self::Future {
        ready(self.answers.answer(&self.path, request.into_inner()).map(tonic::Response::new))
    }
}

/// Messages as the bytes that they are.
#[derive(Debug, Clone, Copy)]
struct AsBytes;

impl Codec for AsBytes {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for AsBytes {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, message: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(message);
        Ok(())
    }
}

impl Decoder for AsBytes {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
