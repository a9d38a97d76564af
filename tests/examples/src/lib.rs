//! The examples of the Rust SDK as programs that a test starts, tells to stop,
//! and reads: against the mock gateway in `tests/it`, against a real broker in
//! the tests of `tests/engine`.

mod build;
mod program;

pub use program::{Ended, Program, Running};
