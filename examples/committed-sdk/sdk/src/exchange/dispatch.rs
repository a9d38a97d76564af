//! Where calls of each shape enter the runtime.

use std::sync::Arc;

use bytes::Bytes;
use prost::Message;

use super::interrupt::Interrupts;
use super::plan::Plan;
use super::report::{Tried, report, unreadable};
use super::run::{ManyReplies, OneReply, Run};
use super::upload;
use crate::client::Shared;
use crate::contract::{
    BidiStreaming, ClientStreaming, Dispatch, FromWire, IntoWire, Pending, RpcPolicy,
    ServerStreaming, Unary,
};
use crate::transport::{Channel, Failure, Frames, Origin, Payload};
use crate::{ArgumentError, Code, Error, ResponseStream};

impl Dispatch {
    /// Makes a call with one request and one reply.
    pub fn unary<R: Unary>(self, request: R::Request) -> Pending<R::Output> {
        let ready = self.prepare(R::POLICY, request, |wire| {
            (R::request_timeout_ms(wire), R::is_idempotent(wire))
        });
        Box::pin(async move {
            let mut ready = ready?;
            let (reply, tried) = ready.one_reply().await?;
            let Some(bytes) = reply else {
                return R::already_applied().ok_or_else(|| reply_is_lost(&ready.plan, &tried));
            };
            let wire = Message::decode(bytes)
                .map_err(|error| report(&ready.plan, &tried, unreadable(&error)))?;
            Ok(R::Output::from_wire(wire))
        })
    }

    /// Makes a call with one request and a stream of replies.
    pub fn server_streaming<R: ServerStreaming>(
        self,
        request: R::Request,
    ) -> Pending<ResponseStream<R::Item>> {
        let ready = self.prepare(R::POLICY, request, |wire| (R::request_timeout_ms(wire), true));
        Box::pin(async move {
            let (frames, interrupts, plan, tried) = ready?.many_replies().await?;
            Ok(ResponseStream::new(frames, interrupts, plan, tried, |bytes, items| {
                items.extend(R::items(R::WireReply::decode(bytes)?));
                Ok(())
            }))
        })
    }

    /// Makes a call with a stream of requests and one reply. It is sent once:
    /// a stream cannot be repeated.
    pub fn client_streaming<R: ClientStreaming>(self, requests: R::Request) -> Pending<R::Output> {
        Box::pin(async move {
            let reply = upload::one_reply(self, R::POLICY, requests).await?;
            let wire = Message::decode(reply.bytes)
                .map_err(|error| report(&reply.plan, &reply.tried, unreadable(&error)))?;
            Ok(R::Output::from_wire(wire))
        })
    }

    /// Makes a call with a stream of requests and a stream of replies. It is
    /// sent once: a stream cannot be repeated.
    pub fn bidi_streaming<R: BidiStreaming>(
        self,
        requests: R::Request,
    ) -> Pending<ResponseStream<R::Item>> {
        Box::pin(async move {
            let opened = upload::many_replies(self, R::POLICY, requests).await?;
            let (frames, interrupts, plan, tried) = opened;
            Ok(ResponseStream::new(frames, interrupts, plan, tried, |bytes, items| {
                items.extend(R::items(R::WireReply::decode(bytes)?));
                Ok(())
            }))
        })
    }

    /// Checks and encodes the request.
    fn prepare<T: IntoWire<Wire: Message>>(
        self,
        policy: &'static RpcPolicy,
        request: T,
        facts: impl FnOnce(&T::Wire) -> (i64, bool),
    ) -> Result<Ready, Error> {
        let named = |error: ArgumentError| error.of(policy.name);
        let wire = request.into_wire(&self.client.encode_context()).map_err(named)?;
        let (request_timeout_ms, idempotent) = facts(&wire);
        let payload = Payload::encode(&wire).map_err(named)?;
        let (channel, shared) = self.client.into_parts();
        let settings = &shared.settings;
        let plan = Plan::new(policy, self.options, settings, request_timeout_ms, idempotent);
        Ok(Ready { channel, shared, plan, payload })
    }
}

/// A call that can be sent.
struct Ready {
    channel: Channel,
    shared: Arc<Shared>,
    plan: Plan,
    payload: Payload,
}

impl Ready {
    async fn one_reply(&mut self) -> Result<(Option<Bytes>, Tried), Error> {
        let mut interrupts = Interrupts::new(self.plan.timeout, self.plan.cancel.take());
        let traffic = &self.shared.traffic;
        let _passage = match self.plan.insistent {
            Some(_) => traffic.enter_anyway(),
            None => traffic.enter().ok_or_else(|| closed(&self.plan))?,
        };
        let mut run = Run::new(&self.shared, &self.plan, &mut interrupts);
        let reply = run.answer::<OneReply>(&self.channel, &self.payload).await?;
        Ok((reply, run.tried))
    }

    async fn many_replies(mut self) -> Result<(Frames, Interrupts, Plan, Tried), Error> {
        let mut interrupts = Interrupts::new(self.plan.timeout, self.plan.cancel.take());
        interrupts.also_on_close(self.shared.traffic.closing());
        let Some(_passage) = self.shared.traffic.enter() else {
            return Err(closed(&self.plan));
        };
        let mut run = Run::new(&self.shared, &self.plan, &mut interrupts);
        let opened = run.answer::<ManyReplies>(&self.channel, &self.payload).await?;
        let tried = run.tried;
        let frames = opened.ok_or_else(|| reply_is_lost(&self.plan, &tried))?;
        Ok((frames, interrupts, self.plan, tried))
    }
}

/// The end of every call of a client that is closed.
pub(super) fn closed(plan: &Plan) -> Error {
    let text = "the client is closed".to_owned();
    report(plan, &Tried::default(), *Failure::caller(Code::Cancelled, text, false))
}

/// A policy that speaks of success where nothing can stand for the reply.
fn reply_is_lost(plan: &Plan, tried: &Tried) -> Error {
    let text = "an earlier attempt has worked, but its answer is lost";
    report(plan, tried, *Failure::new(Code::Unknown, text, Origin::Connection))
}
