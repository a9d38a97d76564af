//! The package around the code: manifest, README, module files.

use super::super::driver::LAYOUT;
use super::super::feature::Feature;
use super::super::model::Model;
use super::super::readme::{self, RpcLine, SettingLine};
use super::super::target::Target;
use super::Rust;
use super::layout::{import, version_order};
use super::text;
use crate::render::{FileSet, Template};

/// `Cargo.toml`.
#[derive(Template)]
#[template(path = "rust/Cargo.toml.j2")]
pub(super) struct Manifest {
    name: String,
    version: String,
    license: String,
    repository: Option<String>,
    message_ids: bool,
    jobs: bool,
    programs: Vec<&'static Program>,
}

/// A program beside the library that needs a feature of the package.
struct Program {
    path: &'static str,
    kind: &'static str,
    name: &'static str,
    feature: &'static str,
}

const PROGRAMS: &[Program] = &[
    Program::example("examples/oauth.rs", "oauth", "oauth"),
    Program::example("examples/streaming_worker.rs", "streaming_worker", "signal"),
    Program::example("examples/worker.rs", "worker", "signal"),
    Program { path: "tests/testing.rs", kind: "test", name: "testing", feature: "testing" },
];

impl Program {
    const fn example(path: &'static str, name: &'static str, feature: &'static str) -> Self {
        Self { path, kind: "example", name, feature }
    }
}

impl Manifest {
    /// The manifest of a target whose package has these files.
    pub(super) fn new(language: &Rust, target: &Target, model: &Model, files: &FileSet) -> Self {
        let repository = target.package.repository.as_deref();
        Self {
            name: text::literal(target.name(language)),
            version: text::literal(target.version()),
            license: text::literal(target.license()),
            repository: repository.map(text::literal),
            message_ids: model.has(Feature::MessageIds),
            jobs: model.has(Feature::Jobs),
            programs: PROGRAMS.iter().filter(|p| files.get(p.path).is_some()).collect(),
        }
    }
}

/// `README.md`.
#[derive(Template)]
#[template(path = "rust/README.md.j2")]
pub(super) struct Readme {
    name: String,
    version: String,
    release: String,
    /// The programs in `examples/`, linked.
    examples: String,
    settings: Vec<SettingLine>,
    rpcs: Vec<RpcLine>,
    jobs: bool,
}

impl Readme {
    /// The page of a target.
    pub(super) fn new(language: &Rust, target: &Target, model: &Model, files: &FileSet) -> Self {
        Self {
            name: target.name(language).to_owned(),
            version: target.version().to_owned(),
            release: model.release.clone().unwrap_or_default(),
            examples: readme::examples(files, ".rs"),
            settings: readme::settings(),
            rpcs: readme::rpcs(model),
            jobs: model.has(Feature::Jobs),
        }
    }
}

/// `src/lib.rs`.
#[derive(Template)]
#[template(path = "rust/src/lib.rs.j2")]
pub(super) struct Library<'m> {
    is_crate: bool,
    release: String,
    guide: bool,
    doubles: bool,
    model: &'m Model,
}

impl<'m> Library<'m> {
    /// The root of the crate; without docs of its own when another crate includes it, because an
    /// included file cannot have them.
    pub(super) fn new(layout: Layout, model: &'m Model, guide: &Guide) -> Self {
        Self {
            is_crate: layout == Layout::Crate,
            release: model.release.clone().unwrap_or_default(),
            guide: !guide.is_empty(),
            doubles: layout.has_doubles(model),
            model,
        }
    }
}

/// `guide/configuration.md`.
#[derive(Template)]
#[template(path = "rust/guide/configuration.md.j2")]
pub(super) struct ConfigurationPage {
    settings: Vec<SettingLine>,
}

impl ConfigurationPage {
    /// The page; every package has it.
    pub(super) fn new() -> Self {
        Self { settings: readme::settings() }
    }
}

/// `src/guide.rs`.
#[derive(Template)]
#[template(path = "rust/src/guide.rs.j2")]
pub(super) struct Guide {
    pages: Vec<String>,
}

impl Guide {
    /// The pages among the files of the package.
    pub(super) fn new(files: &FileSet) -> Self {
        let pages = files.iter().filter_map(|(path, _)| {
            path.strip_prefix("guide/")?.strip_suffix(".md").map(str::to_owned)
        });
        Self { pages: pages.collect() }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }
}

