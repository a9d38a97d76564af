//! Finds the files of a compilation and remembers their texts, so that findings can show them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use protox::file::{File, FileResolver, GoogleFileResolver};

/// A file that was opened.
#[derive(Debug)]
pub(super) struct Seen {
    /// The name by which protos import it.
    pub(super) name: String,
    /// The name to show to users.
    pub(super) display: String,
    pub(super) text: String,
    pub(super) path: Option<PathBuf>,
}

/// Looks files up in one in-memory text, in directories, and among the well-known types.
pub(super) struct Loader {
    text: Option<(String, String)>,
    directories: Vec<PathBuf>,
    google: GoogleFileResolver,
    seen: Rc<RefCell<Vec<Seen>>>,
}

impl Loader {
    pub(super) fn with_directories(directories: Vec<PathBuf>) -> Self {
        Self { text: None, directories, google: GoogleFileResolver::new(), seen: Rc::default() }
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

    fn open(&self, name: &str, text: String, path: Option<PathBuf>) -> Result<File, protox::Error> {
        let file = File::from_source(name, &text);
        let display = path.as_deref().map_or_else(|| name.to_owned(), slashed);
        self.seen.borrow_mut().push(Seen { name: name.to_owned(), display, text, path });
        file
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

impl FileResolver for Loader {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        Some(slashed(path))
    }

    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        if let Some((own, text)) = &self.text
            && own == name
        {
            return self.open(name, text.clone(), None);
        }
        for directory in &self.directories {
            let path = directory.join(name);
            if !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(protox::Error::new)?;
            let text = String::from_utf8(bytes).map_err(|_| {
                protox::Error::new(format!("{} is not valid UTF-8", slashed(&path)))
            })?;
            return self.open(name, text, Some(path));
        }
        self.google.open_file(name)
    }
}
