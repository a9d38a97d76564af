//! Calls a gateway as an OAuth client, and shows the settings in force.
//!
//! With all settings from the environment:
//!
//! ```sh
//! export CAMUNDA_GRPC_ADDRESS=https://zeebe.example
//! export CAMUNDA_AUTHORIZATION_SERVER_URL=https://login.example/oauth/token
//! export CAMUNDA_TOKEN_AUDIENCE=zeebe-api
//! CAMUNDA_CLIENT_ID=shop CAMUNDA_CLIENT_SECRET=… cargo run --example oauth
//! ```
//!
//! With the client given by code, and its secret in a file, as orchestrators
//! hand it over: `cargo run --example oauth -- shop /run/secrets/zeebe`

use std::error::Error;

use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::{ClientBuilder, OAuth};

fn settings() -> Result<ClientBuilder, Box<dyn Error>> {
    let builder = ClientBuilder::from_env();
    let mut arguments = std::env::args().skip(1);
    let Some(id) = arguments.next() else { return Ok(builder) };
    let file = arguments.next().ok_or("which file has the secret?")?;
    let secret = std::fs::read_to_string(file)?;
    // What code does not say still comes from the environment.
    Ok(builder.credentials(OAuth::new(id, secret.trim_end())))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = settings()?.build()?;
    // Secrets are not shown.
    print!("{}", client.configuration());

    // The first call fetches a token, which the others use until it is renewed.
    for _ in 0..3 {
        let topology = client.topology(TopologyRequest::default()).await?;
        println!("gateway {} has {} brokers", topology.gateway_version, topology.brokers.len());
    }
    client.close().await;
    Ok(())
}
