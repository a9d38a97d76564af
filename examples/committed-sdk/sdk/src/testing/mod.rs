//! Tests of your own code without a gateway on the network.
//!
//! The feature `testing` has them; a package that uses the SDK turns it on for
//! its tests alone:
//!
//! ```toml
//! [dev-dependencies]
//! zeebe-sdk = { version = "0.1", features = ["testing"] }
//! ```
//!
//! - [`TestJob`] runs a handler on a job that you make up.
//! - `FakeGateway` is a gateway in the process of the test, for code that takes
//!   a [`Client`](crate::Client).

#[cfg(feature = "testing")]
mod gateway;
mod job;
mod recorder;

#[cfg(feature = "testing")]
pub use gateway::{FakeGateway, JobHandle, NoOutcome};
pub use job::TestJob;
#[cfg(feature = "testing")]
pub use tonic::Status;
