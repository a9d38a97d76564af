//! Drivers: the table of languages, and a running one.

mod environment;
mod languages;
mod npm;
mod process;
mod venv;

pub use languages::{Language, NotBuilt, Of, build, find, languages, of_command, python};
pub(crate) use languages::{binaries, of_program, root};
pub(crate) use process::{Answer, Driver};
