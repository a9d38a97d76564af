//! Finds the files of a compilation and remembers their texts, so that findings can show them.

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use protox::file::{File, FileResolver, GoogleFileResolver};

use super::shown;
use crate::text::{self, Decoded};

/// A file that was opened.
#[derive(Debug)]
pub(super) struct Seen {
    /// The name by which protos import it.
    pub(super) name: String,
    /// The name to show to users.
    pub(super) display: String,
    pub(super) text: String,
    pub(super) path: Option<PathBuf>,
    /// The first byte that is not UTF-8.
    pub(super) broken_at: Option<usize>,
}

/// Looks files up in one in-memory text, in directories, and among the well-known types.
pub(super) struct Loader {
    text: Option<(String, String)>,
    directories: Vec<PathBuf>,
    google: OnceCell<GoogleFileResolver>,
    seen: Rc<RefCell<Vec<Seen>>>,
}

impl Loader {
    pub(super) fn with_directories(directories: Vec<PathBuf>) -> Self {
        Self { text: None, directories, google: OnceCell::new(), seen: Rc::default() }
    }

    pub(super) fn with_text(name: &str, text: &str) -> Self {
        let mut loader = Self::with_directories(Vec::new());
        loader.text = Some((name.to_owned(), text.to_owned()));
        loader
    }

    /// The files opened so far; shared, because the compiler takes the loader itself.
    pub(super) fn seen(&self) -> Rc<RefCell<Vec<Seen>>> {
        Rc::clone(&self.seen)
    }

    /// Where files are looked up.
    pub(super) fn directories(&self) -> &[PathBuf] {
        &self.directories
    }

    fn open_text(&self, name: &str, text: String) -> Result<File, protox::Error> {
        let file = File::from_source(name, &text);
        let name = name.to_owned();
        let seen = Seen { display: name.clone(), name, text, path: None, broken_at: None };
        self.seen.borrow_mut().push(seen);
        file
    }

    fn open_path(&self, name: &str, path: PathBuf) -> Result<File, protox::Error> {
        let display = shown(&path);
        let bytes = std::fs::read(&path).map_err(|error| {
            let message = format!("cannot read {display}: {}", text::why(&error));
            protox::Error::new(std::io::Error::new(error.kind(), message))
        })?;
        let Decoded { text, broken_at } = text::decode(&bytes);
        let file = match broken_at {
            // What is to be said about it is up to the caller, who finds it among the files seen.
            Some(_) => Err(protox::Error::new("not UTF-8")),
            None => File::from_source(name, &text),
        };
        let seen = Seen { name: name.to_owned(), display, text, path: Some(path), broken_at };
        self.seen.borrow_mut().push(seen);
        file
    }
}

impl FileResolver for Loader {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        Some(shown(path))
    }

    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        if let Some((own, text)) = &self.text
            && own == name
        {
            return self.open_text(name, text.clone());
        }
        for directory in &self.directories {
            let path = directory.join(name);
            if path.is_file() {
                return self.open_path(name, path);
            }
        }
        self.google.get_or_init(GoogleFileResolver::new).open_file(name)
    }
}
