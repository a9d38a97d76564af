//! Drivers: the table of languages, and a running one.

mod languages;
mod process;

pub use languages::{Language, NotBuilt, build, find, languages};
pub(crate) use process::{Answer, Driver};
