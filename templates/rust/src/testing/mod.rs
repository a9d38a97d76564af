//! Doubles for the tests of code that uses this crate. With the feature
//! `testing`, which belongs into the `dev-dependencies`.
//!
//! [`FakeGateway`] is a gateway in the process of the test, for code that takes
//! a [`Client`](crate::Client).

mod gateway;

pub use gateway::FakeGateway;
pub use tonic::Status;
