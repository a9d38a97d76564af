//! The job worker.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::{Value, json};
use zeebe_engine_tests::{Broker, Model, available};
use zeebe_sdk::Client;
use zeebe_sdk::gateway::{
    CreateProcessInstanceRequest, CreateProcessInstanceWithResultRequest, DeployResourceRequest,
    ResolveIncidentRequest, UpdateJobRetriesRequest,
};
use zeebe_sdk::keys::{JobKey, ProcessInstanceKey};
use zeebe_sdk::worker::{
    BpmnError, Fetch, Headers, Job, JobError, JobFailure, State, Vars, WorkerBuilder, WorkerHandle,
};

use crate::stage::{LONG, Stage, alone, resource};

/// How long it takes at most until the whole broker knows of a stream.
const KNOWN: Duration = Duration::from_secs(2);

#[derive(Deserialize)]
struct Order {
    total: u32,
}

#[derive(Deserialize)]
struct Card {
    card: String,
}

fn worker(stage: &Stage, task: &str) -> WorkerBuilder {
    stage.client.worker(stage.job_type(task)).request_timeout(Duration::from_secs(5))
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONG, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn result(stage: &Stage, variables: Value) -> Value {
    let request = CreateProcessInstanceRequest::by_bpmn_process_id(stage.id).variables(variables);
    let request = CreateProcessInstanceWithResultRequest::new(request).request_timeout(LONG);
    stage.client.run_process::<Value>(request).await.unwrap().variables
}

#[tokio::test]
async fn a_polling_worker_does_the_jobs_before_and_after_its_start() {
    let Some(stage) = Stage::on_broker("worker-polls").await else { return };
    stage.deploy(Model::Pay).await;
    let before = stage.start(json!({"total": 5})).await;
    let pay = async |Vars(order): Vars<Order>, Headers(with): Headers<Card>| json!({"paid": order.total, "card": with.card});
    let handle = worker(&stage, "charge").handler(pay).start().unwrap();
    stage.wait_ended(before).await;
    let end = result(&stage, json!({"total": 7, "other": true})).await;
    assert_eq!(end, json!({"total": 7, "other": true, "paid": 7, "card": "visa"}));
    handle.shutdown().await;
    let stats = handle.stats();
    assert_eq!((stats.polled, stats.streamed, stats.completed, stats.lost), (2, 0, 2, 0));
}

#[tokio::test]
async fn a_streaming_worker_is_sent_what_is_new_and_polls_what_was_there() {
    let Some(stage) = Stage::on_broker("worker-streams").await else { return };
    stage.deploy(Model::Pay).await;
    let before = stage.start(json!({"total": 1})).await;
    let pay = async |Vars(order): Vars<Order>| json!({"paid": order.total});
    let handle = worker(&stage, "charge").stream(true).handler(pay).start().unwrap();
    stage.wait_ended(before).await;
    tokio::time::sleep(KNOWN).await;
    for total in 2..=10 {
        assert_eq!(result(&stage, json!({"total": total})).await["paid"], json!(total));
    }
    handle.shutdown().await;
    let stats = handle.stats();
    assert_eq!((stats.polled + stats.streamed, stats.completed), (10, 10));
    assert!(stats.streamed > 0, "{stats:?}");
}

#[tokio::test]
async fn two_workers_share_the_jobs_and_none_is_done_twice() {
    let Some(stage) = Stage::on_broker("worker-shares").await else { return };
    stage.deploy(Model::Pay).await;
    let done = Arc::new(Mutex::new(BTreeMap::<ProcessInstanceKey, u32>::new()));
    let pay = async |job: Job, State(done): State<Arc<Mutex<BTreeMap<_, u32>>>>| {
        *done.lock().unwrap().entry(job.process_instance_key).or_default() += 1;
    };
    let start = |stream: bool| -> WorkerHandle {
        let worker = worker(&stage, "charge").max_jobs_active(4).stream(stream);
        worker.state(Arc::clone(&done)).handler(pay).start().unwrap()
    };
    let workers = [start(true), start(true), start(false)];
    tokio::time::sleep(KNOWN).await;
    let mut instances = BTreeSet::new();
    for _ in 0..60 {
        instances.insert(stage.start(json!({})).await);
    }
    let completed = || workers.iter().map(|worker| worker.stats().completed).sum::<u64>();
    until("all of them", || completed() == 60).await;
    for worker in &workers {
        worker.shutdown().await;
    }
    let done = done.lock().unwrap();
    assert!(done.values().all(|times| *times == 1), "{done:?}");
    assert_eq!(done.keys().copied().collect::<BTreeSet<_>>(), instances);
}

#[tokio::test]
async fn a_failure_is_tried_again_and_a_bpmn_error_is_caught() {
    let Some(stage) = Stage::on_broker("worker-fails").await else { return };
    stage.deploy(Model::Pay).await;
    let charge = async |job: Job| -> Result<(), JobError> {
        match job.retries {
            5 => Err("the bank is closed".into()),
            4 => Err(JobFailure::new("still").retries(9).into()),
            9 => Err(BpmnError::new("broke").into()),
            retries => Err(JobFailure::new(format!("{retries} retries")).retries(0).into()),
        }
    };
    let repair = async || json!({"repaired": true});
    let charging = worker(&stage, "charge").handler(charge).start().unwrap();
    let repairing = worker(&stage, "repair").handler(repair).start().unwrap();
    let end = result(&stage, json!({})).await;
    assert_eq!(end, json!({"repaired": true}));
    charging.shutdown().await;
    repairing.shutdown().await;
    let stats = charging.stats();
    assert_eq!((stats.failed, stats.errored, stats.completed), (2, 1, 0));
}

type Seen = Arc<Mutex<Option<JobKey>>>;

#[tokio::test]
async fn a_job_without_retries_waits_for_its_incident_to_be_resolved() {
    let Some(stage) = Stage::on_broker("worker-incident").await else { return };
    stage.deploy(Model::Pay).await;
    let instance = stage.start(json!({})).await;
    let seen = Seen::default();
    let charge = async |job: Job, State(seen): State<Seen>| -> Result<(), JobError> {
        if seen.lock().unwrap().replace(job.key).is_none() {
            return Err(JobFailure::new("broken for good").retries(0).into());
        }
        Ok(())
    };
    let handle = worker(&stage, "charge").state(Arc::clone(&seen)).handler(charge);
    let handle = handle.start().unwrap();
    until("a failure", || handle.stats().failed == 1).await;
    let key = seen.lock().unwrap().unwrap();
    stage.client.update_job_retries(UpdateJobRetriesRequest::new(key, 1)).await.unwrap();
    // The incident is the next thing that got a key.
    let incident = key.get()..key.get() + 50;
    for key in incident {
        let resolved = stage.client.resolve_incident(ResolveIncidentRequest::new(key)).await;
        if resolved.is_ok() {
            break;
        }
    }
    stage.wait_ended(instance).await;
    handle.shutdown().await;
    assert_eq!(handle.stats().completed, 1);
}

/// The lease is shorter than the handler takes, twice over.
#[tokio::test]
async fn a_lease_is_prolonged_while_the_handler_runs() {
    let Some(stage) = Stage::on_broker("worker-extends").await else { return };
    stage.deploy(Model::Pay).await;
    let instance = stage.start(json!({})).await;
    let slow = async || tokio::time::sleep(Duration::from_secs(5)).await;
    let lease = Duration::from_secs(2);
    let extending = worker(&stage, "charge").timeout(lease).extend_timeout(lease);
    let first = extending.handler(slow).start().unwrap();
    until("the start", || first.stats().started == 1).await;
    let second = worker(&stage, "charge").handler(async || ()).start().unwrap();
    stage.wait_ended(instance).await;
    assert_eq!((first.stats().completed, second.stats().started), (1, 0));
    first.shutdown().await;
    second.shutdown().await;
}

/// What the gateway hands out again when the lease is over is done by the
/// next worker; the first one's outcome comes too late and is no error.
#[tokio::test]
async fn a_lease_that_ends_gives_the_job_to_another() {
    let Some(stage) = Stage::on_broker("worker-expires").await else { return };
    stage.deploy(Model::Pay).await;
    let instance = stage.start(json!({})).await;
    let slow = async || tokio::time::sleep(Duration::from_secs(6)).await;
    let first = worker(&stage, "charge").timeout(Duration::from_secs(1)).handler(slow);
    let first = first.start().unwrap();
    until("the start", || first.stats().started == 1).await;
    let second = worker(&stage, "charge").handler(async || ()).start().unwrap();
    stage.wait_ended(instance).await;
    assert_eq!(second.stats().completed, 1);
    until("the end", || first.stats().lost == 1).await;
    first.shutdown().await;
    second.shutdown().await;
    assert_eq!((first.stats().completed, first.stats().unreported), (0, 0));
}

#[tokio::test]
async fn a_worker_that_wants_no_variables_gets_none() {
    let Some(stage) = Stage::on_broker("worker-fetches").await else { return };
    stage.deploy(Model::Pay).await;
    let found = async |job: Job| json!({"found": job.variables.as_json()});
    let some = worker(&stage, "charge").fetch(Fetch::Only(vec!["a".to_owned()]));
    for (worker, expected) in
        [(worker(&stage, "charge").fetch(Fetch::Nothing), "{}"), (some, r#"{"a":1}"#)]
    {
        let handle = worker.handler(found).start().unwrap();
        let end = result(&stage, json!({"a": 1, "b": 2, "": 3})).await;
        assert_eq!(end["found"], json!(expected));
        handle.shutdown().await;
    }
}

async fn start(client: &Client) -> ProcessInstanceKey {
    let request = CreateProcessInstanceRequest::by_bpmn_process_id("restart");
    client.create_process_instance(request).await.unwrap().process_instance_key
}

#[tokio::test]
async fn every_instance_ends_though_the_broker_is_killed_under_the_workers() {
    let _alone = alone().await;
    let Some(mut broker) = available(Broker::start().await).unwrap() else { return };
    let client = broker.client().request_timeout(Duration::from_secs(120)).build().unwrap();
    let request = DeployResourceRequest::new([resource(Model::Pay, "restart")]);
    client.deploy_resource(request).await.unwrap();
    let mut instances = BTreeSet::new();
    for _ in 0..100 {
        instances.insert(start(&client).await);
    }
    let done = Arc::new(Mutex::new(Vec::new()));
    let workers = [false, true].map(|stream| {
        let charge = async |job: Job, State(done): State<Arc<Mutex<Vec<_>>>>| {
            tokio::time::sleep(Duration::from_millis(100)).await;
            done.lock().unwrap().push(job.process_instance_key);
        };
        let worker = client.worker("restart-charge").max_jobs_active(8).stream(stream);
        // What the broker had given out when it died, and nobody got, it gives out after the lease.
        let worker = worker.timeout(Duration::from_secs(10));
        let worker = worker.request_timeout(Duration::from_secs(5)).state(Arc::clone(&done));
        worker.handler(charge).start().unwrap()
    });
    let completed = || workers.iter().map(|worker| worker.stats().completed).sum::<u64>();
    until("some", || completed() > 20).await;
    broker.kill();
    assert!(completed() < 100);
    broker.start_again().await.unwrap();
    for _ in 0..20 {
        instances.insert(start(&client).await);
    }
    // What a broker did in its last moments and had not written down, it gives out once more.
    let distinct = || done.lock().unwrap().iter().copied().collect::<BTreeSet<_>>();
    until("all of them", || distinct() == instances).await;
    for worker in &workers {
        worker.shutdown().await;
        assert_eq!((worker.stats().failed, worker.stats().unreported), (0, 0));
    }
    assert!(workers.iter().map(ended).sum::<u64>() >= 120);
}

/// A job whose completion was executed before the answer could be sent is
/// found completed, or counts as lost.
fn ended(worker: &WorkerHandle) -> u64 {
    worker.stats().completed + worker.stats().lost
}
