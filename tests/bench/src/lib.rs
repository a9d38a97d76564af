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
//! - `bin/worker_stub_poll.rs`, `bin/worker_stub_stream.rs`: bare loops that do
//!   the work of a job worker, which is in [`work`]
//! - `bin/worker_sdk_poll.rs`, `bin/worker_sdk_stream.rs`: the SDK's worker
//! - `bin/answer.rs` and [`answer`]: the server, which answers at once
//! - [`order`]: the objects that every program encodes and decodes
//! - [`sample`]: what a program tells about its run
//!
//! `peers/` has packages of their own that do the same with other clients, so
//! that what these need does not come into the workspace.

pub mod answer;
pub mod compare;
pub mod counting;
pub mod load;
pub mod order;
pub mod sample;
pub mod sdk;
pub mod stub;
pub mod work;

/// What can go wrong in a benchmark: it is told to a person and ends the run.
pub type Problem = Box<dyn std::error::Error + Send + Sync>;
