//! A disk that does not wait for the platter, so that thousands of runs take seconds, and that fails: at one operation, as a full or broken disk does, or at one operation and for
//! ever after, as for a process that was killed there.

use std::cell::Cell;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use super::super::disk::{Disk, Kind, NewFile, System};
use super::super::guard::Guarding;

/// What happens at the chosen operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It reports an error; what follows works.
    Error,
    /// A file gets half of its content, and nothing works any more.
    Die,
}

/// The machine's file system with a fault at one operation.
pub(super) struct Faulty<D = System> {
    inner: D,
    fault: Fault,
    left: Cell<usize>,
    dead: Cell<bool>,
    struck: Cell<bool>,
}

/// A disk without any fault.
pub(super) fn healthy() -> Faulty {
    Faulty::new(System, Fault::Error, usize::MAX)
}

impl<D: Disk> Faulty<D> {
    pub(super) fn new(inner: D, fault: Fault, after: usize) -> Self {
        Self {
            inner,
            fault,
            left: Cell::new(after),
            dead: Cell::new(false),
            struck: Cell::new(false),
        }
    }

    /// Whether the run was long enough to reach the fault.
    pub(super) fn struck(&self) -> bool {
        self.struck.get()
    }

    fn step(&self) -> io::Result<()> {
        let broken = || Err(io::Error::other("injected fault"));
        if self.dead.get() {
            return broken();
        }
        match self.left.get() {
            0 if !self.struck.get() => {
                self.struck.set(true);
                self.dead.set(self.fault == Fault::Die);
                broken()
            }
            0 => Ok(()),
            n => {
                self.left.set(n - 1);
                Ok(())
            }
        }
    }
}

impl<D: Disk> Disk for Faulty<D> {
    fn kind(&self, path: &Path) -> io::Result<Kind> {
        self.step().and_then(|()| self.inner.kind(path))
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.inner.is_dir(path)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step().and_then(|()| self.inner.read(path))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        self.step().and_then(|()| self.inner.list(dir))
    }

    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.make_dir(dir))
    }

    fn write_new(&self, path: &Path, new: &NewFile<'_>) -> io::Result<()> {
        let was_dead = self.dead.get();
        let whole = NewFile { durable: false, ..*new };
        let Err(error) = self.step() else {
            return self.inner.write_new(path, &whole);
        };
        if !was_dead {
            let half = NewFile { content: &new.content[..new.content.len() / 2], ..whole };
            self.inner.write_new(path, &half)?;
        }
        Err(error)
    }

    fn sync_dir(&self, _dir: &Path) -> io::Result<()> {
        self.step()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.rename(from, to))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.remove_file(path))
    }

    fn remove_dir(&self, dir: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.remove_dir(dir))
    }

    fn guard(&self, dir: &Path) -> io::Result<Guarding> {
        self.step().and_then(|()| self.inner.guard(dir))
    }
}
