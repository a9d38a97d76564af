//! Comparing an output directory with what would be generated, without writing anything. Who may
//! overwrite what does not matter here; that is [`super::decide`].

use std::fmt;
use std::path::Path;

use super::diff::{self, Extent};
use super::disk::Disk;
use super::journal::final_lock;
use super::lock::{LOCK_NAME, Lock, Provenance};
use super::newline;
use super::obstacle;
use super::path::shown;
use super::plan::refuse_unsafe;
use super::survey::{Found, LockFound, Standing, Surveyed, Surveyor};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::render::FileSet;

/// How many lines of a diff a finding shows.
const DIFF_LINES: usize = 20;

/// The way out of nearly every drift.
const REGENERATE: &str = "run `zeebe-bindgen generate` and commit what it writes";

/// In which way a path is not as it would be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// It would be written and is not there.
    Missing,
    /// It is as it was generated, but would now be generated differently.
    Outdated,
    /// It was edited.
    Edited,
    /// Something that zeebe-bindgen did not write stands there.
    Foreign,
    /// It has the right content but for LF and CRLF.
    LineEndings,
    /// It is there but is no longer generated.
    Orphaned,
    /// It was left behind by a run that was interrupted.
    Leftover,
    /// The lock is not the one that would be written.
    Lock,
}

impl DriftKind {
    /// The word for it in a list.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Outdated => "outdated",
            Self::Edited => "edited",
            Self::Foreign => "foreign",
            Self::LineEndings => "line endings",
            Self::Orphaned => "orphaned",
            Self::Leftover => "leftover",
            Self::Lock => "lock",
        }
    }
}

/// One path that is not as it would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The path inside the output directory.
    pub path: String,
    /// In which way.
    pub kind: DriftKind,
}

/// What a check found. Everything in it is also in the diagnostics, with a diff and a way out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// By path.
    pub drifts: Vec<Drift>,
    /// How many files would be generated.
    pub files: usize,
}

impl CheckReport {
    /// Whether everything on disk is as it would be generated.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.drifts.is_empty()
    }
}

impl fmt::Display for CheckReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for drift in &self.drifts {
            writeln!(f, "{}: {}", drift.path, drift.kind.as_str())?;
        }
        match self.drifts.len() {
            0 => writeln!(f, "{} files, all current", self.files),
            n => writeln!(f, "{} files, {n} differences", self.files),
        }
    }
}

/// Compares; see [`super::check`].
pub(super) fn check_on(
    disk: &dyn Disk,
    dir: &Path,
    files: &FileSet,
    provenance: &Provenance,
    diagnostics: &mut Diagnostics,
) -> CheckReport {
    let mut check = Check {
        dir,
        report: CheckReport { files: files.iter().count(), ..CheckReport::default() },
        findings: Vec::new(),
    };
    let surveyor = Surveyor::new(disk, dir);
    let found = surveyor.lock();
    let lock = match &found {
        LockFound::Read { lock, .. } => Some(lock),
        LockFound::None | LockFound::Flawed { .. } | LockFound::Blocked(_) => None,
    };
    if refuse_unsafe(dir, files, diagnostics).is_err() {
        return check.report;
    }
    let survey = surveyor.survey(files, lock);
    survey.files.iter().for_each(|file| check.file(file));
    survey.leftovers.iter().for_each(|path| check.leftover(path));
    check.lock(&found, &final_lock(provenance, files));
    check.line_endings();
    let missing = !disk.is_dir(dir);
    if missing && !check.report.is_current() {
        check.findings = vec![nothing_there(dir)];
    }
    check.findings.into_iter().for_each(|d| diagnostics.push(d));
    check.report.drifts.sort_by(|a, b| a.path.cmp(&b.path));
    check.report
}

fn nothing_there(dir: &Path) -> Diagnostic {
    let dir = shown(dir, "");
    drift(format!("`{dir}` does not exist: nothing has been generated into it")).help(REGENERATE)
}

fn drift(message: String) -> Diagnostic {
    Diagnostic::error(Code::Drift, message)
}

struct Check<'a> {
    dir: &'a Path,
    report: CheckReport,
    findings: Vec<Diagnostic>,
}

