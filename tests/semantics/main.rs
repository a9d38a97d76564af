//! The semantics stage through its public API: a small proto and its facts, changed one at a time.
//!
//! The fixture states every fact once, on a line of its own, so that a test can take it away.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod contradictions;
mod embedded;
mod facts;
mod files;
mod hostile;
mod layers;
mod misfits;
mod targets;
mod undecided;

use std::sync::OnceLock;

use zeebe_bindgen::compile::compile_text;
use zeebe_bindgen::diagnostics::report::{Format, render};
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics};
use zeebe_bindgen::ir::{self, Api};
use zeebe_bindgen::semantics::facts::{EnumFacts, FieldFacts, MessageFacts, RpcFacts};
use zeebe_bindgen::semantics::{Annotated, Layer, Undecided, annotate};

pub(crate) const PROTO: &str = include_str!("base.proto");
pub(crate) const FACTS: &str = include_str!("base.toml");

/// What a run gave.
pub(crate) struct Run {
    pub(crate) annotated: Option<Annotated>,
    pub(crate) d: Diagnostics,
}

/// Runs over a proto and layers of the user.
pub(crate) fn run(proto: &str, layers: &[Layer], undecided: Undecided) -> Run {
    let mut d = Diagnostics::new();
    let api = api(proto, &mut d);
    let annotated = annotate(api, layers, undecided, &mut d).ok();
    Run { annotated, d }
}

/// Runs the fixture's proto over one text of facts.
pub(crate) fn with_facts(facts: &str) -> Run {
    run(PROTO, &[Layer::user("facts.toml", facts)], Undecided::Error)
}

/// The fixture's proto is compiled once; its source is the first of every run.
fn api(proto: &str, d: &mut Diagnostics) -> Api {
    static BASE: OnceLock<Api> = OnceLock::new();
    if proto == PROTO {
        d.sources.add("test.proto", PROTO);
        return BASE.get_or_init(|| build(PROTO, &mut Diagnostics::new())).clone();
    }
    build(proto, d)
}

fn build(proto: &str, d: &mut Diagnostics) -> Api {
    let compiled = compile_text("test.proto", proto, d);
    let compiled = compiled.unwrap_or_else(|_| panic!("{}", text(d)));
    ir::build(&compiled, d).unwrap_or_else(|_| panic!("{}", text(d)))
}

/// The fixture's facts with one place changed.
pub(crate) fn changed(from: &str, to: &str) -> String {
    change(FACTS, from, to)
}

/// A text with one place changed.
pub(crate) fn change(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` must occur once");
    text.replace(from, to)
}

pub(crate) fn text(d: &Diagnostics) -> String {
    render(d, Format::Text, false)
}

impl Run {
    /// The result of a run in which nothing was found.
    pub(crate) fn clean(self) -> Annotated {
        assert_eq!(text(&self.d), "");
        self.annotated.expect("clean runs have a result")
    }

    /// The only finding of a run.
    pub(crate) fn only(&self) -> &Diagnostic {
        assert_eq!(self.d.found().len(), 1, "{}", text(&self.d));
        &self.d.found()[0]
    }

    /// Asserts that there is one error and what it says: code, message, help, and the text under
    /// each label.
    pub(crate) fn says(&self, code: Code, message: &str, labels: &[&str], help: &str) {
        let found = self.only();
        assert_eq!(found.code, code);
        assert_eq!(found.message, message);
        assert_eq!(found.help.as_deref(), Some(help));
        assert_eq!(self.marked(found), labels);
        assert!(self.annotated.is_none());
    }

    /// The text under each label of a finding.
    pub(crate) fn marked(&self, found: &Diagnostic) -> Vec<&str> {
        let labels = found.labels.iter();
        let texts = labels.map(|label| {
            let source = self.d.sources.get(label.span.source).expect("known source");
            &source.text()[label.span.start as usize..label.span.end as usize]
        });
        texts.collect()
    }

    pub(crate) fn messages(&self) -> Vec<&str> {
        self.d.found().iter().map(|f| f.message.as_str()).collect()
    }
}

pub(crate) fn rpc<'a>(annotated: &'a Annotated, name: &str) -> &'a RpcFacts {
    let mut rpcs = annotated.rpcs();
    rpcs.find(|(rpc, _)| rpc.name == name).expect("known RPC").1
}

pub(crate) fn message<'a>(annotated: &'a Annotated, path: &str) -> &'a MessageFacts {
    let mut all = annotated.api.messages();
    let id = all.find(|(_, m)| m.path == path).expect("known message").0;
    annotated.message(id).1
}

/// A field by `Message.field`.
pub(crate) fn field<'a>(annotated: &'a Annotated, path: &str) -> &'a FieldFacts {
    let (owner, name) = path.rsplit_once('.').expect("Message.field");
    let mut all = annotated.api.messages();
    let id = all.find(|(_, m)| m.path == owner).expect("known message").0;
    let mut fields = annotated.fields(id);
    fields.find(|(f, _)| f.name == name).expect("known field").1
}

pub(crate) fn enumeration<'a>(annotated: &'a Annotated, path: &str) -> &'a EnumFacts {
    let mut all = annotated.api.enums();
    let id = all.find(|(_, e)| e.path == path).expect("known enum").0;
    annotated.enumeration(id).1
}
