//! What the tests of all areas start from: a gateway with short delays, a
//! client, and small processes.

use std::time::Duration;

use tonic::transport::Channel;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::proto::{
    ActivateJobsRequest, ActivatedJob, CreateProcessInstanceRequest, CreateProcessInstanceResponse,
    DeployResourceRequest, DeployResourceResponse, Resource,
};
use zeebe_mock_gateway::{Builder, MockGateway};

pub(crate) type Client = GatewayClient<Channel>;

/// Upper bound of every wait: far beyond what a loaded machine needs.
pub(crate) const LONG: Duration = Duration::from_secs(10);

/// One task `t` of type `charge`, whose error `broke` is caught by `b` and
/// leads to a task of type `repair`.
pub(crate) const PAY: &str = r#"<definitions xmlns:zeebe="z">
  <error id="e" errorCode="broke"/>
  <process id="pay" isExecutable="true"><startEvent id="s"/><serviceTask id="t"><extensionElements>
      <zeebe:taskDefinition type="charge" retries="5"/>
      <zeebe:taskHeaders><zeebe:header key="card" value="visa"/></zeebe:taskHeaders>
    </extensionElements></serviceTask>
    <serviceTask id="r"><extensionElements><zeebe:taskDefinition type="repair"/></extensionElements></serviceTask>
    <boundaryEvent id="b" attachedToRef="t"><errorEventDefinition errorRef="e"/></boundaryEvent>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="end"/>
    <sequenceFlow id="f3" sourceRef="b" targetRef="r"/><sequenceFlow id="f4" sourceRef="r" targetRef="end"/>
  </process></definitions>"#;

pub(crate) const DISH: &str =
    r#"<definitions id="drg" name="Drg"><decision id="dish" name="Dish"/></definitions>"#;

pub(crate) fn fast() -> Builder {
    MockGateway::builder().settings(|settings| {
        settings.long_poll_ms = 150;
        settings.request_timeout_ms = 150;
        settings.grace_ms = 300;
    })
}

pub(crate) async fn connect(gateway: &MockGateway) -> Client {
    GatewayClient::connect(gateway.address()).await.unwrap()
}

/// A gateway to which [`PAY`] is deployed.
pub(crate) async fn paying() -> (MockGateway, Client) {
    let gateway = fast().start().await.unwrap();
    let mut client = connect(&gateway).await;
    deploy(&mut client, "pay.bpmn", PAY).await;
    (gateway, client)
}

pub(crate) fn resource(name: &str, content: &str) -> Resource {
    Resource { name: name.to_owned(), content: content.as_bytes().to_vec() }
}

pub(crate) async fn deploy(
    client: &mut Client,
    name: &str,
    content: &str,
) -> DeployResourceResponse {
    let request =
        DeployResourceRequest { resources: vec![resource(name, content)], ..Default::default() };
    client.deploy_resource(request).await.unwrap().into_inner()
}

pub(crate) fn pay(variables: &str) -> CreateProcessInstanceRequest {
    CreateProcessInstanceRequest {
        bpmn_process_id: "pay".to_owned(),
        version: -1,
        variables: variables.to_owned(),
        ..Default::default()
    }
}

pub(crate) async fn create(client: &mut Client, variables: &str) -> CreateProcessInstanceResponse {
    let created = client.create_process_instance(pay(variables)).await;
    created.unwrap().into_inner()
}

/// A poll that does not wait.
pub(crate) fn poll(job_type: &str) -> ActivateJobsRequest {
    ActivateJobsRequest {
        r#type: job_type.to_owned(),
        worker: "tester".to_owned(),
        timeout: 60_000,
        max_jobs_to_activate: 10,
        request_timeout: -1,
        ..Default::default()
    }
}

pub(crate) async fn activate(
    client: &mut Client,
    request: ActivateJobsRequest,
) -> Vec<ActivatedJob> {
    let mut stream = client.activate_jobs(request).await.unwrap().into_inner();
    let mut jobs = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        jobs.extend(message.jobs);
    }
    jobs
}

/// Activates the one job there is.
pub(crate) async fn only_job(client: &mut Client, job_type: &str) -> ActivatedJob {
    let mut jobs = activate(client, poll(job_type)).await;
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

/// A fresh instance's job, activated.
pub(crate) async fn fresh_job(client: &mut Client) -> ActivatedJob {
    create(client, "").await;
    only_job(client, "charge").await
}
