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
//! [`TestJob`] runs a handler on a job that you make up.

mod job;
mod recorder;

pub use job::TestJob;
