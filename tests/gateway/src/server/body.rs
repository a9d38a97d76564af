//! Response bodies: the messages of a call, and endings that a healthy server
//! would not produce.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::{BoxStream, Fuse};
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tokio_stream::{Stream, StreamExt};
use tonic::Status;

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

/// A response body with an ending of its own.
#[derive(Debug)]
pub(super) struct Body {
    inner: tonic::body::Body,
    ending: Option<Ending>,
}

impl Body {
    pub(super) fn new(inner: tonic::body::Body, ending: Option<Ending>) -> Self {
        Self { inner, ending }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            Some(Err(status)) => return Poll::Ready(Some(Err(status.into()))),
            None => return Poll::Ready(None),
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
