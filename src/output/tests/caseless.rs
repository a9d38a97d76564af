//! A file system where names have no case, as on macOS and Windows: a file that is renamed from
//! `Job.rs` to `job.rs` must not be lost.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::super::disk::{Disk, Kind, NewFile, System};
use super::super::guard::Guarding;
use super::faults::{Fault, Faulty};
use super::{OWNED_ONLY, directory, files, generate};
use crate::diagnostics::Diagnostics;

/// The machine's file system with every name below a directory in lower case.
#[derive(Clone, Copy)]
struct Caseless<'a>(&'a Path);

impl Caseless<'_> {
    fn fold(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(self.0) {
            Ok(inner) => self.0.join(inner.to_string_lossy().to_lowercase()),
            Err(_) => path.to_path_buf(),
        }
    }
}

impl Disk for Caseless<'_> {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        System.kind(&self.fold(path))
    }

    fn is_dir(&self, path: &Path) -> bool {
        System.is_dir(&self.fold(path))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        System.read(&self.fold(path))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        System.list(&self.fold(dir))
    }

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        System.make_dir(&self.fold(dir))
    }

    fn write_new(&self, path: &Path, new: &NewFile<'_>) -> io::Result<()> {
        let like = new.like.map(|like| self.fold(like));
        let new = NewFile { like: like.as_deref(), ..*new };
        System.write_new(&self.fold(path), &new)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        System.sync_dir(&self.fold(dir))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        System.rename(&self.fold(from), &self.fold(to))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        System.remove_file(&self.fold(path))
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        System.remove_dir(&self.fold(dir))
    }

    fn guard(&self, dir: &Path) -> io::Result<Guarding> {
        System.guard(&self.fold(dir))
    }
}

#[test]
fn a_file_that_changes_only_its_case_survives_a_death_at_any_operation() {
    let before = files(&[("src/Job.rs", "// job\n"), ("Lib/a.rs", "// a\n")]);
    for content in ["// job\n", "// another job\n"] {
        let after = files(&[("src/job.rs", content), ("lib/a.rs", "// a\n")]);
        for at in 0.. {
            let dir = directory();
            let disk = Caseless(dir.path());
            let mut found = Diagnostics::new();
            generate(&disk, dir.path(), &before, OWNED_ONLY, &mut found).expect("generated");
            let dying = Faulty::new(disk, Fault::Die, at);
            let _ = generate(&dying, dir.path(), &after, OWNED_ONLY, &mut found);
            let mut found = Diagnostics::new();
            let result = generate(&disk, dir.path(), &after, OWNED_ONLY, &mut found);
            assert!(result.is_ok(), "at {at}: {:?}", found.found());
            for (path, content) in after.iter() {
                let read = disk.read(&dir.path().join(path));
                assert_eq!(read.expect(path), content, "{path} at {at}");
            }
            let again = generate(&disk, dir.path(), &after, OWNED_ONLY, &mut found);
            assert_eq!(again.expect("generated").unchanged, 2, "at {at}");
            if !dying.struck() {
                break;
            }
        }
    }
}
