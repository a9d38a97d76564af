//! The copy of the Rust SDK and its driver that is changed: a small workspace beside what was built, with
//! the versions of the repository's lock file.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Mutation;
use crate::driver::{self, Language};

/// Where the SDK is in the repository.
const SDK: &str = "generated/rust";
/// Where its driver is.
const DRIVER: &str = "tests/conformance/drivers/rust";
/// Every build is of one crate that is changed and of its driver, so it is done in steps; what is shown
/// of a failure are messages of scenarios, not of a debugger.
const WORKSPACE: &str = r#"[workspace]
members = ["generated/rust", "tests/conformance/drivers/rust"]
resolver = "3"

[profile.dev]
debug = false
"#;

/// The SDK in the repository.
pub(super) fn sdk() -> PathBuf {
    driver::root().join(SDK)
}

/// The copy.
#[derive(Debug)]
pub(super) struct Scratch {
    root: PathBuf,
}

/// A file of the copy that is changed, and what it was.
#[derive(Debug)]
pub(super) struct Changed {
    file: PathBuf,
    original: String,
}

impl Scratch {
    /// Makes the copy, or makes an older one equal to the repository again.
    pub(super) fn prepare() -> io::Result<Self> {
        let root = driver::binaries().with_file_name("mutations");
        for directory in [SDK, DRIVER] {
            copy_tree(&driver::root().join(directory), &root.join(directory))?;
        }
        copy_file(&driver::root().join("Cargo.lock"), &root.join("Cargo.lock"))?;
        write(&root.join("Cargo.toml"), WORKSPACE.as_bytes())?;
        Ok(Self { root })
    }

    /// Builds the driver; what the compiler says is the error.
    pub(super) fn build(&self) -> Result<(), String> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--offline", "-p", "zeebe-driver-rust", "--manifest-path"]);
        cargo.arg(self.root.join("Cargo.toml")).arg("--target-dir").arg(self.root.join("target"));
        // Without it a change of one line takes as long as the whole crate.
        cargo.env("CARGO_INCREMENTAL", "1");
        let output = cargo.output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The driver of the copy as a language.
    pub(super) fn language(&self) -> &'static Language {
        let name = format!("zeebe-driver-rust{}", std::env::consts::EXE_SUFFIX);
        driver::of_program(&self.root.join("target/debug").join(name))
    }

    /// Turns off the rule of a mutation.
    pub(super) fn change(&self, mutation: &Mutation) -> io::Result<Changed> {
        let file = self.root.join(SDK).join(&mutation.file);
        let original = fs::read_to_string(&file)?;
        fs::write(&file, original.replacen(&mutation.find, &mutation.replace, 1))?;
        Ok(Changed { file, original })
    }
}

impl Changed {
    /// Turns the rule on again.
    pub(super) fn restore(self) -> io::Result<()> {
        fs::write(self.file, self.original)
    }
}

/// Makes a directory equal to another one. Files that are equal stay untouched, so that they are not built
/// again.
fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_tree(&entry.path(), &target)?,
            false => copy_file(&entry.path(), &target)?,
        }
        names.insert(entry.file_name());
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if names.contains(&entry.file_name()) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    write(to, &fs::read(from)?)
}

fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|kept| kept == content) {
        return Ok(());
    }
    fs::write(file, content)
}
