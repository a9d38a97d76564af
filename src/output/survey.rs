//! What stands where the generator wants to write or has written, and whose it is. Looks, never
//! writes, and decides nothing: [`super::decide`] and [`super::check`] do.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use super::digest::Digest;
use super::disk::{Disk, Kind, is_absence};
use super::lock::{LOCK_NAME, Lock, LockFlaw};
use super::newline;
use super::path;
use crate::render::{Content, FileSet};

/// What is found at a path inside the output directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    File(Content),
    Directory,
    /// A link, at the path or at a directory above it.
    Symlink {
        at: String,
    },
    /// A directory above the path is a file.
    FileAbove {
        at: String,
    },
    /// A pipe, socket or device.
    Special,
    /// The system does not let us look.
    Unreadable(String),
}

/// What a found thing is to the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing is there.
    Absent,
    /// Exactly what is wanted.
    Same,
    /// What is wanted, but for LF and CRLF.
    LineEndings,
    /// What the generator wrote, whatever the line endings, or a file of its own that has lost its
    /// content.
    Unmodified,
    /// The generator's own, but with other content.
    Edited,
    /// A file that the generator does not own.
    Foreign,
    /// No file that could be read: see [`Found`].
    Blocked,
}

/// One path that is wanted, recorded in the lock, or both.
#[derive(Debug)]
pub(super) struct Surveyed<'a> {
    pub(super) path: String,
    /// The content it is to have; `None` for a file that is no longer generated.
    pub(super) wanted: Option<&'a Content>,
    /// Whether it is the generator's own by the lock.
    pub(super) owned: bool,
    /// Whether the lock lists it in another case: on some systems that is the same file.
    pub(super) recased: bool,
    pub(super) found: Found,
    pub(super) standing: Standing,
}

/// Everything that planning and checking need to know about an output directory.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    pub(super) files: Vec<Surveyed<'a>>,
    /// Temporary files of a run that was interrupted.
    pub(super) leftovers: Vec<String>,
}

/// The lock as it is on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LockFound {
    None,
    Read { bytes: Content, lock: Lock },
    Flawed { bytes: Content, flaw: LockFlaw },
    Blocked(Found),
}

/// Looks at an output directory; remembers which directories it has seen.
pub(super) struct Surveyor<'a> {
    disk: &'a dyn Disk,
    dir: &'a Path,
    directories: RefCell<BTreeMap<String, Result<Kind, String>>>,
}

impl<'a> Surveyor<'a> {
    pub(super) fn new(disk: &'a dyn Disk, dir: &'a Path) -> Self {
        let directories = RefCell::default();
        Self { disk, dir, directories }
    }

    /// What is at a path. Links are never followed.
    pub(super) fn look(&self, path: &str) -> Found {
        self.look_for(path, None)
    }

    /// The same where a content is wanted. A file that has it shares it, so that a directory that is
    /// as it should be is not held in memory twice.
    fn look_for(&self, path: &str, wanted: Option<&Content>) -> Found {
        for above in path::ancestors(path) {
            let at = above.to_owned();
            match self.directory(above) {
                Ok(Kind::Directory) => {}
                Ok(Kind::Missing) => return Found::Nothing,
                Ok(Kind::Symlink) => return Found::Symlink { at },
                Ok(Kind::File | Kind::Special) => return Found::FileAbove { at },
                Err(error) => return Found::Unreadable(error),
            }
        }
        let place = path::system_path(self.dir, path);
        match self.disk.kind(&place) {
            Ok(Kind::Missing) => Found::Nothing,
            Ok(Kind::Directory) => Found::Directory,
            Ok(Kind::Symlink) => Found::Symlink { at: path.to_owned() },
            Ok(Kind::Special) => Found::Special,
            Ok(Kind::File) => match self.disk.read(&place) {
                Ok(bytes) => {
                    let same = wanted.filter(|wanted| ***wanted == *bytes);
                    Found::File(same.map_or_else(|| bytes.into(), Content::clone))
                }
                Err(error) if is_absence(&error) => Found::Nothing,
                Err(error) => Found::Unreadable(error.to_string()),
            },
            Err(error) => Found::Unreadable(error.to_string()),
        }
    }

    fn directory(&self, path: &str) -> Result<Kind, String> {
        if let Some(known) = self.directories.borrow().get(path) {
            return known.clone();
        }
        let kind = self.disk.kind(&path::system_path(self.dir, path));
        let kind = kind.map_err(|error| error.to_string());
        let mut directories = self.directories.borrow_mut();
        directories.insert(path.to_owned(), kind.clone());
        kind
    }

    /// The lock as it is on disk.
    pub(super) fn lock(&self) -> LockFound {
        match self.look(LOCK_NAME) {
            Found::Nothing => LockFound::None,
            Found::File(bytes) => match Lock::parse(&bytes) {
                Ok(lock) => LockFound::Read { bytes, lock },
                Err(flaw) => LockFound::Flawed { bytes, flaw },
            },
            found => LockFound::Blocked(found),
        }
    }

