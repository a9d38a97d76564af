//! Which scripted reply the next call gets, and which calls are turned away
//! under load.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;

use super::reply::{Plan, Reply};
use crate::json::Messages;
use crate::rpc::Rpc;

/// The script of one call.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RpcScript {
    /// Replies to the first calls, in order.
    pub first: Vec<Reply>,
    /// The reply to every call after those; the default behaviour if absent.
    pub always: Option<Reply>,
    /// Pushes calls back beyond a number served at once.
    pub load: Option<Load>,
}

/// A gateway that serves only so many calls of one kind at once. The others
/// are answered `RESOURCE_EXHAUSTED` at once.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Calls served at once.
    pub concurrent: u64,
    /// How long each served call takes.
    #[serde(default)]
    pub hold_ms: u64,
    /// Share of the calls beyond the limit that is turned away, 0 to 1.
    #[serde(default = "whole")]
    pub share: f64,
}

fn whole() -> f64 {
    1.0
}

impl Load {
    /// Serves so many calls at once, each for so long, and pushes back all
    /// others.
    #[must_use]
    pub fn limit(concurrent: u64, hold: Duration) -> Self {
        let hold_ms = u64::try_from(hold.as_millis()).unwrap_or(u64::MAX);
        Self { concurrent, hold_ms, share: whole() }
    }

    /// Pushes back this share of all calls: of 0.9, nine in ten.
    #[must_use]
    pub fn push_back(share: f64) -> Self {
        Self { concurrent: 0, hold_ms: 0, share }
    }
}

/// The scripts of all calls, while the gateway runs.
#[derive(Debug)]
pub(crate) struct Scripts {
    queues: Vec<Arc<Mutex<Queue>>>,
}

#[derive(Debug, Default)]
struct Queue {
    first: VecDeque<(u64, Arc<Plan>)>,
    always: Option<Arc<Plan>>,
    load: Option<Load>,
    served: u64,
    beyond: f64,
}

/// Whether a call is served under load.
pub(crate) enum Admission {
    /// At once: no load script.
    Free,
    /// After a while, holding a place.
    Served(Place, Duration),
    /// Turned away.
    Refused,
}

/// A place among the calls served at once; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Mutex<Queue>>);

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.0).served -= 1;
    }
}

impl Scripts {
    pub(crate) fn new() -> Self {
        Self { queues: Rpc::ALL.iter().map(|_| Arc::default()).collect() }
    }

    /// Replaces the script of a call.
    pub(crate) fn set(
        &self,
        rpc: Rpc,
        script: &RpcScript,
        messages: &Messages,
    ) -> Result<(), String> {
        let compile = |reply: &Reply| reply.compile(rpc, messages).map(Arc::new);
        let mut first = VecDeque::new();
        for reply in &script.first {
            first.push_back((reply.times, compile(reply)?));
        }
        let always = script.always.as_ref().map(compile).transpose()?;
        if let Some(mut queue) = self.queue(rpc) {
            queue.first = first;
            queue.always = always;
            queue.load = script.load;
        }
        Ok(())
    }

    /// Replaces the load of a call; the replies stay.
    pub(crate) fn set_load(&self, rpc: Rpc, load: Option<Load>) {
        if let Some(mut queue) = self.queue(rpc) {
            queue.load = load;
        }
    }

    /// Adds a reply behind those that are queued.
    pub(crate) fn push(&self, rpc: Rpc, reply: &Reply, messages: &Messages) -> Result<(), String> {
        let plan = Arc::new(reply.compile(rpc, messages)?);
        if let Some(mut queue) = self.queue(rpc) {
            queue.first.push_back((reply.times, plan));
        }
        Ok(())
    }

    /// Replaces many scripts at once.
    pub(crate) fn set_all(
        &self,
        scripts: &BTreeMap<Rpc, RpcScript>,
        messages: &Messages,
    ) -> Result<(), String> {
        let mut all = scripts.iter();
        all.try_for_each(|(rpc, script)| self.set(*rpc, script, messages))
    }

    /// Takes the reply due next; none means the default behaviour.
    pub(crate) fn next(&self, rpc: Rpc) -> Option<Arc<Plan>> {
        let mut queue = self.queue(rpc)?;
        while let Some((left, plan)) = queue.first.front_mut() {
            if *left == 0 {
                queue.first.pop_front();
                continue;
            }
            *left -= 1;
            return Some(Arc::clone(plan));
        }
        queue.always.clone()
    }

    /// Asks for a place to be served.
    pub(crate) fn admit(&self, rpc: Rpc) -> Admission {
        let Some(shared) = self.queues.get(rpc as usize) else {
            return Admission::Free;
        };
        let mut queue = lock(shared);
        let Some(Load { concurrent, hold_ms, share }) = queue.load else {
            return Admission::Free;
        };
        if queue.served >= concurrent {
            queue.beyond += share;
            if queue.beyond >= 1.0 {
                queue.beyond -= 1.0;
                return Admission::Refused;
            }
        }
        queue.served += 1;
        Admission::Served(Place(Arc::clone(shared)), Duration::from_millis(hold_ms))
    }

    fn queue(&self, rpc: Rpc) -> Option<MutexGuard<'_, Queue>> {
        self.queues.get(rpc as usize).map(|queue| lock(queue))
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn plays_the_queue_and_then_the_rule() {
        let (scripts, messages) = (Scripts::new(), Messages::load().unwrap());
        let script = RpcScript {
            first: vec![Reply::status(Code::Unavailable, "").times(2), Reply::pass()],
            always: Some(Reply::hang()),
            load: None,
        };
        scripts.set(Rpc::Topology, &script, &messages).unwrap();
        let taken: Vec<bool> =
            (0..5).map(|_| scripts.next(Rpc::Topology).unwrap().messages.is_some()).collect();
        assert_eq!(taken, [true, true, false, true, true]);
        assert!(scripts.next(Rpc::CompleteJob).is_none());
    }

    #[test]
    fn refuses_its_share_under_load() {
        let (scripts, messages) = (Scripts::new(), Messages::load().unwrap());
        let load = Load { concurrent: 1, hold_ms: 0, share: 0.5 };
        let script = RpcScript { load: Some(load), ..Default::default() };
        scripts.set(Rpc::Topology, &script, &messages).unwrap();
        let places: Vec<Admission> = (0..5).map(|_| scripts.admit(Rpc::Topology)).collect();
        let refused = |a: &&Admission| matches!(a, Admission::Refused);
        assert_eq!(places.iter().filter(refused).count(), 2);
        drop(places);
        assert!(matches!(scripts.admit(Rpc::Topology), Admission::Served(..)));
    }
}
