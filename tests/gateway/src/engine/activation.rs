//! Polls: which jobs they get and how long they wait. Pushing jobs lives in
//! [`super::push`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use tonic::Status;

use super::Engine;
use super::jobs::{Job, Stage};
use super::lives::JobStep;
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
    pub(crate) worker: Arc<str>,
    pub(crate) timeout: i64,
    pub(crate) fetch: Vec<String>,
    pub(crate) tenants: Vec<String>,
    pub(crate) leases: bool,
}

impl Terms {
    /// Whether a job may be handed out on these terms. A worker that names no
    /// tenant works for the default one.
    pub(crate) fn fit(&self, job: &Job) -> bool {
        let tenant = job.tenant.as_deref().unwrap_or(DEFAULT_TENANT);
        let mine = match self.tenants.is_empty() {
            true => tenant == DEFAULT_TENANT,
            false => self.tenants.iter().any(|t| t == tenant),
        };
        mine && (self.leases || job.lease.is_none())
    }
}

/// How a job gets to a worker.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Poll,
    Stream,
}

/// A poll's place in line. It is kept over all waits and given up when dropped.
struct Ticket<'a> {
    engine: &'a Engine,
    terms: Arc<Terms>,
    number: u64,
    wake: Arc<Notify>,
}

impl Ticket<'_> {
    /// Takes jobs, or waits in line if there are none.
    fn take(&self, limit: usize) -> Vec<ActivatedJob> {
        let mut state = self.engine.state();
        let jobs = state.take(&self.terms, limit);
        if jobs.is_empty() {
            state.jobs.queue(&self.terms.job_type).wait(self.number, &self.terms, &self.wake);
        }
        jobs
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.engine.state();
        state.jobs.queue(&self.terms.job_type).leave(self.number);
        // It may have been woken for jobs that it did not take.
        state.jobs.wake_next(&self.terms.job_type);
    }
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
            let jobs = poll.ticket.take(poll.limit);
            if !jobs.is_empty() {
                return Ok(in_chunks(jobs));
            }
            let Some(deadline) = poll.deadline else {
                return Ok(Vec::new());
            };
            if timeout_at(deadline, poll.ticket.wake.notified()).await.is_err() {
                return Ok(Vec::new());
            }
        }
    }

    /// Checks a poll; one that asks for no jobs is fine and gets none.
    fn read_poll(&self, request: ActivateJobsRequest) -> Result<Option<Poll<'_>>, Status> {
        let mut state = self.state();
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
        let terms = Terms {
            job_type: request.r#type.into(),
            worker: request.worker.into(),
            timeout: request.timeout,
            fetch: request.fetch_variable,
            tenants: request.tenant_ids,
            leases: request.with_lease && state.knows(8, 10),
        };
        state.jobs.count += 1;
        Ok(Some(Poll {
            limit,
            deadline: wait.map(|wait| state.now + wait.min(Duration::from_secs(86_400))),
            ticket: Ticket {
                engine: self,
                terms: Arc::new(terms),
                number: state.jobs.count,
                wake: Arc::default(),
            },
        }))
    }
}

struct Poll<'a> {
    ticket: Ticket<'a>,
    limit: usize,
    deadline: Option<Instant>,
}

impl State {
    fn take(&mut self, terms: &Terms, limit: usize) -> Vec<ActivatedJob> {
        let keys = self.jobs.waiting(terms, limit);
        let jobs = keys.into_iter().filter_map(|key| self.activate(key, terms, Way::Poll));
        jobs.collect()
    }

    /// Reserves a job and describes it.
    pub(crate) fn activate(&mut self, key: i64, terms: &Terms, way: Way) -> Option<ActivatedJob> {
        let worker = Arc::clone(&terms.worker);
        self.note(
            key,
            match way {
                Way::Poll => JobStep::Polled { worker },
                Way::Stream => JobStep::Pushed { worker },
            },
        );
        self.set_stage(key, Stage::Activated);
        self.set_due(key, terms.timeout);
        self.jobs.count += 1;
        let count = self.jobs.count;
        let job = self.jobs.get_mut(key)?;
        job.lease = terms.leases.then(|| format!("lease-{key}-{count}"));
        self.jobs.get(key).map(|job| self.describe(job, terms))
    }

    fn describe(&self, job: &Job, terms: &Terms) -> ActivatedJob {
        let template = job.template.as_deref();
        let mut described = ActivatedJob {
            key: job.key,
            r#type: job.task.job_type.to_string(),
            worker: terms.worker.to_string(),
            retries: job.retries,
            deadline: self.wall_clock().saturating_add(terms.timeout),
            tenant_id: job.tenant.as_deref().unwrap_or(DEFAULT_TENANT).to_owned(),
            lease_token: job.lease.clone(),
            ..template.cloned().unwrap_or_default()
        };
        if described.custom_headers.is_empty() {
            described.custom_headers = job.task.headers.to_string();
        }
        if self.knows(8, 8) && described.listener_event_type == 0 {
            described.set_listener_event_type(ListenerEventType::Unspecified);
        }
        if self.knows(8, 10) {
            described.priority = job.priority;
        }
        if !self.describe_place(job, terms, &mut described) && described.variables.is_empty() {
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
