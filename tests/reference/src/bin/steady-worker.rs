//! A worker in a process of its own, so that its memory can be looked at. It
//! works for the gateway at the address that it is given, until it is told to
//! stop.

use zeebe_sdk::worker::shutdown_signal;
use zeebe_sdk::{Client, Variables};

async fn charge(variables: Variables) -> Variables {
    variables
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("the address of a gateway is missing")?;
    let client = Client::connect(&address)?;
    let worker = client.worker("charge").handler(charge);
    worker.run_until(shutdown_signal()).await?;
    Ok(())
}
