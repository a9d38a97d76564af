//! Replies that are streams.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use prost::DecodeError;

use crate::Error;
use crate::exchange::{Interrupts, Plan, Tried, report, unreadable};
use crate::transport::Frames;

/// Turns a message into items.
type Unpack<T> = fn(Bytes, &mut VecDeque<T>) -> Result<(), DecodeError>;

/// What a gateway sends on a stream, item by item.
///
/// An item is read from the connection only when it is asked for, so a slow
/// reader slows the gateway down instead of filling memory. The stream ends
/// after its first error; what had arrived before that is yielded first.
/// Dropping it cancels the call.
///
/// ```no_run
/// # use zeebe_sdk::{Client, Error};
/// # use zeebe_sdk::gateway::StreamActivatedJobsRequest;
/// # async fn example(client: Client, request: StreamActivatedJobsRequest) -> Result<(), Error> {
/// let mut jobs = client.stream_activated_jobs(request).await?;
/// while let Some(job) = jobs.next().await {
///     println!("job {}", job?.key);
/// }
/// # Ok(())
/// # }
/// ```
///
/// It is a [`Stream`], so that the `StreamExt` of `futures` or `tokio-stream`
/// adds what there is for streams:
///
/// ```no_run
/// # use zeebe_sdk::{Client, Error};
/// # use zeebe_sdk::gateway::ActivateJobsRequest;
/// # async fn example(client: Client, request: ActivateJobsRequest) -> Result<(), Error> {
/// use tokio_stream::StreamExt;
///
/// let jobs = client.activate_jobs(request).await?;
/// let keys: Vec<_> = jobs.map(|job| job.map(|job| job.key)).collect::<Result<_, _>>().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing unless it is read"]
pub struct ResponseStream<T> {
    items: VecDeque<T>,
    unpack: Unpack<T>,
    source: Option<Source>,
}

/// Where the items come from, until it is used up.
struct Source {
    frames: Frames,
    interrupts: Interrupts,
    plan: Plan,
    tried: Tried,
}

impl<T> ResponseStream<T> {
    pub(crate) fn new(
        frames: Frames,
        interrupts: Interrupts,
        plan: Plan,
        tried: Tried,
        unpack: Unpack<T>,
    ) -> Self {
        Self {
            items: VecDeque::new(),
            unpack,
            source: Some(Source { frames, interrupts, plan, tried }),
        }
    }

    /// The next item; `None` at the end.
    ///
    /// It may be dropped before it is done, without losing an item.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// The next item that has arrived already, without waiting and without
    /// reading from the connection.
    pub fn next_arrived(&mut self) -> Option<T> {
        self.items.pop_front()
    }

    /// How many items have arrived already.
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn arrived(&self) -> usize {
        self.items.len()
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(source) = &mut self.source else {
                return Poll::Ready(None);
            };
            let failure = match Pin::new(&mut source.frames).poll_message(cx) {
                Poll::Pending => match source.interrupts.poll(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(interrupt) => *interrupt.failure(|| late(&source.plan), true),
                },
                Poll::Ready(None) => {
                    self.source = None;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Err(failure))) => {
                    *source.interrupts.explain(failure, || late(&source.plan))
                }
                Poll::Ready(Some(Ok(message))) => match (self.unpack)(message, &mut self.items) {
                    Ok(()) => continue,
                    Err(error) => unreadable(&error),
                },
            };
            let error = report(&source.plan, &source.tried, failure);
            self.source = None;
            return Poll::Ready(Some(Err(error)));
        }
    }
}

fn late(plan: &Plan) -> String {
    let time = plan.timeout.unwrap_or_default();
    format!("the stream did not end within {time:?}")
}

impl<T> Stream for ResponseStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        self.get_mut().poll_item(cx)
    }
}

// Items are moved in and out, never pinned.
impl<T> Unpin for ResponseStream<T> {}

impl<T> fmt::Debug for ResponseStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseStream")
            .field("arrived", &self.items.len())
            .field("ended", &self.source.is_none())
            .finish_non_exhaustive()
    }
}
