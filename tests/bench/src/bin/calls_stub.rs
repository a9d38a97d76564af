//! Calls by the bare stub.

use zeebe_bench::Problem;
use zeebe_bench::load::run;
use zeebe_bench::stub::Stub;

fn main() -> Result<(), Problem> {
    run::<Stub>()
}
