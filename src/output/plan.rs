//! The plan: what a run would do to an output directory, complete before anything is written.
//! How it reads is in [`super::show`], how it is carried out in [`super::write`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::decide::decide;
use super::disk::Disk;
use super::journal::LockChange;
use super::lock::{LOCK_NAME, Lock, LockFlaw, Provenance};
use super::obstacle;
use super::path;
use super::survey::{Found, LockFound, Survey, Surveyor};
use crate::diagnostics::{Diagnostic, Diagnostics, Reported, Severity};
use crate::render::{Content, FileSet};

/// What the user allows beyond files that the generator owns and nobody has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overwrite {
    /// Overwrite edited files and files of others. Files that are no longer generated but were
    /// edited are left in place even so, and forgotten.
    pub force: bool,
    /// Take over files that are not in the lock but have the content that would be generated
    /// (line endings aside). A file with other content is in the way as ever.
    pub adopt: bool,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there with other content.
    Update,
    /// It is there as it is wanted, and is not touched.
    Keep,
    /// It is no longer generated and unmodified.
    Remove,
    /// It is no longer generated but was modified: it stays and leaves the lock.
    Forget,
}

/// What there is to say about an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    None,
    LineEndings,
    Edited,
    Foreign,
    Adopted,
    Stays,
    Renamed,
}

/// A file that is written or removed.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) path: String,
    pub(super) action: Action,
    pub(super) note: Note,
    /// What was there when the plan was made.
    pub(super) found: Found,
    /// The new content; `None` to remove.
    pub(super) content: Option<Content>,
}

/// A file that stays as it is.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) path: String,
    pub(super) note: Note,
}

/// What a run would do, as decided from the disk and the lock. Nothing has been written yet.
#[derive(Debug)]
pub struct Plan {
    pub(super) dir: PathBuf,
    pub(super) changes: Vec<Change>,
    pub(super) kept: Vec<Kept>,
    pub(super) forgotten: Vec<String>,
    pub(super) leftovers: Vec<String>,
    /// Directories to remove if they are empty in the end, innermost first.
    pub(super) vacated: Vec<String>,
    pub(super) lock: LockChange,
}

impl Plan {
    /// Whether everything is as it should be, so that writing would do nothing.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.changes.is_empty()
            && self.leftovers.is_empty()
            && self.lock.before.as_ref() == Some(&self.lock.after)
    }
}

/// Makes the plan, or reports everything that is in the way.
pub(super) fn plan_on(
    disk: &dyn Disk,
    dir: &Path,
    files: &FileSet,
    provenance: &Provenance,
    overwrite: Overwrite,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, Reported> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let paths = refuse_unsafe(dir, files, diagnostics);
    let surveyor = Surveyor::new(disk, dir);
    let (before, lock) = usable_lock(dir, surveyor.lock(), provenance, overwrite, diagnostics)?;
    paths?;

    let survey = surveyor.survey(files, lock.as_ref());
    let lock = LockChange::new(before, provenance, files, &survey, lock.as_ref());
    let vacated = vacated(&survey);
    let decided = decide(dir, survey, overwrite, &surveyor);
    match lock_is_still(dir, &surveyor, lock.before.as_ref()) {
        Ok(true) => {}
        Ok(false) => return Err(diagnostics.fail(obstacle::held(dir))),
        Err(obstacle) => return Err(diagnostics.fail(obstacle)),
    }
    let stops = decided.findings.iter().any(|d| d.severity == Severity::Error);
    decided.findings.into_iter().for_each(|d| diagnostics.push(d));
    if stops {
        return Err(Reported);
    }
    Ok(Plan {
        dir: dir.to_path_buf(),
        changes: decided.changes,
        kept: decided.kept,
        forgotten: decided.forgotten,
        leftovers: decided.leftovers,
        vacated: innermost_first(vacated.into_iter().chain(decided.hollow)),
        lock,
    })
}

/// Reports every path that must not be written.
pub(super) fn refuse_unsafe(
    dir: &Path,
    files: &FileSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let mut result = Ok(());
    let flaws = files.iter().filter_map(|(p, _)| Some((p, path::flaw(p)?)));
    let clashes = path::clashes(files.iter().map(|(p, _)| p));
    for (path, why) in flaws.chain(clashes) {
        result = Err(diagnostics.fail(obstacle::unsafe_path(dir, path, &why)));
    }
    result
}

/// The lock's bytes and content, unless it stops the run.
fn usable_lock(
    dir: &Path,
    found: LockFound,
    provenance: &Provenance,
    overwrite: Overwrite,
    diagnostics: &mut Diagnostics,
) -> Result<(Option<Content>, Option<Lock>), Reported> {
    match found {
        LockFound::None => Ok((None, None)),
        LockFound::Read { bytes, lock } => {
            let other = lock.provenance.language != provenance.language;
            if other && lock.paths().next().is_some() && !overwrite.force {
                let obstacle = obstacle::other_language(dir, &lock.provenance, provenance);
                return Err(diagnostics.fail(obstacle));
            }
            Ok((Some(bytes), Some(lock)))
        }
        LockFound::Flawed { bytes, flaw } => {
            let newer = matches!(flaw, LockFlaw::Newer { .. });
            if newer || !overwrite.force {
                return Err(diagnostics.fail(obstacle::lock_flaw(dir, &flaw)));
            }
            diagnostics.push(obstacle::lock_ignored(dir, &flaw));
            Ok((Some(bytes), None))
        }
        LockFound::Blocked(found) => Err(diagnostics.fail(obstacle::lock_blocked(dir, &found))),
    }
}

/// Whether the lock has these bytes; `None` when there is to be none.
pub(super) fn lock_is_still(
    dir: &Path,
    surveyor: &Surveyor<'_>,
    before: Option<&Content>,
) -> Result<bool, Diagnostic> {
    match surveyor.look(LOCK_NAME) {
        Found::Nothing => Ok(before.is_none()),
        Found::File(bytes) => Ok(before == Some(&bytes)),
        found => Err(obstacle::lock_blocked(dir, &found)),
    }
}

/// Directories above files that are no longer generated and above no file that is.
fn vacated(survey: &Survey<'_>) -> BTreeSet<String> {
    let (wanted, stale): (Vec<_>, Vec<_>) =
        survey.files.iter().partition(|file| file.wanted.is_some());
    let needed = wanted.iter().flat_map(|file| path::ancestors(&file.path));
    let needed: BTreeSet<&str> = needed.collect();
    let real = |found: &Found| !matches!(found, Found::Symlink { .. } | Found::Unreadable(_));
    let above = stale.iter().filter(|file| real(&file.found));
    let above = above.flat_map(|file| path::ancestors(&file.path));
    let vacated = above.filter(|dir| !needed.contains(dir));
    vacated.map(str::to_owned).collect()
}

/// A directory after everything in it, each once.
fn innermost_first(directories: impl Iterator<Item = String>) -> Vec<String> {
    let sorted: BTreeSet<String> = directories.collect();
    sorted.into_iter().rev().collect()
}
