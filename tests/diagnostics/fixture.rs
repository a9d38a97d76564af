//! What a folder under `tests/fixtures/bad` holds, and how a directory is made from it.
//!
//! - Its name begins with the code it is about: `zb206-undecided`. Folders that show several codes at
//!   once begin with `several`.
//! - `command` is the command line. Folders without one are made in [`crate::beyond`].
//! - `before`, if it is there, has the steps that come first, one per line: `run ARGUMENTS`,
//!   `append FILE TEXT`, `remove FILE`, `link TARGET NAME`, `hold DIRECTORY`.
//! - Every other file is an input. `lamp.proto` and `lamp.toml`, a small API and its facts, are there
//!   for all of them.
//! - `text.snap` and `json.snap` are what the program prints.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zeebe_bindgen::diagnostics::Code;

use crate::program::run;
use crate::root;

/// Whether a file of a folder is no input.
fn is_ours(name: &str) -> bool {
    ["command", "before"].contains(&name) || name.contains(".snap")
}

pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// The folder of the fixtures.
pub(crate) fn home() -> PathBuf {
    root().join("tests/fixtures/bad")
}

/// Every fixture, by name.
pub(crate) fn all() -> Vec<Fixture> {
    let folders = entries(&home()).into_iter().filter(|path| path.is_dir());
    folders.map(|folder| Fixture { name: file_name(&folder), folder }).collect()
}

/// The fixtures that are command lines.
pub(crate) fn commands() -> Vec<Fixture> {
    all().into_iter().filter(|fixture| fixture.folder.join("command").exists()).collect()
}

impl Fixture {
    /// The code that the fixture is about; `None` when it is about several.
    pub(crate) fn code(&self) -> Option<Code> {
        let prefix = self.name.split('-').next().expect("a name").to_uppercase();
        let code = Code::ALL.iter().copied().find(|code| code.as_str() == prefix);
        assert!(code.is_some() || prefix == "SEVERAL", "{}: no code {prefix}", self.name);
        code
    }

    /// The arguments of the program.
    pub(crate) fn arguments(&self) -> Vec<String> {
        words(&read(&self.folder.join("command")))
    }

    /// Whether it can be prepared on Unix only: links need a privilege elsewhere, and a directory cannot
    /// be locked everywhere.
    pub(crate) fn needs_unix(&self) -> bool {
        let before = fs::read_to_string(self.folder.join("before")).unwrap_or_default();
        before.lines().any(|line| line.starts_with("link ") || line.starts_with("hold "))
    }

    /// A directory in which the command can run.
    pub(crate) fn prepare(&self) -> Prepared {
        let dir = TempDir::new().expect("a directory");
        for shared in ["lamp.proto", "lamp.toml"] {
            fs::copy(home().join(shared), dir.path().join(shared)).expect("copied");
        }
        copy(&self.folder, dir.path());
        let mut prepared = Prepared { dir, held: Vec::new() };
        let before = self.folder.join("before");
        if before.exists() {
            read(&before).lines().for_each(|line| prepared.step(line));
        }
        prepared
    }
}

/// A directory made from a fixture, and what is held while the command runs.
pub(crate) struct Prepared {
    dir: TempDir,
    held: Vec<File>,
}

impl Prepared {
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    fn step(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        let path = self.path().join(first);
        match verb {
            "run" => {
                let outcome = run(self.path(), &words(rest));
                assert_eq!(outcome.code, 0, "{line}: {}", outcome.stderr);
            }
            "append" => fs::write(&path, read(&path) + second + "\n").expect("written"),
            "remove" => fs::remove_file(&path).expect("removed"),
            "link" => link(first, &self.path().join(second)),
            "hold" => {
                let held = File::open(&path).expect("there");
                held.try_lock().expect("free");
                self.held.push(held);
            }
            _ => panic!("there is no step `{verb}`"),
        }
    }
}

#[cfg(unix)]
fn link(target: &str, name: &Path) {
    std::os::unix::fs::symlink(target, name).expect("linked");
}

#[cfg(not(unix))]
fn link(_target: &str, _name: &Path) {
    panic!("links are made on Unix only");
}

fn copy(from: &Path, to: &Path) {
    for path in entries(from) {
        let name = file_name(&path);
        let target = to.join(&name);
        if path.is_dir() {
            fs::create_dir_all(&target).expect("made");
            copy(&path, &target);
        } else if !is_ours(&name) {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
