//! The worker of the SDK, which polls.

use zeebe_bench::Problem;
use zeebe_bench::sdk::poll::Poll;
use zeebe_bench::work::run;

fn main() -> Result<(), Problem> {
    run::<Poll>()
}
