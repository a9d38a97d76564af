//! The examples against the mock gateway, as their users would run them.
//!
//! - `orders`: the starter and the workers, together and each by itself
//! - `oauth`: credentials from code and from the environment

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod oauth;
mod orders;
