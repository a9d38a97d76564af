//! The file system as this stage uses it: the only place of the generator that touches it for
//! writing. [`System`] is the real one; tests put one in its place that fails on demand. What is
//! done with it and in which order is not decided here.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::guard::{self, Guarding};

/// What stands at a path, without following a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Missing,
    File,
    Directory,
    Symlink,
    /// A pipe, socket or device.
    Special,
}

/// A file to be written.
pub(super) struct NewFile<'a> {
    pub(super) content: &'a [u8],
    /// If there is a file here, the new one gets its permissions.
    pub(super) like: Option<&'a Path>,
    /// Whether to wait until the content would survive a power failure.
    pub(super) durable: bool,
}

/// The operations of this stage. Each either happens as a whole or reports why not, except that a
/// process that dies in `write_new` leaves a part of the file.
pub(super) trait Disk {
    fn kind(&self, path: &Path) -> io::Result<Kind>;
    /// Whether a path leads to a directory, following links.
    fn is_dir(&self, path: &Path) -> bool;
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>>;

    /// Makes a directory; one that is there already is fine.
    fn make_dir(&self, dir: &Path) -> io::Result<()>;
    /// Writes a file that must not exist yet.
    fn write_new(&self, path: &Path, file: &NewFile<'_>) -> io::Result<()>;
    /// Waits until the names in a directory would survive a power failure, where there is a way.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty directory.
    fn remove_dir(&self, dir: &Path) -> io::Result<()>;
    /// Keeps other generations out of a directory.
    fn guard(&self, dir: &Path) -> io::Result<Guarding>;
}

/// The file system of the machine.
pub(super) struct System;

impl Disk for System {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        let kind = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if is_absence(&error) => return Ok(Kind::Missing),
            Err(error) => return Err(error),
        };
        Ok(if kind.is_symlink() {
            Kind::Symlink
        } else if kind.is_dir() {
            Kind::Directory
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Special
        })
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        let entries = fs::read_dir(dir)?;
        entries.map(|entry| Ok(entry?.file_name())).collect()
    }

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        match fs::create_dir(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
            result => result,
        }
    }

    fn write_new(&self, path: &Path, new: &NewFile<'_>) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        if let Some(like) = new.like
            && let Ok(metadata) = fs::symlink_metadata(like)
            && metadata.is_file()
        {
            file.set_permissions(metadata.permissions())?;
        }
        file.write_all(new.content)?;
        if new.durable {
            file.sync_all()?;
        }
        Ok(())
    }

    #[cfg(unix)]
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        fs::File::open(dir)?.sync_all()
    }

    #[cfg(not(unix))]
    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        fs::remove_dir(dir)
    }

    fn guard(&self, dir: &Path) -> io::Result<Guarding> {
        guard::take(dir)
    }
}

/// Nothing is there: the name is not, or what is above it is no directory.
pub(super) fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
