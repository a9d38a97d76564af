//! Client SDK for the gRPC gateway of Camunda's Zeebe, for gateways up to 8.10: every RPC and
//! every field, typed, with retries, deadlines and an adaptive limit under backpressure.
//!
//! ```no_run
//! use serde_json::json;
//! use zeebe_sdk::gateway::CreateProcessInstanceRequest;
//! use zeebe_sdk::{Client, Error};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let client = Client::connect("http://localhost:26500")?;
//! let order = CreateProcessInstanceRequest::by_bpmn_process_id("order");
//! let started = client
//!     .create_process_instance(order.variables(json!({"total": 42})))
//!     .await?;
//! println!("started {}", started.process_instance_key);
//! # Ok(())
//! # }
//! ```
//!
//! - [`Client`]: one connection; one method per RPC, each giving a [`Call`] to await.
//! - [`gateway`]: requests and responses. Requests are made with what they need and changed by setters
//!   or by struct update; fields that a later gateway adds break nothing.
//! - [`Variables`]: JSON in and out of your own types; the text stays reachable.
//! - [`keys`] and [`values`]: a type per kind of key, names for special values.
//! - [`Error`]: what can go wrong, one type for all calls.
//! - [`RetryPolicy`], [`RetryMode`], [`BackpressurePolicy`]: when a call is sent again, and how many at a
//!   time. [`gateway::policy`] says it for each RPC.
//! - [`raw`]: the wire types and the bare stub.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod address;
mod builder;
mod call;
mod client;
pub mod contract;
mod error;
mod exchange;
#[rustfmt::skip]
pub mod gateway;
mod json;
#[rustfmt::skip]
pub mod keys;
mod limiter;
#[rustfmt::skip]
pub mod raw;
mod retry;
mod stream;
mod tls;
mod traffic;
mod transport;
#[rustfmt::skip]
pub mod values;

pub use builder::ClientBuilder;
pub use call::Call;
pub use client::Client;
pub use error::{ArgumentError, ConfigError, Error, RpcError};
pub use json::{IntoJson, IntoVariables, Json, Variables, VariablesError};
pub use limiter::{Backpressure, BackpressurePolicy};
pub use retry::{RetryBudget, RetryMode, RetryPolicy};
pub use stream::ResponseStream;
pub use tls::TlsConfig;
pub use tokio_util::sync::CancellationToken;
pub use tonic::{Code, metadata};
