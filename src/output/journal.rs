//! The contents the lock has in the course of a run, so that a run that dies at any point leaves a
//! lock from which the next one knows every file. Only computed here; [`super::write`] writes them.

use std::collections::BTreeMap;

use super::digest::Digest;
use super::lock::{Lock, Provenance};
use super::survey::{Found, Standing, Survey, Surveyed};
use crate::render::{Content, FileSet};

/// The three contents that the lock has in a run.
#[derive(Debug)]
pub(super) struct LockChange {
    /// As found; `None` when there was none.
    pub(super) before: Option<Content>,
    /// While files are written: both what they are and what they become. Most runs write nothing, so
    /// it is not made into bytes before that.
    pub(super) during: Lock,
    /// In the end.
    pub(super) after: Content,
}

impl LockChange {
    pub(super) fn new(
        before: Option<Content>,
        provenance: &Provenance,
        files: &FileSet,
        survey: &Survey<'_>,
        recorded: Option<&Lock>,
    ) -> Self {
        let last = final_lock(provenance, files);
        let after = last.to_bytes().into();
        let during = journal(last, survey, recorded);
        Self { before, during, after }
    }
}

/// The lock that stands when a run has succeeded. It depends on nothing on disk.
pub(super) fn final_lock(provenance: &Provenance, files: &FileSet) -> Lock {
    let files = files.contents();
    let files = files.map(|(path, content)| (path.to_owned(), Digest::from(content)));
    Lock { provenance: provenance.clone(), files: files.collect(), pending: BTreeMap::new() }
}

/// The lock that stands while files are written.
///
/// A file that the user let us overwrite with `--force` is not in it under the digest it has: the
/// permission ends with the run, and the next one asks again about a file that was not reached.
fn journal(last: Lock, survey: &Survey<'_>, recorded: Option<&Lock>) -> Lock {
    let owned = survey.files.iter().filter(|file| file.owned);
    let now = owned.filter_map(|file| {
        let digest = present(file, &last).or_else(|| recorded?.recorded(&file.path).next());
        Some((file.path.clone(), digest?))
    });
    let now: BTreeMap<String, Digest> = now.collect();
    let mut pending = last.files;
    pending.retain(|path, digest| now.get(path) != Some(digest));
    Lock { provenance: last.provenance, files: now, pending }
}

/// The digest an unedited file has on disk.
fn present(file: &Surveyed<'_>, last: &Lock) -> Option<Digest> {
    match (file.standing, &file.found) {
        (Standing::Same, _) => last.files.get(&file.path).copied(),
        (Standing::Unmodified | Standing::LineEndings, Found::File(bytes)) => {
            Some(Digest::of(bytes))
        }
        (
            Standing::Absent
            | Standing::Unmodified
            | Standing::LineEndings
            | Standing::Edited
            | Standing::Foreign
            | Standing::Blocked,
            _,
        ) => None,
    }
}
