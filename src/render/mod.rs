//! From a language's model to files in memory.

mod files;

pub use files::FileSet;
