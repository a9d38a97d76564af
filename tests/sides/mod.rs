//! The test side of each language: how tests build, document, format-check and read what the
//! generator prints for it. A test that goes through [`sides`] holds for every language.

mod generate;
mod python;
mod python_words;
mod rust;
mod rust_words;

use zeebe_bindgen::language::target::Package as Metadata;
use zeebe_bindgen::language::{self, Language};
use zeebe_bindgen::render::FileSet;

#[allow(unused_imports, reason = "each test uses a part")]
pub(crate) use generate::{Case, Proto, api, features, findings, fixtures, generate};

/// A generated package under the name that messages about it use.
pub(crate) struct Package {
    /// Letters, digits and `-`; unique in its suite.
    pub(crate) name: String,
    pub(crate) files: FileSet,
}

/// What tests must know about a language.
pub(crate) trait Side: Sync {
    /// The generator's side.
    fn language(&self) -> &'static dyn Language;

    /// The tools that this side runs and that are not there.
    fn missing(&self) -> Vec<&'static str>;

    /// Words that the language does not leave free, from its own documentation and written down
    /// apart from the generator's lists, so that a word missing there is found.
    fn words(&self) -> &'static [&'static str];

    /// Every identifier of a file, outside of comments and strings.
    ///
    /// # Errors
    /// What makes the file no program of the language.
    fn identifiers(&self, path: &str, text: &str) -> Result<Vec<String>, String>;

    /// The metadata in the manifest of a package, and everything else in it as text.
    ///
    /// # Errors
    /// Why the manifest cannot be read.
    fn manifest(&self, files: &FileSet) -> Result<(Metadata, String), String>;

    /// Compiles packages with every warning on; the answer has one entry per problem, each with
    /// the name of its package. `suite` keeps the directories of tests apart.
    fn build(&self, suite: &str, packages: &[Package]) -> Vec<String>;

    /// Builds the API documentation of packages that were built before; as [`Side::build`].
    fn document(&self, suite: &str, packages: &[Package]) -> Vec<String>;

    /// Checks that packages are formatted as the ecosystem's formatter would; as [`Side::build`].
    fn format(&self, suite: &str, packages: &[Package]) -> Vec<String>;
}

/// One per registered language whose toolchain is there. The others are skipped by name, or fail
/// where `REQUIRE_TOOLCHAINS` is set. `ONLY_LANGUAGE` names the one that somebody works on.
pub(crate) fn sides() -> Vec<&'static dyn Side> {
    let known: [&'static dyn Side; 2] = [&rust::Rust, &python::Python];
    let languages = language::registry().iter().map(|l| l.info().id);
    let side = |id: &str| known.into_iter().find(|s| s.language().info().id == id);
    languages
        .map(|id| {
            side(id).unwrap_or_else(|| {
                panic!("`{id}` has no test side: add tests/sides/{id}.rs and list it in tests/sides/mod.rs")
            })
        })
        .filter(|side| is_asked_for(*side) && has_its_toolchain(*side))
        .collect()
}

fn is_asked_for(side: &dyn Side) -> bool {
    let only = std::env::var_os("ONLY_LANGUAGE");
    assert!(
        only.is_none() || std::env::var_os("REQUIRE_TOOLCHAINS").is_none(),
        "ONLY_LANGUAGE leaves languages out, and REQUIRE_TOOLCHAINS is set"
    );
    only.is_none_or(|only| only == side.language().info().id)
}

fn has_its_toolchain(side: &dyn Side) -> bool {
    let missing = side.missing();
    let title = side.language().info().title;
    let what = format!("{title} is skipped: there is no {}", missing.join(", no "));
    assert!(
        missing.is_empty() || std::env::var_os("REQUIRE_TOOLCHAINS").is_none(),
        "{what}, and REQUIRE_TOOLCHAINS is set"
    );
    if !missing.is_empty() {
        println!("{what}");
    }
    missing.is_empty()
}

/// Fails with every problem, if there are any.
pub(crate) fn report(problems: &[String]) {
    assert!(problems.is_empty(), "\n\n{}\n\n{} problems\n", problems.join("\n\n"), problems.len());
}