    /// Looks at every wanted and every recorded file.
    pub(super) fn survey<'f>(&self, files: &'f FileSet, lock: Option<&Lock>) -> Survey<'f> {
        let mut wanted: BTreeMap<&str, Option<&'f Content>> = BTreeMap::new();
        let recorded = lock.iter().flat_map(|lock| lock.paths());
        wanted.extend(recorded.map(|path| (path, None)));
        wanted.extend(files.contents().map(|(path, content)| (path, Some(content))));
        let spellings = Spellings::of(lock, &wanted);
        let survey = wanted.iter();
        let files = survey.map(|(path, wanted)| self.one(path, *wanted, lock, &spellings));
        Survey { files: files.collect(), leftovers: self.leftovers() }
    }

    fn one<'f>(
        &self,
        path: &str,
        wanted: Option<&'f Content>,
        lock: Option<&Lock>,
        spellings: &Spellings,
    ) -> Surveyed<'f> {
        let found = self.look_for(path, wanted);
        let recorded = spellings.recorded.get(&*path::folded(path));
        let mut standing = standing(&found, wanted, recorded.map_or(&[], Vec::as_slice));
        let mut owned = lock.is_some_and(|lock| lock.recorded(path).next().is_some());
        let settled = lock.is_some_and(|lock| lock.files.contains_key(path));
        let unknown =
            standing == Standing::Edited || (standing == Standing::Blocked && wanted.is_none());
        if unknown && !settled {
            // An interrupted run was about to write here and did not get to it.
            standing = Standing::Foreign;
            owned = false;
        }
        Surveyed {
            path: path.to_owned(),
            wanted,
            owned,
            recased: wanted.is_some() && spellings.stale.contains(&*path::folded(path)),
            found,
            standing,
        }
    }

    /// Temporary files in the directories that this survey has come through.
    fn leftovers(&self) -> Vec<String> {
        let directories = self.directories.borrow();
        let seen = directories.iter();
        let seen = seen.filter(|(_, kind)| **kind == Ok(Kind::Directory));
        let mut found = Vec::new();
        for dir in seen.map(|(dir, _)| dir.as_str()).chain([""]) {
            let place = path::system_path(self.dir, dir);
            // A directory that cannot be listed hides nothing of ours that matters: the files in
            // it have been looked at one by one.
            for name in self.disk.list(&place).unwrap_or_default() {
                if let Some(name) = name.to_str().filter(|name| path::is_temp_name(name))
                    && matches!(self.disk.kind(&place.join(name)), Ok(Kind::File))
                {
                    let slash = if dir.is_empty() { "" } else { "/" };
                    found.push(format!("{dir}{slash}{name}"));
                }
            }
        }
        found.sort();
        found
    }

    /// The directories in and including one that holds nothing but these files, innermost first;
    /// `None` if it holds anything else.
    pub(super) fn hollow(
        &self,
        dir: &str,
        files: &BTreeSet<String>,
    ) -> io::Result<Option<Vec<String>>> {
        let mut directories = Vec::new();
        for name in self.disk.list(&path::system_path(self.dir, dir))? {
            let Some(name) = name.to_str() else {
                return Ok(None);
            };
            let inner = format!("{dir}/{name}");
            match self.disk.kind(&path::system_path(self.dir, &inner))? {
                Kind::Missing => {}
                Kind::Directory => match self.hollow(&inner, files)? {
                    Some(found) => directories.extend(found),
                    None => return Ok(None),
                },
                Kind::File | Kind::Symlink | Kind::Special => {
                    if !files.contains(&inner) {
                        return Ok(None);
                    }
                }
            }
        }
        directories.push(dir.to_owned());
        Ok(Some(directories))
    }

    /// The innermost directory on the way to a path that is there; empty for the output directory.
    pub(super) fn nearest_directory<'p>(&self, path: &'p str) -> &'p str {
        let there = |dir: &&str| self.directory(dir) == Ok(Kind::Directory);
        path::ancestors(path).take_while(there).last().unwrap_or("")
    }
}

/// The lock by names without case. Where the file system has no case, a file that is renamed from
/// `Job.rs` to `job.rs` is seen under both names, and must not be taken for somebody else's.
struct Spellings {
    recorded: BTreeMap<String, Vec<Digest>>,
    stale: BTreeSet<String>,
}

impl Spellings {
    fn of(lock: Option<&Lock>, wanted: &BTreeMap<&str, Option<&Content>>) -> Self {
        let mut recorded: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
        for (path, lock) in lock.iter().flat_map(|l| l.paths().map(move |p| (p, l))) {
            let known = recorded.entry(path::folded(path).into_owned()).or_default();
            known.extend(lock.recorded(path));
        }
        let stale = wanted.iter().filter(|(_, content)| content.is_none());
        let stale = stale.map(|(path, _)| path::folded(path).into_owned()).collect();
        Self { recorded, stale }
    }
}

fn standing(found: &Found, wanted: Option<&Content>, recorded: &[Digest]) -> Standing {
    let bytes = match found {
        Found::Nothing => return Standing::Absent,
        Found::File(bytes) => bytes,
        // Where a stale file was there is a directory, or the other way round: the file is gone.
        Found::Directory | Found::FileAbove { .. } if wanted.is_none() => return Standing::Absent,
        Found::Directory
        | Found::FileAbove { .. }
        | Found::Symlink { .. }
        | Found::Special
        | Found::Unreadable(_) => return Standing::Blocked,
    };
    if wanted == Some(bytes) {
        return Standing::Same;
    }
    if recorded.contains(&Digest::of(bytes)) {
        return Standing::Unmodified;
    }
    let like_wanted = wanted.is_some_and(|w| newline::same_but_for_endings(w, bytes));
    let like = |digest: &Digest| newline::has_digest_but_for_endings(bytes, *digest);
    if like_wanted {
        return Standing::LineEndings;
    }
    if recorded.iter().any(like) {
        // What the generator wrote before, checked out with other line endings.
        return Standing::Unmodified;
    }
    match recorded {
        [] => Standing::Foreign,
        _ if has_lost_its_content(bytes) => Standing::Unmodified,
        _ => Standing::Edited,
    }
}

/// What a power failure makes of a file that was not yet on the platter: nothing, or zeros. There
/// is no edit in it to be lost.
fn has_lost_its_content(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
