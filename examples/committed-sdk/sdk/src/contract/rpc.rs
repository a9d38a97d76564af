//! What an RPC takes and gives: one trait for all, one for each shape.

use std::future::Future;
use std::pin::Pin;

use futures_core::Stream;
use prost::Message;

use super::policy::RpcPolicy;
use super::wire::{FromWire, IntoWire};
use crate::call::CallOptions;
use crate::{Client, Error, ResponseStream};

/// A call under way.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// An RPC of the gateway. The types that implement it have no values; they
/// name the RPC in [`Call`](crate::Call).
pub trait Rpc: Sized + Send + 'static {
    /// What the caller gives.
    type Request: Send + 'static;
    /// What the caller gets.
    type Output: Send + 'static;

    /// How the SDK treats the RPC.
    const POLICY: &'static RpcPolicy;

    /// Sends the request: a call to the method of `dispatch` that is named
    /// after the shape of the RPC.
    fn start(request: Self::Request, dispatch: Dispatch) -> Pending<Self::Output>;
}

/// An RPC with one request and one reply.
pub trait Unary:
    Rpc<Request: IntoWire<Wire: Message>, Output: FromWire<Wire: Message + Default>>
{
    /// How long the request lets the gateway wait, in milliseconds: 0 leaves
    /// it to the gateway. Counts for
    /// [`DeadlineRule::RequestTimeout`](super::DeadlineRule::RequestTimeout).
    fn request_timeout_ms(_wire: &<Self::Request as IntoWire>::Wire) -> i64 {
        0
    }

    /// Whether the condition of
    /// [`CallClass::IdempotentIf`](super::CallClass::IdempotentIf) holds.
    fn is_idempotent(_wire: &<Self::Request as IntoWire>::Wire) -> bool {
        true
    }

    /// The reply to a repeated call whose earlier attempt seems to have
    /// worked, for an RPC with [`RpcPolicy::already_applied`].
    #[must_use]
    fn already_applied() -> Option<Self::Output> {
        None
    }
}

/// An RPC with one request and a stream of replies.
pub trait ServerStreaming:
    Rpc<Request: IntoWire<Wire: Message>, Output = ResponseStream<Self::Item>>
{
    /// What the stream yields.
    type Item: Send + 'static;
    /// What travels.
    type WireReply: Message + Default;

    /// The items in a message of the stream.
    fn items(reply: Self::WireReply) -> impl Iterator<Item = Self::Item>;

    /// As [`Unary::request_timeout_ms`].
    fn request_timeout_ms(_wire: &<Self::Request as IntoWire>::Wire) -> i64 {
        0
    }
}

/// An RPC with a stream of requests and one reply.
pub trait ClientStreaming:
    Rpc<
        Request: Stream<Item: IntoWire<Wire: Message + 'static>>,
        Output: FromWire<Wire: Message + Default>,
    >
{
}

/// An RPC with a stream of requests and a stream of replies.
pub trait BidiStreaming:
    Rpc<Request: Stream<Item: IntoWire<Wire: Message + 'static>>, Output = ResponseStream<Self::Item>>
{
    /// What the stream yields.
    type Item: Send + 'static;
    /// What travels.
    type WireReply: Message + Default;

    /// The items in a message of the stream.
    fn items(reply: Self::WireReply) -> impl Iterator<Item = Self::Item>;
}

/// A call that has its client and its options, and now gets its request.
#[derive(Debug)]
pub struct Dispatch {
    pub(crate) client: Client,
    pub(crate) options: CallOptions,
}
