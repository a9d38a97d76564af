//! Tests that need a disk that fails on demand, or one where names have no case. What can be tested
//! through the public API is in the integration test `tests/output`.

mod caseless;
mod faults;
mod interrupted;
mod unguarded;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::digest::Digest;
use super::disk::Disk;
use super::lock::{LOCK_NAME, Provenance};
use super::plan::{Overwrite, plan_on};
use super::show::Summary;
use super::write::write_on;
use crate::diagnostics::{Diagnostics, Reported};
use crate::render::FileSet;

const OWNED_ONLY: Overwrite = Overwrite { force: false, adopt: false };
const FORCE: Overwrite = Overwrite { force: true, adopt: false };

/// A directory for one run, in memory where the system has such a place: there are thousands.
fn directory() -> tempfile::TempDir {
    let in_memory = tempfile::tempdir_in("/dev/shm");
    in_memory.or_else(|_| tempfile::tempdir()).expect("a directory")
}

/// Everything below a directory: files with their content, directories as `None`.
type Tree = BTreeMap<String, Option<Vec<u8>>>;

fn tree(dir: &Path) -> Tree {
    fn walk(dir: &Path, prefix: &str, tree: &mut Tree) {
        for entry in fs::read_dir(dir).into_iter().flatten() {
            let entry = entry.expect("an entry");
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), tree);
                tree.insert(path, None);
            } else {
                tree.insert(path, Some(fs::read(entry.path()).expect("a file")));
            }
        }
    }
    let mut found = Tree::new();
    walk(dir, "", &mut found);
    found
}

fn files(entries: &[(&str, &str)]) -> FileSet {
    let mut files = FileSet::default();
    for (path, content) in entries {
        assert!(files.insert(*path, (*content).to_owned()), "{path} twice");
    }
    files
}

/// What a directory holds when exactly these files have been generated into it.
fn expected(files: &FileSet) -> Tree {
    let dir = directory();
    let mut diagnostics = Diagnostics::new();
    generate(&faults::healthy(), dir.path(), files, OWNED_ONLY, &mut diagnostics)
        .expect("generated");
    let tree = tree(dir.path());
    for (path, content) in files.iter() {
        assert_eq!(tree[path].as_deref(), Some(content), "{path}");
    }
    assert!(tree.contains_key(LOCK_NAME));
    tree
}

fn provenance() -> Provenance {
    Provenance {
        tool_version: "0.1.0".to_owned(),
        proto_digest: Digest::of(b"proto"),
        semantics_digest: Digest::of(b"semantics"),
        options: BTreeMap::new(),
        language: "rust".to_owned(),
    }
}

fn generate(
    disk: &dyn Disk,
    dir: &Path,
    files: &FileSet,
    overwrite: Overwrite,
    diagnostics: &mut Diagnostics,
) -> Result<Summary, Reported> {
    let plan = plan_on(disk, dir, files, &provenance(), overwrite, diagnostics)?;
    write_on(disk, &plan, diagnostics)
}
