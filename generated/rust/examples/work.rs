//! Works on the jobs of one type until SIGTERM or Ctrl-C.
//!
//! `cargo run --example work -- payment [ADDRESS]`

use serde::{Deserialize, Serialize};
use zeebe_sdk::worker::{BpmnError, Job, JobError, Vars, shutdown_signal};
use zeebe_sdk::{Client, Error};

#[derive(Deserialize)]
struct Order {
    total: u32,
}

#[derive(Serialize)]
struct Receipt {
    paid: u32,
}

async fn pay(job: Job, Vars(order): Vars<Order>) -> Result<Receipt, JobError> {
    if order.total == 0 {
        return Err(BpmnError::new("nothing-to-pay").message("the order is empty").into());
    }
    println!("{} pays {}", job.key, order.total);
    Ok(Receipt { paid: order.total })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let r#type = arguments.next().unwrap_or_else(|| "payment".to_owned());
    let address = arguments.next().unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let worker = client.worker(r#type).name("example").handler(pay);
    let report = worker.run_until(shutdown_signal()).await?;
    println!("abandoned: {:?}, given back: {}", report.abandoned, report.returned);
    client.close().await;
    Ok(())
}
