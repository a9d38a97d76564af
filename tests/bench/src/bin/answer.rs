//! The server: prints its address and answers until its standard input ends.

use clap::Parser;
use tokio::runtime::Builder;
use zeebe_bench::Problem;
use zeebe_bench::answer::{Settings, serve};

fn main() -> Result<(), Problem> {
    let settings = Settings::parse();
    Builder::new_current_thread().enable_all().build()?.block_on(serve(settings))
}
