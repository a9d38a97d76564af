//! The package around the code: manifest, README, the root module.

use super::super::feature::Feature;
use super::super::model::Model;
use super::super::readme::{self, RpcLine, SettingLine};
use super::super::target::Target;
use super::TypeScript;
use super::exports::EXPORTS;
use super::layout::import;
use super::text::{json, literal};
use crate::naming::{Case, join};
use crate::render::{FileSet, Template};

/// `package.json`.
#[derive(Template)]
#[template(path = "typescript/package.json.j2")]
pub(super) struct Manifest {
    name: String,
    version: String,
    license: String,
    repository: Option<String>,
    /// What can be imported beside the root.
    entries: Vec<&'static str>,
}

impl Manifest {
    /// The manifest of a target.
    pub(super) fn new(language: &TypeScript, target: &Target, model: &Model) -> Self {
        let entries = match model.has(Feature::Jobs) {
            true => vec!["opentelemetry", "raw", "testing"],
            false => vec!["raw"],
        };
        Self {
            name: json(target.name(language)),
            version: json(target.version()),
            license: json(target.license()),
            repository: target.package.repository.as_deref().map(json),
            entries,
        }
    }
}

/// `README.md`.
#[derive(Template)]
#[template(path = "typescript/README.md.j2")]
pub(super) struct Readme {
    name: String,
    release: String,
    /// The programs in `examples/`, linked.
    examples: String,
    settings: Vec<SettingLine>,
    rpcs: Vec<RpcLine>,
    jobs: bool,
    // The pages that there are.
    connect: bool,
    errors: bool,
    start: bool,
    work: bool,
}

impl Readme {
    /// The page of a target.
    pub(super) fn new(
        language: &TypeScript,
        target: &Target,
        model: &Model,
        files: &FileSet,
    ) -> Self {
        Self {
            name: target.name(language).to_owned(),
            release: model.release.clone().unwrap_or_default(),
            examples: readme::examples(files, ".ts"),
            settings: settings(),
            rpcs: readme::rpcs(model),
            jobs: model.has(Feature::Jobs),
            connect: files.get("docs/connect.md").is_some(),
            errors: files.get("docs/errors.md").is_some(),
            start: files.get("docs/start.md").is_some(),
            work: files.get("docs/work.md").is_some(),
        }
    }
}

/// `docs/configuration.md`.
#[derive(Template)]
#[template(path = "typescript/docs/configuration.md.j2")]
pub(super) struct ConfigurationPage {
    name: String,
    settings: Vec<SettingLine>,
}

impl ConfigurationPage {
    /// The page; every package has it.
    pub(super) fn new(language: &TypeScript, target: &Target) -> Self {
        Self { name: target.name(language).to_owned(), settings: settings() }
    }
}

/// The settings as code spells them.
fn settings() -> Vec<SettingLine> {
    let lines = readme::settings().into_iter().map(|line| SettingLine {
        name: format!("`{}`", join(line.name.trim_matches('`'), Case::LowerCamel)),
        ..line
    });
    lines.collect()
}

/// `version.ts`.
#[derive(Template)]
#[template(path = "typescript/src/version.ts.j2")]
pub(super) struct VersionFile {
    version: String,
}

impl VersionFile {
    /// The version of a target.
    pub(super) fn new(target: &Target) -> Self {
        Self { version: literal(target.version()) }
    }
}

/// `index.ts`.
#[derive(Template)]
#[template(path = "typescript/src/index.ts.j2")]
pub(super) struct Root {
    release: String,
    jobs: bool,
    exports: Vec<String>,
}

impl Root {
    /// The root of a package.
    pub(super) fn new(model: &Model) -> Self {
        let exports = EXPORTS.iter().filter(|export| export.feature.is_none_or(|f| model.has(f)));
        let lines = exports.flat_map(|export| {
            let from = format!("./{}", export.module);
            let values =
                (!export.values.is_empty()).then(|| import("export", export.values, &from));
            let types =
                (!export.types.is_empty()).then(|| import("export type", export.types, &from));
            [values, types].into_iter().flatten().flatten()
        });
        Self {
            release: model.release.clone().unwrap_or_default(),
            jobs: model.has(Feature::Jobs),
            exports: lines.collect(),
        }
    }
}
