//! What proves to the gateway who calls.
//!
//! - `scheme`: what a user chooses from
//! - `supplier`: credentials that the user's own code supplies
//! - `authenticator`: what is attached to a call, and what happens when the
//!   gateway does not accept it
//! - `oauth`: tokens of an OAuth server
//! - `secret`: texts that are never shown

mod authenticator;
mod oauth;
mod scheme;
mod secret;
mod supplier;

pub(crate) use authenticator::{Authenticator, NoProof, Proof};
pub use oauth::OAuth;
pub(crate) use oauth::TokenRequest;
pub use scheme::Credentials;
pub(crate) use scheme::Scheme;
pub(crate) use secret::Secret;
pub use supplier::{AuthMetadata, CredentialsSupplier, Occasion, Supplying};
