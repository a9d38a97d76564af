//! The files of one target in memory: relative path to bytes, sorted, LF only.

use std::collections::BTreeMap;

/// The files of one target, by path relative to the target's directory, `/` between segments.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
}

impl FileSet {
    /// Adds a file. Text is stored with LF line ends by the caller. A path given twice is a
    /// mistake of a backend and keeps the first content; `false` tells so.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> bool {
        let path = path.into();
        if self.files.contains_key(&path) {
            return false;
        }
        self.files.insert(path, content.into());
        true
    }

    /// Path and content of each file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(p, c)| (p.as_str(), c.as_slice()))
    }

    /// The content of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }
}
