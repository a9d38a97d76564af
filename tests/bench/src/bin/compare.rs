//! Runs the programs in turns and prints what is ours beside the other.

use clap::Parser;
use zeebe_bench::Problem;
use zeebe_bench::compare::{Options, compare};

fn main() -> Result<(), Problem> {
    compare(&Options::parse())
}
