//! Deploys a process and starts instances of it.
//!
//! `cargo run --example starter`
//!
//! The gateway is the one at `http://localhost:26500`, unless variables of the
//! environment like `CAMUNDA_GRPC_ADDRESS` say otherwise.

use serde::Serialize;
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, DeployResourceRequest};
use zeebe_sdk::{Client, Error};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/order.bpmn");

/// The variables that an instance starts with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: u64,
    /// In cents.
    total: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::from_env()?;
    // A cluster that has just been started cannot do anything for some seconds.
    client.wait_until_ready().await?;

    // To deploy what is deployed already changes nothing.
    let model = DeployResourceRequest::from_files([MODEL]).await?;
    let deployed = client.deploy_resource(model).await?;
    println!("deployed {}", deployed.key);

    for (order_id, total) in [(1, 1_000), (2, 4_200), (3, 99_900)] {
        let request = CreateProcessInstanceRequest::by_bpmn_process_id("order")
            .variables(Order { order_id, total });
        let started = client.create_process_instance(request).await?;
        println!("started {} for order {order_id}", started.process_instance_key);
    }
    client.close().await;
    Ok(())
}
