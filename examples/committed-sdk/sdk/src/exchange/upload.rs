//! Requests that are streams.
//!
//! They are sent once: what has left the caller's stream is gone.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Frame;
use prost::Message;
use tonic::body::Body;

use super::dispatch::closed;
use super::interrupt::Interrupts;
use super::plan::Plan;
use super::report::Tried;
use super::run::{ManyReplies, OneReply, Run, Shape};
use crate::client::Shared;
use crate::contract::{Dispatch, EncodeContext, IntoWire, RpcPolicy};
use crate::transport::{Channel, Frames, Payload};
use crate::{ArgumentError, Error};

/// The reply to a stream.
pub(super) struct Reply {
    pub(super) bytes: Bytes,
    pub(super) plan: Plan,
    pub(super) tried: Tried,
}

pub(super) async fn one_reply<S, T>(
    dispatch: Dispatch,
    policy: &'static RpcPolicy,
    requests: S,
) -> Result<Reply, Error>
where
    S: Stream<Item = T> + Send + 'static,
    T: IntoWire<Wire: Message>,
{
    let (bytes, _, plan, tried) = send::<OneReply, S, T>(dispatch, policy, requests).await?;
    Ok(Reply { bytes, plan, tried })
}

pub(super) async fn many_replies<S, T>(
    dispatch: Dispatch,
    policy: &'static RpcPolicy,
    requests: S,
) -> Result<(Frames, Interrupts, Plan, Tried), Error>
where
    S: Stream<Item = T> + Send + 'static,
    T: IntoWire<Wire: Message>,
{
    send::<ManyReplies, S, T>(dispatch, policy, requests).await
}

async fn send<K, S, T>(
    dispatch: Dispatch,
    policy: &'static RpcPolicy,
    requests: S,
) -> Result<(K::Answer, Interrupts, Plan, Tried), Error>
where
    K: Shape,
    S: Stream<Item = T> + Send + 'static,
    T: IntoWire<Wire: Message>,
{
    let (channel, shared) = dispatch.client.into_parts();
    let mut plan = Plan::new(policy, dispatch.options, &shared.settings, 0, false);
    let mut interrupts = Interrupts::new(plan.timeout, plan.cancel.take());
    interrupts.also_on_close(shared.traffic.closing());
    let Some(_passage) = shared.traffic.enter() else {
        return Err(closed(&plan));
    };
    let refused = Refused::default();
    let body = Body::new(Messages {
        requests: Box::pin(requests),
        shared: Arc::clone(&shared),
        refused: refused.clone(),
        ended: false,
    });
    let mut run = Run::new(&shared, &plan, &mut interrupts);
    let answer = run.once::<K>(&channel, body).await;
    let tried = run.tried;
    match (refused.take(), answer) {
        (Some(error), _) => Err(Error::from(error.of(policy.name))),
        (None, Err(error)) => Err(error),
        (None, Ok(answer)) => Ok((answer, interrupts, plan, tried)),
    }
}

impl Run<'_> {
    /// Makes the only attempt of a call whose request cannot be repeated.
    async fn once<K: Shape>(&mut self, channel: &Channel, body: Body) -> Result<K::Answer, Error> {
        self.prove().await.map_err(|failure| self.report(*failure))?;
        let request = self.request(body).map_err(|failure| self.report(*failure))?;
        self.tried.attempts = 1;
        let max = self.shared.settings.max_message_size;
        let ended = self.interrupts.race(pin!(K::send(channel, request, max))).await;
        self.outcome(ended, true).map_err(|failure| {
            self.note_refusal(&failure);
            self.report(*failure)
        })
    }
}

/// Why the stream was ended from this side.
#[derive(Debug, Clone, Default)]
struct Refused(Arc<Mutex<Option<ArgumentError>>>);

impl Refused {
    fn set(&self, error: ArgumentError) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    fn take(&self) -> Option<ArgumentError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The requests as a body. The first that cannot be sent resets the stream.
struct Messages<S> {
    requests: Pin<Box<S>>,
    shared: Arc<Shared>,
    refused: Refused,
    ended: bool,
}

impl<S, T> http_body::Body for Messages<S>
where
    S: Stream<Item = T>,
    T: IntoWire<Wire: Message>,
{
    type Data = Bytes;
    type Error = ArgumentError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ArgumentError>>> {
        let Some(request) = std::task::ready!(self.requests.as_mut().poll_next(cx)) else {
            self.ended = true;
            return Poll::Ready(None);
        };
        let context = EncodeContext::new(self.shared.settings.tenant.as_deref());
        let encoded = request.into_wire(&context).and_then(|wire| Payload::encode(&wire));
        Poll::Ready(Some(match encoded {
            Ok(payload) => Ok(Frame::data(payload.into_bytes())),
            Err(error) => {
                self.refused.set(error.clone());
                Err(error)
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}
