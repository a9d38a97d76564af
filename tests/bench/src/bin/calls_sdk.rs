//! Calls by the SDK.

use zeebe_bench::Problem;
use zeebe_bench::load::run;
use zeebe_bench::sdk::Sdk;

fn main() -> Result<(), Problem> {
    run::<Sdk>()
}
