//! More calls than a broker takes.

use std::collections::HashSet;
use std::time::Duration;

use zeebe_engine_tests::{Broker, Model, available};
use zeebe_sdk::Client;
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, DeployResourceRequest};

use crate::stage::{alone, resource};

const CALLERS: usize = 600;
const EACH: usize = 10;

/// How fast they are is printed by `cargo run --release -p zeebe-engine-tests
/// --bin overload`.
#[tokio::test(flavor = "multi_thread")]
async fn no_create_is_lost_or_repeated() {
    let _alone = alone().await;
    let Some(broker) = available(Broker::start().await).unwrap() else { return };
    let client = broker.client().request_timeout(Duration::from_secs(120)).build().unwrap();
    let request = DeployResourceRequest::new([resource(Model::Empty, "flood")]);
    client.deploy_resource(request).await.unwrap();
    let callers: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(create(client.clone()))).collect();
    let mut created = HashSet::new();
    for caller in callers {
        created.extend(caller.await.unwrap());
    }
    assert_eq!(created.len(), CALLERS * EACH);
    let backpressure = client.backpressure();
    assert_eq!((backpressure.in_flight, backpressure.waiting), (0, 0), "{backpressure:?}");
}

async fn create(client: Client) -> Vec<i64> {
    let mut created = Vec::with_capacity(EACH);
    for _ in 0..EACH {
        let request = CreateProcessInstanceRequest::by_bpmn_process_id("flood");
        let instance = client.create_process_instance(request).await.unwrap();
        created.push(instance.process_instance_key.get());
    }
    created
}
