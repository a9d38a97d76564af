//! What the environments of all languages have in common: they are made once, by programs that have to
//! succeed.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Output};

/// Holds an environment until it is dropped: tests and the command may come at the same time.
pub(super) fn lock(directory: &Path) -> io::Result<File> {
    if let Some(parent) = directory.parent() {
        fs::create_dir_all(parent)?;
    }
    let file = File::create(directory.with_extension("lock"))?;
    file.lock()?;
    Ok(file)
}

/// Runs a command that must succeed; otherwise what it printed.
pub(super) fn ran(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(String::from_utf8_lossy(&said).trim().to_owned())
}

/// The last line of what a program printed, which says most.
pub(super) fn last_line(said: &str) -> &str {
    said.lines().next_back().unwrap_or_default()
}
