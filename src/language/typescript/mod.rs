//! TypeScript: the package `zeebe-sdk` on @grpc/grpc-js and Protobuf-ES.

mod calls;
mod checks;
mod decode;
mod defaults;
mod driver;
mod encode;
mod exports;
mod expression;
mod imports;
mod jobs;
mod layout;
mod messages;
mod named;
mod package;
mod policy;
mod raw;
mod settings;
mod support;
mod text;
mod types;
mod values;
mod words;

use super::driver::LAYOUT;
use super::feature::Feature;
use super::model::Model;
use super::parts::Parts;
use super::target::Target;
use super::{Capabilities, Info, Language, OptionInfo, Position};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::naming::Spelling;
use crate::render::{FileSet, copied, halves, print};
use crate::semantics::Annotated;

/// The TypeScript backend.
#[derive(Debug)]
pub(super) struct TypeScript;

static INFO: Info = Info {
    id: "typescript",
    title: "TypeScript",
    registry: "npm",
    package: "zeebe-sdk",
    capabilities: Capabilities {
        calls: true,
        client_streaming: false,
        worker: true,
        credentials: true,
    },
    setters: false,
    options: &[OptionInfo {
        key: "layout",
        values: &["package", LAYOUT],
        doc: "`package` writes a package for npm; `driver` writes a program that makes the calls that \
              it is told, for the conformance suite",
    }],
};

impl Language for TypeScript {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn spelling(&self, position: Position) -> &'static Spelling {
        words::spelling(position)
    }

    fn check_package_name(&self, name: &str) -> Result<(), &'static str> {
        if is_package_name(name) { Ok(()) } else { Err(PACKAGE_NAME) }
    }

    fn render(
        &self,
        annotated: &Annotated,
        model: &Model,
        target: &Target,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileSet, Reported> {
        support::check(model, &annotated.api, diagnostics)?;
        let files = match target.options.get("layout").map(String::as_str) {
            Some(LAYOUT) => driver::files(model),
            Some(_) | None => files(self, annotated, model, target),
        };
        files.map_err(|why| {
            let message = format!("the TypeScript package cannot be printed: {why}");
            let finding = Diagnostic::error(Code::Unsupported, message);
            diagnostics.fail(finding.help("report this with the proto that caused it"))
        })
    }
}

/// Why a name is none for a package; npm's documentation of `package.json`, section name.
const PACKAGE_NAME: &str = "a package's name has small letters, digits, `-`, `_` and `.`, begins with a letter or a digit, may \
                            have a scope such as `@acme/` before it, and is at most 214 long";

