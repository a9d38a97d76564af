//! Response bodies: the messages of a call, and endings that a healthy server
//! would not produce.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, Fuse};
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;
use tokio_stream::{Stream, StreamExt};
use tonic::Status;

use super::connection::Connection;
use crate::engine::{Answer, Pushed};
use crate::journal::{Outcome, Record};
use crate::script::Place;

/// Where the messages of a response come from.
pub(super) enum Source {
    Listed(std::vec::IntoIter<Bytes>),
    One(Option<Bytes>),
    Pushed(Pushed),
    /// Asked again after its end if it has no message at all.
    Played(Fuse<BoxStream<'static, Bytes>>),
}

impl From<Answer> for Source {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::One(message) => Self::One(Some(message)),
            Answer::Many(messages) => Self::Listed(messages.into_iter()),
            Answer::Pushed(pushed) => Self::Pushed(pushed),
        }
    }
}

impl Stream for Source {
    type Item = Bytes;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        match self.get_mut() {
            Self::Listed(messages) => Poll::Ready(messages.next()),
            Self::One(message) => Poll::Ready(message.take()),
            Self::Pushed(pushed) => Pin::new(pushed).poll_next(cx),
            Self::Played(stream) => Pin::new(stream).poll_next(cx),
        }
    }
}

/// The messages of a response on their way out, noted in the journal.
pub(super) struct Outgoing {
    first: Option<Bytes>,
    source: Source,
    record: Record,
    outcome: Outcome,
    is_stream: bool,
    /// Held until the call has ended.
    _place: Option<Place>,
}

impl Outgoing {
    pub(super) fn new(
        source: Source,
        record: Record,
        outcome: Outcome,
        is_stream: bool,
        place: Option<Place>,
    ) -> Self {
        Self { first: None, source, record, outcome, is_stream, _place: place }
    }

    /// Waits for the first message, as headers are sent along with it.
    /// Without any message the call has ended; says whether there is one.
    pub(super) async fn begin(&mut self) -> bool {
        self.first = self.source.next().await;
        if self.first.is_none() {
            self.record.end(self.outcome);
        }
        self.first.is_some()
    }
}

impl Stream for Outgoing {
    type Item = Result<Bytes, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = match self.first.take() {
            Some(first) => Some(first),
            None => ready!(Pin::new(&mut self.source).poll_next(cx)),
        };
        match next {
            Some(message) => {
                let is_stream = self.is_stream;
                self.record.sent_message(is_stream);
                Poll::Ready(Some(Ok(message)))
            }
            None => {
                let outcome = self.outcome;
                self.record.end(outcome);
                Poll::Ready(None)
            }
        }
    }
}

/// How a response ends if not with status OK.
#[derive(Clone, Debug)]
pub(super) enum Ending {
    Trailers(HeaderMap),
    Reset(u32),
}

/// The HTTP/2 code with which a server gives a call up.
pub(super) const CANCEL: u32 = 8;

/// How long a call may go on.
pub(super) struct Limit {
    connection: Arc<Connection>,
    deadline: Option<Instant>,
}

impl Limit {
    pub(super) fn new(connection: &Arc<Connection>, deadline: Option<Instant>) -> Self {
        Self { connection: Arc::clone(connection), deadline }
    }

    /// Waits until the call has to end.
    pub(super) async fn reached(&self) {
        self.connection.over(self.deadline).await;
    }
}

/// A response body with an ending of its own.
pub(super) struct Body {
    inner: tonic::body::Body,
    ending: Option<Ending>,
    limit: Option<Limit>,
    /// The limit, from the first wait on.
    reached: Option<BoxFuture<'static, ()>>,
}

impl Body {
    pub(super) fn new(inner: tonic::body::Body, ending: Option<Ending>) -> Self {
        Self { inner, ending, limit: None, reached: None }
    }

    /// With a limit after which the stream is reset.
    pub(super) fn within(mut self, limit: Limit) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Waits for the limit; without one, for ever.
    fn poll_limit(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(limit) = self.limit.take() {
            self.reached = Some(Box::pin(async move { limit.reached().await }));
        }
        match &mut self.reached {
            Some(reached) => reached.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(Some(Err(status))) => return Poll::Ready(Some(Err(status.into()))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => {
                ready!(self.poll_limit(cx));
                // What the call still holds is given up.
                self.inner = tonic::body::Body::empty();
                return Poll::Ready(Some(Err(reset(CANCEL).into())));
            }
        };
        if !frame.is_trailers() {
            return Poll::Ready(Some(Ok(frame)));
        }
        Poll::Ready(Some(match self.ending.take() {
            None => Ok(frame),
            Some(Ending::Trailers(trailers)) => Ok(Frame::trailers(trailers)),
            Some(Ending::Reset(code)) => Err(reset(code).into()),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.ending.is_none() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An error that makes the HTTP/2 layer reset the stream with this code.
pub(super) fn reset(code: u32) -> h2::Error {
    h2::Reason::from(code).into()
}
