//! Messages and statuses on the wire.

use bytes::{BufMut, Bytes, BytesMut};
use h2::SendStream;
use h2::server::SendResponse;
use http::{HeaderMap, HeaderValue, Response};

use crate::Problem;

/// The length of what precedes every message: a flag and the message's length.
pub(super) const PREFIX: usize = 5;

/// The status UNIMPLEMENTED of gRPC.
const UNIMPLEMENTED: HeaderValue = HeaderValue::from_static("12");

/// A message with its prefix.
pub(super) fn framed(message: &[u8]) -> Bytes {
    let mut bytes = BytesMut::with_capacity(PREFIX + message.len());
    put_prefix(&mut bytes, message.len());
    bytes.put_slice(message);
    bytes.freeze()
}

/// The prefix of a message. None here is as long as 4 GiB.
pub(super) fn put_prefix(bytes: &mut BytesMut, length: usize) {
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
}

/// Sends the one message of a reply.
pub(super) fn unary(respond: &mut SendResponse<Bytes>, message: Bytes) -> Result<(), Problem> {
    let mut sending = begin(respond)?;
    sending.send_data(message, false)?;
    end(&mut sending)
}

/// Sends the headers of a reply.
pub(super) fn begin(respond: &mut SendResponse<Bytes>) -> Result<SendStream<Bytes>, Problem> {
    let head = Response::builder().header("content-type", "application/grpc").body(())?;
    Ok(respond.send_response(head, false)?)
}

/// Ends a reply well.
pub(super) fn end(sending: &mut SendStream<Bytes>) -> Result<(), Problem> {
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    sending.send_trailers(trailers)?;
    Ok(())
}

/// The reply to a call that no benchmark makes.
pub(super) fn unimplemented(respond: &mut SendResponse<Bytes>) -> Result<(), Problem> {
    let head = Response::builder().header("content-type", "application/grpc");
    respond.send_response(head.header("grpc-status", UNIMPLEMENTED).body(())?, true)?;
    Ok(())
}
