//! Deploys a process and starts one instance of it.

use acme_zeebe::gateway::{CreateProcessInstanceRequest, DeployResourceRequest, Resource};
use acme_zeebe::{Client, Error};
use serde_json::json;

const ORDER: &[u8] = include_bytes!("../../../../generated/rust/examples/order.bpmn");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let order = Resource::new("order.bpmn", ORDER);
    let deployed = client.deploy_resource(DeployResourceRequest::new([order])).await?;
    println!("deployed {}", deployed.key);

    let order = CreateProcessInstanceRequest::by_bpmn_process_id("order");
    let started = client.create_process_instance(order.variables(json!({"total": 42}))).await?;
    println!("started {}", started.process_instance_key);
    Ok(())
}
