//! The guide: a page for each thing that people do with the SDK.

#[doc = include_str!("../guide/errors.md")]
pub mod errors {}

#[doc = include_str!("../guide/start.md")]
pub mod start {}
