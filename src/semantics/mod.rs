//! What the proto cannot say: facts from TOML, laid over the API.
//!
//! In the order of the work: `parse` reads each file into `declared` facts, which are laid over each
//! other; `pattern` spreads facts by pattern over fields and `lookup` finds what facts name; `resolve`
//! checks every fact against the proto and the others and gives the [`facts`] that backends see;
//! `targets` finds facts about nothing; `undecided` finds what is missing and writes the lines that
//! would decide it.
//!
//! This stage reads text that it is given. Which files these are is the caller's business.

mod declared;
pub mod facts;
mod lookup;
mod parse;
mod pattern;
mod resolve;
mod targets;
mod undecided;

pub use facts::Annotated;
pub use undecided::patch;

use std::collections::BTreeSet;

use crate::compile;
use crate::diagnostics::{Diagnostics, Reported};
use crate::ir::Api;
use declared::{Declared, Overlay};

/// What is known about the gateway's API as of the release that this version was made for.
pub const EMBEDDED: &str = include_str!("../../proto/gateway.semantics.toml");

/// The name under which messages speak of the embedded facts.
pub const EMBEDDED_NAME: &str = "gateway.semantics.toml";

/// One file of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The name shown in messages: a path as the user gave it.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The facts come with the generator and may describe more than the user's proto has.
    pub embedded: bool,
}

impl Layer {
    /// The facts that come with the generator: the first layer of every run.
    #[must_use]
    pub fn embedded() -> Self {
        Self { name: EMBEDDED_NAME.to_owned(), text: EMBEDDED.to_owned(), embedded: true }
    }

    /// A file of the user.
    pub fn user(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), embedded: false }
    }
}

/// What to do about decisions that no file states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Undecided {
    /// Stop, and say what to add.
    #[default]
    Error,
    /// Warn, and go on with what does least harm: repeat nothing, wait 10 s, convert nothing.
    Warn,
}

/// Lays facts over an API. Of two layers that state the same fact the later one wins.
///
/// Everything that is wrong or missing is reported, not only the first of it.
///
/// # Errors
/// [`Reported`] when a file is not valid, facts contradict the proto or each other, or a decision is
/// missing and [`Undecided::Error`] is asked for.
pub fn annotate(
    api: Api,
    layers: &[Layer],
    undecided: Undecided,
    d: &mut Diagnostics,
) -> Result<Annotated, Reported> {
    let before = d.error_count();
    let (declared, origin) = lay(&api, layers, d)?;
    let annotated = resolve::resolve(api, &declared, &origin, undecided, d);
    stop_after_errors(before, d)?;
    Ok(annotated)
}

/// The same for looking at an API rather than generating from it: facts that do not fit it are left out,
/// and what is undecided gets the value that does least harm. Neither is reported.
///
/// # Errors
/// [`Reported`] when a file is not valid.
pub fn annotate_leniently(
    api: Api,
    layers: &[Layer],
    d: &mut Diagnostics,
) -> Result<Annotated, Reported> {
    let (declared, origin) = lay(&api, layers, d)?;
    let mut unheard = Diagnostics::new();
    Ok(resolve::resolve(api, &declared, &origin, Undecided::Warn, &mut unheard))
}

/// Reads every layer and lays it over the ones before.
fn lay(
    api: &Api,
    layers: &[Layer],
    d: &mut Diagnostics,
) -> Result<(Declared, targets::Origin), Reported> {
    let before = d.error_count();
    let mut sources = BTreeSet::new();
    let mut read = Vec::with_capacity(layers.len());
    for layer in layers {
        let source = d.sources.add(layer.name.as_str(), layer.text.as_str());
        if layer.embedded {
            sources.insert(source);
        }
        read.push((layer.embedded, parse::parse(&layer.text, source, d)));
    }
    let inherit = |(embedded, layer): &(bool, Declared)| {
        *embedded || layer.inherit.as_ref().is_none_or(|inherit| inherit.value)
    };
    let inherit = read.iter().all(inherit);
    let mut all = Declared::default();
    for (embedded, layer) in read {
        all.overlay(if embedded && !inherit { layer.keep_classes() } else { layer });
    }
    stop_after_errors(before, d)?;
    let origin = targets::Origin { proto_is_embedded: is_embedded(api, d), embedded: sources };
    Ok((all, origin))
}

/// Whether the API is the one that the embedded facts were written for.
fn is_embedded(api: &Api, d: &Diagnostics) -> bool {
    let service = api.services.first();
    let span = service.and_then(|service| service.origin.span);
    let source = span.and_then(|span| d.sources.get(span.source));
    source.is_some_and(|source| source.text() == compile::EMBEDDED_PROTO)
}

fn stop_after_errors(before: usize, d: &Diagnostics) -> Result<(), Reported> {
    if d.error_count() == before { Ok(()) } else { Err(Reported) }
}
