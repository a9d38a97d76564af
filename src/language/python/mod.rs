//! Python: the distribution `zeebe-sdk` on grpcio and protobuf.

mod calls;
mod decode;
mod defaults;
mod driver;
mod encode;
mod expression;
mod jobs;
mod layout;
mod messages;
mod named;
mod package;
mod policy;
mod raw;
mod requests;
mod settings;
mod support;
mod text;
mod types;
mod values;
mod version;
mod words;

use super::driver::LAYOUT;
use super::feature::Feature;
use super::model::Model;
use super::parts::Parts;
use super::target::Target;
use super::{Capabilities, Info, Language, OptionInfo, Position};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::ir::Api;
use crate::naming::Spelling;
use crate::render::{FileSet, copied, halves, print};
use crate::semantics::Annotated;

/// The Python backend.
#[derive(Debug)]
pub(super) struct Python;

static INFO: Info = Info {
    id: "python",
    title: "Python",
    registry: "PyPI",
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
        doc: "`package` writes a distribution; `driver` writes a program that makes the calls that it \
              is told, for the conformance suite",
    }],
};

impl Language for Python {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn spelling(&self, position: Position) -> &'static Spelling {
        words::spelling(position)
    }

    fn check_package_name(&self, name: &str) -> Result<(), &'static str> {
        if version::is_name(name) { Ok(()) } else { Err(version::NAME) }
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
            let message = format!("the Python package cannot be printed: {why}");
            let finding = Diagnostic::error(Code::Unsupported, message);
            diagnostics.fail(finding.help("report this with the proto that caused it"))
        })
    }
}

/// What the parts of the package count on.
const PARTS: Parts = Parts {
    features: &[
        ("docs/coming-from-pyzeebe.md", Feature::JobStreams),
        ("docs/connect.md", Feature::Readiness),
        ("docs/testing.md", Feature::Jobs),
        ("docs/work.md", Feature::JobStreams),
        ("examples/starter.py", Feature::DeployFiles),
        ("examples/starter.py", Feature::Readiness),
        ("examples/streaming_worker.py", Feature::JobStreams),
        ("examples/worker.py", Feature::Jobs),
        ("src/zeebe_sdk/_client/deploy.py", Feature::DeployFiles),
        ("src/zeebe_sdk/_client/message_id.py", Feature::MessageIds),
        ("src/zeebe_sdk/_client/readiness.py", Feature::Readiness),
        ("src/zeebe_sdk/_client/run_process.py", Feature::AwaitResult),
        ("src/zeebe_sdk/pytest_plugin.py", Feature::Jobs),
        ("src/zeebe_sdk/testing/", Feature::Jobs),
        ("src/zeebe_sdk/worker/", Feature::Jobs),
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
        ("examples/oauth.py", &["Topology"]),
        ("examples/order.bpmn", &["DeployResource"]),
        ("examples/starter.py", &["DeployResource", "CreateProcessInstance"]),
        ("tests/calls/", &["CompleteJob", "Topology", "UpdateJobPriority"]),
        ("tests/raw/", &["CompleteJob", "Topology"]),
    ],
};

/// The whole package. What touches messages of protobuf takes as long as all the rest.
fn files(
    language: &Python,
    annotated: &Annotated,
    model: &Model,
    target: &Target,
) -> Result<FileSet, String> {
    let api = &annotated.api;
    halves(|| plain_files(language, api, model, target), || files_over_stubs(annotated, model))
}

/// What callers see.
fn plain_files(
    language: &Python,
    api: &Api,
    model: &Model,
    target: &Target,
) -> Result<FileSet, String> {
    let mut files = FileSet::default();
    for (path, content) in copied(INFO.id) {
        if PARTS.has(path, model) {
            files.insert(path, content);
        }
    }
    print(&mut files, "pyproject.toml", &package::Manifest::new(language, target, model))?;
    let readme = package::Readme::new(language, target, model, &files);
    print(&mut files, "README.md", &readme)?;
    print(&mut files, "docs/configuration.md", &package::ConfigurationPage::new())?;
    print(&mut files, &source("__init__.py"), &package::Root::new(model))?;
    print(&mut files, &source("_version.py"), &package::VersionFile::new(target))?;
    print(&mut files, &source("keys.py"), &values::KeysFile::new(model))?;
    print(&mut files, &source("values.py"), &values::ValuesFile::new(model))?;
    print(&mut files, &source("types.py"), &messages::TypesFile::new(model)?)?;
    let docs = calls::docstrings(model);
    print(&mut files, &source("client.py"), &calls::ClientFile::new(model, api, &docs))?;
    print(&mut files, &source("aio.py"), &calls::AsyncClientFile::new(model, api, &docs))?;
    print(&mut files, &source("config/table.py"), &settings::TableFile::new())?;
    if model.has(Feature::Jobs) {
        print(&mut files, &source("worker/defaults.py"), &defaults::WorkerDefaults::new())?;
    }
    Ok(files)
}

/// The stubs, and what lies between them and what callers see.
fn files_over_stubs(annotated: &Annotated, model: &Model) -> Result<FileSet, String> {
    let api = &annotated.api;
    let mut files = FileSet::default();
    print(&mut files, &source("raw/__init__.py"), &raw::RawFile::new(annotated, model))?;
    print(&mut files, &source("raw/__init__.pyi"), &raw::StubsFile::new(api))?;
    print(&mut files, &source("raw/_descriptor.py"), &raw::DescriptorFile::new(annotated))?;
    print(&mut files, &source("_gateway/policy.py"), &policy::PolicyFile::new(model))?;
    print(&mut files, &source("_gateway/named.py"), &named::NamedFile::new(model, api))?;
    print(&mut files, &source("_gateway/encode.py"), &requests::EncodeFile::new(model, api))?;
    print(&mut files, &source("_gateway/requests.py"), &requests::RequestsFile::new(model, api))?;
    print(&mut files, &source("_gateway/decode.py"), &decode::DecodeFile::new(model, api))?;
    print(&mut files, &source("_gateway/rpcs.py"), &calls::RpcsFile::new(model, api))?;
    if model.has(Feature::Jobs) {
        print(&mut files, &source("_gateway/jobs.py"), &jobs::JobsFile::new(model, api))?;
    }
    Ok(files)
}

fn source(path: &str) -> String {
    format!("src/zeebe_sdk/{path}")
}
