//! The files of `templates/` that are copied byte for byte.

use super::Content;

/// A file that is in the binary.
#[derive(Debug)]
pub(super) struct Copied {
    /// Below `templates/`.
    path: &'static str,
    pub(super) bytes: &'static [u8],
    /// Taken when the binary was built.
    pub(super) sha256: [u8; 32],
}

/// In the order of the paths.
static COPIED: &[Copied] = include!(concat!(env!("OUT_DIR"), "/copied_files.rs"));

/// The copied files of one language: path below `templates/<lang>/` and content.
pub fn copied(language: &str) -> impl Iterator<Item = (&'static str, Content)> {
    let prefix = format!("{language}/");
    let files = COPIED.iter();
    files.filter_map(move |file| Some((file.path.strip_prefix(&*prefix)?, file.into())))
}
