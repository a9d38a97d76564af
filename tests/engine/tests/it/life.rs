//! Brokers that are killed, end, start again, and speak TLS.

use std::time::Duration;

use serde_json::json;
use zeebe_engine_tests::{Broker, Certificate, Model, available};
use zeebe_mock_gateway::tls::Certificates;
use zeebe_sdk::gateway::{
    ActivateJobsRequest, ActivatedJob, CompleteJobRequest, CreateProcessInstanceRequest,
    DeployResourceRequest, TopologyRequest,
};
use zeebe_sdk::{Client, TlsConfig};

use crate::stage::{LEASE, LONG, alone, resource};

async fn start(client: &Client) {
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("life");
    client.create_process_instance(request.variables(json!({"a": 1}))).await.unwrap();
}

async fn job(client: &Client) -> ActivatedJob {
    let request = ActivateJobsRequest::new("life-charge", "tester", LEASE, 1);
    let mut jobs = client.activate_jobs(request.request_timeout(LONG)).await.unwrap();
    jobs.next().await.expect("a job").unwrap()
}

/// A client outlives its broker: the same one goes on afterwards, and the job
/// that it had is still its own.
#[tokio::test]
async fn a_client_goes_on_after_its_broker_was_killed_or_has_ended() {
    let _alone = alone().await;
    let Some(mut broker) = available(Broker::start().await).unwrap() else { return };
    let client = broker.client().request_timeout(Duration::from_secs(120)).build().unwrap();
    let request = DeployResourceRequest::new([resource(Model::Pay, "life")]);
    client.deploy_resource(request).await.unwrap();
    start(&client).await;
    let before = job(&client).await;

    broker.kill();
    let down = client.topology(TopologyRequest::default()).timeout(Duration::from_secs(1)).await;
    assert!(down.is_err(), "{down:?}");
    broker.start_again().await.unwrap();
    client.complete_job(CompleteJobRequest::new(before.key)).await.unwrap();
    start(&client).await;
    let after = job(&client).await;
    assert!(after.key > before.key);
    assert_eq!(after.variables.get::<u32>("a").unwrap(), Some(1));

    // No call is open, so it ends soon.
    broker.terminate().unwrap();
    broker.wait_ended().await.unwrap();
    broker.start_again().await.unwrap();
    client.complete_job(CompleteJobRequest::new(after.key)).await.unwrap();
    start(&client).await;
}

#[tokio::test]
async fn a_client_trusts_the_authority_it_was_given_and_no_other() {
    let _alone = alone().await;
    let Certificates { ca, server, client_ca, .. } = Certificates::generate().unwrap();
    let certificate = Certificate { chain: server.certificate, key: server.key, authority: ca };
    let started = Broker::start_with_tls(certificate).await;
    let Some(broker) = available(started).unwrap() else { return };
    let client = broker.client().build().unwrap();
    let topology = client.topology(TopologyRequest::default()).await.unwrap();
    assert_eq!(topology.gateway_version, Broker::RELEASE);
    let request = DeployResourceRequest::new([resource(Model::Empty, "secret")]);
    client.deploy_resource(request).await.unwrap();

    let other = TlsConfig::new().ca_certificate(client_ca);
    let stranger = broker.client().tls(other).build().unwrap();
    let topology = stranger.topology(TopologyRequest::default()).timeout(Duration::from_secs(5));
    let refused = topology.await.unwrap_err();
    assert!(refused.to_string().contains("certificate"), "{refused}");
}
