//! Jobs: their states, and who gets them next. Handing them out lives in
//! [`super::activation`] and [`super::push`], their outcomes in
//! [`super::outcomes`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::Notify;
use tokio::time::Instant;
use tonic::Status;

use super::bpmn::{Task, header_text};
use super::push::Stream;
use super::state::State;
use super::timers::Timer;
use super::variables::Variables;
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
            retries: task.retries,
            priority: 0,
            stage: Stage::Available,
            lease: None,
            due: None,
        }
    }

    fn rank(&self) -> (Reverse<i32>, i64) {
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
    pub(crate) activations: u64,
}

/// The jobs of one type that wait for a poll, and those who want them.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    waiting: BTreeSet<(Reverse<i32>, i64)>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) turn: usize,
    pub(crate) arrived: Arc<Notify>,
}

impl Jobs {
    pub(crate) fn get(&self, key: i64) -> Option<&Job> {
        self.all.get(&key)
    }

    pub(crate) fn get_mut(&mut self, key: i64) -> Option<&mut Job> {
        self.all.get_mut(&key)
    }

    pub(crate) fn queue(&mut self, job_type: &str) -> &mut Queue {
        if !self.queues.contains_key(job_type) {
            self.queues.insert(job_type.into(), Queue::default());
        }
        self.queues.entry(job_type.into()).or_default()
    }

    /// The jobs of a type that a poll would get, in order.
    pub(crate) fn waiting(&self, job_type: &str, leases: bool, limit: usize) -> Vec<i64> {
        let Some(queue) = self.queues.get(job_type) else {
            return Vec::new();
        };
        let keys = queue.waiting.iter().map(|(_, key)| *key);
        let free = |key: &i64| leases || self.get(*key).is_some_and(|job| job.lease.is_none());
        keys.filter(free).take(limit).collect()
    }

    pub(crate) fn line_up(&mut self, key: i64) {
        if let Some(job) = self.all.get(&key) {
            let (rank, job_type) = (job.rank(), Arc::clone(&job.task.job_type));
            let queue = self.queue(&job_type);
            queue.waiting.insert(rank);
            queue.arrived.notify_waiters();
        }
    }

    pub(crate) fn take_out(&mut self, key: i64) {
        if let Some(job) = self.all.get(&key)
            && let Some(queue) = self.queues.get_mut(&job.task.job_type)
        {
            queue.waiting.remove(&job.rank());
        }
    }

    /// Whether a job is somewhere else than in its queue.
    pub(crate) fn is_out(&self, key: i64) -> bool {
        self.get(key).is_none_or(|job| job.stage != Stage::Available)
    }

    /// Jobs by stage, as a count.
    pub(crate) fn count(&self, job_type: &str, stage: Stage) -> usize {
        let of_type = |job: &&Job| &*job.task.job_type == job_type && job.stage == stage;
        self.all.values().filter(of_type).count()
    }
}

impl State {
    pub(crate) fn add_job(&mut self, job: Job) {
        let key = job.key;
        self.jobs.all.insert(key, job);
        self.make_available(key);
    }

    /// Creates jobs that belong to no instance.
    pub(crate) fn add_jobs(&mut self, settings: &JobSettings) {
        let headers: BTreeMap<_, _> = settings.headers.clone();
        let task = Arc::new(Task {
            job_type: settings.job_type.as_str().into(),
            retries: settings.retries,
            headers: header_text(headers.into_iter().map(|(k, v)| (k, v.into())).collect()),
        });
        let text = serde_json::Value::Object(settings.variables.clone()).to_string();
        let variables = Arc::new(Variables::read(&text, "CREATE").unwrap_or_default());
        for _ in 0..settings.count {
            let partition = self.keys.next_partition();
            let key = self.keys.in_partition(partition);
            let mut job = Job::new(key, &task, None);
            job.variables = Arc::clone(&variables);
            self.add_job(job);
        }
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
        if let Some(job) = self.jobs.get_mut(key) {
            job.stage = stage;
            if let Some(due) = job.due.take() {
                self.timers.clear(due, Timer::Job(key));
            }
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

    pub(crate) fn remove_job(&mut self, key: i64) -> Option<Job> {
        self.set_stage(key, Stage::Activated);
        self.drop_incidents(key);
        self.jobs.all.remove(&key)
    }

    fn drop_incidents(&mut self, job: i64) {
        if !self.incidents.is_empty() {
            self.incidents.retain(|_, of| *of != job);
        }
    }

    /// Raises an incident at a job, which waits for its end.
    pub(crate) fn raise_incident(&mut self, job: i64, stage: Stage) {
        self.set_stage(job, stage);
        let key = self.keys.beside(job);
        self.incidents.insert(key, job);
    }
}
