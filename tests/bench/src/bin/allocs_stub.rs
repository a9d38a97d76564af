//! Calls by the bare stub, with every allocation counted.

use zeebe_bench::Problem;
use zeebe_bench::counting::Counting;
use zeebe_bench::load::run;
use zeebe_bench::stub::Stub;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<(), Problem> {
    run::<Stub>()
}
