//! Jobs and their states. Who waits for them lives in [`super::queue`], handing
//! them out in [`super::activation`] and [`super::push`], their outcomes in
//! [`super::outcomes`].

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use tokio::time::Instant;
use tonic::Status;

use super::activation::Terms;
use super::bpmn::{Task, header_text};
use super::lives::{JobStep, JobTotals};
use super::queue::{Queue, Rank};
use super::state::State;
use super::timers::Timer;
use super::variables::Variables;
use crate::proto::ActivatedJob;
use crate::settings::JobSettings;
use crate::status::{invalid_state, not_found};

/// A unit of work for a worker.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) key: i64,
    pub(crate) task: Arc<Task>,
    /// None for a job that belongs to no instance.
    pub(crate) place: Option<Place>,
    /// Of a job that belongs to no instance.
    pub(crate) variables: Arc<Variables>,
    /// What else such a job shows to a worker.
    pub(crate) template: Option<Arc<ActivatedJob>>,
    /// None is the default tenant.
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) incident: Option<i64>,
    pub(crate) retries: i32,
    pub(crate) priority: i32,
    pub(crate) stage: Stage,
    /// Token of the latest activation, if that asked for one.
    pub(crate) lease: Option<String>,
    /// When the reservation or the back-off ends.
    pub(crate) due: Option<Instant>,
}

/// Where in an instance a job arose.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) instance: i64,
    pub(crate) element: Arc<str>,
    pub(crate) element_instance: i64,
}

/// What a job is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A worker.
    Available,
    /// Its outcome.
    Activated,
    /// The end of its back-off.
    BackingOff,
    /// The end of its incident.
    Failed,
    /// The end of the incident of an error that nothing caught.
    ErrorThrown,
}

impl Job {
    pub(crate) fn new(key: i64, task: &Arc<Task>, place: Option<Place>) -> Self {
        Self {
            key,
            task: Arc::clone(task),
            place,
            variables: Arc::default(),
            template: None,
            tenant: None,
            incident: None,
            retries: task.retries,
            priority: 0,
            stage: Stage::Available,
            lease: None,
            due: None,
        }
    }

    fn rank(&self) -> Rank {
        (Reverse(self.priority), self.key)
    }

    /// Refuses a command that does not fit what the job is waiting for.
    pub(crate) fn check_open(&self, command: &str) -> Result<(), Status> {
        let stage = match self.stage {
            Stage::Available | Stage::Activated => return Ok(()),
            Stage::BackingOff | Stage::Failed => "FAILED",
            Stage::ErrorThrown => "ERROR_THROWN",
        };
        let reason = format!("the job with key '{}' is in state '{stage}'", self.key);
        Err(invalid_state(command, reason))
    }

    /// Refuses an outcome from one who does not hold the lease.
    pub(crate) fn check_lease(&self, command: &str, token: Option<&str>) -> Result<(), Status> {
        match (self.lease.as_deref(), token) {
            (None, _) => Ok(()),
            (Some(current), Some(token)) if current == token => Ok(()),
            (Some(_), given) => {
                let fault = given.map_or("none was given", |_| "the one given is outdated");
                let key = self.key;
                let reason = format!("the job with key '{key}' needs its lease token, {fault}");
                Err(invalid_state(command, reason))
            }
        }
    }
}

/// All jobs that are not done.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    all: HashMap<i64, Job>,
    queues: HashMap<Arc<str>, Queue>,
    /// Counts activations, polls and streams.
    pub(crate) count: u64,
    /// Nothing is handed out, as the gateway is about to stop.
    pub(crate) paused: bool,
}

impl Jobs {
    pub(crate) fn get(&self, key: i64) -> Option<&Job> {
        self.all.get(&key)
    }

    pub(crate) fn get_mut(&mut self, key: i64) -> Option<&mut Job> {
        self.all.get_mut(&key)
    }

    pub(crate) fn queue(&mut self, job_type: &Arc<str>) -> &mut Queue {
        self.queues.entry(Arc::clone(job_type)).or_default()
    }

    pub(crate) fn queue_of(&self, job_type: &str) -> Option<&Queue> {
        self.queues.get(job_type)
    }

    pub(crate) fn totals(&self, job_type: &str) -> JobTotals {
        self.queue_of(job_type).map(|queue| queue.totals).unwrap_or_default()
    }

    /// The jobs that a poll on these terms would get, in order.
    pub(crate) fn waiting(&self, terms: &Terms, limit: usize) -> Vec<i64> {
        let Some(queue) = self.queues.get(&terms.job_type).filter(|_| !self.paused) else {
            return Vec::new();
        };
        let keys = queue.waiting.iter().map(|(_, key)| *key);
        let fits = |key: &i64| self.get(*key).is_some_and(|job| terms.fit(job));
        keys.filter(fits).take(limit).collect()
    }

    pub(crate) fn line_up(&mut self, key: i64) {
        if let Some(job) = self.all.get(&key) {
            let queue = self.queues.entry(Arc::clone(&job.task.job_type)).or_default();
            queue.waiting.insert(job.rank());
            queue.wake(|terms| terms.fit(job));
        }
    }

    pub(crate) fn take_out(&mut self, key: i64) {
        if let Some(job) = self.all.get(&key)
            && let Some(queue) = self.queues.get_mut(&job.task.job_type)
        {
            queue.waiting.remove(&job.rank());
        }
    }

