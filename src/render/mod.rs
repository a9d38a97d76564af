//! From a language's model to files in memory.
//!
//! The only stage that names askama. A template prints finished strings; a file that is no template is
//! copied byte for byte.

mod copied;
mod files;

use std::{panic, thread};

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

/// Prints two halves of a package at the same time, so that a language does not keep one core busy
/// while others have nothing to do.
///
/// # Errors
/// What is wrong with the first half, or else with the second, or the path that both have.
pub fn halves(
    first: impl FnOnce() -> Result<FileSet, String>,
    second: impl FnOnce() -> Result<FileSet, String> + Send,
) -> Result<FileSet, String> {
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(second);
        (first(), second.join().unwrap_or_else(|panic| panic::resume_unwind(panic)))
    });
    let mut files = first?;
    files.append(second?)?;
    Ok(files)
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

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    fn files(paths: &[&str]) -> Result<FileSet, String> {
        let mut files = FileSet::default();
        for path in paths {
            files.insert(*path, (*path).to_owned());
        }
        Ok(files)
    }

    #[test]
    fn halves_are_printed_at_the_same_time_and_put_together() {
        let both = Barrier::new(2);
        let half = |paths: &'static [&'static str]| {
            both.wait();
            files(paths)
        };
        let whole = halves(|| half(&["b", "d"]), || half(&["a", "c"]));
        assert_eq!(whole, files(&["a", "b", "c", "d"]));
    }

    #[test]
    fn what_is_wrong_with_the_first_half_is_told_first() {
        let wrong = |what: &'static str| move || Err(what.to_owned());
        assert_eq!(halves(wrong("first"), wrong("second")), Err("first".to_owned()));
        assert_eq!(halves(|| files(&["a"]), wrong("second")), Err("second".to_owned()));
    }

    #[test]
    fn a_file_is_in_one_half() {
        let whole = halves(|| files(&["a", "b"]), || files(&["b"]));
        assert_eq!(whole, Err("b is written twice".to_owned()));
    }
}
