//! A loop of ActivateJobs and CompleteJob.

use std::sync::Arc;

use tokio::sync::Semaphore;
use zeebe_sdk::raw::gateway_protocol::ActivateJobsRequest;

use super::{connect, start};
use crate::Problem;
use crate::answer::jobs::TYPE;
use crate::work::{Handler, Work, Worker};

/// The loop: polls as soon as so many slots are free that a poll is worth its
/// cost, for as many jobs as there are free slots.
#[derive(Debug)]
pub struct Poll;

/// What part of the slots has to be free for a poll. With 256 slots less than
/// two thirds cost a fifth of the rate; with 32 it makes no difference.
const WORTH: f64 = 0.7;

impl Worker for Poll {
    async fn run(work: Work, handler: Handler) -> Result<(), Problem> {
        let mut client = connect(&work.address)?;
        let slots = Arc::new(Semaphore::new(work.active as usize));
        let worth = (f64::from(work.active) * WORTH).round().max(1.0) as u32;
        loop {
            let mut free = Arc::clone(&slots).acquire_many_owned(worth).await?;
            let more = slots.available_permits();
            if let Ok(more) = Arc::clone(&slots).try_acquire_many_owned(u32::try_from(more)?) {
                free.merge(more);
            }
            let request = ActivateJobsRequest {
                r#type: TYPE.to_owned(),
                worker: "bench".to_owned(),
                timeout: 300_000,
                request_timeout: 20_000,
                max_jobs_to_activate: i32::try_from(free.num_permits())?,
                ..ActivateJobsRequest::default()
            };
            let mut messages = client.activate_jobs(request).await?.into_inner();
            while let Some(message) = messages.message().await? {
                for job in message.jobs {
                    let slot = free.split(1).ok_or("more jobs than asked for")?;
                    start(client.clone(), handler.clone(), job, slot);
                }
            }
        }
    }
}
