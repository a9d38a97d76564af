//! Every operation of a run fails once, and the process dies at every operation once: never a
//! half-written or lost file, and the next run puts everything right without being forced.

use std::fs;
use std::path::Path;

use super::super::disk::System;
use super::super::path::is_temp_name;
use super::faults::{Fault, Faulty, healthy};
use super::{
    FORCE, FileSet, LOCK_NAME, OWNED_ONLY, Overwrite, Tree, directory, expected, files, generate,
    tree,
};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// A generation over another one: what there was, what comes, and how.
struct Scenario {
    before: FileSet,
    after: FileSet,
    overwrite: Overwrite,
    /// Changes the directory between the two.
    disturb: fn(&Path),
}

const MINE: (&str, &str) = ("notes/mine.txt", "my own file\n");

impl Scenario {
    /// A directory as it is when the second generation starts.
    fn directory(&self) -> tempfile::TempDir {
        let dir = directory();
        let mut diagnostics = Diagnostics::new();
        if self.before.iter().next().is_some() {
            let result =
                generate(&healthy(), dir.path(), &self.before, OWNED_ONLY, &mut diagnostics);
            result.expect("generated");
            fs::create_dir(dir.path().join("notes")).expect("made");
            fs::write(dir.path().join(MINE.0), MINE.1).expect("written");
        }
        (self.disturb)(dir.path());
        dir
    }

    /// Starts the second generation and dies at an operation; `false` if it was over before.
    fn die(&self, dir: &Path, at: usize) -> bool {
        let disk = Faulty::new(System, Fault::Die, at);
        let mut lost = Diagnostics::new();
        let _ = generate(&disk, dir, &self.after, self.overwrite, &mut lost);
        disk.struck()
    }

    fn expected(&self, files: &FileSet) -> Tree {
        let mut tree = expected(files);
        if self.before.iter().next().is_some() {
            tree.insert("notes".to_owned(), None);
            tree.insert(MINE.0.to_owned(), Some(MINE.1.into()));
        }
        tree
    }
}

fn scenarios() -> Vec<(&'static str, Scenario)> {
    let first = || {
        files(&[
            ("Cargo.toml", "[package]\n"),
            ("src/lib.rs", "mod old;\n"),
            ("src/old.rs", "// old\n"),
            ("gone/deep/er.rs", "// gone\n"),
            ("turns/into/file.rs", "// a\n"),
            ("becomes", "a directory\n"),
        ])
    };
    let second = || {
        files(&[
            ("Cargo.toml", "[package]\n"),
            ("src/lib.rs", "mod new;\n"),
            ("src/new.rs", "// new\n"),
            ("fresh/deep/er.rs", "// fresh\n"),
            ("turns", "a file\n"),
            ("becomes/dir.rs", "// a directory\n"),
        ])
    };
    let quiet = |before, after| Scenario { before, after, overwrite: OWNED_ONLY, disturb: |_| {} };
    let forced = Scenario {
        before: first(),
        after: second(),
        overwrite: FORCE,
        disturb: |dir| {
            fs::write(dir.join("src/lib.rs"), "edited").expect("written");
            fs::write(dir.join("src/new.rs"), "foreign").expect("written");
        },
    };
    let recovering = Scenario {
        before: first(),
        after: second(),
        overwrite: OWNED_ONLY,
        disturb: |dir| {
            let third = files(&[("src/lib.rs", "mod third;\n"), ("third.rs", "// third\n")]);
            let dying = Faulty::new(System, Fault::Die, 60);
            let mut diagnostics = Diagnostics::new();
            let result = generate(&dying, dir, &third, OWNED_ONLY, &mut diagnostics);
            assert!(result.is_err() && tree(dir)[LOCK_NAME] != expected(&third)[LOCK_NAME]);
        },
    };
    vec![
        ("first", quiet(FileSet::default(), second())),
        ("next", quiet(first(), second())),
        ("back", quiet(second(), first())),
        ("removal only", quiet(first(), files(&[("Cargo.toml", "[package]\n")]))),
        ("forced", forced),
        ("recovering", recovering),
    ]
}

/// Each file has the content it had or the content it gets.
fn assert_whole(name: &str, at: usize, before: &Tree, now: &Tree, after: &Tree) {
    for (path, content) in now {
        let base = path.rsplit('/').next().unwrap_or(path);
        if content.is_none() || is_temp_name(base) || path == LOCK_NAME {
            continue;
        }
        let known = [before.get(path), after.get(path)];
        assert!(known.contains(&Some(content)), "{name} at {at}: {path} is torn");
    }
    for (path, content) in before {
        let stays = after.get(path).is_some_and(Option::is_some);
        if content.is_some() && stays && path != LOCK_NAME {
            assert!(now.contains_key(path), "{name} at {at}: {path} is lost");
        }
    }
}

