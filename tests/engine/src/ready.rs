//! Waits until an engine works.

use std::time::{Duration, Instant};

use zeebe_sdk::gateway::TopologyRequest;
use zeebe_sdk::gateway::partition::{PartitionBrokerHealth, PartitionBrokerRole};
use zeebe_sdk::{Client, RetryMode};

use crate::EngineError;
use crate::run::Run;

/// Far beyond what a loaded machine needs.
const LIMIT: Duration = Duration::from_secs(120);

/// Waits until a partition has a healthy leader.
pub(crate) async fn wait(client: &Client, run: &mut Run) -> Result<(), EngineError> {
    let start = Instant::now();
    while !has_leader(client).await {
        let problem = match run.ended() {
            Some(status) => format!("the engine has ended ({status})"),
            None if start.elapsed() > LIMIT => format!("no leader after {LIMIT:?}"),
            None => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        return Err(EngineError::Failed(format!("{problem}\n{}", run.log_end())));
    }
    Ok(())
}

async fn has_leader(client: &Client) -> bool {
    let topology = client
        .topology(TopologyRequest::default())
        .timeout(Duration::from_secs(2))
        .retry(RetryMode::Never)
        .await;
    let brokers = topology.map(|topology| topology.brokers).unwrap_or_default();
    brokers.iter().flat_map(|broker| &broker.partitions).any(|partition| {
        partition.role == PartitionBrokerRole::Leader
            && partition.health == PartitionBrokerHealth::Healthy
    })
}
