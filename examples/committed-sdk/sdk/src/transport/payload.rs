//! A request message and whether it was handed to the connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::{BufMut, Bytes, BytesMut};
use http_body::Frame;
use prost::Message;
use tonic::body::Body;

use crate::ArgumentError;

/// The bytes before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// An encoded request, ready to be sent any number of times.
#[derive(Debug, Clone)]
pub(crate) struct Payload {
    bytes: Bytes,
}

impl Payload {
    /// Encodes a message, once.
    pub(crate) fn encode(message: &impl Message) -> Result<Self, ArgumentError> {
        let length = message.encoded_len();
        let prefix = u32::try_from(length)
            .map_err(|_| ArgumentError::new("the message is longer than 4 GiB"))?;
        let mut bytes = BytesMut::with_capacity(PREFIX + length);
        bytes.put_u8(0);
        bytes.put_u32(prefix);
        message.encode(&mut bytes).map_err(|error| ArgumentError::new(error.to_string()))?;
        Ok(Self { bytes: bytes.freeze() })
    }

    /// The message with what stands before it.
    pub(crate) fn into_bytes(self) -> Bytes {
        self.bytes
    }

    /// A body for one attempt, and the means to know what became of it.
    pub(crate) fn body(&self) -> (Body, Sent) {
        let sent = Sent { state: Arc::new(AtomicU8::new(WAITING)) };
        let body = Once { bytes: Some(self.bytes.clone()), sent: sent.clone() };
        (Body::new(body), sent)
    }
}

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const REVOKED: u8 = 2;

/// Whether the connection has taken the message of an attempt.
///
/// A message that was not taken cannot have been executed: the gateway has
/// seen the headers of the request at most.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    state: Arc<AtomicU8>,
}

impl Sent {
    /// Ends the attempt: what was not taken by now never will be. Says whether
    /// it was.
    pub(crate) fn end(&self) -> bool {
        self.leave_waiting_for(REVOKED) == TAKEN
    }

    /// Changes the state if it is waiting, and returns what it is then.
    fn leave_waiting_for(&self, state: u8) -> u8 {
        let left = self.state.compare_exchange(WAITING, state, Ordering::AcqRel, Ordering::Acquire);
        left.map_or_else(|current| current, |_| state)
    }
}

/// A body of one message.
struct Once {
    bytes: Option<Bytes>,
    sent: Sent,
}

impl http_body::Body for Once {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.bytes.is_some() && self.sent.leave_waiting_for(TAKEN) != TAKEN {
            // Revoked: the caller has gone, and the stream is being reset.
            return Poll::Pending;
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;

    use http_body::Body as _;

    use super::Payload;

    fn payload() -> Payload {
        Payload::encode(&"ab".to_owned()).unwrap()
    }

    #[tokio::test]
    async fn a_message_has_its_length_before_it() {
        let (mut body, sent) = payload().body();
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await.unwrap().unwrap();
        // A string is encoded as google.protobuf.StringValue.
        assert_eq!(&frame.into_data().unwrap()[..], b"\0\0\0\0\x04\x0a\x02ab");
        assert!(body.is_end_stream());
        assert!(sent.end());
    }

    #[tokio::test]
    async fn what_was_revoked_is_never_sent() {
        let (mut body, sent) = payload().body();
        assert!(!sent.end());
        let polled = poll_fn(|cx| std::task::Poll::Ready(Pin::new(&mut body).poll_frame(cx))).await;
        assert!(polled.is_pending());
        assert!(!sent.end());
    }

    #[test]
    fn every_attempt_has_a_body_of_its_own() {
        let payload = payload();
        let (_, first) = payload.body();
        let (_, second) = payload.body();
        assert!(!first.end());
        assert!(!second.end());
    }
}