#[test]
fn a_run_that_dies_anywhere_leaves_files_whole_and_the_next_one_completes_it() {
    let third = files(&[("src/lib.rs", "mod other;\n"), ("other/x.rs", "// x\n")]);
    for (name, scenario) in scenarios() {
        let after = scenario.expected(&scenario.after);
        let other = scenario.expected(&third);
        for at in 0.. {
            let mut ended = false;
            for (next, wanted) in [(&scenario.after, &after), (&third, &other)] {
                let dir = scenario.directory();
                let before = tree(dir.path());
                ended = !scenario.die(dir.path(), at);
                assert_whole(name, at, &before, &tree(dir.path()), &after);
                let mut found = Diagnostics::new();
                let result = generate(&healthy(), dir.path(), next, scenario.overwrite, &mut found);
                assert!(result.is_ok(), "{name} at {at}: {:?}", found.found());
                let mut now = tree(dir.path());
                if now.get("src/new.rs") == Some(&Some(b"foreign".to_vec())) {
                    // The user's own file; the run that may overwrite it did not get to it.
                    now.remove("src/new.rs");
                }
                assert_eq!(now, *wanted, "{name} at {at}");
            }
            if ended {
                assert!(at > 10, "{name} ended after {at} operations");
                break;
            }
        }
    }
}

#[test]
fn what_a_forced_run_did_not_get_to_is_not_overwritten_without_force() {
    let forced = scenarios().into_iter().find(|(name, _)| *name == "forced");
    let (_, scenario) = forced.expect("a forced scenario");
    let mut asked_again = 0;
    for at in 0.. {
        let dir = scenario.directory();
        let struck = scenario.die(dir.path(), at);
        let edited = |path: &str, edit: &str| {
            fs::read(dir.path().join(path)).expect(path) == edit.as_bytes()
        };
        let mine = [edited("src/lib.rs", "edited"), edited("src/new.rs", "foreign")];
        let mut found = Diagnostics::new();
        let result = generate(&healthy(), dir.path(), &scenario.after, OWNED_ONLY, &mut found);
        assert_eq!(result.is_err(), mine.contains(&true), "at {at}: {:?}", found.found());
        assert_eq!(found.error_count(), mine.iter().filter(|mine| **mine).count(), "at {at}");
        assert_eq!(mine, [edited("src/lib.rs", "edited"), edited("src/new.rs", "foreign")]);
        asked_again += found.error_count();
        if !struck {
            break;
        }
    }
    assert!(asked_again > 0);
}

#[test]
fn a_run_that_dies_while_it_completes_another_one_is_completed_too() {
    let (_, scenario) = scenarios().remove(1);
    let third = files(&[("src/lib.rs", "mod other;\n"), ("other/x.rs", "// x\n")]);
    let wanted = scenario.expected(&third);
    for first in (20..90).step_by(3) {
        for second in (20..90).step_by(3) {
            let dir = scenario.directory();
            scenario.die(dir.path(), first);
            let mut lost = Diagnostics::new();
            let disk = Faulty::new(System, Fault::Die, second);
            let _ = generate(&disk, dir.path(), &scenario.before, OWNED_ONLY, &mut lost);
            let mut found = Diagnostics::new();
            let result = generate(&healthy(), dir.path(), &third, OWNED_ONLY, &mut found);
            assert!(result.is_ok(), "{first} {second}: {:?}", found.found());
            assert_eq!(tree(dir.path()), wanted, "{first} {second}");
        }
    }
}

#[test]
fn an_error_anywhere_is_reported_with_a_way_out_and_loses_nothing() {
    for (name, scenario) in scenarios() {
        let after = scenario.expected(&scenario.after);
        let mut struck = true;
        for at in 0.. {
            if !struck {
                break;
            }
            let dir = scenario.directory();
            let before = tree(dir.path());
            let disk = Faulty::new(System, Fault::Error, at);
            let mut found = Diagnostics::new();
            let overwrite = scenario.overwrite;
            let result = generate(&disk, dir.path(), &scenario.after, overwrite, &mut found);
            struck = disk.struck();
            let now = tree(dir.path());
            assert_whole(name, at, &before, &now, &after);
            if result.is_err() {
                assert_reported(name, at, &found);
                let help = found.found()[0].help.as_deref().unwrap_or_default();
                if help.starts_with("no file was changed") && name != "recovering" {
                    assert_eq!(now, before, "{name} at {at}");
                }
            }
            let mut found = Diagnostics::new();
            let result = generate(&healthy(), dir.path(), &scenario.after, overwrite, &mut found);
            assert!(result.is_ok(), "{name} at {at}: {:?}", found.found());
            let mut now = tree(dir.path());
            // A directory that could not be removed was reported, and is nobody's any more.
            now.retain(|path, content| content.is_some() || after.contains_key(path));
            assert_eq!(now, after, "{name} at {at}");
        }
    }
}

fn assert_reported(name: &str, at: usize, found: &Diagnostics) {
    let reported = found.found();
    let cause = |finding: &Diagnostic| finding.message.contains("injected fault");
    assert!(reported.iter().any(cause), "{name} at {at}: {reported:?}");
    for finding in reported {
        let way_out = finding.help.as_deref().unwrap_or_default();
        assert!(!way_out.is_empty(), "{name} at {at}: {finding:?}");
    }
}
