//! `zeebe-bindgen.toml`: the inputs and the SDKs of a project.
//!
//! [`find`] looks for it, [`load`] reads it into a [`Config`] whose paths can be opened as they are,
//! [`commented`] is what a new one looks like. Keys are read in `parse`; directories that targets
//! must not share are found in `overlap`. What command line options do to a config is not decided
//! here.

mod overlap;
mod parse;
mod template;

use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostics, Reported, Span};
use crate::language::Language;
use crate::language::target::Target;
use crate::text;

pub use overlap::refuse_overlaps;
pub use template::commented;

/// The name of the file.
pub const CONFIG_NAME: &str = "zeebe-bindgen.toml";

/// A config, checked.
pub struct Config {
    /// The proto; the embedded one without it.
    pub proto: Option<PathBuf>,
    /// Directories in which imports are looked up.
    pub include: Vec<PathBuf>,
    /// Semantics laid over the embedded ones.
    pub semantics: Vec<PathBuf>,
    /// One per SDK, in the order of the file.
    pub targets: Vec<ConfigTarget>,
}

/// One `[[target]]`.
pub struct ConfigTarget {
    /// Its language.
    pub language: &'static dyn Language,
    /// The directory it goes to.
    pub out: PathBuf,
    /// Where `out` is stated.
    pub out_span: Span,
    /// Its package and options.
    pub target: Target,
}

/// The nearest config in a directory or one above it.
#[must_use]
pub fn find(from: &Path) -> Option<PathBuf> {
    let mut candidates = from.ancestors().map(|dir| dir.join(CONFIG_NAME));
    candidates.find(|path| path.is_file())
}

/// Reads a config. `base` is put before its paths; it is the directory of the file as the user would
/// write it, empty for the working directory.
///
/// # Errors
/// [`Reported`] when it cannot be read, is not valid, or has targets that write into each other.
pub fn load(path: &Path, base: &Path, diagnostics: &mut Diagnostics) -> Result<Config, Reported> {
    let name = base.join(CONFIG_NAME).to_string_lossy().replace('\\', "/");
    let text = text::read(path, &name, "make it readable", diagnostics)?;
    let config = parse::parse(base, &name, &text, diagnostics)?;
    let outs = config.targets.iter();
    let outs: Vec<_> = outs.map(|t| (t.out.as_path(), Some(t.out_span))).collect();
    refuse_overlaps(&outs, diagnostics)?;
    Ok(config)
}
