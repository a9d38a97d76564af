//! The package around the code: manifest, README, the root module.

use super::super::exceptions;
use super::super::feature::Feature;
use super::super::model::Model;
use super::super::readme::{self, RpcLine, SettingLine};
use super::super::target::Target;
use super::Python;
use super::layout::{call, sort_exports};
use super::text::literal;
use super::version::pep440;
use crate::render::{FileSet, Template};

/// `pyproject.toml`.
#[derive(Template)]
#[template(path = "python/pyproject.toml.j2")]
pub(super) struct Manifest {
    name: String,
    version: String,
    license: String,
    repository: Option<String>,
    jobs: bool,
}

impl Manifest {
    /// The manifest of a target.
    pub(super) fn new(language: &Python, target: &Target, model: &Model) -> Self {
        Self {
            name: literal(target.name(language)),
            version: literal(&pep440(target.version())),
            license: literal(target.license()),
            repository: target.package.repository.as_deref().map(literal),
            jobs: model.has(Feature::Jobs),
        }
    }
}

/// `README.md`.
#[derive(Template)]
#[template(path = "python/README.md.j2")]
pub(super) struct Readme {
    name: String,
    release: String,
    /// The programs in `examples/`, linked.
    examples: String,
    settings: Vec<SettingLine>,
    rpcs: Vec<RpcLine>,
    jobs: bool,
}

impl Readme {
    /// The page of a target.
    pub(super) fn new(language: &Python, target: &Target, model: &Model, files: &FileSet) -> Self {
        Self {
            name: target.name(language).to_owned(),
            release: model.release.clone().unwrap_or_default(),
            examples: readme::examples(files, ".py"),
            settings: readme::settings(),
            rpcs: readme::rpcs(model),
            jobs: model.has(Feature::Jobs),
        }
    }
}

/// `docs/configuration.md`.
#[derive(Template)]
#[template(path = "python/docs/configuration.md.j2")]
pub(super) struct ConfigurationPage {
    settings: Vec<SettingLine>,
}

impl ConfigurationPage {
    /// The page; every package has it.
    pub(super) fn new() -> Self {
        Self { settings: readme::settings() }
    }
}

/// `_version.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/_version.py.j2")]
pub(super) struct VersionFile {
    version: String,
}

impl VersionFile {
    /// The version of a target.
    pub(super) fn new(target: &Target) -> Self {
        Self { version: literal(&pep440(target.version())) }
    }
}

/// `__init__.py`.
#[derive(Template)]
#[template(path = "python/src/zeebe_sdk/__init__.py.j2")]
pub(super) struct Root {
    release: String,
    jobs: bool,
    modules: Vec<&'static str>,
    exports: Vec<ExportView>,
    names: Vec<String>,
}

struct ExportView {
    module: &'static str,
    names: Vec<&'static str>,
    import: Vec<String>,
}

/// What the root offers: from which module, which names, and what the API must have for it.
const EXPORTS: &[(&str, &[&str], Option<Feature>)] = &[
    ("_client.async_stream", &["AsyncStream"], None),
    ("_client.message_id", &["generated_message_id"], Some(Feature::MessageIds)),
    ("_client.run_process", &["ProcessResult"], Some(Feature::AwaitResult)),
    ("_client.sync_stream", &["Stream"], None),
    ("_contract", &["UNSET", "CallClass", "RpcPolicy", "StatusCode", "Unset"], None),
    ("_gateway.policy", &["POLICIES"], None),
    ("_json", &["Json", "RawJson"], None),
    ("aio", &["AsyncZeebeClient"], None),
    ("client", &["ZeebeClient"], None),
    ("config", &["Config", "ConfigEntry", "Settings", "Source", "Tls"], None),
    ("credentials", &["Basic", "Bearer", "Credentials", "OAuth", "Occasion", "Supplier"], None),
    ("errors", exceptions::CLASSES, None),
    (
        "options",
        &[
            "Backpressure",
            "BackpressurePolicy",
            "CallOptions",
            "Cancellation",
            "RetryBudget",
            "RetryMode",
            "RetryPolicy",
        ],
        None,
    ),
    (
        "worker",
        &[
            "Backoff",
            "BpmnError",
            "Completion",
            "Fetch",
            "Headers",
            "Inject",
            "Job",
            "JobFailure",
            "JobRouter",
            "Outcome",
            "Reported",
            "ShutdownReport",
            "State",
            "SyncJob",
            "Variable",
            "Variables",
            "Worker",
            "WorkerError",
            "WorkerObserver",
            "WorkerSettings",
            "WorkerState",
        ],
        Some(Feature::Jobs),
    ),
];

impl Root {
    /// The root of a package.
    pub(super) fn new(model: &Model) -> Self {
        let has = |feature: &Option<Feature>| feature.is_none_or(|feature| model.has(feature));
        let exports = EXPORTS.iter().filter(|(_, _, feature)| has(feature));
        let exports: Vec<ExportView> =
            exports.map(|(module, names, _)| export_view(module, names)).collect();
        let mut modules = vec!["config", "credentials", "errors", "keys", "options", "raw"];
        modules.extend(["types", "values"]);
        if model.has(Feature::Jobs) {
            modules.push("worker");
        }
        let all = exports.iter().flat_map(|export| export.names.iter().copied());
        let all = all.chain(modules.iter().copied()).chain(["__version__"]);
        let mut names: Vec<String> = all.map(str::to_owned).collect();
        sort_exports(&mut names);
        Self {
            release: model.release.clone().unwrap_or_default(),
            jobs: model.has(Feature::Jobs),
            modules,
            exports,
            names,
        }
    }
}

fn export_view(module: &'static str, names: &[&'static str]) -> ExportView {
    let items: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let head = format!("from .{module} import ");
    let line = format!("    {head}{}", items.join(", "));
    let import = if line.chars().count() <= super::layout::WIDTH {
        vec![line.trim_start().to_owned()]
    } else {
        let lines = call(4, &head, &items, "");
        lines.iter().map(|line| line[4..].to_owned()).collect()
    };
    ExportView { module, names: names.to_vec(), import }
}
