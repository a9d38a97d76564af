//! The files of one target in memory: relative path to bytes, sorted, LF only.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::copied::Copied;

/// The bytes of a file. They are never moved: those of a copied file stay where they are in the
/// binary, and printed ones are shared by all who hold them.
#[derive(Clone)]
pub struct Content(Bytes);

#[derive(Clone)]
enum Bytes {
    Copied(&'static Copied),
    Printed(Arc<Vec<u8>>),
}

impl Content {
    /// The SHA-256 of the bytes where it is known without looking at them.
    #[must_use]
    pub fn known_sha256(&self) -> Option<[u8; 32]> {
        match &self.0 {
            Bytes::Copied(file) => Some(file.sha256),
            Bytes::Printed(_) => None,
        }
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Copied(file) => file.bytes,
            Bytes::Printed(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Content {}

impl From<&'static Copied> for Content {
    fn from(file: &'static Copied) -> Self {
        Self(Bytes::Copied(file))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Bytes::Printed(Arc::new(bytes)))
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

/// The files of one target, by path relative to the target's directory, `/` between segments.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Content>,
}

impl FileSet {
    /// Adds a file. Text is stored with LF line ends by the caller. A path given twice is a
    /// mistake of a backend and keeps the first content; `false` tells so.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Content>) -> bool {
        match self.files.entry(path.into()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(content.into());
                true
            }
        }
    }

    /// Adds all files of another set.
    ///
    /// # Errors
    /// The first path that both sets have.
    pub fn append(&mut self, other: Self) -> Result<(), String> {
        for (path, content) in other.files {
            if !self.insert(path.as_str(), content) {
                return Err(format!("{path} is written twice"));
            }
        }
        Ok(())
    }

    /// Path and bytes of each file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.contents().map(|(path, content)| (path, &**content))
    }

    /// Path and content of each file, in the order of the paths.
    pub fn contents(&self) -> impl Iterator<Item = (&str, &Content)> {
        self.files.iter().map(|(path, content)| (path.as_str(), content))
    }

    /// The content of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|content| &**content)
    }
}
