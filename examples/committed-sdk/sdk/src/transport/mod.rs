//! One attempt of one call over HTTP/2: request out, messages in.
//!
//! hyper owns the connection. What is on top of it is here and not tonic's,
//! for these reasons: a message is encoded once for all attempts and never
//! copied; it is known whether a message was handed to the connection, and so
//! whether the gateway can have executed it; why a connection could not be made
//! is known, too, and a wrong certificate is not tried again; and what a proxy
//! answers instead of a gateway is an error like any other, never a panic.
//!
//! - `dial`: TCP and TLS
//! - `channel`: the connection to the gateway
//! - `payload`: the request message and whether it was sent
//! - `request`: headers; the one place where metadata and credentials go on
//! - `frames`: messages out of the reply
//! - `status`: statuses in headers and trailers
//! - `cause`: what an error of the connection means
//! - `failure`: all of these as one type
//! - `raw_channel`: the connection for the stub of the wire types
//!
//! Deadlines, retries and cancelling are the business of `exchange`.

mod cause;
mod channel;
mod dial;
mod failure;
mod frames;
mod payload;
mod raw_channel;
mod request;
mod status;

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http::Request;
use tonic::body::Body;

#[cfg(feature = "oauth")]
pub(crate) use channel::USER_AGENT_VALUE;
pub(crate) use channel::{Channel, ChannelSettings};
#[allow(unused_imports, reason = "only the feature `testing` has such peers")]
pub(crate) use dial::Listener;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
pub(crate) use dial::refused_identity;
pub(crate) use dial::{DialError, Dialer, Io};
pub(crate) use failure::{Failure, Origin, Pushback, Repeat, unproved};
pub(crate) use frames::Frames;
pub(crate) use payload::Payload;
pub use raw_channel::RawChannel;
pub(crate) use request::{Outgoing, user_headers};

/// Sends a request and waits for the head of the reply.
pub(crate) async fn open(
    channel: &Channel,
    request: Request<Body>,
    max_message_size: usize,
) -> Result<Frames, Box<Failure>> {
    let (head, body) = channel.send(request).await?.into_parts();
    status::check_head(&head)?;
    Ok(Frames::new(body, &head, max_message_size))
}

/// Sends a request and waits for its only reply.
pub(crate) async fn unary(
    channel: &Channel,
    request: Request<Body>,
    max_message_size: usize,
) -> Result<Bytes, Box<Failure>> {
    let mut frames = open(channel, request, max_message_size).await?;
    let mut frames = Pin::new(&mut frames);
    let first = poll_fn(|cx| frames.as_mut().poll_message(cx)).await.transpose()?;
    let Some(message) = first else {
        return Err(Failure::protocol("the gateway answered OK, but without a message"));
    };
    match poll_fn(|cx| frames.as_mut().poll_message(cx)).await.transpose()? {
        None => Ok(message),
        Some(_) => Err(Failure::protocol("the gateway answered with more than one message")),
    }
}
