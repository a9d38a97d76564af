//! `ir`: the annotated API as JSON, or the schema of that JSON.

use clap::Args;

use super::args::InputArgs;
use super::console::Console;
use super::project;
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};
use zeebe_bindgen::{export, pipeline};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: InputArgs,
    /// Print the JSON Schema of what is printed otherwise
    #[arg(long)]
    schema: bool,
}

pub(super) fn run(
    arguments: &Arguments,
    console: &Console,
    d: &mut Diagnostics,
) -> Result<(), Reported> {
    if arguments.schema {
        console.json(&export::schema());
        return Ok(());
    }
    let config = project::find_config(console, d)?;
    let inputs = project::inputs(&arguments.input, config.as_ref());
    let loaded = pipeline::read(&inputs, d)?;
    console.json(&export::document(&loaded.annotated, &d.sources));
    Ok(())
}
