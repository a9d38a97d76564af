//! All that a gateway remembers, and the checks every command shares. The
//! commands live in the modules beside this one, one area each.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use tonic::{Code, Status};

use super::bpmn::Model;
use super::catalog::{Catalog, Decision, Form, Graph, Process, Source};
use super::instances::Instance;
use super::jobs::Jobs;
use super::keys::{Keys, partition_of};
use super::lives::Lives;
use super::messages::Messages;
use super::timers::{Timer, Timers};
use crate::settings::Settings;
use crate::status::{detailed, no_partitions, unknown_partition};

/// The tenant of everything unless multi-tenancy is on.
pub(crate) const DEFAULT_TENANT: &str = "<default>";

/// The memory of a gateway, changed under one lock.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Arc<Settings>,
    pub(crate) now: Instant,
    pub(crate) keys: Keys,
    pub(crate) processes: Catalog<Process>,
    pub(crate) graphs: Catalog<Graph>,
    pub(crate) decisions: Catalog<Decision>,
    pub(crate) forms: Catalog<Form>,
    pub(crate) instances: HashMap<i64, Instance>,
    /// Instance of each element instance.
    pub(crate) scopes: HashMap<i64, i64>,
    pub(crate) jobs: Jobs,
    pub(crate) lives: Lives,
    /// Job of each incident.
    pub(crate) incidents: HashMap<i64, i64>,
    pub(crate) messages: Messages,
    pub(crate) timers: Timers,
    ready_at: Instant,
    clock: (Instant, SystemTime),
}

impl State {
    pub(crate) fn new(settings: Arc<Settings>, start: Instant) -> Self {
        let now = Instant::now();
        let mut state = Self {
            now,
            keys: Keys::new(settings.topology.partitions),
            processes: Catalog::default(),
            graphs: Catalog::default(),
            decisions: Catalog::default(),
            forms: Catalog::default(),
            instances: HashMap::new(),
            scopes: HashMap::new(),
            jobs: Jobs::default(),
            lives: Lives::new(start, settings.job_events),
            incidents: HashMap::new(),
            messages: Messages::default(),
            timers: Timers::default(),
            ready_at: now + Duration::from_millis(settings.starting_ms),
            clock: (now, SystemTime::now()),
            settings,
        };
        state.set_up();
        state
    }

    fn set_up(&mut self) {
        let settings = Arc::clone(&self.settings);
        for (id, tasks) in &settings.processes {
            let process = Process {
                key: self.keys.in_partition(1),
                version: 1,
                model: Arc::new(Model::of_tasks(id, tasks)),
                source: Source { name: format!("{id}.bpmn"), content: Arc::from([]) },
            };
            self.processes.insert(process);
        }
        for jobs in &settings.jobs {
            self.add_jobs(jobs);
        }
    }

    /// Does what was due by now.
    pub(crate) fn advance(&mut self, now: Instant) {
        self.now = now;
        while let Some(timer) = self.timers.take_due(now) {
            match timer {
                Timer::Job(key) => self.come_back(key),
                Timer::Message(key) => self.messages.drop_message(key),
            }
        }
    }

    /// Begins the phase in which no partition is known.
    pub(crate) fn start_over(&mut self, duration: Duration) {
        self.ready_at = Instant::now() + duration;
    }

    pub(crate) fn is_starting(&self) -> bool {
        self.now < self.ready_at
    }

    /// Whether a command without a key finds a partition.
    pub(crate) fn check_ready(&self) -> Result<(), Status> {
        match self.is_starting() {
            true => Err(no_partitions()),
            false => Ok(()),
        }
    }

    /// Whether the partition of a key is known.
    pub(crate) fn check_key(&self, key: i64) -> Result<(), Status> {
        let partition = partition_of(key);
        match self.keys.has_partition(partition) && !self.is_starting() {
            true => Ok(()),
            false => Err(unknown_partition(partition)),
        }
    }

    /// The tenant of a request, or why it cannot be.
    pub(crate) fn tenant(&self, call: &str, tenant: &str) -> Result<String, Status> {
        let refuse = |reason: &str| {
            let text = format!("Cannot take {call} with tenant identifier '{tenant}': {reason}");
            Err(detailed(Code::InvalidArgument, text))
        };
        if tenant.is_empty() || tenant == DEFAULT_TENANT {
            return Ok(DEFAULT_TENANT.to_owned());
        }
        if !self.settings.multi_tenancy {
            return refuse("multi-tenancy is disabled");
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        match tenant.len() <= 31 && tenant.chars().all(fits) {
            true => Ok(tenant.to_owned()),
            false => refuse("it is malformed"),
        }
    }

    /// Now, in milliseconds since 1970, on the clock of the timers.
    pub(crate) fn wall_clock(&self) -> i64 {
        let (then, wall) = self.clock;
        let since = (wall + self.now.duration_since(then)).duration_since(UNIX_EPOCH);
        since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
    }

    pub(crate) fn knows(&self, major: u32, minor: u32) -> bool {
        self.settings.gateway_version.is_at_least(major, minor)
    }
}
