//! The job worker.
//!
//! - `polls`: when it asks for jobs, and for how many
//! - `failures`: polls that fail
//! - `pushes`: streams of jobs
//! - `outcomes`: how jobs end, and how the gateway is told
//! - `handlers`: those that panic, never return, or take long
//! - `ends`: shutting down, by whatever hand
//! - `together`: several workers, other processes, gateways that come and go
//!
//! `diary` is an observer that writes everything down.

mod diary;
mod ends;
mod failures;
mod handlers;
mod outcomes;
mod polls;
mod pushes;
mod together;

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use zeebe_mock_gateway::{Content, Entry, JobSettings, MockGateway, Reply, Rpc};
use zeebe_sdk::worker::{Backoff, WorkerBuilder};

use crate::stage::{LONG, Stage};

const POLL: Rpc = Rpc::ActivateJobs;
const PUSH: Rpc = Rpc::StreamActivatedJobs;
const COMPLETE: Rpc = Rpc::CompleteJob;
const FAIL: Rpc = Rpc::FailJob;
const THROW: Rpc = Rpc::ThrowError;

pub(crate) const MS: Duration = Duration::from_millis(1);

/// A worker with short pauses.
pub(crate) fn worker(stage: &Stage) -> WorkerBuilder {
    hasty(stage.client.worker("charge"))
}

pub(crate) fn hasty<S>(worker: WorkerBuilder<S>) -> WorkerBuilder<S> {
    let mut backoff = Backoff::default();
    backoff.initial = MS;
    backoff.max = 2 * MS;
    worker.poll_interval(5 * MS).request_timeout(200 * MS).backoff(backoff).drain_timeout(LONG)
}

pub(crate) fn add_jobs(gateway: &MockGateway, count: u64) {
    gateway.add_jobs(&JobSettings::new("charge", count));
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < LONG, "in vain: {what}");
        sleep(2 * MS).await;
    }
}

/// The requests of an RPC that have arrived.
pub(crate) fn requests(stage: &Stage, rpc: Rpc) -> Vec<Value> {
    let messages = stage.gateway.journal().messages();
    let read = |entry: &Entry| entry.request_json(messages);
    stage.attempts(rpc).iter().filter_map(read).collect()
}

/// A message of a poll with these jobs.
fn jobs(keys: impl IntoIterator<Item = u32>) -> Value {
    let job = |key: u32| json!({"key": key.to_string(), "type": "charge", "retries": 3});
    json!({"jobs": keys.into_iter().map(job).collect::<Vec<_>>()})
}

/// A reply of several messages.
pub(crate) fn messages(messages: impl IntoIterator<Item = Value>) -> Reply {
    let mut reply = Reply::pass();
    reply.messages = messages.into_iter().map(Content::Json).collect();
    reply
}
