//! Works on two types of jobs, which the gateway sends the moment they are
//! there, until Ctrl-C or SIGTERM.
//!
//! `cargo run --example streaming_worker`, beside `starter` and `worker`

use std::time::Duration;

use serde::Deserialize;
use zeebe_sdk::worker::{
    JobEnded, JobError, Observer, Vars, WorkerBuilder, Workers, shutdown_signal,
};
use zeebe_sdk::{Client, Error};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Paid {
    order_id: u64,
    receipt: String,
}

async fn ship(Vars(paid): Vars<Paid>) -> Result<(), JobError> {
    println!("order {} is sent off, {}", paid.order_id, paid.receipt);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Declined {
    order_id: u64,
}

async fn apologise(Vars(declined): Vars<Declined>) -> Result<(), JobError> {
    println!("the customer of order {} gets a letter", declined.order_id);
    Ok(())
}

/// Prints what a program in production counts.
struct Meter;

impl Observer for Meter {
    fn job_ended(&self, job: &JobEnded<'_>) {
        println!("{} {} {:?} after {:?}", job.job_type, job.key, job.end, job.handle_time);
    }
}

/// What both workers have in common.
fn worker(client: &Client, job_type: &str) -> WorkerBuilder {
    client
        .worker(job_type)
        .stream(true)
        .max_jobs_active(64)
        // Shorter than the time from SIGTERM to SIGKILL: half a minute on
        // Kubernetes.
        .drain_timeout(Duration::from_secs(20))
        .observer(Meter)
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().init();
    let client = Client::from_env()?;

    let report = Workers::new()
        .add(worker(&client, "shipping").handler(ship))
        .add(worker(&client, "apology").handler(apologise))
        .run_until(shutdown_signal())
        .await?;
    client.close().await;
    println!("stopped with {} jobs undone", report.abandoned.len());
    Ok(())
}
