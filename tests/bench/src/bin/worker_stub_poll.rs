//! The worker that is a bare loop of polls.

use zeebe_bench::Problem;
use zeebe_bench::stub::poll::Poll;
use zeebe_bench::work::run;

fn main() -> Result<(), Problem> {
    run::<Poll>()
}
