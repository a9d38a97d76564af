//! Brokers that are killed, end, start again, and speak TLS.

use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use zeebe_engine_tests::{Broker, Certificate, Model, available};
use zeebe_sdk::gateway::{
    ActivateJobsRequest, CompleteJobRequest, CreateProcessInstanceRequest, DeployResourceRequest,
    TopologyRequest,
};
use zeebe_sdk::{Client, TlsConfig};

use crate::stage::{LEASE, LONG, alone, resource};

async fn own_broker() -> Option<(Broker, Client)> {
    let broker = available(Broker::start().await).unwrap()?;
    let client = broker.client().request_timeout(Duration::from_secs(120)).build().unwrap();
    let request = DeployResourceRequest::new([resource(Model::Pay, "life")]);
    client.deploy_resource(request).await.unwrap();
    Some((broker, client))
}

async fn start(client: &Client) {
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("life");
    client.create_process_instance(request.variables(json!({"a": 1}))).await.unwrap();
}

/// A client outlives its broker: the same one goes on afterwards, and the job
/// that it had is still its own.
#[tokio::test]
async fn a_broker_that_was_killed_goes_on_where_it_was() {
    let _alone = alone().await;
    let Some((mut broker, client)) = own_broker().await else { return };
    start(&client).await;
    let request = ActivateJobsRequest::new("life-charge", "tester", LEASE, 1);
    let mut jobs = client.activate_jobs(request.clone().request_timeout(LONG)).await.unwrap();
    let job = jobs.next().await.unwrap().unwrap();

    broker.kill();
    let down = client.topology(TopologyRequest::default()).timeout(Duration::from_secs(1)).await;
    assert!(down.is_err(), "{down:?}");
    broker.start_again().await.unwrap();

    client.complete_job(CompleteJobRequest::new(job.key)).await.unwrap();
    start(&client).await;
    let mut jobs = client.activate_jobs(request.request_timeout(LONG)).await.unwrap();
    let next = jobs.next().await.unwrap().unwrap();
    assert!(next.key > job.key);
    assert_eq!(next.variables.get::<u32>("a").unwrap(), Some(1));
}

/// Nothing is open, so it ends soon, and what it knew is there afterwards.
#[tokio::test]
async fn a_broker_that_has_ended_is_started_again() {
    let _alone = alone().await;
    let Some((mut broker, client)) = own_broker().await else { return };
    broker.terminate().unwrap();
    broker.wait_ended().await.unwrap();
    broker.start_again().await.unwrap();
    start(&client).await;
}

#[tokio::test]
async fn a_client_trusts_the_authority_it_was_given_and_no_other() {
    let _alone = alone().await;
    let started = Broker::start_with_tls(certificate()).await;
    let Some(broker) = available(started).unwrap() else { return };
    let client = broker.client().build().unwrap();
    let topology = client.topology(TopologyRequest::default()).await.unwrap();
    assert_eq!(topology.gateway_version, Broker::RELEASE);
    let request = DeployResourceRequest::new([resource(Model::Empty, "secret")]);
    client.deploy_resource(request).await.unwrap();

    let other = TlsConfig::new().ca_certificate(certificate().authority);
    let stranger = broker.client().tls(other).build().unwrap();
    let topology = stranger.topology(TopologyRequest::default()).timeout(Duration::from_secs(5));
    let refused = topology.await.unwrap_err();
    assert!(refused.to_string().contains("certificate"), "{refused}");
}

fn certificate() -> Certificate {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let gateway = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let gateway = gateway.signed_by(&key, &authority).unwrap();
    Certificate { chain: gateway.pem(), key: key.serialize_pem(), authority: authority.pem() }
}
