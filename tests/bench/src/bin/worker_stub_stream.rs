//! The worker that is a bare loop over a stream.

use zeebe_bench::Problem;
use zeebe_bench::stub::stream::Stream;
use zeebe_bench::work::run;

fn main() -> Result<(), Problem> {
    run::<Stream>()
}
