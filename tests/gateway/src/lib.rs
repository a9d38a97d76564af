//! A Zeebe gateway for tests: it answers every call of the API like a small
//! true gateway, or as a script tells it to, and writes down what arrived. It
//! listens on loopback addresses only.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use zeebe_mock_gateway::{MockGateway, Reply, Rpc};
//! use zeebe_mock_gateway::proto::{TopologyRequest, gateway_client::GatewayClient};
//!
//! let gateway = MockGateway::builder()
//!     .reply(Rpc::Topology, Reply::status(tonic::Code::Unavailable, "not yet"))
//!     .start()
//!     .await?;
//! let mut client = GatewayClient::connect(gateway.address()).await?;
//! assert!(client.topology(TopologyRequest {}).await.is_err());
//! assert!(client.topology(TopologyRequest {}).await.is_ok());
//! assert_eq!(gateway.journal().calls(Rpc::Topology).len(), 2);
//! # Ok(()) }
//! ```
//!
//! The way of a call, and where to read on:
//!
//! 1. `server/gateway.rs` accepts its connection, `server/connection.rs` serves
//!    that, and `server/call.rs` takes the call through the steps below.
//! 2. `journal/` notes it: [`Journal`], [`Entry`].
//! 3. `script/` may have a reply for it: [`Script`], [`Reply`], and the format
//!    of script files.
//! 4. `engine/` answers otherwise: `dispatch.rs` is the table of calls,
//!    `state.rs` the memory, and each other file one area.
//!
//! Around the gateway: [`tls`] makes certificates, [`Credentials`] and [`oauth`]
//! are about who may call, [`proxy`] is a bad network, and [`peer`] a server
//! that breaks the rules of HTTP/2.
//!
//! [`Rpc`] names the calls, [`Settings`] what can be set about the default
//! behaviour, [`proto`] holds the messages. The binary in `main.rs` is this
//! library with a command line.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod credentials;
mod engine;
mod journal;
mod json;
mod listen;
pub mod oauth;
pub mod peer;
pub mod proto;
pub mod proxy;
mod rpc;
mod script;
mod server;
mod settings;
mod status;
pub mod tls;
mod version;

pub use credentials::Credentials;
pub use engine::{Incident, JobCounts, JobEvent, JobStep, JobTotals};
pub use journal::{Counts, Entry, Journal, Metadata, NotSeen, Outcome, Recording};
pub use json::Messages;
pub use rpc::Rpc;
pub use script::{Content, End, Load, Reply, RpcScript, Script, ScriptedStatus, StatusCode};
pub use server::{Builder, MockGateway, StartError};
pub use settings::{
    DecisionSettings, Http2Settings, JobSettings, Settings, TaskSettings, Topology,
};
pub use version::Version;
