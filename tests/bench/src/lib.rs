//! Benchmarks of zeebe-bindgen: ratios, never times of their own.
//!
//! `tests/bench/run` builds everything and starts `compare`, which starts each
//! program in a fresh process, in turns, and prints what is ours beside what
//! it is measured against.
//!
//! - `bin/compare.rs` and [`compare`]: the rounds and the tables
//! - `bin/calls_sdk.rs`, `bin/calls_stub.rs`: the same calls, by the SDK and by
//!   the bare stub; what they do is in [`sdk`], [`stub`] and [`load`]
//! - `bin/allocs_sdk.rs`, `bin/allocs_stub.rs`: the same, with an allocator that
//!   counts ([`counting`])
//! - `bin/answer.rs` and [`answer`]: the server, which answers at once
//! - [`sample`]: what a program tells about its run

pub mod answer;
pub mod compare;
pub mod counting;
pub mod load;
pub mod sample;
pub mod sdk;
pub mod stub;

/// What can go wrong in a benchmark: it is told to a person and ends the run.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
