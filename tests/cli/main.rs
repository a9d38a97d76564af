//! The program as users run it: the real binary, its streams and exit codes.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod config;
mod diff;
mod explain;
mod generate;
mod input;
mod ir;
mod library;
mod program;
mod releases;
mod same_bytes;
mod undecided;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A directory of its own for one test.
pub(crate) struct Project {
    dir: TempDir,
}

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { dir: TempDir::new().expect("a directory") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a directory");
        fs::write(path, text).expect("written");
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("readable")
    }

    /// Every file below a directory, by path.
    pub(crate) fn files(&self, below: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let root = self.path(below);
        let mut open = vec![root.clone()];
        let mut files = Vec::new();
        while let Some(dir) = open.pop() {
            for entry in fs::read_dir(dir).expect("readable") {
                let path = entry.expect("readable").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).expect("below").to_path_buf();
                    files.push((name, fs::read(path).expect("readable")));
                }
            }
        }
        files.sort();
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zeebe-bindgen"));
        command.current_dir(self.dir.path()).args(arguments);
        command.env_remove("NO_COLOR").env_remove("OUT_DIR");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        outcome(&mut self.command(arguments))
    }

    /// Runs below a directory of the project.
    pub(crate) fn run_in(&self, dir: &str, arguments: &[&str]) -> Run {
        outcome(self.command(arguments).current_dir(self.path(dir)))
    }

    pub(crate) fn run_with(&self, arguments: &[&str], key: &str, value: impl AsRef<OsStr>) -> Run {
        outcome(self.command(arguments).env(key, value))
    }
}

pub(crate) fn outcome(command: &mut Command) -> Run {
    let output = command.output().expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Run {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

impl Run {
    /// The findings of a run with `--format json`.
    pub(crate) fn findings(&self) -> Vec<serde_json::Value> {
        let lines = self.stderr.lines();
        lines.map(|line| serde_json::from_str(line).expect("a JSON object")).collect()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("JSON")
    }
}

/// A proto with one RPC.
pub(crate) const PROTO: &str = include_str!("lamp.proto");

/// What is known about it.
pub(crate) const FACTS: &str = include_str!("lamp.toml");

/// A project with that proto, its facts and nothing else.
pub(crate) fn lamp() -> Project {
    let project = Project::new();
    project.write("lamp.proto", PROTO).write("lamp.toml", FACTS);
    project
}

/// The arguments that read them.
pub(crate) const LAMP: [&str; 4] = ["--proto", "lamp.proto", "--semantics", "lamp.toml"];

/// A command that reads them.
pub(crate) fn with_lamp<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().copied().chain(LAMP).collect()
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
