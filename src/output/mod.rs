//! From files in memory to files on disk: plan, write, check. The only stage that writes files.
//!
//! [`plan`] compares the wanted files with the disk and the lock and either reports everything that
//! is in the way or returns a [`Plan`], which prints as a dry run and as diffs; [`write()`] carries
//! it out; [`check`] only compares. The rules:
//!
//! - The generator owns exactly the files in its lock, [`LOCK_NAME`] in the output directory. It
//!   overwrites and removes its own files as long as nobody has edited them.
//! - A file whose content is what was written but for LF and CRLF is not edited; nor is one that is
//!   empty or all zeros, as a power failure leaves them.
//! - An edited file, a foreign file, a link: the run stops before anything is written, and every
//!   one of them is reported.
//! - `--adopt` takes over foreign files that have the content that would be generated. `--force`
//!   overwrites edited and foreign files, replaces a lock that cannot be read, and lets one
//!   language replace another. Neither follows a link, removes a directory with something in it,
//!   or removes an edited file that is no longer generated: that one stays, with a warning, and
//!   leaves the lock.
//! - A run that dies at any point leaves every file whole, and the next run completes it without
//!   being forced.
//!
//! Where to look: the order of writing in `write`, who gives way in `decide`, the messages in
//! `obstacle`, what is on disk in `survey`, the lock's format in `lock` and its course through a
//! run in `journal`, which names are portable in `path`, the file system behind `disk` and `guard`.

mod check;
mod create;
mod decide;
mod diff;
mod digest;
mod disk;
mod guard;
mod journal;
mod lock;
mod newline;
mod obstacle;
mod path;
mod plan;
mod show;
mod survey;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use check::{CheckReport, Drift, DriftKind};
pub use create::create;
pub use digest::{Digest, NotADigest};
pub use lock::{LOCK_NAME, Provenance};
pub use plan::{Action, Overwrite, Plan};
pub use show::Summary;

use crate::diagnostics::{Diagnostics, Reported};
use crate::render::FileSet;

/// Decides what a run would do to the output directory `dir`. Writes nothing.
///
/// # Errors
/// [`Reported`] when something is in the way; all of it is in the diagnostics.
pub fn plan(
    dir: &Path,
    files: &FileSet,
    provenance: &Provenance,
    overwrite: Overwrite,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, Reported> {
    plan::plan_on(&disk::System, dir, files, provenance, overwrite, diagnostics)
}

/// Carries a plan out. Files that are as they should be are not touched.
///
/// # Errors
/// [`Reported`] when another run is writing into the directory, when the disk has changed since the
/// plan was made, or when an operation fails. Every file is whole in any case.
pub fn write(plan: &Plan, diagnostics: &mut Diagnostics) -> Result<Summary, Reported> {
    write::write_on(&disk::System, plan, diagnostics)
}

/// Compares the output directory `dir` with what would be generated. Writes nothing. Every
/// difference is a [`Code::Drift`](crate::diagnostics::Code::Drift) in the diagnostics.
pub fn check(
    dir: &Path,
    files: &FileSet,
    provenance: &Provenance,
    diagnostics: &mut Diagnostics,
) -> CheckReport {
    check::check_on(&disk::System, dir, files, provenance, diagnostics)
}
