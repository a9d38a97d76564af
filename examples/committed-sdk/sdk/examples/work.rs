//! Works on the jobs of one type, a batch at a time, until Ctrl-C.
//!
//! `cargo run --example work -- payment [ADDRESS]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeebe_sdk::gateway::{ActivateJobsRequest, ActivatedJob, CompleteJobRequest, FailJobRequest};
use zeebe_sdk::{CancellationToken, Client, Error};

#[derive(Deserialize)]
struct Order {
    total: u32,
}

#[derive(Serialize)]
struct Receipt {
    paid: u32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let r#type = arguments.next().unwrap_or_else(|| "payment".to_owned());
    let address = arguments.next().unwrap_or_else(|| "http://localhost:26500".to_owned());
    let client = Client::connect(address)?;

    let stop = CancellationToken::new();
    let on_signal = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            on_signal.cancel();
        }
    });

    while !stop.is_cancelled() {
        let request = ActivateJobsRequest::new(&r#type, "example", Duration::from_secs(60), 32)
            .fetch_variable(["total"]);
        let mut jobs = match client.activate_jobs(request).cancel_on(stop.clone()).await {
            Ok(jobs) => jobs,
            Err(_) if stop.is_cancelled() => break,
            Err(error) => {
                eprintln!("{error}");
                tokio::time::sleep(Duration::from_secs(1)).await;
                continue;
            }
        };
        while let Some(job) = jobs.next().await {
            match job {
                Ok(job) => work(&client, job).await?,
                Err(error) => eprintln!("{error}"),
            }
        }
    }
    Ok(())
}

async fn work(client: &Client, job: ActivatedJob) -> Result<(), Error> {
    match job.variables.deserialize::<Order>() {
        Ok(order) => {
            let receipt = Receipt { paid: order.total };
            client.complete_job(CompleteJobRequest::new(job.key).variables(&receipt)).await?;
            println!("completed {}", job.key);
        }
        Err(error) => {
            let failed = FailJobRequest::new(job.key, job.retries - 1)
                .error_message(error.to_string())
                .retry_back_off(Duration::from_secs(5));
            client.fail_job(failed).await?;
            println!("failed {}", job.key);
        }
    }
    Ok(())
}
