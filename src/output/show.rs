//! How a plan and its outcome read: one line per file with a mark, totals, diffs. What is in the
//! plan is decided in [`super::plan`].

use std::fmt;

use super::diff::{self, Extent};
use super::lock::LOCK_NAME;
use super::plan::{Action, Note, Plan};
use super::survey::Found;

impl Action {
    /// The character that stands for it at the beginning of a line.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Create => '+',
            Self::Update => '~',
            Self::Keep => '=',
            Self::Remove => '-',
            Self::Forget => '!',
        }
    }
}

impl Note {
    fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::LineEndings => " (only line endings)",
            Self::Edited => " (edited: the edit is lost)",
            Self::Foreign => " (not written by zeebe-bindgen: it is lost)",
            Self::Adopted => " (adopted)",
            Self::Stays => " (edited: it stays, but is no longer generated)",
            Self::Renamed => " (renamed)",
        }
    }
}

/// How many files a run creates, updates, removes and leaves alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files that were not there.
    pub created: usize,
    /// Files that were there with other content.
    pub updated: usize,
    /// Files that are no longer generated.
    pub removed: usize,
    /// Files that are as they should be and were not touched.
    pub unchanged: usize,
    /// Files that are no longer generated but were edited: left in place.
    pub forgotten: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} created, {} updated, {} removed, {} unchanged",
            self.created, self.updated, self.removed, self.unchanged
        )?;
        match self.forgotten {
            0 => Ok(()),
            n => write!(f, ", {n} left in place"),
        }
    }
}

impl Plan {
    /// Each file with what happens to it, by path.
    pub fn actions(&self) -> impl Iterator<Item = (&str, Action)> {
        self.lines().into_iter().map(|(path, action, _)| (path, action))
    }

    /// How many files have which fate.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let count = |action| self.changes.iter().filter(|c| c.action == action).count();
        Summary {
            created: count(Action::Create),
            updated: count(Action::Update),
            removed: count(Action::Remove),
            unchanged: self.kept.len(),
            forgotten: self.forgotten.len(),
        }
    }

    /// The changes to files as unified diffs.
    #[must_use]
    pub fn diff(&self) -> String {
        let diffs = self.changes.iter().map(|change| {
            let before = match &change.found {
                Found::File(bytes) => Some(&**bytes),
                Found::Nothing
                | Found::Directory
                | Found::Symlink { .. }
                | Found::FileAbove { .. }
                | Found::Special
                | Found::Unreadable(_) => None,
            };
            diff::unified(&change.path, before, change.content.as_deref(), Extent::Whole)
        });
        diffs.collect()
    }

    fn lines(&self) -> Vec<(&str, Action, Note)> {
        let changes = self.changes.iter().map(|c| (c.path.as_str(), c.action, c.note));
        let kept = self.kept.iter().map(|k| (k.path.as_str(), Action::Keep, k.note));
        let forgotten = self.forgotten.iter();
        let forgotten = forgotten.map(|path| (path.as_str(), Action::Forget, Note::Stays));
        let leftovers = self.leftovers.iter();
        let leftovers = leftovers.map(|path| (path.as_str(), Action::Remove, Note::None));
        let mut lines: Vec<_> = changes.chain(kept).chain(forgotten).chain(leftovers).collect();
        lines.extend(self.lock_action().map(|action| (LOCK_NAME, action, Note::None)));
        lines.sort_by_key(|(path, ..)| *path);
        lines
    }

    fn lock_action(&self) -> Option<Action> {
        match &self.lock.before {
            None => Some(Action::Create),
            Some(before) if *before != self.lock.after => Some(Action::Update),
            Some(_) => None,
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, action, note) in self.lines() {
            writeln!(f, "{} {path}{}", action.mark(), note.text())?;
        }
        writeln!(f, "{}", self.summary())
    }
}
