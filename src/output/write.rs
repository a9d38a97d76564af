//! Carrying a plan out, in an order in which the process may die at any point:
//!
//! 1. The output directory is made and guarded, and the plan compared with the disk once more.
//! 2. The lock is replaced by one that knows each file both as it is and as it will be.
//! 3. All new contents are written to temporary files beside their targets. Up to here nothing of
//!    the user's has changed, and an error takes everything back.
//! 4. Stale files go, temporary files are renamed into place. An error leaves the rest to the next
//!    run, which finds every file whole and knows it from the lock.
//! 5. The lock is replaced by the final one.
//!
//! Only the lock is flushed to the platter, in 2 before anything relies on it and in 5 after
//! everything: contents can be generated again, and a file that a power failure has emptied is
//! recognised and rewritten ([`super::survey`]). What is written is decided in [`super::plan`].

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, NewFile, is_absence};
use super::guard::{Guard, Guarding};
use super::lock::LOCK_NAME;
use super::obstacle;
use super::path::{self, shown, system_path};
use super::plan::{Action, Change, Plan, lock_is_still};
use super::show::Summary;
use super::survey::{Found, Surveyor};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};

/// Carries the plan out. Touches nothing when there is nothing to do.
pub(super) fn write_on(
    disk: &dyn Disk,
    plan: &Plan,
    diagnostics: &mut Diagnostics,
) -> Result<Summary, Reported> {
    if plan.is_current() {
        return Ok(plan.summary());
    }
    let mut writer =
        Writer { disk, plan, made: Vec::new(), staged: Vec::new(), journal_written: false };
    let _guard = match writer.enter(diagnostics) {
        Ok(guard) => guard,
        Err(stop) => return Err(diagnostics.fail(stop)),
    };
    if let Err(stop) = writer.prepare() {
        writer.take_back();
        return Err(diagnostics.fail(stop));
    }
    if let Err(failure) = writer.commit(diagnostics) {
        writer.discard_staged();
        return Err(diagnostics.fail(failure.report(TO_BE_COMPLETED)));
    }
    Ok(plan.summary())
}

/// An operation on the file system that did not work.
struct Failure {
    doing: &'static str,
    path: String,
    error: io::Error,
}

impl Failure {
    fn report(&self, state: &str) -> Diagnostic {
        let Self { doing, path, error } = self;
        Diagnostic::error(Code::WriteFailed, format!("cannot {doing} `{path}`: {error}"))
            .help(state)
    }
}

/// A new content waiting under a temporary name.
struct Staged {
    temp: PathBuf,
    target: String,
}

struct Writer<'a> {
    disk: &'a dyn Disk,
    plan: &'a Plan,
    /// Directories made on the way to and including the output directory, outermost first.
    made: Vec<PathBuf>,
    staged: Vec<Staged>,
    journal_written: bool,
}

const NOTHING_CHANGED: &str =
    "no file was changed; put this right, or choose another directory with `-o`, and run again";

const TO_BE_COMPLETED: &str =
    "every file is whole; put this right and run again, which completes what this run began";

