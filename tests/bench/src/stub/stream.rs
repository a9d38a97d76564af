//! A loop of StreamActivatedJobs and CompleteJob.

use std::sync::Arc;

use tokio::sync::Semaphore;
use zeebe_sdk::raw::gateway_protocol::StreamActivatedJobsRequest;

use super::{connect, start};
use crate::Problem;
use crate::answer::jobs::TYPE;
use crate::work::{Handler, Work, Worker};

/// The loop: reads the next job when a slot is free. It never polls.
#[derive(Debug)]
pub struct Stream;

impl Worker for Stream {
    async fn run(work: Work, handler: Handler) -> Result<(), Problem> {
        let mut client = connect(&work.address)?;
        let slots = Arc::new(Semaphore::new(work.active as usize));
        let request = StreamActivatedJobsRequest {
            r#type: TYPE.to_owned(),
            worker: "bench".to_owned(),
            timeout: 300_000,
            ..StreamActivatedJobsRequest::default()
        };
        let mut jobs = client.stream_activated_jobs(request).await?.into_inner();
        loop {
            let slot = Arc::clone(&slots).acquire_owned().await?;
            let job = jobs.message().await?.ok_or("the stream ended")?;
            start(client.clone(), handler.clone(), job, slot);
        }
    }
}
