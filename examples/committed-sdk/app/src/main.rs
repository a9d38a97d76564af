//! Works on the jobs of type `payment` that are there, then ends.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use zeebe_sdk::gateway::{ActivateJobsRequest, CompleteJobRequest, FailJobRequest};
use zeebe_sdk::values::RequestTimeout;
use zeebe_sdk::{Client, Error};

#[derive(Deserialize)]
struct Order {
    total: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let request = ActivateJobsRequest::new("payment", "cashier", Duration::from_secs(60), 32)
        .fetch_variable(["total"])
        .request_timeout(RequestTimeout::NoLongPoll);
    let mut jobs = client.activate_jobs(request).await?;
    while let Some(job) = jobs.next().await {
        let job = job?;
        match job.variables.deserialize::<Order>() {
            Ok(order) => {
                let done = CompleteJobRequest::new(job.key).variables(json!({"paid": order.total}));
                client.complete_job(done).await?;
                println!("completed {}", job.key);
            }
            Err(error) => {
                let failed = FailJobRequest::new(job.key, job.retries - 1);
                client.fail_job(failed.error_message(error.to_string())).await?;
                println!("failed {}", job.key);
            }
        }
    }
    Ok(())
}