/// Whether the registry takes a name.
fn is_package_name(name: &str) -> bool {
    let is_part = |part: &str| {
        let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        part.chars().all(ok) && part.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let scoped = name.strip_prefix('@').and_then(|rest| rest.split_once('/'));
    let is_taken = ["node_modules", "favicon.ico"].contains(&name);
    let is_name = match scoped {
        Some((scope, name)) => is_part(scope) && is_part(name),
        None => is_part(name),
    };
    is_name && !is_taken && name.len() <= 214
}

/// What the parts of the package count on.
const PARTS: Parts = Parts {
    features: &[
        ("docs/coming-from-camunda8-sdk.md", Feature::JobStreams),
        ("docs/connect.md", Feature::Readiness),
        ("docs/testing.md", Feature::Jobs),
        ("docs/work.md", Feature::JobStreams),
        ("examples/starter.ts", Feature::DeployFiles),
        ("examples/starter.ts", Feature::Readiness),
        ("examples/streaming-worker.ts", Feature::JobStreams),
        ("examples/worker.ts", Feature::Jobs),
        ("src/opentelemetry/", Feature::Jobs),
        ("src/testing/", Feature::Jobs),
        ("src/worker/", Feature::Jobs),
        ("tests/testing/", Feature::JobLeases),
        ("tests/worker/", Feature::JobLeases),
    ],
    calls: &[
        ("docs/errors.md", &["CancelProcessInstance", "CreateProcessInstance"]),
        (
            "docs/start.md",
            &[
                "DeployResource",
                "CreateProcessInstance",
                "PublishMessage",
                "BroadcastSignal",
                "Topology",
            ],
        ),
        ("examples/oauth.ts", &["Topology"]),
        ("examples/order.bpmn", &["DeployResource"]),
        ("examples/starter.ts", &["DeployResource", "CreateProcessInstance"]),
        ("tests/calls/", &["CompleteJob", "Topology", "UpdateJobPriority"]),
    ],
};

/// The files in which the package is imported by its name, which is that of the target.
fn imports_package(path: &str) -> bool {
    path == "tsconfig.json" || path.starts_with("docs/") || path.starts_with("examples/")
}

/// A copied file with the name of the package where it is imported.
fn with_name(content: &[u8], name: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(content);
    let own = |end: char| text_of_import(INFO.package, end);
    let other = |end: char| text_of_import(name, end);
    text.replace(&own('"'), &other('"')).replace(&own('/'), &other('/')).into_bytes()
}

fn text_of_import(name: &str, end: char) -> String {
    format!("\"{name}{end}")
}

/// The whole package. The stubs and what counts on them take as long as all the rest.
fn files(
    language: &TypeScript,
    annotated: &Annotated,
    model: &Model,
    target: &Target,
) -> Result<FileSet, String> {
    halves(|| plain_files(language, model, target), || files_over_stubs(annotated, model))
}

/// What needs nothing but the model.
fn plain_files(language: &TypeScript, model: &Model, target: &Target) -> Result<FileSet, String> {
    let mut files = FileSet::default();
    for (path, content) in copied(INFO.id) {
        if !PARTS.has(path, model) {
            continue;
        }
        let name = target.name(language);
        match name != INFO.package && imports_package(path) {
            true => files.insert(path, with_name(&content, name)),
            false => files.insert(path, content),
        };
    }
    print(&mut files, "package.json", &package::Manifest::new(language, target, model))?;
    let readme = package::Readme::new(language, target, model, &files);
    print(&mut files, "README.md", &readme)?;
    print(&mut files, "docs/configuration.md", &package::ConfigurationPage::new(language, target))?;
    print(&mut files, &source("index.ts"), &package::Root::new(model))?;
    print(&mut files, &source("version.ts"), &package::VersionFile::new(target))?;
    print(&mut files, &source("keys.ts"), &values::KeysFile::new(model))?;
    print(&mut files, &source("values.ts"), &values::ValuesFile::new(model))?;
    print(&mut files, &source("types.ts"), &messages::TypesFile::new(model))?;
    print(&mut files, &source("gateway/policies.ts"), &policy::PoliciesFile::new(model))?;
    print(&mut files, &source("gateway/enums.ts"), &named::EnumsFile::new(model))?;
    print(&mut files, &source("client.ts"), &calls::ClientFile::new(model))?;
    print(&mut files, &source("config/table.ts"), &settings::TableFile::new())?;
    if model.has(Feature::Jobs) {
        print(&mut files, &source("worker/defaults.ts"), &defaults::WorkerDefaults::new())?;
    }
    Ok(files)
}

/// The stubs, and what names something in them.
fn files_over_stubs(annotated: &Annotated, model: &Model) -> Result<FileSet, String> {
    let api = &annotated.api;
    let raw = raw::Raw::new(annotated);
    let mut files = FileSet::default();
    for (stem, text) in &raw.files {
        files.insert(source(&format!("raw/{stem}.ts")), text.clone());
    }
    print(&mut files, &source("raw/index.ts"), &raw.index())?;
    print(&mut files, &source("gateway/named.ts"), &named::NamedFile::new(model, api, &raw))?;
    print(&mut files, &source("gateway/encode.ts"), &encode::EncodeFile::new(model, api, &raw))?;
    print(&mut files, &source("gateway/decode.ts"), &decode::DecodeFile::new(model, api, &raw))?;
    print(&mut files, &source("gateway/rpcs.ts"), &calls::RpcsFile::new(model, api, &raw))?;
    if model.has(Feature::Jobs) {
        print(&mut files, &source("gateway/jobs.ts"), &jobs::JobsFile::new(model, api, &raw))?;
    }
    Ok(files)
}

fn source(path: &str) -> String {
    format!("src/{path}")
}

#[cfg(test)]
mod tests {
    use super::is_package_name;

    #[test]
    fn names_are_those_of_the_registry() {
        for good in ["zeebe-sdk", "a", "7up", "a.b_c-1", "@acme/zeebe", "@acme/zeebe.sdk"] {
            assert!(is_package_name(good), "{good}");
        }
        let long = "a".repeat(215);
        let foreign =
            ["", "A", "a b", "é", ".a", "_a", "-a", "a/b", "@acme", "@/a", "@acme/", "@acme/.a"];
        let bad = foreign.into_iter().chain(["@a/b/c", "node_modules", "favicon.ico", &long]);
        for bad in bad {
            assert!(!is_package_name(bad), "{bad}");
        }
    }
}
