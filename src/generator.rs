//! The library API for build scripts and other programs: one SDK from code instead of a command line.

use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::diagnostics::report::{self, Format};
use crate::diagnostics::{Diagnostics, Reported};
use crate::inputs::Inputs;
use crate::language;
use crate::language::target::Target;
use crate::output::{Overwrite, Summary};
use crate::pipeline::{self, Job};
use crate::semantics::Undecided;

/// Generates one SDK.
///
/// In a `build.rs`, with `zeebe-bindgen = { version = "…", default-features = false }` among the build
/// dependencies, which leaves out what only the command line program needs:
///
/// ```no_run
/// fn main() -> Result<(), zeebe_bindgen::Error> {
///     let report = zeebe_bindgen::Generator::new()
///         .proto("proto/gateway.proto")
///         .semantics("proto/acme.semantics.toml")
///         .language("rust")
///         .out_dir("sdk")
///         .generate()?;
///     report.print_rerun_if_changed();
///     Ok(())
/// }
/// ```
///
/// Without [`proto`](Self::proto) the gateway.proto that this version was made for is used, without
/// [`language`](Self::language) the SDK is for Rust, and without [`out_dir`](Self::out_dir) it goes
/// to `zeebe-sdk` in the `OUT_DIR` of the build script, or to `generated/<language>` elsewhere.
///
/// The rules of the command line hold for what is written: files that are as they should be are not
/// touched, and files that somebody has edited stop the run. Only below `OUT_DIR`, where nobody edits
/// anything, they are overwritten.
#[derive(Debug, Clone)]
pub struct Generator {
    inputs: Inputs,
    language: String,
    target: Target,
    out_dir: Option<PathBuf>,
}

impl Default for Generator {
    fn default() -> Self {
        Self::new()
    }
}

impl Generator {
    /// A generator for Rust from the embedded proto.
    #[must_use]
    pub fn new() -> Self {
        Self {
            inputs: Inputs::default(),
            language: "rust".to_owned(),
            target: Target::default(),
            out_dir: None,
        }
    }

    /// The proto: a `.proto` file or a binary descriptor set (`.pb`, `.binpb`, `.desc`).
    #[must_use]
    pub fn proto(mut self, path: impl Into<PathBuf>) -> Self {
        self.inputs.proto.proto = Some(path.into());
        self
    }

    /// Adds a directory in which imports are looked up, before that of the proto.
    #[must_use]
    pub fn include(mut self, dir: impl Into<PathBuf>) -> Self {
        self.inputs.proto.includes.push(dir.into());
        self
    }

    /// Adds a file of semantics, laid over the embedded ones and the files added before.
    #[must_use]
    pub fn semantics(mut self, path: impl Into<PathBuf>) -> Self {
        self.inputs.semantics.push(path.into());
        self
    }

    /// What becomes of facts that nobody has stated; [`Undecided::Error`] by default.
    #[must_use]
    pub fn undecided(mut self, undecided: Undecided) -> Self {
        self.inputs.undecided = undecided;
        self
    }

    /// The language, by its word on the command line: `rust`, for instance.
    #[must_use]
    pub fn language(mut self, id: impl Into<String>) -> Self {
        self.language = id.into();
        self
    }

    /// The name of the package.
    #[must_use]
    pub fn package_name(mut self, name: impl Into<String>) -> Self {
        self.target.package.name = Some(name.into());
        self
    }

    /// The version of the package.
    #[must_use]
    pub fn package_version(mut self, version: impl Into<String>) -> Self {
        self.target.package.version = Some(version.into());
        self
    }

    /// The licence of the package, an SPDX expression.
    #[must_use]
    pub fn package_license(mut self, license: impl Into<String>) -> Self {
        self.target.package.license = Some(license.into());
        self
    }

    /// The repository of the package, a URL.
    #[must_use]
    pub fn package_repository(mut self, repository: impl Into<String>) -> Self {
        self.target.package.repository = Some(repository.into());
        self
    }

    /// An option that only this language has, as in a `[[target]]` of the config.
    #[must_use]
    pub fn option(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.target.options.insert(key.into(), value.into());
        self
    }

    /// The directory the package goes to.
    #[must_use]
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// Generates the package.
    ///
    /// # Errors
    /// [`Error`] with everything that was found wrong. Unless writing itself failed, nothing has been
    /// written then; every file is whole in any case.
    pub fn generate(&self) -> Result<Report, Error> {
        let mut diagnostics = Diagnostics::new();
        match self.run(&mut diagnostics) {
            Ok(report) => Ok(report),
            Err(Reported) => Err(Error { diagnostics }),
        }
    }

    fn run(&self, d: &mut Diagnostics) -> Result<Report, Reported> {
        let job = Job {
            language: language::require(&self.language, None, d)?,
            target: self.target.clone(),
            out: self.directory(),
        };
        let overwrite = Overwrite { force: is_below_cargo_out_dir(&job.out), adopt: false };
        let loaded = pipeline::read(&self.inputs, d)?;
        let plans = pipeline::plan(&loaded, &[job], overwrite, d)?;
        let summaries = pipeline::write(&plans, d)?;
        Ok(Report {
            summary: summaries.first().copied().unwrap_or_default(),
            inputs: loaded.paths,
            warnings: d.found().iter().map(|f| f.message.clone()).collect(),
        })
    }

    fn directory(&self) -> PathBuf {
        let default = || match cargo_out_dir() {
            Some(dir) => dir.join("zeebe-sdk"),
            None => Path::new("generated").join(&self.language),
        };
        self.out_dir.clone().unwrap_or_else(default)
    }
}

/// What was generated, and from what.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Report {
    /// How many files were created, updated, removed and left alone.
    pub summary: Summary,
    /// The files that were read, which a build script should watch.
    pub inputs: Vec<PathBuf>,
    /// What the user should look at, one sentence each.
    pub warnings: Vec<String>,
}

impl Report {
    /// Tells Cargo, from a build script, to run it again when a file that was read has changed: one line
    /// `cargo::rerun-if-changed=…` for each.
    ///
    /// When nothing but the embedded proto and semantics was read there is no file to watch, and nothing
    /// is printed. Cargo then runs the script after any change in its package.
    pub fn print_rerun_if_changed(&self) {
        let lines = self.inputs.iter();
        print(lines.map(|path| format!("cargo::rerun-if-changed={}\n", path.display())));
    }

    /// Passes the warnings on to Cargo, which shows them to whoever builds the package.
    pub fn print_warnings(&self) {
        let lines = self.warnings.iter().map(|text| {
            let line = report::printable(text).replace('\n', " ");
            format!("cargo::warning=zeebe-bindgen: {line}\n")
        });
        print(lines);
    }
}

fn print(lines: impl Iterator<Item = String>) {
    let text: String = lines.collect();
    // Nobody is left to be told when standard output is closed.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Why nothing was generated: everything that was found, with places and ways out.
#[non_exhaustive]
pub struct Error {
    diagnostics: Diagnostics,
}

impl Error {
    /// The findings, for programs.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(report::render(&self.diagnostics, Format::Text, false).trim_end())
    }
}

/// The same text as [`Display`](fmt::Display): a build script that fails prints this.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Error {}

fn cargo_out_dir() -> Option<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}

fn is_below_cargo_out_dir(dir: &Path) -> bool {
    cargo_out_dir().is_some_and(|out_dir| dir.starts_with(out_dir))
}
