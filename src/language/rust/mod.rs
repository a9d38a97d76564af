//! Rust: the crate `zeebe-sdk` on tonic and prost.

mod calls;
mod defaults;
mod driver;
mod layout;
mod messages;
mod package;
mod policy;
mod raw_names;
mod settings;
mod stubs;
mod text;
mod types;
mod values;
mod wire;
mod words;

use super::feature::Feature;
use super::model::Model;
use super::parts::Parts;
use super::support::{self, Times};
use super::target::Target;
use super::{Capabilities, Info, Language, OptionInfo, Position};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use crate::naming::Spelling;
use crate::render::{FileSet, copied, halves, print};
use crate::semantics::Annotated;
use package::Layout;

/// The Rust backend.
#[derive(Debug)]
pub(super) struct Rust;

static INFO: Info = Info {
    id: "rust",
    title: "Rust",
    registry: "crates.io",
    package: "zeebe-sdk",
    capabilities: Capabilities {
        calls: true,
        client_streaming: true,
        worker: true,
        credentials: true,
    },
    setters: true,
    options: &[
        OptionInfo {
            key: "layout",
            values: &Layout::WORDS,
            doc: "`crate` writes a package; `include` writes sources that the root of another package \
                  includes, as build scripts do; `driver` writes a program that makes the calls that \
                  it is told, for the conformance suite",
        },
        super::driver::SDK,
    ],
};

impl Language for Rust {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn spelling(&self, position: Position) -> &'static Spelling {
        words::spelling(position)
    }

    fn check_package_name(&self, name: &str) -> Result<(), &'static str> {
        let ok = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if starts && name.len() <= 64 && name.chars().all(ok) {
            Ok(())
        } else {
            Err(
                "a crate name starts with a letter and has letters, digits, `-` and `_`, at most 64",
            )
        }
    }

    fn render(
        &self,
        annotated: &Annotated,
        model: &Model,
        target: &Target,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileSet, Reported> {
        support::check(INFO.title, &TIMES, model, &annotated.api, diagnostics)?;
        raw_names::check(model, &annotated.api, diagnostics)?;
        let files = match Layout::of(target) {
            Some(Layout::Driver) => driver::files(self, model, target),
            Some(Layout::Crate | Layout::Include) | None => files(self, annotated, model, target),
        };
        files.map_err(|why| {
            let message = format!("the Rust package cannot be printed: {why}");
            let finding = Diagnostic::error(Code::Unsupported, message);
            diagnostics.fail(finding.help("report this with the proto that caused it"))
        })
    }
}

/// Milliseconds are those of `Duration` and `SystemTime`.
const TIMES: Times =
    Times { fit: |scalar| types::rust_scalar(scalar) == "i64", what: "64 bits with a sign" };

/// What the parts of the package count on.
const PARTS: Parts = Parts {
    features: &[
        ("guide/connect.md", Feature::Readiness),
        ("guide/testing.md", Feature::Jobs),
        ("guide/work.md", Feature::JobStreams),
        ("src/deploy.rs", Feature::DeployFiles),
        ("src/message_id.rs", Feature::MessageIds),
        ("src/readiness.rs", Feature::Readiness),
        ("src/run_process.rs", Feature::AwaitResult),
        ("src/testing/", Feature::Jobs),
        ("src/worker/", Feature::Jobs),
        ("examples/starter.rs", Feature::DeployFiles),
        ("examples/starter.rs", Feature::Readiness),
        ("examples/worker.rs", Feature::Jobs),
        ("examples/streaming_worker.rs", Feature::JobStreams),
        ("tests/testing.rs", Feature::Jobs),
    ],
    calls: &[
        ("examples/starter.rs", &["DeployResource", "CreateProcessInstance"]),
        ("examples/order.bpmn", &["DeployResource"]),
        ("examples/oauth.rs", &["Topology"]),
        ("tests/testing.rs", &["CreateProcessInstance"]),
        (
            "guide/start.md",
            &[
                "DeployResource",
                "CreateProcessInstance",
                "CreateProcessInstanceWithResult",
                "PublishMessage",
                "BroadcastSignal",
                "Topology",
            ],
        ),
        ("guide/errors.md", &["CancelProcessInstance", "CreateProcessInstance"]),
    ],
};

/// What comes with a package only: a feature of its manifest turns it on.
const OF_PACKAGES: &str = "src/testing/";

/// The whole package. What prost and tonic print takes as long as all the rest, so it is made beside
/// it.
fn files(
    language: &Rust,
    annotated: &Annotated,
    model: &Model,
    target: &Target,
) -> Result<FileSet, String> {
    let raw = || {
        let mut files = FileSet::default();
        print(&mut files, "src/raw.rs", &package::Raw { code: stubs::raw(annotated)? })?;
        Ok(files)
    };
    halves(|| own_files(language, annotated, model, target), raw)
}

/// Everything but the raw module.
fn own_files(
    language: &Rust,
    annotated: &Annotated,
    model: &Model,
    target: &Target,
) -> Result<FileSet, String> {
    let api = &annotated.api;
    let layout = Layout::of(target).unwrap_or(Layout::Crate);
    let mut files = FileSet::default();
    for (path, content) in copied(INFO.id) {
        let is_source = path.starts_with("src/") && !path.starts_with(OF_PACKAGES);
        let asked_for = layout == Layout::Crate || is_source;
        if asked_for && PARTS.has(path, model) {
            files.insert(path, content);
        }
    }
    if layout == Layout::Crate {
        let manifest = package::Manifest::new(language, target, model, &files);
        print(&mut files, "Cargo.toml", &manifest)?;
        let readme = package::Readme::new(language, target, model, &files);
        print(&mut files, "README.md", &readme)?;
        print(&mut files, "guide/configuration.md", &package::ConfigurationPage::new())?;
    }
    let guide = package::Guide::new(&files);
    print(&mut files, "src/lib.rs", &package::Library::new(layout, model, &guide))?;
    if !guide.is_empty() {
        print(&mut files, "src/guide.rs", &guide)?;
    }
    print(&mut files, "src/config/table.rs", &settings::TableFile::new())?;
    print(&mut files, "src/keys.rs", &values::KeysFile::new(model))?;
    print(&mut files, "src/values.rs", &values::ValuesFile::new(model))?;
    print(&mut files, "src/gateway/mod.rs", &package::Gateway::new(layout, model))?;
    if model.has(Feature::Jobs) {
        print(&mut files, "src/gateway/jobs.rs", &package::Jobs::new(model))?;
        print(&mut files, "src/worker/defaults.rs", &defaults::WorkerDefaults::new())?;
    }
    print(&mut files, "src/gateway/messages.rs", &messages::MessagesFile::new(model)?)?;
    let wire = wire::WireFile::new(model, api);
    print(&mut files, "src/gateway/wire.rs", &wire)?;
    if layout.has_doubles(model) {
        print(&mut files, "src/gateway/served.rs", &wire.served())?;
        print(&mut files, "src/testing/gateway/job_calls.rs", &package::JobCalls::new(model))?;
    }
    print(&mut files, "src/gateway/policy.rs", &policy::PolicyFile::new(model))?;
    print(&mut files, "src/gateway/rpcs.rs", &calls::RpcsFile::new(model, api))?;
    print(&mut files, "src/gateway/calls.rs", &calls::CallsFile::new(model, api))?;
    Ok(files)
}
