//! Calls by the SDK, with every allocation counted.

use zeebe_bench::Problem;
use zeebe_bench::counting::Counting;
use zeebe_bench::load::run;
use zeebe_bench::sdk::Sdk;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<(), Problem> {
    run::<Sdk>()
}
