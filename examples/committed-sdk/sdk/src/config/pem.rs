//! Certificates and keys, as texts or as files.

use std::path::PathBuf;

/// A PEM text, or the file that has it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Pem {
    /// As given in code.
    Text(String),
    /// Read when the client is built.
    File(PathBuf),
}

impl Pem {
    /// The text, or why the file cannot be read.
    pub(crate) fn read(&self) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(path) => std::fs::read_to_string(path)
                .map_err(|error| format!("the file {} cannot be read: {error}", path.display())),
        }
    }

    /// Where it is; never what it is.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(_) => "a PEM text".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown())
    }
}
