//! How the driver of each language is built and started. The only place of the suite that knows
//! languages apart.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A language and its driver.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// The word on the command line.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// A command that succeeds where the toolchain is there.
    toolchain: &'static [&'static str],
    /// Builds the driver, in the root of the repository.
    build: &'static [&'static str],
    /// Starts the driver, in the root of the repository.
    run: &'static [&'static str],
}

/// Every language that has a driver. What the first makes a gateway see is what all must.
const LANGUAGES: &[Language] = &[Language {
    id: "rust",
    title: "Rust",
    toolchain: &["cargo", "--version"],
    build: &["cargo", "build", "--quiet", "--profile", "{profile}", "-p", "zeebe-driver-rust"],
    run: &["{binaries}/zeebe-driver-rust{exe}"],
}];

/// Every language that has a driver, the reference first.
#[must_use]
pub fn languages() -> &'static [Language] {
    LANGUAGES
}

/// The language of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.id == id)
}

/// The reference with a driver that is built already. It lasts as long as the process, as languages do.
pub(crate) fn of_program(program: &Path) -> &'static Language {
    let program: &'static str = program.to_string_lossy().into_owned().leak();
    let run: &'static [&'static str] = vec![program].leak();
    Box::leak(Box::new(Language { build: &[], run, ..LANGUAGES[0] }))
}

/// Why there is no driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotBuilt {
    /// The toolchain is not there.
    NoToolchain(String),
    /// The build failed, with what it printed.
    Failed(String),
}

/// Builds the driver of a language.
///
/// # Errors
/// When there is no toolchain, or the build fails.
pub fn build(language: &Language) -> Result<(), NotBuilt> {
    let [tool, rest @ ..] = language.toolchain else {
        return Ok(());
    };
    let found = Command::new(tool).args(rest).output();
    if !found.is_ok_and(|output| output.status.success()) {
        return Err(NotBuilt::NoToolchain((*tool).to_owned()));
    }
    let command = words(language.build);
    let Some((program, arguments)) = command.split_first() else {
        return Ok(());
    };
    let output = Command::new(program).args(arguments).current_dir(root()).output();
    let output = output.map_err(|error| NotBuilt::Failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(NotBuilt::Failed(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The command that starts the driver of a language.
pub(super) fn run(language: &Language) -> Vec<String> {
    words(language.run)
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn words(command: &[&str]) -> Vec<String> {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let binaries = binaries().to_string_lossy().into_owned();
    let fill = |word: &&str| {
        word.replace("{profile}", profile)
            .replace("{binaries}", &binaries)
            .replace("{exe}", std::env::consts::EXE_SUFFIX)
    };
    command.iter().map(fill).collect()
}

/// Where this program's build puts programs. Tests of it lie one directory deeper.
pub(crate) fn binaries() -> PathBuf {
    let own = std::env::current_exe().unwrap_or_default();
    let directory = own.parent().unwrap_or(Path::new("."));
    let is_deps = directory.file_name().is_some_and(|name| name == "deps");
    let up = if is_deps { directory.parent() } else { Some(directory) };
    up.unwrap_or(directory).to_owned()
}
