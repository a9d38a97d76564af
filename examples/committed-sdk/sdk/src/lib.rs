//! Client SDK for the gRPC gateway of Camunda's Zeebe, for gateways up to 8.10: every RPC and every
//! field, typed.
//!
//! ```no_run
//! use serde_json::json;
//! use zeebe_sdk::gateway::{CreateProcessInstanceRequest, DeployResourceRequest, Resource};
//! use zeebe_sdk::{Client, Error};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Error> {
//!     let client = Client::connect("http://localhost:26500")?;
//!
//!     let order = Resource::new("order.bpmn", b"<definitions/>");
//!     client.deploy_resource(DeployResourceRequest::new([order])).await?;
//!
//!     let request = CreateProcessInstanceRequest::by_bpmn_process_id("order")
//!         .variables(json!({"total": 5}));
//!     let instance = client.create_process_instance(request).await?;
//!     println!("started {}", instance.process_instance_key);
//!     Ok(())
//! }
//! ```
//!
//! # A tour
//!
//! - A [`Client`] has one connection, made at its first call, and is cheap to
//!   clone. [`ClientBuilder`] has its settings.
//! - Every RPC is a method of the client. It takes a request of [`gateway`] and
//!   returns a [`Call`], which can be given a timeout, a retry mode, metadata
//!   or a token that cancels it, and is sent when it is awaited.
//! - A [`worker`] takes jobs and hands them to your async functions. Without
//!   one they come as a [`ResponseStream`].
//! - [`Variables`] are JSON: anything that serde can serialise goes in, and
//!   [`deserialize`](Variables::deserialize) gives it back.
//! - [`keys`] name things of the cluster, one type per kind; [`values`] are for
//!   what the wire spells as special numbers.
//! - [`Credentials`] prove who calls; [`OAuth`] clients, users and tokens are
//!   there, others can be supplied. [`Client::from_env`] reads all settings from
//!   the environment, [`Configuration`] shows them without secrets.
//! - There is one [`Error`]: settings, arguments, calls.
//! - [`raw`] are the wire types, for what the above does not do.
//!
//! The [`guide`] has a page for each thing that people do.
//!
//! # What happens to a call
//!
//! **Checked.** What the gateway would refuse is refused before it is sent, as
//! an [`ArgumentError`] that names the field.
//!
//! **Timed.** Every call but a job stream has a deadline, 10 s by default,
//! which the gateway is told. Waiting, attempts and pauses share it.
//!
//! **Repeated, but never executed twice.** After a transient failure a call is
//! sent again, up to five times, if a second execution does no harm or there
//! was no first one. [`RetryMode`] and [`RetryPolicy`] change that; each RPC's
//! [policy](gateway::policy) says how it is treated. A repetition that finds
//! the work done is a success, marked `already_applied`.
//!
//! **Held back under load.** When the gateway pushes calls back, the client
//! sends no more at once than it takes and lets the others wait in line,
//! inside their deadlines. [`Client::backpressure`] shows the line,
//! [`BackpressurePolicy`] has the settings.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `oauth` (default) | tokens of an OAuth server |
//! | `tls-ring` (default) | TLS by rustls with ring |
//! | `tls-aws-lc` | TLS by rustls with aws-lc-rs |
//! | `tls-native-roots` (default) | trust the operating system's certificate authorities |
//! | `tls-webpki-roots` | trust Mozilla's, compiled in |
//! | `arbitrary-precision` | keep numbers of any size in `serde_json::Value` |
//! | `signal` (default) | `worker::shutdown_signal`: SIGTERM and Ctrl-C end workers |
//! | `testing` | test handlers without a gateway, and clients with one in memory |

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod address;
mod call;
mod client;
mod config;
pub mod contract;
mod credentials;
mod deploy;
mod error;
mod exchange;
pub mod gateway;
pub mod guide;
mod json;
pub mod keys;
mod limiter;
mod message_id;
#[rustfmt::skip]
pub mod raw;
mod readiness;
mod retry;
mod run_process;
mod stream;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tls;
mod traffic;
mod transport;
pub mod values;
pub mod worker;

pub use call::Call;
pub use client::Client;
pub use config::{ClientBuilder, Configuration, ConfigurationEntry, Source};
pub use credentials::{AuthMetadata, Credentials, CredentialsSupplier, OAuth, Occasion, Supplying};
pub use error::{ArgumentError, ConfigError, Error, RpcError};
pub use json::{IntoJson, IntoVariables, Json, Variables, VariablesError};
pub use limiter::{Backpressure, BackpressurePolicy};
pub use readiness::WaitUntilReady;
pub use retry::{RetryBudget, RetryMode, RetryPolicy};
pub use run_process::{ProcessResult, RunProcess};
pub use stream::ResponseStream;
pub use tls::TlsConfig;
pub use tokio_util::sync::CancellationToken;
pub use tonic::{Code, metadata};
pub use transport::RawChannel;