/// What the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A package of its own.
    Crate,
    /// Sources for the root of another package, as build scripts write them.
    Include,
    /// A program that makes every call as it is told, for the conformance suite.
    Driver,
}

impl Layout {
    /// The values of the option, in the order of the documentation.
    pub(super) const WORDS: [&str; 3] = ["crate", "include", LAYOUT];

    /// Whether doubles for the tests of users come along: a feature of the package turns them on.
    pub(super) fn has_doubles(self, model: &Model) -> bool {
        self == Self::Crate && model.has(Feature::Jobs)
    }

    /// The layout that a target states, or else why not.
    pub(super) fn of(target: &Target) -> Option<Self> {
        match target.options.get("layout").map_or("crate", String::as_str) {
            "crate" => Some(Self::Crate),
            "include" => Some(Self::Include),
            LAYOUT => Some(Self::Driver),
            _ => None,
        }
    }
}

/// `src/raw.rs`.
#[derive(Template)]
#[template(path = "rust/src/raw.rs.j2")]
pub(super) struct Raw {
    /// What prost and tonic printed.
    pub(super) code: String,
}

/// `src/gateway/mod.rs`.
#[derive(Template)]
#[template(path = "rust/src/gateway/mod.rs.j2")]
pub(super) struct Gateway {
    exports: Vec<String>,
    jobs: bool,
    doubles: bool,
}

impl Gateway {
    /// Everything at the root of the API.
    pub(super) fn new(layout: Layout, model: &Model) -> Self {
        let root = &model.root;
        let messages = root.messages.iter().map(|m| m.name.name.clone());
        let enums = root.enums.iter().map(|e| e.name.name.clone());
        let scopes = root.scopes.iter().filter(|s| !s.is_empty()).map(|s| s.name.clone());
        let mut names: Vec<String> = messages.chain(enums).chain(scopes).collect();
        names.sort_by(|a, b| version_order(a, b));
        Self {
            exports: import("messages", &names),
            jobs: model.has(Feature::Jobs),
            doubles: layout.has_doubles(model),
        }
    }
}

/// `src/gateway/jobs.rs`.
#[derive(Template)]
#[template(path = "rust/src/gateway/jobs.rs.j2")]
pub(super) struct Jobs {
    imports: Vec<String>,
    streams: bool,
    tenants: bool,
    extension: bool,
    results: bool,
    leases: bool,
}

impl Jobs {
    /// What of the job worker the API has.
    pub(super) fn new(model: &Model) -> Self {
        let mut names = vec!["ActivateJobsRequest", "ActivatedJob", "CompleteJobRequest"];
        names.extend(["FailJobRequest", "ThrowErrorRequest", "rpcs"]);
        let (streams, extension) =
            (model.has(Feature::JobStreams), model.has(Feature::JobExtension));
        if streams {
            names.push("StreamActivatedJobsRequest");
        }
        if extension {
            names.push("UpdateJobTimeoutRequest");
        }
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort_by(|a, b| version_order(a, b));
        Self {
            imports: import("crate::gateway", &names),
            streams,
            tenants: model.has(Feature::JobTenants),
            extension,
            results: model.has(Feature::JobResults),
            leases: model.has(Feature::JobLeases),
        }
    }
}

/// `src/testing/gateway/job_calls.rs`.
#[derive(Template)]
#[template(path = "rust/src/testing/gateway/job_calls.rs.j2")]
pub(super) struct JobCalls {
    imports: Vec<String>,
    streams: bool,
    extension: bool,
    results: bool,
}

impl JobCalls {
    /// What of the RPCs about jobs the API has.
    pub(super) fn new(model: &Model) -> Self {
        let (streams, extension) =
            (model.has(Feature::JobStreams), model.has(Feature::JobExtension));
        let mut names = vec!["ActivateJobsRequest", "ActivateJobsResponse", "CompleteJobRequest"];
        names.extend(["CompleteJobResponse", "FailJobRequest", "FailJobResponse"]);
        names.extend(["ThrowErrorRequest", "ThrowErrorResponse", "rpcs"]);
        if streams {
            names.push("StreamActivatedJobsRequest");
        }
        if extension {
            names.extend(["UpdateJobTimeoutRequest", "UpdateJobTimeoutResponse"]);
        }
        let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        names.sort_by(|a, b| version_order(a, b));
        let results = model.has(Feature::JobResults);
        Self { imports: import("crate::gateway", &names), streams, extension, results }
    }
}
