//! Generates complete, idiomatic Zeebe client SDKs from `gateway.proto`.

pub mod compile;
pub mod diagnostics;
pub mod ir;
pub mod language;
pub mod naming;
pub mod output;
pub mod render;
pub mod semantics;
pub mod table;
