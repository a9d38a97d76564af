//! The wire: listener, connections, and the course of a call from its headers
//! to its answer. What is answered by default lives in [`crate::engine`].

mod body;
mod builder;
mod call;
mod codec;
mod connection;
mod gateway;

pub use builder::{Builder, StartError};
pub(crate) use connection::Connection;
pub use gateway::MockGateway;
