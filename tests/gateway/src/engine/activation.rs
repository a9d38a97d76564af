//! Polls: which jobs they get and how long they wait. Pushing jobs lives in
//! [`super::push`].

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use tokio::time::{Instant, timeout_at};
use tonic::Status;

use super::Engine;
use super::jobs::{Job, Stage};
use super::state::{DEFAULT_TENANT, State};
use super::variables::Variables;
use crate::proto::activated_job::ListenerEventType;
use crate::proto::{ActivateJobsRequest, ActivateJobsResponse, ActivatedJob};
use crate::status::invalid;

/// Jobs go out in messages of about this size.
const CHUNK: usize = 1024 * 1024;

/// The terms on which jobs are handed to a worker.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) job_type: Arc<str>,
    pub(crate) worker: String,
    pub(crate) timeout: i64,
    pub(crate) fetch: Vec<String>,
    pub(crate) leases: bool,
}

impl Engine {
    /// Answers a poll, perhaps only after a while.
    pub(crate) async fn activate_jobs(
        &self,
        request: ActivateJobsRequest,
    ) -> Result<Vec<Bytes>, Status> {
        let Some(poll) = self.read_poll(request)? else {
            return Ok(Vec::new());
        };
        loop {
            let arrived = Arc::clone(&self.state().jobs.queue(&poll.terms.job_type).arrived);
            let mut change = pin!(arrived.notified());
            change.as_mut().enable();
            let jobs = self.state().take(&poll.terms, poll.limit);
            if !jobs.is_empty() {
                return Ok(in_chunks(jobs));
            }
            let Some(deadline) = poll.deadline else {
                return Ok(Vec::new());
            };
            if timeout_at(deadline, change).await.is_err() {
                return Ok(Vec::new());
            }
        }
    }

    /// Checks a poll; one that asks for no jobs is fine and gets none.
    fn read_poll(&self, request: ActivateJobsRequest) -> Result<Option<Poll>, Status> {
        let state = self.state();
        for tenant in &request.tenant_ids {
            state.tenant("ActivateJobs", tenant)?;
        }
        state.check_ready()?;
        let Ok(limit @ 1..) = usize::try_from(request.max_jobs_to_activate) else {
            return Ok(None);
        };
        if request.r#type.trim().is_empty() {
            return Err(invalid("ACTIVATE", "the job type must not be blank"));
        }
        if request.timeout < 1 {
            let reason = format!("the timeout must be above zero, not '{}'", request.timeout);
            return Err(invalid("ACTIVATE", reason));
        }
        let wait = match request.request_timeout {
            0 => Some(state.settings.long_poll()),
            given => u64::try_from(given).ok().map(Duration::from_millis),
        };
        Ok(Some(Poll {
            limit,
            deadline: wait.map(|wait| state.now + wait.min(Duration::from_secs(86_400))),
            terms: Terms {
                job_type: request.r#type.into(),
                worker: request.worker,
                timeout: request.timeout,
                fetch: request.fetch_variable,
                leases: request.with_lease && state.knows(8, 10),
            },
        }))
    }
}

struct Poll {
    terms: Terms,
    limit: usize,
    deadline: Option<Instant>,
}

impl State {
    fn take(&mut self, terms: &Terms, limit: usize) -> Vec<ActivatedJob> {
        let keys = self.jobs.waiting(&terms.job_type, terms.leases, limit);
        let jobs = keys.into_iter().filter_map(|key| self.activate(key, terms));
        jobs.collect()
    }

    /// Reserves a job and describes it.
    pub(crate) fn activate(&mut self, key: i64, terms: &Terms) -> Option<ActivatedJob> {
        self.set_stage(key, Stage::Activated);
        self.set_due(key, terms.timeout);
        self.jobs.activations += 1;
        let activation = self.jobs.activations;
        let job = self.jobs.get_mut(key)?;
        job.lease = terms.leases.then(|| format!("lease-{key}-{activation}"));
        self.jobs.get(key).map(|job| self.describe(job, terms))
    }

    fn describe(&self, job: &Job, terms: &Terms) -> ActivatedJob {
        let mut described = ActivatedJob {
            key: job.key,
            r#type: job.task.job_type.to_string(),
            custom_headers: job.task.headers.to_string(),
            worker: terms.worker.clone(),
            retries: job.retries,
            deadline: self.wall_clock().saturating_add(terms.timeout),
            tenant_id: DEFAULT_TENANT.to_owned(),
            lease_token: job.lease.clone(),
            ..Default::default()
        };
        if self.knows(8, 8) {
            described.set_listener_event_type(ListenerEventType::Unspecified);
        }
        if self.knows(8, 10) {
            described.priority = job.priority;
        }
        if !self.describe_place(job, terms, &mut described) {
            described.variables = job.variables.to_json(&Variables::default(), &terms.fetch);
        }
        described
    }

    /// Fills in what a job has from its instance.
    fn describe_place(&self, job: &Job, terms: &Terms, described: &mut ActivatedJob) -> bool {
        let Some(place) = &job.place else {
            return false;
        };
        let Some(instance) = self.instances.get(&place.instance) else {
            return false;
        };
        let process = &instance.process;
        described.process_instance_key = place.instance;
        described.bpmn_process_id.clone_from(&process.model.id);
        described.process_definition_version = process.version;
        described.process_definition_key = process.key;
        described.element_id = place.element.to_string();
        described.element_instance_key = place.element_instance;
        described.tenant_id.clone_from(&instance.tenant);
        described.tags.clone_from(&instance.tags);
        if self.knows(8, 10) {
            described.business_id = instance.business_id.clone().unwrap_or_default();
        }
        let empty = Variables::default();
        let token = instance.tokens.iter().find(|t| t.key == place.element_instance);
        let local = token.map_or(&empty, |token| &token.variables);
        described.variables = instance.variables.to_json(local, &terms.fetch);
        true
    }
}

fn in_chunks(jobs: Vec<ActivatedJob>) -> Vec<Bytes> {
    let mut chunks = Vec::new();
    let (mut chunk, mut size) = (ActivateJobsResponse::default(), 0);
    for job in jobs {
        let length = job.encoded_len();
        if size > 0 && size + length > CHUNK {
            chunks.push(std::mem::take(&mut chunk).encode_to_vec().into());
            size = 0;
        }
        size += length;
        chunk.jobs.push(job);
    }
    chunks.push(chunk.encode_to_vec().into());
    chunks
}
