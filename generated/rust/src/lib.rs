//! Client SDK for the gRPC gateway of Camunda's Zeebe. (placeholder)

mod address;
mod builder;
mod call;
mod client;
pub mod contract;
mod error;
mod exchange;
mod json;
mod limiter;
pub mod raw;
mod retry;
mod stream;
mod tls;
mod traffic;
mod transport;

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
