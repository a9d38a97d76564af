//! Deploys a process and starts instances of it.
//!
//! `cargo run --example starter -- order.bpmn order [ADDRESS]`

use serde_json::json;
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, DeployResourceRequest};
use zeebe_sdk::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("which file?")?;
    let process = arguments.next().ok_or("which process?")?;
    let address = arguments.next().unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let request = DeployResourceRequest::from_files([file]).await?;
    let deployed = client.deploy_resource(request).await?;
    println!("deployed {}", deployed.key);

    for total in [5, 42, 1_000] {
        start(&client, &process, total).await?;
    }
    client.close().await;
    Ok(())
}

async fn start(client: &Client, process: &str, total: u32) -> Result<(), Error> {
    let request = CreateProcessInstanceRequest::by_bpmn_process_id(process)
        .variables(json!({ "total": total }));
    let started = client.create_process_instance(request).await?;
    println!("started {} for {total}", started.process_instance_key);
    Ok(())
}
