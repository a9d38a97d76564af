//! Messages out of the body of a reply.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http::response::Parts;
use http_body::{Body as _, Frame};
use tonic::body::Body;

use super::failure::{Failure, Origin};
use super::{cause, status};
use crate::Code;

/// The bytes before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// The messages of a reply, in order.
pub(crate) struct Frames {
    /// Never locked: a body may be moved between threads, but not shared, and
    /// the mutex makes what contains it shareable.
    body: Mutex<Body>,
    /// What came last and is not used up.
    chunk: Bytes,
    /// The beginning of a message that came in several pieces.
    partial: BytesMut,
    max_message_size: usize,
    /// Whether the head of the reply was its end.
    head_only: bool,
    ended: bool,
}

impl Frames {
    pub(super) fn new(body: Body, head: &Parts, max_message_size: usize) -> Self {
        Self {
            body: Mutex::new(body),
            chunk: Bytes::new(),
            partial: BytesMut::new(),
            max_message_size,
            head_only: head.headers.contains_key(&status::STATUS),
            ended: false,
        }
    }

    /// The next message, or `None` at the end of a reply that succeeded.
    pub(crate) fn poll_message(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Box<Failure>>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_next(cx)).transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Box<Failure>>> {
        loop {
            if let Some(message) = self.take_message()? {
                return Poll::Ready(Ok(Some(message)));
            }
            let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
            let frame = match ready!(Pin::new(body).poll_frame(cx)) {
                None => return Poll::Ready(self.end(None)),
                Some(Err(error)) => {
                    let mut failure = cause::failure(&error);
                    // The gateway has begun to answer, so it was at it.
                    failure.maybe_executed = true;
                    return Poll::Ready(Err(failure));
                }
                Some(Ok(frame)) => frame,
            };
            match frame.into_data().map_err(Frame::into_trailers) {
                Ok(data) => self.add(data),
                Err(Ok(trailers)) => return Poll::Ready(self.end(Some(&trailers))),
                // Frames of a kind that is not known mean nothing.
                Err(Err(_)) => {}
            }
        }
    }

    /// Checks the end of the reply.
    fn end(&mut self, trailers: Option<&HeaderMap>) -> Result<Option<Bytes>, Box<Failure>> {
        if !(self.head_only && trailers.is_none()) {
            status::check_end(trailers)?;
        }
        if self.chunk.is_empty() && self.partial.is_empty() {
            return Ok(None);
        }
        Err(Failure::protocol("the answer ends in the middle of a message"))
    }

    fn add(&mut self, data: Bytes) {
        if self.chunk.is_empty() && self.partial.is_empty() {
            self.chunk = data;
            return;
        }
        let begun = std::mem::take(&mut self.chunk);
        self.partial.extend_from_slice(&begun);
        self.partial.extend_from_slice(&data);
    }

    /// A message, if one is there in full. One that came in one piece is not
    /// copied.
    fn take_message(&mut self) -> Result<Option<Bytes>, Box<Failure>> {
        let buffered = if self.partial.is_empty() { &self.chunk[..] } else { &self.partial[..] };
        let [compressed, a, b, c, d, content @ ..] = buffered else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([*a, *b, *c, *d]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let missing = length.saturating_sub(content.len());
        if *compressed != 0 {
            return Err(Failure::protocol("the answer is compressed, which nobody asked for"));
        }
        if length > self.max_message_size {
            return Err(self.too_large(length));
        }
        if missing > 0 {
            if !self.partial.is_empty() {
                self.partial.reserve(missing);
            }
            return Ok(None);
        }
        if self.partial.is_empty() {
            self.chunk.advance(PREFIX);
            return Ok(Some(self.chunk.split_to(length)));
        }
        self.partial.advance(PREFIX);
        Ok(Some(self.partial.split_to(length).freeze()))
    }

    fn too_large(&self, length: usize) -> Box<Failure> {
        let text = format!(
            "the answer has a message of {length} bytes, which is larger than max_message_size, {} bytes",
            self.max_message_size
        );
        Failure::new(Code::ResourceExhausted, text, Origin::Connection)
    }
}

impl std::fmt::Debug for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frames").field("ended", &self.ended).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
