//! What the programs that use zeebe-rs share.

#![cfg(feature = "peer")]

use zeebe_bench::Problem;
use zeebe_rs::Client;

/// Connects with default settings.
pub async fn connect(address: &str) -> Result<Client, Problem> {
    let (host, port) = address.rsplit_once(':').ok_or("an address without a port")?;
    Ok(Client::builder().with_address(host, port.parse()?).build().await?)
}
