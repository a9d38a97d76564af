//! The same situations before any gateway: what an engine answers is the
//! truth, and what the mock gateway answers is compared with it.
//!
//! What the engines answered is kept in `observed/`, one line for each
//! situation, and `docs/real-engine.md` is made from that and from the mock:
//! `cargo run -p zeebe-engine-tests --bin compare` does both.
//!
//! - [`observe`] goes through the situations; each file beside this one holds
//!   those of an area.
//! - [`render`] makes the page, [`REASONS`] says why the mock differs where it
//!   does.

mod changes;
mod creation;
mod decisions;
mod deployments;
mod jobs;
mod messages;
mod observation;
mod outcomes;
mod page;
mod reasons;
mod streams;
mod table;

use tonic::transport::Endpoint;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::{MockGateway, Version};

pub use observation::{Observation, read, write};
pub use page::render;
pub use reasons::REASONS;

use table::Table;

use crate::{Broker, EngineError};

/// What a gateway answers in every situation, in a fixed order.
///
/// # Errors
///
/// If there is no gateway, or it does not even do what sets a situation up.
pub async fn observe(address: &str) -> Result<Vec<Observation>, EngineError> {
    let endpoint = Endpoint::from_shared(address.to_owned());
    let endpoint = endpoint.map_err(|error| EngineError::failed(address, error))?;
    let channel = endpoint.connect().await;
    let channel = channel.map_err(|error| EngineError::failed(address, error))?;
    let mut table = Table::new(GatewayClient::new(channel));
    deployments::observe(&mut table).await?;
    creation::observe(&mut table).await?;
    jobs::observe(&mut table).await?;
    outcomes::observe(&mut table).await?;
    messages::observe(&mut table).await?;
    decisions::observe(&mut table).await?;
    changes::observe(&mut table).await?;
    streams::observe(&mut table).await?;
    Ok(table.into_rows())
}

/// What the mock answers as the broker's release.
///
/// # Errors
///
/// As [`observe`].
pub async fn observe_mock() -> Result<Vec<Observation>, EngineError> {
    let version: Version = Broker::RELEASE.parse().map_err(EngineError::Failed)?;
    let gateway = MockGateway::builder().settings(|settings| settings.gateway_version = version);
    let gateway = gateway.start().await;
    let gateway = gateway.map_err(|error| EngineError::failed("the mock", error))?;
    observe(&gateway.address()).await
}
