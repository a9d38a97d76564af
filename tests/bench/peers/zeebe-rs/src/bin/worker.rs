//! The worker of zeebe-rs.
//!
//! It has no defaults for how many jobs it asks for and how many it handles at
//! once, so both are the jobs active at once. It polls every 15 s, which cannot
//! be set; tuned, it asks for all jobs in one poll instead, which is the most
//! that can be done.

use std::time::Duration;

use zeebe_bench::Problem;
use zeebe_bench::answer::jobs::TYPE;
use zeebe_bench::order::{Approval, Received};
use zeebe_bench::work::{Handler, Work, Worker, run};
use zeebe_bench_zeebe_rs::connect;
use zeebe_rs::WorkerError;

struct ZeebeRs;

impl Worker for ZeebeRs {
    async fn run(work: Work, handler: Handler) -> Result<(), Problem> {
        let client = connect(&work.address).await?;
        let most = if work.tuned { u32::try_from(work.jobs + work.warm_up)? } else { work.active };
        let worker = client
            .worker()
            // One poll may not take longer than this to be handed out.
            .with_request_timeout(Duration::from_secs(100))
            .with_job_timeout(Duration::from_secs(300))
            .with_max_jobs_to_activate(i32::try_from(most)?)
            .with_concurrency_limit(work.active)
            .with_job_type(TYPE.to_owned())
            .with_handler(move |_, job| {
                let handler = handler.clone();
                async move {
                    let order: Received = job.data()?;
                    Ok::<Approval, WorkerError<()>>(handler.handle(&order))
                }
            })
            .build();
        worker.run().await;
        Ok(())
    }
}

fn main() -> Result<(), Problem> {
    run::<ZeebeRs>()
}
