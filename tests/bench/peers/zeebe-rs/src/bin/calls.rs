//! Calls by zeebe-rs.

use zeebe_bench::Problem;
use zeebe_bench::load::{Caller, PROCESS, run};
use zeebe_bench::order::Order;
use zeebe_bench_zeebe_rs::connect;
use zeebe_rs::Client;

#[derive(Clone)]
struct Calls(Client);

impl Caller for Calls {
    async fn new(address: &str) -> Result<Self, Problem> {
        Ok(Self(connect(address).await?))
    }

    async fn create(&mut self, id: u64) -> Result<i64, Problem> {
        let request = self.0.create_process_instance().with_bpmn_process_id(PROCESS.to_owned());
        let started = request.with_variables(Order::new(id))?.send().await?;
        Ok(started.process_instance_key())
    }
}

fn main() -> Result<(), Problem> {
    run::<Calls>()
}
