//! What the cluster looks like.

use super::Engine;
use super::state::State;
use crate::proto::partition::PartitionBrokerRole;
use crate::proto::{BrokerInfo, Partition, TopologyResponse};

/// Port of the first broker; it is never listened on.
const BROKER_PORT: i32 = 26_501;

impl Engine {
    pub(crate) fn topology(&self) -> TopologyResponse {
        let state = self.state();
        let topology = &state.settings.topology;
        TopologyResponse {
            brokers: (0..topology.brokers).map(|node| state.broker(node)).collect(),
            cluster_size: topology.brokers,
            partitions_count: topology.partitions,
            replication_factor: topology.replication,
            gateway_version: state.settings.gateway_version.to_string(),
            cluster_id: match state.knows(8, 9) {
                true => topology.cluster_id.clone(),
                false => String::new(),
            },
        }
    }
}

impl State {
    /// A partition is led by one broker and copied by those that follow it.
    fn broker(&self, node: i32) -> BrokerInfo {
        let topology = &self.settings.topology;
        let partitions = match self.is_starting() {
            true => 0,
            false => topology.partitions,
        };
        let held = (1..=partitions).filter_map(|partition_id| {
            let leader = (partition_id - 1) % topology.brokers;
            let distance = (node - leader).rem_euclid(topology.brokers);
            let role = match distance {
                0 => PartitionBrokerRole::Leader,
                _ => PartitionBrokerRole::Follower,
            };
            (distance < topology.replication).then_some(Partition {
                partition_id,
                role: role.into(),
                health: 0,
            })
        });
        #[allow(deprecated)]
        BrokerInfo {
            node_id: node,
            host: "127.0.0.1".to_owned(),
            port: BROKER_PORT + node,
            partitions: held.collect(),
            version: self.settings.gateway_version.to_string(),
            broker_id: match self.knows(8, 10) {
                true => node.to_string(),
                false => String::new(),
            },
            zone: String::new(),
        }
    }
}
