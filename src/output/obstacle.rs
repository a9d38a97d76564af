//! The words for everything that can be in the way of a run, each with the way out. Whether
//! something is in the way is decided in [`super::decide`].

use std::path::Path;

use super::lock::{LOCK_NAME, LockFlaw, Provenance};
use super::path::shown;
use super::survey::{Found, Standing, Surveyed};
use crate::diagnostics::{Code, Diagnostic};

/// A file that stands where a file is to be written, and may not be overwritten.
pub(super) fn in_the_way(dir: &Path, file: &Surveyed<'_>) -> Diagnostic {
    let name = shown(dir, &file.path);
    match file.standing {
        Standing::Edited => Diagnostic::error(
            Code::EditedFile,
            format!("`{name}` was edited after it was generated"),
        )
        .help(
            "move the edit out of the generated files, or discard it with `--force`; \
             `--dry-run --diff --force` shows what would be lost",
        ),
        Standing::Same => adoptable(format!(
            "`{name}` has the content that would be generated, but the lock does not list it"
        )),
        Standing::LineEndings => adoptable(format!(
            "`{name}` has the content that would be generated but for its line endings, \
             and the lock does not list it"
        )),
        Standing::Absent | Standing::Unmodified | Standing::Foreign | Standing::Blocked => {
            Diagnostic::error(
                Code::ForeignFile,
                format!("`{name}` is in the way: zeebe-bindgen did not write it"),
            )
            .help("move it away, or overwrite it with `--force`")
        }
    }
}

fn adoptable(message: String) -> Diagnostic {
    Diagnostic::error(Code::ForeignFile, message)
        .help("take it over with `--adopt`, or move it away")
}

/// A file that is no longer generated but cannot be removed without losing something.
pub(super) fn stale(dir: &Path, file: &Surveyed<'_>) -> Diagnostic {
    match &file.found {
        Found::Symlink { .. } | Found::Special => {
            let mut diagnostic = blocked(dir, &file.path, &file.found);
            diagnostic.message += ", where a file was that is no longer generated";
            let help = "remove it, or let `--force` leave it there and forget about it";
            diagnostic.help(help)
        }
        Found::Unreadable(_) => blocked(dir, &file.path, &file.found),
        Found::Nothing | Found::File(_) | Found::Directory | Found::FileAbove { .. } => {
            let name = shown(dir, &file.path);
            Diagnostic::error(
                Code::EditedFile,
                format!("`{name}` is no longer generated, but was edited after it was"),
            )
            .help("remove it or move it away; `--force` leaves it there as your own file")
        }
    }
}

/// The same, after the user decided to go on.
pub(super) fn forgotten(dir: &Path, file: &Surveyed<'_>) -> Diagnostic {
    let name = shown(dir, &file.path);
    Diagnostic::warning(
        Code::EditedFile,
        format!("`{name}` is no longer generated, but is not as it was generated: it stays"),
    )
    .help("it is your own file now; remove it when you do not need it")
}

/// Something else than a file stands where a file is to be written.
pub(super) fn blocked(dir: &Path, path: &str, found: &Found) -> Diagnostic {
    let name = shown(dir, path);
    match found {
        Found::Symlink { at } => Diagnostic::error(
            Code::SymlinkInTheWay,
            format!("`{}` is a symbolic link", shown(dir, at)),
        )
        .help(
            "no link is followed inside the output directory: replace it with what it points to, \
             or remove it",
        ),
        Found::FileAbove { at } => foreign(format!(
            "`{}` is in the way: it is a file where a directory is needed",
            shown(dir, at)
        )),
        Found::Directory => {
            foreign(format!("`{name}` is in the way: it is a directory where a file is needed"))
        }
        Found::Unreadable(error) => Diagnostic::error(
            Code::WriteFailed,
            format!("cannot read `{name}`: {error}"),
        )
        .help(
            "make it readable, or move it away; without its content it cannot be told whose it is",
        ),
        Found::Special | Found::File(_) | Found::Nothing => {
            foreign(format!("`{name}` is in the way: it is not an ordinary file"))
        }
    }
}

fn foreign(message: String) -> Diagnostic {
    Diagnostic::error(Code::ForeignFile, message).help("move it away, or remove it")
}

/// A path that a backend or a language pack gave and that is not written.
pub(super) fn unsafe_path(dir: &Path, path: &str, why: &str) -> Diagnostic {
    let dir = shown(dir, "");
    Diagnostic::error(
        Code::UnsafePath,
        format!("the file `{}` cannot be written into `{dir}`: {why}", path.escape_debug()),
    )
    .help("rename the template or the element that the file is named after")
}

/// A lock that cannot be understood.
pub(super) fn lock_flaw(dir: &Path, flaw: &LockFlaw) -> Diagnostic {
    let lock = shown(dir, LOCK_NAME);
    let help = match flaw {
        LockFlaw::MergeConflict => format!(
            "take either side (`git checkout --ours -- {lock}`) and generate again; \
             `--force` goes on without the lock, but then files that are no longer generated stay"
        ),
        LockFlaw::Newer { .. } => format!(
            "update zeebe-bindgen; to go back to this version, remove `{lock}` and generate \
             with `--force`"
        ),
        LockFlaw::Malformed(_) => "restore it from version control; `--force` goes on without it, \
             but then files that are no longer generated stay"
            .to_owned(),
    };
    Diagnostic::error(Code::LockInvalid, format!("`{lock}` is not usable: {flaw}")).help(help)
}

/// The same, after the user decided to go on.
pub(super) fn lock_ignored(dir: &Path, flaw: &LockFlaw) -> Diagnostic {
    let lock = shown(dir, LOCK_NAME);
    Diagnostic::warning(Code::LockInvalid, format!("`{lock}` is not usable: {flaw}"))
        .help("it is written anew; files that are no longer generated have to be removed by hand")
}

/// The lock is not a file.
pub(super) fn lock_blocked(dir: &Path, found: &Found) -> Diagnostic {
    let mut diagnostic = blocked(dir, LOCK_NAME, found);
    if diagnostic.code != Code::SymlinkInTheWay {
        diagnostic.code = Code::LockInvalid;
    }
    diagnostic
}

/// The directory holds the SDK of another language.
pub(super) fn other_language(dir: &Path, recorded: &Provenance, now: &Provenance) -> Diagnostic {
    let dir = shown(dir, "");
    let [before, now] = [&recorded.language, &now.language];
    Diagnostic::error(
        Code::ForeignFile,
        format!("`{dir}` holds the SDK for {before}, which the one for {now} would replace"),
    )
    .help("choose another directory with `-o`, or replace it with `--force`")
}

/// Another generation is at work in the directory.
pub(super) fn held(dir: &Path) -> Diagnostic {
    let dir = shown(dir, "");
    Diagnostic::error(Code::LockHeld, format!("another zeebe-bindgen is writing into `{dir}`"))
        .help("run this again when it is done")
}

/// What was planned does not fit any more.
pub(super) fn overtaken(dir: &Path, path: &str) -> Diagnostic {
    let name = shown(dir, path);
    Diagnostic::error(
        Code::LockHeld,
        format!("`{name}` was changed by somebody else during this run"),
    )
    .help("nothing was written; run this again")
}

/// The file system cannot keep a second generation out.
pub(super) fn unguarded(dir: &Path, error: &std::io::Error) -> Diagnostic {
    let dir = shown(dir, "");
    Diagnostic::warning(
        Code::Unguarded,
        format!("`{dir}` cannot be guarded against a second run: {error}"),
    )
    .help("make sure that nothing else generates into it at the same time")
}