impl Writer<'_> {
    fn place(&self, path: &str) -> PathBuf {
        system_path(&self.plan.dir, path)
    }

    fn failure(&self, doing: &'static str, path: &str) -> impl FnOnce(io::Error) -> Failure {
        let path = shown(&self.plan.dir, path);
        move |error| Failure { doing, path, error }
    }

    /// Makes the output directory and keeps others out of it; without a guard where the file
    /// system has none to give.
    fn enter(&mut self, diagnostics: &mut Diagnostics) -> Result<Option<Guard>, Diagnostic> {
        let dir = &self.plan.dir;
        let mut missing = Vec::new();
        for above in dir.ancestors() {
            if above.as_os_str().is_empty() || self.disk.is_dir(above) {
                break;
            }
            missing.push(above.to_path_buf());
        }
        for directory in missing.into_iter().rev() {
            if let Err(error) = self.disk.make_dir(&directory) {
                self.remove_made();
                let path = directory.display().to_string();
                let doing = "make the directory";
                return Err(Failure { doing, path, error }.report(NOTHING_CHANGED));
            }
            self.made.push(directory);
        }
        match self.disk.guard(dir) {
            Ok(Guarding::Held(guard)) => Ok(Some(guard)),
            Ok(Guarding::Busy) => Err(obstacle::held(dir)),
            Ok(Guarding::Unsupported(error)) => {
                diagnostics.push(obstacle::unguarded(dir, &error));
                Ok(None)
            }
            Err(error) => {
                self.remove_made();
                Err(self.failure("open", "")(error).report(NOTHING_CHANGED))
            }
        }
    }

    /// Everything that can be taken back.
    fn prepare(&mut self) -> Result<(), Diagnostic> {
        let surveyor = Surveyor::new(self.disk, &self.plan.dir);
        let dir = &self.plan.dir;
        if !lock_is_still(dir, &surveyor, self.plan.lock.before.as_ref())? {
            return Err(obstacle::overtaken(dir, LOCK_NAME));
        }
        for change in &self.plan.changes {
            match surveyor.look(&change.path) {
                found if found == change.found => {}
                found @ Found::Unreadable(_) => {
                    return Err(obstacle::blocked(dir, &change.path, &found));
                }
                _ => return Err(obstacle::overtaken(dir, &change.path)),
            }
        }
        self.journal_and_stage(&surveyor).map_err(|failure| failure.report(NOTHING_CHANGED))
    }

    fn journal_and_stage(&mut self, surveyor: &Surveyor<'_>) -> Result<(), Failure> {
        self.clear_leftovers()?;
        if self.plan.changes.is_empty() {
            return Ok(());
        }
        self.journal_written = true;
        self.replace_lock(&self.plan.lock.during.to_bytes())?;
        // Best effort: some file systems have no way to flush a directory.
        let _ = self.disk.sync_dir(&self.plan.dir);
        for (number, change) in self.plan.changes.iter().enumerate() {
            if let Some(content) = &change.content {
                let beside = self.place(surveyor.nearest_directory(&change.path));
                let temp = beside.join(path::temp_name(number));
                self.stage(change, content, temp)?;
            }
        }
        Ok(())
    }

    fn clear_leftovers(&self) -> Result<(), Failure> {
        for leftover in &self.plan.leftovers {
            match self.disk.remove_file(&self.place(leftover)) {
                Err(error) if !is_absence(&error) => {
                    return Err(self.failure("remove", leftover)(error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Writes a new content under a temporary name.
    fn stage(&mut self, change: &Change, content: &[u8], temp: PathBuf) -> Result<(), Failure> {
        let before = (change.action == Action::Update).then(|| self.place(&change.path));
        let new = NewFile { content, like: before.as_deref(), durable: false };
        let written = self.write_temp(&temp, &new);
        self.staged.push(Staged { temp, target: change.path.clone() });
        written.map_err(self.failure("write", &change.path))
    }

    /// Writes a temporary file. A thing of that name is the leftover of another run, and goes.
    fn write_temp(&self, temp: &Path, new: &NewFile<'_>) -> io::Result<()> {
        match self.disk.write_new(temp, new) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.disk.remove_file(temp)?;
                self.disk.write_new(temp, new)
            }
            result => result,
        }
    }

    /// Replaces the lock as a whole.
    fn replace_lock(&self, content: &[u8]) -> Result<(), Failure> {
        let temp = self.place(&path::temp_name("lock"));
        let lock = self.place(LOCK_NAME);
        let new = NewFile { content, like: Some(&lock), durable: true };
        let written = self.write_temp(&temp, &new);
        let replaced = written.and_then(|()| self.disk.rename(&temp, &lock));
        replaced.map_err(|error| {
            let _ = self.disk.remove_file(&temp);
            self.failure("write", LOCK_NAME)(error)
        })
    }

    /// Everything that cannot be taken back.
    fn commit(&mut self, diagnostics: &mut Diagnostics) -> Result<(), Failure> {
        let stale = self.plan.changes.iter();
        for change in stale.filter(|change| change.action == Action::Remove) {
            let removed = self.disk.remove_file(&self.place(&change.path));
            removed.map_err(self.failure("remove", &change.path))?;
        }
        self.remove_vacated(diagnostics);
        self.make_directories()?;
        while let Some(staged) = self.staged.last() {
            let renamed = self.disk.rename(&staged.temp, &self.place(&staged.target));
            renamed.map_err(self.failure("write", &staged.target))?;
            self.staged.pop();
        }
        if self.plan.lock.before.as_ref() != Some(&self.plan.lock.after) || self.journal_written {
            self.replace_lock(&self.plan.lock.after)?;
        }
        Ok(())
    }

    /// Removes the directories that became empty. One that cannot be removed is no reason to stop.
    fn remove_vacated(&self, diagnostics: &mut Diagnostics) {
        for directory in &self.plan.vacated {
            let Err(error) = self.disk.remove_dir(&self.place(directory)) else {
                continue;
            };
            let in_use = error.kind() == io::ErrorKind::DirectoryNotEmpty;
            if !in_use && !is_absence(&error) {
                let name = shown(&self.plan.dir, directory);
                let message = format!("cannot remove the empty directory `{name}`: {error}");
                let warning = Diagnostic::warning(Code::WriteFailed, message);
                diagnostics.push(warning.help("remove it by hand"));
            }
        }
    }

    fn make_directories(&self) -> Result<(), Failure> {
        let written = self.plan.changes.iter().filter(|c| c.content.is_some());
        let above: BTreeSet<&str> = written.flat_map(above).collect();
        for directory in above {
            let made = self.disk.make_dir(&self.place(directory));
            made.map_err(self.failure("make the directory", directory))?;
        }
        Ok(())
    }

    /// Leaves everything as it was found. Best effort: what cannot be taken back is harmless, and
    /// the next run clears it away.
    fn take_back(&mut self) {
        self.discard_staged();
        if self.journal_written {
            let _ = match &self.plan.lock.before {
                Some(before) => self.replace_lock(before).map_err(|failure| failure.error),
                None => self.disk.remove_file(&self.place(LOCK_NAME)),
            };
        }
        self.remove_made();
    }

    fn discard_staged(&mut self) {
        for staged in self.staged.drain(..) {
            let _ = self.disk.remove_file(&staged.temp);
        }
    }

    fn remove_made(&mut self) {
        for directory in self.made.drain(..).rev() {
            let _ = self.disk.remove_dir(&directory);
        }
    }
}

/// The directories above a file that may have to be made, outermost first.
fn above(change: &Change) -> impl Iterator<Item = &str> {
    path::ancestors(&change.path).filter(|_| change.action == Action::Create)
}
