//! Findings that no command line brings about today: those about what a language itself does. They
//! are made here with a language that does it. `zb509-unguarded` needs a file system without locks
//! and is made in `src/output/tests/unguarded.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use zeebe_bindgen::compile::compile_text;
use zeebe_bindgen::diagnostics::report::{Format, render};
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use zeebe_bindgen::ir::{self, Streaming};
use zeebe_bindgen::language::model::Model;
use zeebe_bindgen::language::target::Target;
use zeebe_bindgen::language::{Capabilities, Info, Language, Position, find, generate};
use zeebe_bindgen::naming::Spelling;
use zeebe_bindgen::output::{self, Digest, Overwrite, Provenance};
use zeebe_bindgen::render::FileSet;
use zeebe_bindgen::semantics::{Annotated, Layer, Undecided, annotate};

use crate::fixture::{home, read};
use crate::snapshots::{assert_in, pretty};

const INFO: Info = Info {
    id: "lampscript",
    title: "Lampscript",
    registry: "the lamp shop",
    package: "lamp",
    capabilities: Capabilities {
        calls: true,
        client_streaming: false,
        worker: false,
        credentials: false,
    },
    setters: false,
    options: &[],
};

/// A language that cannot stream from the client and names a file after a message.
struct Lampscript;

impl Language for Lampscript {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn spelling(&self, position: Position) -> &'static Spelling {
        find("rust").expect("Rust").spelling(position)
    }

    fn check_package_name(&self, _name: &str) -> Result<(), &'static str> {
        Ok(())
    }

    fn render(
        &self,
        annotated: &Annotated,
        _model: &Model,
        _target: &Target,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileSet, Reported> {
        for (rpc, _) in annotated.rpcs().filter(|(rpc, _)| rpc.streaming == Streaming::Client) {
            let message = format!("Lampscript cannot stream requests, as RPC `{}` does", rpc.name);
            let finding = Diagnostic::error(Code::Unsupported, message);
            diagnostics.push(
                finding
                    .at(rpc.origin.span, "")
                    .help("leave Lampscript out with -l, or leave the RPC out of the proto"),
            );
        }
        diagnostics.checkpoint()?;
        let mut files = FileSet::default();
        for message in annotated.api.messages.iter().filter(|m| m.fields.is_empty()) {
            files.insert(format!("{}.lamp", message.name.to_lowercase()), String::new());
        }
        Ok(files)
    }
}

/// Generates from the files of a fixture, up to the plan for the directory `sdk`.
fn findings_of(fixture: &str) -> Diagnostics {
    let folder = home().join(fixture);
    let mut d = Diagnostics::new();
    let proto = read(&folder.join("lamp.proto"));
    let compiled = compile_text("lamp.proto", &proto, &mut d);
    let api = ir::build(&compiled.expect("compiles"), &mut d).expect("an API");
    let layers = [Layer::embedded(), Layer::user("none.toml", "format = 1\ninherit = false\n")];
    let mut unheard = Diagnostics::new();
    let annotated = annotate(api, &layers, Undecided::Warn, &mut unheard).expect("annotated");
    let target = Target::default();
    let Ok(files) = generate(&Lampscript, &annotated, &target, &mut d) else {
        return d;
    };
    let provenance = Provenance {
        tool_version: "0.1.0".to_owned(),
        proto_digest: Digest::of(b""),
        semantics_digest: Digest::of(b""),
        options: BTreeMap::new(),
        language: INFO.id.to_owned(),
    };
    let plan = output::plan(Path::new("sdk"), &files, &provenance, Overwrite::default(), &mut d);
    assert!(plan.is_err(), "something was found");
    d
}

fn is_as_its_snapshots_say(fixture: &str, code: Code) {
    let d = findings_of(fixture);
    assert!(!d.found().is_empty() && d.found().iter().all(|finding| finding.code == code));
    let json = render(&d, Format::Json, false);
    let lines = json.lines().map(|line| serde_json::from_str(line).expect("an object"));
    let folder = home().join(fixture);
    assert_in(&folder, "text", &render(&d, Format::Text, false));
    assert_in(&folder, "json", &pretty(&lines.collect::<Vec<_>>()));
}

#[test]
fn a_language_that_cannot_express_something() {
    is_as_its_snapshots_say("zb303-unsupported", Code::Unsupported);
}

#[test]
fn a_file_name_that_does_not_exist_everywhere() {
    is_as_its_snapshots_say("zb508-unsafe-path", Code::UnsafePath);
}