impl Check<'_> {
    fn add(&mut self, path: &str, kind: DriftKind) {
        self.report.drifts.push(Drift { path: path.to_owned(), kind });
    }

    fn file(&mut self, file: &Surveyed<'_>) {
        let Some((kind, what)) = verdict(file) else {
            return;
        };
        self.add(&file.path, kind);
        if kind == DriftKind::LineEndings {
            return;
        }
        let name = shown(self.dir, &file.path);
        let finding = drift(format!("`{name}` {what}")).help(way_out(kind));
        self.findings.push(match diff(file) {
            Some(diff) => finding.patch(diff),
            None => finding,
        });
    }

    fn leftover(&mut self, path: &str) {
        self.add(path, DriftKind::Leftover);
        let name = shown(self.dir, path);
        let message = format!("`{name}` was left behind by a run that was interrupted");
        self.findings.push(drift(message).help(REGENERATE));
    }

    fn lock(&mut self, found: &LockFound, expected: &Lock) {
        let name = shown(self.dir, LOCK_NAME);
        match found {
            LockFound::Flawed { flaw, .. } => {
                self.add(LOCK_NAME, DriftKind::Lock);
                self.findings.push(obstacle::lock_flaw(self.dir, flaw));
            }
            LockFound::Blocked(found) => {
                self.add(LOCK_NAME, DriftKind::Lock);
                self.findings.push(obstacle::lock_blocked(self.dir, found));
            }
            LockFound::None => {
                self.add(LOCK_NAME, DriftKind::Lock);
                self.findings.push(drift(format!("`{name}` is missing")).help(
                    "run `zeebe-bindgen generate --adopt`, which takes over the files that are as \
                     they would be generated, and commit it",
                ));
            }
            LockFound::Read { bytes, lock } => self.read_lock(&name, bytes, lock, expected),
        }
    }

    fn read_lock(&mut self, name: &str, bytes: &[u8], lock: &Lock, expected: &Lock) {
        let wanted = expected.to_bytes();
        if bytes == wanted {
            return;
        }
        if newline::same_but_for_endings(bytes, &wanted) {
            return self.add(LOCK_NAME, DriftKind::LineEndings);
        }
        self.add(LOCK_NAME, DriftKind::Lock);
        let mut why = expected.provenance.differences(&lock.provenance);
        if !lock.pending.is_empty() {
            why.push("the last run was interrupted".to_owned());
        }
        if why.is_empty() {
            why.push("it lists other files or digests".to_owned());
        }
        let message = format!("`{name}` is outdated: {}", why.join(", "));
        self.findings.push(drift(message).help(REGENERATE));
    }

    /// One finding for all files that differ only in line endings: it is one cause.
    fn line_endings(&mut self) {
        let drifts = self.report.drifts.iter();
        let differ = drifts.filter(|drift| drift.kind == DriftKind::LineEndings);
        let names: Vec<String> = differ.map(|d| shown(self.dir, &d.path)).collect();
        let Some(first) = names.first() else {
            return;
        };
        let which = match names.len() {
            1 => format!("`{first}` differs"),
            2 => format!("`{first}` and one other file differ"),
            n => format!("`{first}` and {} other files differ", n - 1),
        };
        let message =
            format!("{which} from what would be generated only in line endings (CRLF for LF)");
        let help = format!(
            "git converts them on checkout: add the line `* -text` to `{}`, commit it, and run \
             `zeebe-bindgen generate`",
            shown(self.dir, ".gitattributes")
        );
        self.findings.push(drift(message).help(help).patch(names.join("\n")));
    }
}

/// In which way a file differs, in a word and in words.
fn verdict(file: &Surveyed<'_>) -> Option<(DriftKind, &'static str)> {
    let wanted = file.wanted.is_some();
    Some(match (file.standing, wanted) {
        (Standing::Same, true) | (Standing::Absent | Standing::Foreign, false) => return None,
        (Standing::Absent, true) => (DriftKind::Missing, "is missing"),
        (Standing::LineEndings, true) => (DriftKind::LineEndings, ""),
        (Standing::Unmodified, true) => (DriftKind::Outdated, "is outdated"),
        (Standing::Edited, true) => (DriftKind::Edited, "was edited after it was generated"),
        (Standing::Foreign, true) => {
            (DriftKind::Foreign, "is not what would be generated, and the lock does not list it")
        }
        (Standing::Blocked, true) => (DriftKind::Foreign, blocked(&file.found)),
        (Standing::Unmodified | Standing::LineEndings | Standing::Same, false) => {
            (DriftKind::Orphaned, "is no longer generated")
        }
        (Standing::Edited | Standing::Blocked, false) => {
            (DriftKind::Orphaned, "is no longer generated, but was edited after it was")
        }
    })
}

fn blocked(found: &Found) -> &'static str {
    match found {
        Found::Symlink { .. } => "is a symbolic link or lies behind one",
        Found::Directory => "is a directory where a file would be generated",
        Found::FileAbove { .. } => "lies in what should be a directory but is a file",
        Found::Unreadable(_) => "cannot be read",
        Found::Special | Found::Nothing | Found::File(_) => "is not an ordinary file",
    }
}

fn way_out(kind: DriftKind) -> &'static str {
    match kind {
        DriftKind::Edited => {
            "move the edit out of the generated files, run `zeebe-bindgen generate --force` and \
             commit what it writes"
        }
        DriftKind::Foreign => {
            "move it away, run `zeebe-bindgen generate` and commit what it writes"
        }
        DriftKind::Missing
        | DriftKind::Outdated
        | DriftKind::LineEndings
        | DriftKind::Orphaned
        | DriftKind::Leftover
        | DriftKind::Lock => REGENERATE,
    }
}

/// From what is on disk to what would be generated, where both are files.
fn diff(file: &Surveyed<'_>) -> Option<String> {
    match (&file.found, file.wanted) {
        (Found::File(bytes), Some(wanted)) => {
            let extent = Extent::Lines(DIFF_LINES);
            Some(diff::unified(&file.path, Some(bytes), Some(wanted), extent))
        }
        _ => None,
    }
}
