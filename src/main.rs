//! The command line program. Everything it can do is in the library; `cli` only talks to people.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
