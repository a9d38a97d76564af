//! Whose file gives way: per surveyed file, what happens to it or why it stops the run. Pure but
//! for directories that are in the way, which are looked into. The words are in
//! [`super::obstacle`], the order of the work in [`super::write`].

use std::collections::BTreeSet;
use std::path::Path;

use super::obstacle;
use super::plan::{Action, Change, Kept, Note, Overwrite};
use super::survey::{Found, Standing, Survey, Surveyed, Surveyor};
use crate::diagnostics::Diagnostic;

/// What is to happen in an output directory.
#[derive(Default)]
pub(super) struct Decisions {
    pub(super) changes: Vec<Change>,
    pub(super) kept: Vec<Kept>,
    /// Files that are no longer generated and stay because they are not as they were generated.
    pub(super) forgotten: Vec<String>,
    /// Temporary files of an interrupted run.
    pub(super) leftovers: Vec<String>,
    /// Directories that stand where a file is to be, with nothing in them that stays.
    pub(super) hollow: Vec<String>,
    /// Obstacles and warnings.
    pub(super) findings: Vec<Diagnostic>,
    removed: BTreeSet<String>,
}

/// Decides about every file; obstacles are in the findings.
pub(super) fn decide(
    dir: &Path,
    survey: Survey<'_>,
    overwrite: Overwrite,
    surveyor: &Surveyor<'_>,
) -> Decisions {
    let mut decisions = Decisions { leftovers: survey.leftovers, ..Decisions::default() };
    let (wanted, stale): (Vec<_>, Vec<_>) =
        survey.files.into_iter().partition(|f| f.wanted.is_some());
    for file in stale {
        decisions.stale(dir, file, overwrite);
    }
    for file in wanted {
        decisions.wanted(dir, file, overwrite, surveyor);
    }
    decisions.changes.sort_by(|a, b| a.path.cmp(&b.path));
    decisions
}

impl Decisions {
    fn stale(&mut self, dir: &Path, file: Surveyed<'_>, overwrite: Overwrite) {
        match file.standing {
            Standing::Absent | Standing::Foreign => {}
            Standing::Unmodified | Standing::LineEndings | Standing::Same => {
                self.removed.insert(file.path.clone());
                self.change(file, Action::Remove, Note::None);
            }
            Standing::Blocked if matches!(file.found, Found::Unreadable(_)) => {
                let obstacle = obstacle::blocked(dir, &file.path, &file.found);
                self.findings.push(obstacle);
            }
            Standing::Edited | Standing::Blocked if overwrite.force => {
                self.findings.push(obstacle::forgotten(dir, &file));
                self.forgotten.push(file.path);
            }
            Standing::Edited | Standing::Blocked => {
                self.findings.push(obstacle::stale(dir, &file));
            }
        }
    }

    fn wanted(
        &mut self,
        dir: &Path,
        file: Surveyed<'_>,
        overwrite: Overwrite,
        surveyor: &Surveyor<'_>,
    ) {
        let may_adopt = file.owned || overwrite.adopt || overwrite.force;
        match file.standing {
            Standing::Absent => self.change(file, Action::Create, Note::None),
            Standing::Blocked => self.blocked(dir, file, surveyor),
            // Where names have no case, removing the old name would remove this file.
            Standing::Same if file.recased => self.change(file, Action::Update, Note::Renamed),
            Standing::Same if may_adopt => self.kept.push(Kept {
                note: if file.owned { Note::None } else { Note::Adopted },
                path: file.path,
            }),
            Standing::LineEndings if file.recased || may_adopt => {
                self.change(file, Action::Update, Note::LineEndings);
            }
            Standing::Unmodified => self.change(file, Action::Update, Note::None),
            Standing::Edited if overwrite.force => {
                self.change(file, Action::Update, Note::Edited);
            }
            Standing::Foreign if overwrite.force => {
                self.change(file, Action::Update, Note::Foreign);
            }
            Standing::Same | Standing::LineEndings | Standing::Edited | Standing::Foreign => {
                self.findings.push(obstacle::in_the_way(dir, &file));
            }
        }
    }

    /// Something that is no file is in the way; fine only if this run clears it away.
    fn blocked(&mut self, dir: &Path, file: Surveyed<'_>, surveyor: &Surveyor<'_>) {
        let cleared = match &file.found {
            Found::FileAbove { at } => self.removed.contains(at),
            Found::Directory => match surveyor.hollow(&file.path, &self.removed) {
                Ok(directories) => {
                    let cleared = directories.is_some();
                    self.hollow.extend(directories.into_iter().flatten());
                    cleared
                }
                Err(error) => {
                    let found = Found::Unreadable(error.to_string());
                    self.findings.push(obstacle::blocked(dir, &file.path, &found));
                    return;
                }
            },
            Found::Nothing
            | Found::File(_)
            | Found::Symlink { .. }
            | Found::Special
            | Found::Unreadable(_) => false,
        };
        if cleared {
            self.change(file, Action::Create, Note::None);
        } else {
            let obstacle = obstacle::blocked(dir, &file.path, &file.found);
            self.findings.push(obstacle);
        }
    }

    fn change(&mut self, file: Surveyed<'_>, action: Action, note: Note) {
        self.changes.push(Change {
            path: file.path,
            action,
            note,
            found: file.found,
            content: file.wanted.cloned(),
        });
    }
}
