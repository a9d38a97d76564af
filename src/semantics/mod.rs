//! What the proto cannot say: facts from TOML, laid over the API.
//!
//! [`facts`] is the closed list of facts, resolved.

pub mod facts;

pub use facts::Annotated;
