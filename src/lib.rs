//! Generates complete, idiomatic Zeebe client SDKs from `gateway.proto`.

pub mod diagnostics;
pub mod render;
pub mod output;
