//! Doubles for the tests of code that uses this crate. With the feature
//! `testing`, which belongs into the `dev-dependencies`.
//!
//! [`FakeGateway`] is a gateway in the process of the test, for code that takes
//! a [`Client`](crate::Client).

#[cfg(feature = "testing")]
mod gateway;

#[cfg(feature = "testing")]
pub use gateway::FakeGateway;
pub use gateway::{JobHandle, NoOutcome};
pub use tonic::Status;
