//! From a fixture to the files of a package, through the stages as the program runs them.

use std::path::{Path, PathBuf};

use zeebe_bindgen::compile::{self, Compiled, Input};
use zeebe_bindgen::diagnostics::report::{Format, render};
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};
use zeebe_bindgen::ir::{self, Api};
use zeebe_bindgen::language::feature::Feature;
use zeebe_bindgen::language::target::{Package, Target};
use zeebe_bindgen::language::{self, Language, lower};
use zeebe_bindgen::render::FileSet;
use zeebe_bindgen::semantics::facts::Annotated;
use zeebe_bindgen::semantics::{self, Layer, Undecided};

/// A proto with the facts about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    /// Also the name of its package.
    pub(crate) name: String,
    pub(crate) proto: Proto,
    /// Facts laid over nothing; without them everything is left undecided.
    pub(crate) semantics: Option<String>,
    pub(crate) package: Package,
}

#[derive(Debug, Clone)]
pub(crate) enum Proto {
    File(PathBuf),
    Text(String),
}

impl Default for Proto {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Case {
    /// A case from text.
    pub(crate) fn text(name: &str, proto: &str) -> Self {
        Self { name: name.to_owned(), proto: Proto::Text(proto.to_owned()), ..Self::default() }
    }

    /// A case from several files, of which the first is asked for.
    pub(crate) fn files(name: &str, files: &[(String, String)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("protos").join(name);
        std::fs::create_dir_all(&folder).expect("can create directories");
        for (name, text) in files {
            std::fs::write(folder.join(name), text).expect("can write");
        }
        Self {
            name: name.to_owned(),
            proto: Proto::File(folder.join(&files[0].0)),
            ..Self::default()
        }
    }

    /// The same with facts.
    pub(crate) fn with_facts(mut self, semantics: &str) -> Self {
        self.semantics = Some(semantics.to_owned());
        self
    }

    /// The same for a package with other metadata.
    pub(crate) fn with_package(mut self, package: Package) -> Self {
        self.package = package;
        self
    }
}

/// The fixtures of a folder below `tests/fixtures`, each a proto with the facts beside it, if any.
pub(crate) fn fixtures(folder: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
    let entries = std::fs::read_dir(&folder).expect("the folder of fixtures");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "proto"));
    paths.sort();
    let cases = paths.into_iter().map(|path| Case {
        name: path.file_stem().unwrap_or_default().to_string_lossy().replace('_', "-"),
        semantics: std::fs::read_to_string(path.with_extension("semantics.toml")).ok(),
        proto: Proto::File(path),
        package: Package::default(),
    });
    cases.collect()
}

/// Compiles a case.
pub(crate) fn compile(case: &Case, d: &mut Diagnostics) -> Result<Compiled, Reported> {
    match &case.proto {
        Proto::Text(text) => compile::compile_text("case.proto", text, d),
        Proto::File(path) => {
            compile::compile(&Input { proto: Some(path.clone()), includes: Vec::new() }, d)
        }
    }
}

/// The API of a case.
pub(crate) fn api(case: &Case, d: &mut Diagnostics) -> Result<Api, Reported> {
    let compiled = compile(case, d)?;
    ir::build(&compiled, d)
}

/// The files of a case.
pub(crate) fn generate(
    language: &dyn Language,
    case: &Case,
    d: &mut Diagnostics,
) -> Result<FileSet, Reported> {
    let annotated = annotated(case, d)?;
    let mut package = case.package.clone();
    package.name.get_or_insert_with(|| format!("zeebe-{}", case.name));
    let target = Target { package, ..Target::default() };
    language::generate(language, &annotated, &target, d)
}

/// What an SDK of a case can do beyond calls.
pub(crate) fn features(case: &Case, d: &mut Diagnostics) -> Vec<Feature> {
    let annotated = annotated(case, d);
    let lowered = annotated.and_then(|a| lower::lower(language::registry()[0], &a, d));
    lowered.unwrap_or_else(|_| panic!("{}", findings(d))).features
}

fn annotated(case: &Case, d: &mut Diagnostics) -> Result<Annotated, Reported> {
    let api = api(case, d)?;
    let mut layers = vec![Layer::embedded()];
    let own = case.semantics.as_deref().unwrap_or("format = 1\ninherit = false\n");
    layers.push(Layer::user(format!("{}.semantics.toml", case.name), own));
    semantics::annotate(api, &layers, Undecided::Warn, d)
}

/// Everything that was found, as a user would see it.
pub(crate) fn findings(d: &Diagnostics) -> String {
    render(d, Format::Text, false)
}
