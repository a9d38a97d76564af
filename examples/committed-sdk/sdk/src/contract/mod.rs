//! What the generated layer is written against, and nothing else.
//!
//! `gateway`, `keys`, `values` and `raw` are written by the generator; the
//! rest of the crate is an ordinary runtime that knows no RPC and no message.
//! They meet here:
//!
//! - [`RpcPolicy`]: the behaviour of an RPC as data, one entry per RPC.
//! - [`Rpc`] and one of [`Unary`], [`ServerStreaming`], [`ClientStreaming`],
//!   [`BidiStreaming`]: what an RPC takes and gives.
//! - [`IntoWire`] and [`FromWire`]: how a message, an enum, a key or a field
//!   becomes its wire form and back; [`check`]: what is refused before sending.
//! - the macros `integer_key!`, `text_key!` and `open_enum!`.
//!
//! Users of the SDK need this module only to read policies. Its traits may
//! change in any release.

pub mod check;
mod enums;
mod keys;
mod policy;
mod rpc;
mod wire;

pub use policy::{CallClass, DeadlineRule, DocumentedError, RetryRule, RpcPolicy};
pub use rpc::{BidiStreaming, ClientStreaming, Dispatch, Pending, Rpc, ServerStreaming, Unary};
pub use wire::{EncodeContext, FromWire, IntoWire, decode, field};

#[allow(unused_imports, reason = "not every API has enums")]
pub(crate) use enums::open_enum;
#[allow(unused_imports, reason = "not every API has such keys")]
pub(crate) use keys::{integer_key, text_key};
