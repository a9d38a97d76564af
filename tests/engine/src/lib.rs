//! Real engines for tests: started when a test asks for one, killed when the
//! tests end, however they end.
//!
//! - [`Broker`] is the whole broker of Zeebe 8.6, with its gateway and its
//!   disk.
//! - [`Newest`] is the engine of the newest release in memory, without a
//!   gateway of its own.
//!
//! Both are fetched with Maven into the user's cache directory, once per
//! machine, and run on a JDK that is looked for. Where one of these is not to
//! be had, [`available`] skips the test by name.
//!
//! [`compare`] puts the same situations before an engine and before the mock
//! gateway.

mod broker;
mod cache;
pub mod compare;
mod error;
mod java;
mod maven;
mod newest;
mod ports;
mod ready;
mod resources;
mod run;

pub use broker::{Broker, Certificate};
pub use error::{EngineError, available};
pub use newest::Newest;
pub use resources::Model;
