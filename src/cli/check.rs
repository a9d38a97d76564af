//! `check`: whether the SDKs of the config are up to date.

use clap::Args;

use super::args::InputArgs;
use super::console::Console;
use super::{generate, project};
use zeebe_bindgen::config::CONFIG_NAME;
use zeebe_bindgen::diagnostics::{Code, Diagnostic, Diagnostics, Reported};
use zeebe_bindgen::pipeline;

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
    let Some(config) = project::find_config(console, d)? else {
        let message = format!("there is no {CONFIG_NAME} here or in a directory above");
        let finding = Diagnostic::error(Code::ConfigMissing, message);
        return Err(d.fail(finding.help(
            "write one with `zeebe-bindgen init`, or check one SDK with `generate --check -l LANG -o DIR`",
        )));
    };
    let jobs = project::jobs(&[], None, Some(&config), d)?;
    let inputs = project::inputs(&arguments.input, Some(&config));
    let loaded = pipeline::read(&inputs, d)?;
    generate::check(&loaded, &jobs, console, d)
}
