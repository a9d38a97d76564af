//! From declared facts and an API to the facts that backends see, every one of them checked.
//!
//! What is wrong is reported and left out, so that one run finds everything. What is merely not
//! stated is the business of `undecided`; here it gets the value that does least harm.

mod enums;
mod field;
mod fit;
mod life;
mod message;
mod rpc;
mod vocabulary;

use super::lookup::Context;

use super::declared::Declared;
use super::facts::{Annotated, FieldFacts, KeyFacts, MessageFacts, SentinelFacts};
use super::targets::{self, Origin};
use super::undecided;
use super::{Undecided, facts::Meaning};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::Api;

use std::collections::{BTreeMap, BTreeSet};

/// Resolves everything. The result is worth something only if no error was reported.
pub(super) fn resolve(
    api: Api,
    declared: &Declared,
    origin: &Origin,
    mode: Undecided,
    d: &mut Diagnostics,
) -> Annotated {
    let cx = Context::new(&api, declared, d);
    let vocabulary = vocabulary::resolve(declared, d);
    let messages = message::all(&cx, &vocabulary, d);
    let enums = enums::all(&cx, d);
    let rpcs = rpc::all(&cx, &vocabulary, &messages, d);
    targets::check(&cx, origin, d);
    undecided::report(&cx, mode, d);
    let release = cx.release;
    let used = Used::collect(&messages);
    Annotated {
        release,
        classes: vocabulary.classes,
        keys: used.keys(vocabulary.keys),
        sentinels: used.sentinels(vocabulary.sentinels),
        rpcs,
        messages,
        enums,
        api,
    }
}

/// The kinds of keys and the sentinels that fields use.
struct Used {
    keys: BTreeSet<String>,
    sentinels: BTreeSet<String>,
}

impl Used {
    fn collect(messages: &[MessageFacts]) -> Self {
        let fields = || messages.iter().flat_map(|message| &message.fields);
        let key = |field: &FieldFacts| match &field.meaning {
            Some(Meaning::Key(name)) => Some(name.clone()),
            Some(
                Meaning::Json(_)
                | Meaning::PlainText
                | Meaning::DurationMs
                | Meaning::Instant(_)
                | Meaning::Number(_),
            )
            | None => None,
        };
        Self {
            keys: fields().filter_map(key).collect(),
            sentinels: fields().filter_map(|f| f.sentinel.clone()).collect(),
        }
    }

    fn keys(&self, mut all: BTreeMap<String, KeyFacts>) -> BTreeMap<String, KeyFacts> {
        all.retain(|name, _| self.keys.contains(name));
        for key in all.values_mut() {
            key.accepts.retain(|name| self.keys.contains(name));
        }
        all
    }

    fn sentinels(
        &self,
        mut all: BTreeMap<String, SentinelFacts>,
    ) -> BTreeMap<String, SentinelFacts> {
        all.retain(|name, _| self.sentinels.contains(name));
        all
    }
}

/// The finding about a fact that does not fit: where it is stated, and what it does not fit.
fn misfit(
    message: impl Into<String>,
    stated: Span,
    other: Option<Span>,
    other_label: &str,
) -> Diagnostic {
    Diagnostic::error(Code::FactContradiction, message)
        .at(Some(stated), "stated here")
        .at(other, other_label)
}
