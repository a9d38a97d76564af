//! Works on jobs of two types as the gateway pushes them, until SIGTERM or
//! Ctrl-C, and counts what happens.
//!
//! `cargo run --example stream_jobs -- payment shipment [ADDRESS]`

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use zeebe_sdk::worker::{Job, JobEnd, JobEnded, Observer, State, Workers, shutdown_signal};
use zeebe_sdk::{Client, Error};

/// What both workers share.
type Seen = Arc<AtomicU64>;

async fn handle(job: Job, State(seen): State<Seen>) {
    let number = seen.fetch_add(1, Ordering::Relaxed) + 1;
    println!("{number}: {} of {}: {}", job.key, job.bpmn_process_id, job.variables.as_json());
}

struct Meter;

impl Observer for Meter {
    fn job_ended(&self, event: &JobEnded<'_>) {
        if event.end != JobEnd::Completed {
            println!("{} {}: {:?}", event.job_type, event.key, event.end);
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let one = arguments.next().unwrap_or_else(|| "payment".to_owned());
    let other = arguments.next().unwrap_or_else(|| "shipment".to_owned());
    let address = arguments.next().unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let seen = Seen::default();
    let worker = |job_type: String| {
        let worker = client.worker(job_type).name("example").stream(true);
        let worker = worker.timeout(Duration::from_secs(60)).observer(Meter);
        worker.state(Arc::clone(&seen)).handler(handle)
    };
    let workers = Workers::new().add(worker(one)).add(worker(other));
    let report = workers.run_until(shutdown_signal()).await?;
    println!("{} handled, {:?} abandoned", seen.load(Ordering::Relaxed), report.abandoned);
    client.close().await;
    Ok(())
}
