//! The server: prints its address and answers until it is killed.

use tokio::runtime::Builder;
use zeebe_bench::Problem;
use zeebe_bench::answer::serve;

fn main() -> Result<(), Problem> {
    Builder::new_current_thread().enable_all().build()?.block_on(serve())
}
