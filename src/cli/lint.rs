//! `lint`: whether the proto and the semantics are fit to generate from, for every language.

use clap::Args;

use super::args::InputArgs;
use super::console::Console;
use super::project;
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};
use zeebe_bindgen::inputs;
use zeebe_bindgen::language::lower::lower;
use zeebe_bindgen::language::registry;
use zeebe_bindgen::semantics::{annotate, annotate_leniently};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArgs,
}

pub(super) fn run(
    arguments: &Arguments,
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    let config = project::find_config(console, d)?;
    let inputs = project::inputs(&arguments.input, config.as_ref());
    let sources = inputs::open(&inputs, d)?;
    let strict = annotate(sources.api.clone(), &sources.layers, inputs.undecided, d);
    let annotated = strict.or_else(|Reported| {
        // Names can clash whether or not everything is decided.
        annotate_leniently(sources.api, &sources.layers, &mut Diagnostics::new())
    })?;
    for language in registry() {
        // What is wrong for one language is no reason not to look at the next.
        let _ = lower(*language, &annotated, d);
    }
    d.checkpoint()?;
    let api = &annotated.api;
    let verdict = match d.found().len() {
        0 => "nothing wrong",
        _ => "no errors",
    };
    console.say(&format!(
        "{verdict} (RPCs: {}, messages: {}, enums: {})",
        api.rpcs().count(),
        api.messages.len(),
        api.enums.len()
    ));
    Ok(())
}
