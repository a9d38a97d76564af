//! How the driver of each language is built and started. The only place of the suite that knows
//! languages apart.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{npm, venv};

/// A language and its driver.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// The word on the command line.
    pub id: &'static str,
    /// For people.
    pub title: &'static str,
    /// Whose client it is.
    pub of: Of,
    /// A command that succeeds where the toolchain is there.
    toolchain: &'static [&'static str],
    /// How the driver is built.
    build: Build,
    /// Starts the driver, in the root of the repository.
    run: &'static [&'static str],
}

/// Whose client a driver drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// An SDK that is generated here.
    Ours,
    /// A client of somebody else, which is played when it is asked for by name.
    SomebodyElse,
}

#[derive(Debug, Clone, Copy)]
enum Build {
    /// By a command, in the root of the repository.
    Command(&'static [&'static str]),
    /// By an environment for `{python}`, with the packages of a file and modules at paths in the
    /// repository.
    Venv { requirements: &'static str, paths: &'static [&'static str] },
    /// By npm, from two packages in the repository.
    Npm { driver: &'static str, sdk: &'static str },
}

/// A Python that can make environments and is new enough for what is put there.
const PYTHON: &[&str] =
    &["python3", "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"];

/// A Node that is new enough, with its npm beside it.
const NODE: &[&str] =
    &["node", "-e", "process.exit(Number(parseInt(process.versions.node, 10) < 20))"];

/// The SDK where it is generated, and its driver.
const PYTHON_SDK: Build = Build::Venv {
    requirements: "tests/conformance/drivers/python/requirements.txt",
    paths: &["generated/python/src", "tests/conformance/drivers/python"],
};

/// Variables that would only make drivers begin more slowly: this one has Python compile every module
/// at every start, also those that it has a place for.
pub(super) const SLOWER: &[&str] = &["PYTHONDONTWRITEBYTECODE"];

/// Every language that has a driver. What the first makes a gateway see is what all must.
const LANGUAGES: &[Language] = &[
    Language {
        id: "rust",
        title: "Rust",
        of: Of::Ours,
        toolchain: &["cargo", "--version"],
        build: Build::Command(&[
            "cargo",
            "build",
            "--quiet",
            "--profile",
            "{profile}",
            "-p",
            "zeebe-driver-rust",
        ]),
        run: &["{binaries}/zeebe-driver-rust{exe}"],
    },
    Language {
        id: "python",
        title: "Python",
        of: Of::Ours,
        toolchain: PYTHON,
        build: PYTHON_SDK,
        run: &["{python}", "-X", "pycache_prefix={environment}/cache", "-m", "zeebe_driver"],
    },
    Language {
        id: "python-sync",
        title: "Python, synchronous",
        of: Of::Ours,
        toolchain: PYTHON,
        build: PYTHON_SDK,
        run: &[
            "{python}",
            "-X",
            "pycache_prefix={environment}/cache",
            "-m",
            "zeebe_driver",
            "--sync",
        ],
    },
    Language {
        id: "typescript",
        title: "TypeScript",
        of: Of::Ours,
        toolchain: NODE,
        build: Build::Npm {
            driver: "tests/conformance/drivers/typescript",
            sdk: "generated/typescript",
        },
        run: &["node", "{environment}/dist/main.js"],
    },
    Language {
        id: "pyzeebe",
        title: "pyzeebe",
        of: Of::SomebodyElse,
        toolchain: PYTHON,
        build: Build::Venv {
            requirements: "tests/conformance/drivers/pyzeebe/requirements.txt",
            paths: &[],
        },
        run: &["{python}", "-B", "tests/conformance/drivers/pyzeebe/driver.py"],
    },
];

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
    Box::leak(Box::new(Language { build: Build::Command(&[]), run, ..LANGUAGES[0] }))
}

/// A driver that is not in the table, by the words of the command that starts it. It lasts as long as
/// the process, as languages do.
#[must_use]
pub fn of_command(command: &str) -> &'static Language {
    let words = command.split_whitespace().map(|word| -> &'static str { word.to_owned().leak() });
    Box::leak(Box::new(Language {
        id: "driver",
        title: "driver",
        of: Of::SomebodyElse,
        toolchain: &[],
        build: Build::Command(&[]),
        run: words.collect::<Vec<_>>().leak(),
    }))
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
    match language.build {
        Build::Command(command) => build_by(&words(language, command)),
        Build::Venv { requirements, paths } => {
            let paths: Vec<_> = paths.iter().map(|path| root().join(path)).collect();
            venv::prepare(&environment(language), &root().join(requirements), &paths)
        }
        Build::Npm { driver, sdk } => {
            npm::prepare(&environment(language), &root().join(driver), &root().join(sdk))
        }
    }
}

fn build_by(command: &[String]) -> Result<(), NotBuilt> {
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
    words(language, language.run)
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The Python of the environment that a language has, once its driver is built.
#[must_use]
pub fn python(language: &Language) -> PathBuf {
    venv::python(&environment(language))
}

/// Where the environment of a language is.
fn environment(language: &Language) -> PathBuf {
    let built = binaries();
    built.parent().unwrap_or(&built).join("conformance").join(language.id)
}

fn words(language: &Language, command: &[&str]) -> Vec<String> {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let binaries = binaries().to_string_lossy().into_owned();
    let environment = environment(language).to_string_lossy().into_owned();
    let python = python(language).to_string_lossy().into_owned();
    let fill = |word: &&str| {
        word.replace("{profile}", profile)
            .replace("{binaries}", &binaries)
            .replace("{python}", &python)
            .replace("{environment}", &environment)
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
