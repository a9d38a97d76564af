//! From a language's model to files in memory.
//!
//! The only stage that names askama. A template prints finished strings; a file that is no template is
//! copied byte for byte.

mod copied;
mod files;

pub use copied::copied;
pub use files::{Content, FileSet};

/// Templates of a language are derived with this.
pub use askama::Template;

/// A template as a part of a file: without line ends around it.
///
/// # Errors
/// What the template engine says; no template of ours can fail on a finished model.
pub fn finished(template: &impl Template) -> Result<String, String> {
    let text = template.render().map_err(|e| e.to_string())?;
    Ok(text.trim_matches('\n').to_owned())
}

/// Prints a template into a file set. The file ends with one line end, however the template ends.
///
/// # Errors
/// What the template engine says; no template of ours can fail on a finished model.
pub fn print(files: &mut FileSet, path: &str, template: &impl Template) -> Result<(), String> {
    let mut text = template.render().map_err(|e| format!("{path}: {e}"))?;
    text.truncate(text.trim_end().len());
    text.push('\n');
    if files.insert(path, text) { Ok(()) } else { Err(format!("{path} is written twice")) }
}
