//! Failures that are known: `known/<lang>.toml`, each with its reason. A scenario that is listed is
//! played all the same, and passing is then a failure: the list must be true.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::driver::Language;
use crate::scenario::Finding;

/// A failure that is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// The scenario with its case, such as `E01/not-found`.
    pub(crate) scenario: String,
    /// Why it fails.
    pub(crate) reason: String,
    /// Where that can be read up.
    pub(crate) link: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Known>,
}

/// The known failures of a language; none if there is no file.
///
/// # Errors
/// What is wrong with the file.
pub(crate) fn load(language: &Language) -> Result<Vec<Known>, Finding> {
    let name = format!("known/{}.toml", language.id);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    let Ok(text) = fs::read_to_string(path) else {
        return Ok(Vec::new());
    };
    let file: File = toml::from_str(&text)
        .map_err(|error| Finding::new(&name, &text, error.span(), error.message()))?;
    Ok(file.known)
}
