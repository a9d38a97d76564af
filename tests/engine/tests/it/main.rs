//! The Rust SDK against real engines, as a user would write it.
//!
//! - `work`: processes from their deployment to their end, and what becomes of
//!   jobs
//! - `worker`: the job worker, by polls and by streams
//! - `leases`, `streams`: jobs that time out, jobs that are pushed
//! - `events`, `decisions`, `changes`: messages and signals, decisions, and
//!   running instances that are changed
//! - `overload`, `life`: brokers of their own, which are flooded, killed,
//!   started again, or speak TLS
//! - `examples`: the examples of the SDK as programs
//! - `newest`: what only the newest engine knows
//! - `compared`: the answers of engines and mock are those in
//!   `docs/real-engine.md`
//!
//! What they start from is a [`stage`]: a client, and an id of its own on the
//! engine that all of them share.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod changes;
mod compared;
mod decisions;
mod events;
mod examples;
mod leases;
mod life;
mod newest;
mod overload;
mod stage;
mod streams;
mod work;
mod worker;
