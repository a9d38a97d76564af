//! The rounds and the tables.
//!
//! In each round every program runs once, in a process of its own, and what is
//! printed as a ratio is the median of the ratios of the rounds: what slows a
//! machine down for a while slows both programs of a round down.
//!
//! - `calls`, `worker`: the SDK and peers beside the bare stub
//! - `generate`: the generator beside buf
//! - `python`: the same in Python
//! - `programs`, `process`: running programs in turns, each on a core of its own
//! - `table`: medians and lines

mod calls;
mod generate;
mod process;
mod programs;
mod python;
mod table;
mod worker;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::Problem;
use programs::Run;
use table::Column;

/// Prints ratios: ours beside what it is measured against.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// What to measure.
    #[arg(value_enum)]
    what: What,
    /// How often each program runs.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Calls of a run.
    #[arg(long, default_value_t = 100_000)]
    calls: u64,
    /// Jobs of a run.
    #[arg(long, default_value_t = 50_000)]
    jobs: u64,
    /// The core of the server.
    #[arg(long, default_value_t = 0)]
    server_core: usize,
    /// The core of the client.
    #[arg(long, default_value_t = 1)]
    client_core: usize,
    /// The folder of the programs that use zeebe-rs; without it they are left out.
    #[arg(long, value_name = "DIR")]
    zeebe_rs: Option<PathBuf>,
    /// A Python that finds the SDK and pyzeebe.
    #[arg(long, value_name = "FILE", required_if_eq("what", "python"))]
    python: Option<PathBuf>,
    /// The generator.
    #[arg(long, value_name = "FILE", required_if_eq("what", "generate"))]
    bindgen: Option<PathBuf>,
    /// The buf program; without it the generator is measured alone.
    #[arg(long, value_name = "FILE", requires = "template")]
    buf: Option<PathBuf>,
    /// The `buf.gen.yaml`.
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// The directory of the proto, for buf.
    #[arg(long, value_name = "DIR", default_value = "proto")]
    proto: PathBuf,
    /// Where to generate to; emptied before and after.
    #[arg(long, value_name = "DIR", default_value = "target/bench/out")]
    out: PathBuf,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Generating, against `buf generate`.
    Generate,
    /// Calls of the SDK, against the bare stub.
    Calls,
    /// Allocations of such calls.
    Allocs,
    /// Workers that have enough to do, against a bare loop.
    Worker,
    /// How long a job waits for such a worker.
    Latency,
    /// Calls and workers of Python, and what importing the SDK costs.
    Python,
}

/// Measures and prints.
///
/// # Errors
///
/// If a program cannot be run or fails.
pub fn compare(options: &Options) -> Result<(), Problem> {
    match options.what {
        What::Generate => generate::compare(options),
        What::Calls => calls::compare(options),
        What::Allocs => calls::compare_allocations(options),
        What::Worker => worker::compare(options),
        What::Latency => worker::compare_latency(options),
        What::Python => python::compare(options),
    }
}

/// What calls and jobs cost.
fn costs() -> [Column<Run>; 5] {
    [
        Column::less("CPU s per 10,000", |run| Some(run.sample.cpu)),
        Column::more("per second", |run| Some(run.sample.rate)),
        Column::less("peak RSS, MiB", |run| Some(run.sample.peak_mib)),
        Column::told("connections", |run| Some(run.server.connections as f64)),
        // The server must not be the slower side.
        Column::told("server's CPU", |run| Some(run.server.cpu * 10_000.0 / run.served as f64)),
    ]
}
