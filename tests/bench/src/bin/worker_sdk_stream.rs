//! The worker of the SDK, which streams, and polls beside it.

use zeebe_bench::Problem;
use zeebe_bench::sdk::stream::Stream;
use zeebe_bench::work::run;

fn main() -> Result<(), Problem> {
    run::<Stream>()
}
