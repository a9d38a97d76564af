//! The command line program. Everything it can do is in the library; `cli` only talks to people.

mod cli;

use std::process::ExitCode;

/// A run makes and drops many small texts: the allocators of the platforms, musl's above all, would
/// take a good part of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
