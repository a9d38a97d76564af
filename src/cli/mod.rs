//! From arguments to the pipeline, and from findings to messages and an exit code. One file per
//! command; options that commands share are in [`args`], the streams in [`console`].

mod args;
mod check;
mod completions;
mod console;
mod diff;
mod explain;
mod generate;
mod init;
mod ir;
mod languages;
mod lint;
mod project;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use args::Talk;
use console::Console;
use zeebe_bindgen::diagnostics::{Diagnostics, Reported};

/// A run makes and drops many small texts: the allocators of the platforms, musl's above all, would
/// take a good part of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AFTER_HELP: &str = "\
Exit codes:
  0  all is well
  1  the input is not valid, or something failed
  2  the command line is wrong
  3  drift: what is on disk is not what would be generated
  4  the new proto breaks users of the old one
  5  an edited file, or a file of somebody else, is in the way
  6  the proto has elements that the semantics do not decide; standard output has the TOML to add

Data goes to standard output, messages to standard error.";

/// Generates Zeebe client SDKs from gateway.proto.
#[derive(Debug, Parser)]
#[command(name = "zeebe-bindgen", version, after_help = AFTER_HELP, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    talk: Talk,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write SDKs: those of the config, or those given with -l
    Generate(generate::Arguments),
    /// Fail when an SDK of the config is not up to date: `generate --check` for all of them
    Check(check::Arguments),
    /// Check the proto and the semantics: undecided facts, facts about nothing, name clashes
    Lint(lint::Arguments),
    /// Tell what changed between two protos, and whether user code still compiles
    Diff(diff::Arguments),
    /// Tell where an RPC, message, field, enum, key or sentinel comes from and how it is spelled
    Explain(explain::Arguments),
    /// Print the annotated API as JSON
    Ir(ir::Arguments),
    /// List the languages and what each can do
    Languages,
    /// Write a commented zeebe-bindgen.toml into the working directory
    Init,
    /// Print the completion script of a shell
    Completions(completions::Arguments),
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let console = Console::new(&arguments.talk);
    let mut diagnostics = Diagnostics::new();
    let outcome = command(&arguments.command, &console, &mut diagnostics);
    console.findings(&diagnostics);
    match (diagnostics.exit_code(), outcome) {
        (0, Ok(())) if console.failed() => ExitCode::FAILURE,
        (0, Ok(())) => ExitCode::SUCCESS,
        (0, Err(Reported)) => ExitCode::FAILURE,
        (code, _) => ExitCode::from(code),
    }
}

fn command(
    command: &Command,
    console: &Console,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    match command {
        Command::Generate(arguments) => generate::run(arguments, console, diagnostics),
        Command::Check(arguments) => check::run(arguments, console, diagnostics),
        Command::Lint(arguments) => lint::run(arguments, console, diagnostics),
        Command::Diff(arguments) => diff::run(arguments, console, diagnostics),
        Command::Explain(arguments) => explain::run(arguments, console, diagnostics),
        Command::Ir(arguments) => ir::run(arguments, console, diagnostics),
        Command::Languages => {
            languages::run(console);
            Ok(())
        }
        Command::Init => init::run(console, diagnostics),
        Command::Completions(arguments) => {
            completions::run(arguments, console);
            Ok(())
        }
    }
}

/// Help and version are data; a wrong command line is exit code 2.
fn usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to be told when the stream is closed.
    let _ = error.print();
    match u8::try_from(error.exit_code()) {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::FAILURE,
    }
}
