//! The output stage through its public API, on real directories: whose files it overwrites, what a
//! check says, what is left when a process is killed. Single operations that fail are tested in the
//! crate, with a disk that fails on demand.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod adopting;
mod checking;
mod killed;
mod obstacles;
mod planning;
mod sandbox;
mod together;
mod writing;
