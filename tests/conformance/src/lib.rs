//! One suite for every SDK: scenarios that are data, played by a driver of each language against a
//! gateway that writes down what it saw.
//!
//! The way of a scenario, and where to read on:
//!
//! 1. `scenario/` reads it from a file; mistakes are shown where they stand.
//! 2. `driver/` starts the driver of a language: a program that makes the calls that it is told.
//! 3. `stage/` starts a gateway, plays the steps, and compares what the driver answered and what the
//!    gateway's journal holds with what the scenario expects. `value/` makes and compares values,
//!    `engines.rs` has the real engines that take the place of the mock gateway.
//! 4. `run.rs` does that for every scenario and language side by side, `known.rs` has the failures
//!    that are known, and `report/` prints what came of it.
//!
//! `mutation/` asks the question about the suite itself: does a scenario fail when the SDK breaks a rule?
//!
//! `docs/conformance.md` describes the format of scenarios and the protocol of drivers.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic, clippy::expect_used))]

pub mod driver;
mod engines;
mod known;
pub mod mutation;
mod outcome;
pub mod report;
pub mod run;
pub mod scenario;
mod stage;
mod transcript;
mod value;