    /// Wakes a poll for what others have left.
    pub(crate) fn wake_next(&mut self, job_type: &Arc<str>) {
        if let Some(queue) = self.queues.get_mut(job_type) {
            queue.wake_next(|terms, key| self.all.get(&key).is_some_and(|job| terms.fit(job)));
        }
    }

    /// Whether a job is somewhere else than in its queue.
    pub(crate) fn is_out(&self, key: i64) -> bool {
        self.get(key).is_none_or(|job| job.stage != Stage::Available)
    }
}

impl State {
    pub(crate) fn add_job(&mut self, job: Job) {
        let (key, job_type) = (job.key, Arc::clone(&job.task.job_type));
        *self.jobs.queue(&job_type).count(job.stage) += 1;
        self.jobs.all.insert(key, job);
        self.note(key, JobStep::Created);
        self.make_available(key);
    }

    /// Writes down what happened to a job.
    pub(crate) fn note(&mut self, key: i64, step: JobStep) {
        if let Some(job) = self.jobs.all.get(&key) {
            let queue = self.jobs.queues.entry(Arc::clone(&job.task.job_type)).or_default();
            self.lives.note(&mut queue.totals, key, self.now, step);
        }
    }

    /// Creates jobs that belong to no instance, and returns their keys.
    pub(crate) fn add_jobs(&mut self, settings: &JobSettings) -> Vec<i64> {
        let headers = settings.headers.clone().into_iter();
        let task = Arc::new(Task {
            job_type: settings.job_type.as_str().into(),
            retries: settings.retries,
            headers: header_text(headers.map(|(k, v)| (k, v.into())).collect()),
        });
        let text = serde_json::Value::Object(settings.variables.clone()).to_string();
        let variables = Arc::new(Variables::read(&text, "CREATE").unwrap_or_default());
        let template = Arc::new(settings.template.clone());
        let tenant = Some(&template.tenant_id).filter(|t| !t.is_empty());
        let tenant: Option<Arc<str>> = tenant.map(|t| t.as_str().into());
        let mut keys = Vec::new();
        for _ in 0..settings.count {
            let partition = self.keys.next_partition();
            let key = self.keys.in_partition(partition);
            let mut job = Job::new(key, &task, None);
            job.variables = Arc::clone(&variables);
            job.template = Some(Arc::clone(&template));
            job.tenant.clone_from(&tenant);
            job.priority = template.priority;
            self.add_job(job);
            keys.push(key);
        }
        keys
    }

    /// What was due for a job: it is available again.
    pub(crate) fn come_back(&mut self, key: i64) {
        match self.jobs.get(key).map(|job| job.stage) {
            Some(Stage::Activated) => self.note(key, JobStep::Expired),
            _ => self.note(key, JobStep::BackOffEnded),
        }
        self.make_available(key);
    }

    /// Gives a job to a stream that is ready for it, or to the polls.
    pub(crate) fn make_available(&mut self, key: i64) {
        self.set_stage(key, Stage::Available);
        if !self.push(key) {
            self.jobs.line_up(key);
        }
    }

    /// Changes what a job is waiting for; ends its reservation or back-off.
    pub(crate) fn set_stage(&mut self, key: i64, stage: Stage) {
        self.jobs.take_out(key);
        let Some(job) = self.jobs.all.get_mut(&key) else {
            return;
        };
        if job.stage != stage {
            let queue = self.jobs.queues.entry(Arc::clone(&job.task.job_type)).or_default();
            *queue.count(job.stage) -= 1;
            *queue.count(stage) += 1;
            job.stage = stage;
        }
        if let Some(due) = job.due.take() {
            self.timers.clear(due, Timer::Job(key));
        }
    }

    /// Sets when the reservation or the back-off of a job ends.
    pub(crate) fn set_due(&mut self, key: i64, milliseconds: i64) {
        if let Some(job) = self.jobs.get_mut(key) {
            if let Some(due) = job.due.take() {
                self.timers.clear(due, Timer::Job(key));
            }
            job.due = Some(self.timers.set(self.now, milliseconds, Timer::Job(key)));
        }
    }

    /// The job a command is about, or why there is none.
    pub(crate) fn job(&self, key: i64, command: &str) -> Result<&Job, Status> {
        self.check_key(key)?;
        let missing = || not_found(command, format!("there is no job with key '{key}'"));
        self.jobs.get(key).ok_or_else(missing)
    }

    /// Ends a job for good, if it has not ended yet.
    pub(crate) fn remove_job(&mut self, key: i64, last: JobStep) {
        self.note(key, last);
        self.set_stage(key, Stage::Activated);
        if let Some(job) = self.jobs.all.remove(&key) {
            *self.jobs.queue(&job.task.job_type).count(Stage::Activated) -= 1;
            if let Some(incident) = job.incident {
                self.incidents.remove(&incident);
            }
        }
    }

    /// Raises an incident at a job, which waits for its end.
    pub(crate) fn raise_incident(&mut self, key: i64, stage: Stage) {
        self.set_stage(key, stage);
        let incident = self.keys.beside(key);
        if let Some(job) = self.jobs.get_mut(key) {
            job.incident = Some(incident);
            self.incidents.insert(incident, key);
        }
    }
}
