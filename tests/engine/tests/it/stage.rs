//! Engines that tests share, with a client and an id for each test.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::sync::{Mutex, MutexGuard, OnceCell};
use zeebe_engine_tests::{Broker, EngineError, Model, Newest, available};
use zeebe_sdk::gateway::deployment::Metadata;
use zeebe_sdk::gateway::{
    ActivateJobsRequest, ActivatedJob, CompleteJobRequest, CreateProcessInstanceRequest,
    DeployResourceRequest, Resource, SetVariablesRequest,
};
use zeebe_sdk::keys::{ProcessDefinitionKey, ProcessInstanceKey};
use zeebe_sdk::{Client, IntoVariables};

/// Upper bound of every wait: far beyond what a loaded machine needs.
pub(crate) const LONG: Duration = Duration::from_secs(30);

/// A lease that does not end during a test.
pub(crate) const LEASE: Duration = Duration::from_secs(300);

type Shared<T> = OnceCell<Result<Option<T>, EngineError>>;

static BROKER: Shared<Broker> = Shared::const_new();
static NEWEST: Shared<Newest> = Shared::const_new();
static OWN_BROKER: Mutex<()> = Mutex::const_new(());

/// The broker that all tests share, if there can be one.
pub(crate) async fn broker() -> Option<&'static Broker> {
    let broker = BROKER.get_or_init(async || available(Broker::start().await)).await;
    broker.as_ref().unwrap().as_ref()
}

/// The newest engine that all tests share, if there can be one.
pub(crate) async fn newest() -> Option<&'static Newest> {
    let newest = NEWEST.get_or_init(async || available(Newest::start().await)).await;
    newest.as_ref().unwrap().as_ref()
}

/// For a test with a broker of its own: there is one at a time, because each
/// needs half a gigabyte.
pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    OWN_BROKER.lock().await
}

/// A test's part of an engine.
pub(crate) struct Stage {
    pub(crate) client: Client,
    /// Of its processes, and what its job types begin with.
    pub(crate) id: &'static str,
    log_end: Box<dyn Fn() -> String + Send + Sync>,
}

impl Stage {
    /// On the broker.
    pub(crate) async fn on_broker(id: &'static str) -> Option<Self> {
        let broker = broker().await?;
        let client = broker.client().build().unwrap();
        Some(Self { client, id, log_end: Box::new(|| broker.log_end()) })
    }

    /// On the newest engine.
    pub(crate) async fn on_newest(id: &'static str) -> Option<Self> {
        let newest = newest().await?;
        let client = newest.client().build().unwrap();
        Some(Self { client, id, log_end: Box::new(|| newest.log_end()) })
    }

    /// Deploys a model under the id of the stage.
    pub(crate) async fn deploy(&self, model: Model) -> ProcessDefinitionKey {
        self.deploy_as(model, self.id).await
    }

    pub(crate) async fn deploy_as(&self, model: Model, id: &str) -> ProcessDefinitionKey {
        let request = DeployResourceRequest::new([resource(model, id)]);
        let deployed = self.client.deploy_resource(request).await.unwrap();
        match &deployed.deployments[0].metadata {
            Some(Metadata::Process(process)) => process.process_definition_key,
            _ => ProcessDefinitionKey::default(),
        }
    }

    /// Starts an instance of the process with the id of the stage.
    pub(crate) async fn start(&self, variables: impl IntoVariables) -> ProcessInstanceKey {
        let request = CreateProcessInstanceRequest::by_bpmn_process_id(self.id);
        let request = request.variables(variables);
        self.client.create_process_instance(request).await.unwrap().process_instance_key
    }

    /// The job type of a task.
    pub(crate) fn job_type(&self, task: &str) -> String {
        format!("{}-{task}", self.id)
    }

    /// The next job of a task.
    pub(crate) async fn job(&self, task: &str) -> ActivatedJob {
        self.job_for(task, LEASE).await
    }

    /// The next job of a task, leased for so long.
    pub(crate) async fn job_for(&self, task: &str, lease: Duration) -> ActivatedJob {
        let start = Instant::now();
        while start.elapsed() < LONG {
            // Each poll may end without a job, and the newest engine does not
            // wait for one.
            let request = ActivateJobsRequest::new(self.job_type(task), "tester", lease, 1)
                .request_timeout(Duration::from_secs(5));
            let mut jobs = self.client.activate_jobs(request).await.unwrap();
            if let Some(job) = jobs.next().await {
                return job.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no job of {task} within {LONG:?}");
    }

    /// Whether there is a job of a task now.
    pub(crate) async fn has_job(&self, task: &str) -> bool {
        let request = ActivateJobsRequest::new(self.job_type(task), "tester", LEASE, 1)
            .request_timeout(Duration::from_millis(200));
        let mut jobs = self.client.activate_jobs(request).await.unwrap();
        jobs.next().await.transpose().unwrap().is_some()
    }

    pub(crate) async fn complete(&self, job: &ActivatedJob, variables: impl IntoVariables) {
        let request = CompleteJobRequest::new(job.key).variables(variables);
        self.client.complete_job(request).await.unwrap();
    }

    /// Waits until there is no such instance any more.
    pub(crate) async fn wait_ended(&self, instance: ProcessInstanceKey) {
        let start = Instant::now();
        loop {
            let request = SetVariablesRequest::new(instance, json!({}));
            match self.client.set_variables(request).await {
                Err(error) if error.is_not_found() => return,
                other => drop(other.unwrap()),
            }
            assert!(start.elapsed() < LONG, "{instance:?} goes on after {LONG:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", (self.log_end)());
        }
    }
}

/// A model under an id.
pub(crate) fn resource(model: Model, id: &str) -> Resource {
    Resource::new(model.name(id), model.content(id))
}
