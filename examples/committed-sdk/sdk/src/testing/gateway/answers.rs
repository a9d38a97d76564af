//! What is answered to which RPC, and what has been asked.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use prost::Message;
use tokio::sync::mpsc;

use super::Status;
use crate::contract::{EncodeContext, FromWire, IntoWire, RpcPolicy};

/// An answer whose types are erased.
type Answer = dyn FnMut(Bytes) -> Result<Replies, Status> + Send;

/// The answers by path, and the requests.
#[derive(Default)]
pub(super) struct Answers {
    answers: Mutex<HashMap<&'static str, Arc<Mutex<Answer>>>>,
    requests: Mutex<HashMap<String, Vec<Bytes>>>,
}

impl Answers {
    /// Answers an RPC from now on.
    pub(super) fn set(
        &self,
        policy: &RpcPolicy,
        answer: impl FnMut(Bytes) -> Result<Replies, Status> + Send + 'static,
    ) {
        lock(&self.answers).insert(policy.path, Arc::new(Mutex::new(answer)));
    }

    /// The requests of an RPC so far.
    pub(super) fn requests(&self, policy: &RpcPolicy) -> Vec<Bytes> {
        lock(&self.requests).get(policy.path).cloned().unwrap_or_default()
    }

    /// Takes note of a request and answers it.
    pub(super) fn answer(&self, path: &str, request: Bytes) -> Result<Replies, Status> {
        lock(&self.requests).entry(path.to_owned()).or_default().push(request.clone());
        let answer = lock(&self.answers).get(path).cloned();
        let rpc = path.rsplit('/').next().unwrap_or(path);
        let answer = answer.ok_or_else(|| {
            Status::unimplemented(format!(
                "the test has no answer to {rpc}: give one with `gateway.on::<rpcs::{rpc}>(…)`"
            ))
        })?;
        let mut answer = lock(&answer);
        let answered = catch_unwind(AssertUnwindSafe(|| (*answer)(request)));
        answered.unwrap_or_else(|panic| {
            let said = said(&*panic);
            Err(Status::internal(format!("the test's answer to {rpc} panicked: {said}")))
        })
    }
}

/// A panic in an answer leaves nothing half done here.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no text")
}

/// The messages of a reply, as they come.
pub(super) struct Replies {
    messages: mpsc::Receiver<Result<Bytes, Status>>,
}

impl Replies {
    /// These messages.
    pub(super) fn of(messages: impl IntoIterator<Item = Bytes>) -> Self {
        let messages: Vec<_> = messages.into_iter().collect();
        let (sender, receiver) = mpsc::channel(messages.len().max(1));
        for message in messages {
            // There is room for all.
            let _ = sender.try_send(Ok(message));
        }
        Self { messages: receiver }
    }

    /// Messages that are sent over time, until the client does not want them
    /// any more.
    pub(super) fn over_time<F: Future<Output = ()> + Send + 'static>(
        send: impl FnOnce(Sender) -> F,
    ) -> Self {
        let (sender, messages) = mpsc::channel(1);
        let sending = send(sender.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = sending => {}
                () = sender.closed() => {}
            }
        });
        Self { messages }
    }
}

/// Where the messages of a reply come from.
pub(super) type Sender = mpsc::Sender<Result<Bytes, Status>>;

impl Stream for Replies {
    type Item = Result<Bytes, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.messages.poll_recv(cx)
    }
}

/// The message in these bytes.
pub(super) fn read<T: FromWire<Wire: Message + Default>>(bytes: Bytes) -> Result<T, Status> {
    let wire = Message::decode(bytes)
        .map_err(|error| Status::internal(format!("the request cannot be read: {error}")))?;
    Ok(T::from_wire(wire))
}

/// The bytes of a message.
pub(super) fn write<T: IntoWire<Wire: Message>>(message: T) -> Result<Bytes, Status> {
    let wire = message
        .into_wire(&EncodeContext::new(None))
        .map_err(|error| Status::internal(format!("the answer cannot be sent: {error}")))?;
    Ok(wire.encode_to_vec().into())
}
