//! Process instances: how they start, move from task to task, and end. The
//! calls that start them live in [`super::creation`], those that interfere in
//! [`super::changes`].

use std::sync::Arc;

use tokio::sync::oneshot;

use super::bpmn::{Behavior, Task};
use super::catalog::Process;
use super::jobs::{Job, Place};
use super::lives::JobStep;
use super::state::{DEFAULT_TENANT, State};
use super::variables::Variables;

/// Elements passed in one go before a path counts as endless.
const MOST_STEPS: usize = 1_000;

/// A running instance.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) process: Arc<Process>,
    pub(crate) variables: Variables,
    pub(crate) tags: Vec<String>,
    pub(crate) business_id: Option<String>,
    pub(crate) tenant: String,
    /// Elements after which the instance is ended early.
    pub(crate) last_elements: Vec<String>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) result: Option<oneshot::Sender<Variables>>,
}

/// Where an instance stands: one active element.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) key: i64,
    pub(crate) element: Arc<str>,
    pub(crate) variables: Variables,
    pub(crate) job: Option<i64>,
}

impl Instance {
    pub(crate) fn new(process: &Arc<Process>, tenant: String, variables: Variables) -> Self {
        Self {
            process: Arc::clone(process),
            variables,
            tags: Vec::new(),
            business_id: None,
            tenant,
            last_elements: Vec::new(),
            tokens: Vec::new(),
            result: None,
        }
    }

    pub(crate) fn token(&mut self, key: i64) -> Option<&mut Token> {
        self.tokens.iter_mut().find(|token| token.key == key)
    }
}

impl State {
    /// Starts an instance at some elements and returns its key.
    pub(crate) fn start(&mut self, instance: Instance, at: &[Arc<str>]) -> i64 {
        let partition = self.keys.next_partition();
        let key = self.keys.in_partition(partition);
        self.instances.insert(key, instance);
        self.enter_all(key, at);
        key
    }

    /// Activates elements of an instance, which ends if none stays active.
    pub(crate) fn enter_all(&mut self, instance: i64, elements: &[Arc<str>]) {
        for element in elements {
            self.enter(instance, Arc::clone(element));
        }
        self.end_if_done(instance);
    }

    /// Follows the path from an element up to one that takes time.
    fn enter(&mut self, key: i64, element: Arc<str>) {
        let mut current = Some(element);
        for _ in 0..MOST_STEPS {
            let (Some(id), Some(instance)) = (current.take(), self.instances.get(&key)) else {
                return;
            };
            let model = Arc::clone(&instance.process.model);
            let Some(found) = model.element(&id) else {
                return;
            };
            match &found.behavior {
                Behavior::Task(task) => return self.stay(key, id, Some(task)),
                Behavior::Wait => return self.stay(key, id, None),
                Behavior::Pass if self.ends_after(key, &id) => return,
                Behavior::Pass => current.clone_from(&found.next),
            }
        }
    }

    fn stay(&mut self, instance: i64, element: Arc<str>, task: Option<&Arc<Task>>) {
        let key = self.keys.beside(instance);
        let job = task.map(|_| self.keys.beside(instance));
        if let Some(instance) = self.instances.get_mut(&instance) {
            let variables = Variables::default();
            instance.tokens.push(Token { key, element: Arc::clone(&element), variables, job });
        }
        self.scopes.insert(key, instance);
        if let (Some(job), Some(task)) = (job, task) {
            let tenant = self.instances.get(&instance).map(|i| i.tenant.as_str());
            let tenant = tenant.filter(|tenant| *tenant != DEFAULT_TENANT).map(Arc::from);
            let place = Place { instance, element, element_instance: key };
            let mut job = Job::new(job, task, Some(place));
            job.tenant = tenant;
            self.add_job(job);
        }
    }

    /// Ends an instance that was to end after this element.
    fn ends_after(&mut self, key: i64, element: &str) -> bool {
        let instance = self.instances.get(&key);
        let ends = instance.is_some_and(|i| i.last_elements.iter().any(|e| e == element));
        if ends {
            self.terminate(key);
        }
        ends
    }

    /// Moves on from an active element to what follows it, or to another.
    pub(crate) fn leave(&mut self, instance: i64, token: i64, to: Option<Arc<str>>) {
        let Some(token) = self.remove_token(instance, token) else {
            return;
        };
        if to.is_none() && self.ends_after(instance, &token.element) {
            return;
        }
        let follows = |i: &Instance| i.process.model.element(&token.element)?.next.clone();
        let next = to.or_else(|| self.instances.get(&instance).and_then(follows));
        self.enter_all(instance, next.as_slice());
    }

    /// Removes an active element with its job.
    pub(crate) fn remove_token(&mut self, instance: i64, token: i64) -> Option<Token> {
        let tokens = &mut self.instances.get_mut(&instance)?.tokens;
        let index = tokens.iter().position(|t| t.key == token)?;
        let token = tokens.swap_remove(index);
        self.forget(&token);
        Some(token)
    }

    fn forget(&mut self, token: &Token) {
        self.scopes.remove(&token.key);
        if let Some(job) = token.job {
            self.remove_job(job, JobStep::Canceled);
        }
    }

    /// Completes an instance in which nothing is active any more.
    pub(crate) fn end_if_done(&mut self, key: i64) {
        let done = |instance: &Instance| instance.tokens.is_empty();
        if !self.instances.get(&key).is_some_and(done) {
            return;
        }
        if let Some(instance) = self.instances.remove(&key)
            && let Some(result) = instance.result
        {
            // Nobody listens any more if the call was given up.
            let _ = result.send(instance.variables);
        }
    }

    /// Ends an instance with all that is active in it.
    pub(crate) fn terminate(&mut self, key: i64) -> bool {
        let Some(instance) = self.instances.remove(&key) else {
            return false;
        };
        for token in &instance.tokens {
            self.forget(token);
        }
        true
    }
}
