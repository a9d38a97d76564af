//! Drivers: the table of languages, and a running one.

mod languages;
mod process;

pub use languages::{Language, NotBuilt, build, find, languages};
pub(crate) use languages::{binaries, of_program, root};
pub(crate) use process::{Answer, Driver};
