//! Prints the jobs of one type as the gateway pushes them, and completes each.
//!
//! `cargo run --example stream_jobs -- payment [ADDRESS]`

use std::time::Duration;

use zeebe_sdk::gateway::{CompleteJobRequest, StreamActivatedJobsRequest};
use zeebe_sdk::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let r#type = arguments.next().unwrap_or_else(|| "payment".to_owned());
    let address = arguments.next().unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let request = StreamActivatedJobsRequest::new(r#type, "example", Duration::from_secs(60));
    let mut jobs = client.stream_activated_jobs(request).await?;
    while let Some(job) = jobs.next().await {
        let job = job?;
        println!("{} of {}: {}", job.key, job.bpmn_process_id, job.variables.as_json());
        client.complete_job(CompleteJobRequest::new(job.key)).await?;
    }
    Ok(())
}
