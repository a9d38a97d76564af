//! One new file that is the user's from then on: it is in no lock, and nothing is ever overwritten.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};

/// Writes a file that must not exist yet.
///
/// # Errors
/// [`Reported`] when something is there already, or writing fails; then nothing is left of it.
pub fn create(path: &Path, content: &[u8], diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let name = path.to_string_lossy().replace('\\', "/");
    write(path, content).map_err(|error| {
        diagnostics.fail(if error.kind() == io::ErrorKind::AlreadyExists {
            Diagnostic::error(Code::ForeignFile, format!("`{name}` exists already"))
                .help("edit it, or move it away")
        } else {
            Diagnostic::error(Code::WriteFailed, format!("cannot write `{name}`: {error}"))
        })
    })
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(content).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}
