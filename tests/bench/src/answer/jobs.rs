//! The jobs that wait, and which of them are completed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::{BufMut, BytesMut};
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint, encoded_len_varint};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use zeebe_sdk::raw::gateway_protocol::ActivatedJob;

use crate::order::Order;

/// The type of all jobs.
pub const TYPE: &str = "approve";
/// Keys count from here, which makes them as long as a gateway's.
const FIRST_KEY: u64 = 2_251_799_813_700_000;
/// The numbers of the fields of `ActivatedJob` that differ from job to job.
const KEY: u32 = 1;
const VARIABLES: u32 = 13;

/// What became of the jobs.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Handed out.
    pub activated: u64,
    /// Completed, each counted once.
    pub completed: u64,
    /// Completed again.
    pub again: u64,
    /// Completed though there is no such job, or without an object as variables.
    pub wrong: u64,
}

/// All jobs: of those below `there`, those from `next` on wait.
#[derive(Debug)]
struct State {
    there: u64,
    next: u64,
    /// When a job became available, for those that came one at a time.
    since: Vec<u64>,
    done: Vec<bool>,
    counts: Counts,
    /// Streams that could take a job at once.
    hungry: usize,
}

/// The jobs of a run, numbered from 0.
#[derive(Debug)]
pub struct Jobs {
    total: u64,
    /// What all jobs have in common, encoded.
    rest: Vec<u8>,
    state: Mutex<State>,
    for_polls: Notify,
    for_streams: Notify,
    asked: Notify,
    finished: Notify,
}

impl Jobs {
    /// So many jobs, all there now or none yet.
    #[must_use]
    pub fn new(total: u64, now: bool) -> Self {
        let state = State {
            there: if now { total } else { 0 },
            next: 0,
            since: Vec::new(),
            done: vec![false; usize::try_from(total).unwrap_or(0)],
            counts: Counts::default(),
            hungry: 0,
        };
        Self {
            total,
            rest: common_fields(),
            state: Mutex::new(state),
            for_polls: Notify::new(),
            for_streams: Notify::new(),
            asked: Notify::new(),
            finished: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many jobs there will ever be.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Makes one more job available, at this nanosecond: a stream gets it, and a
    /// poll only if no stream can, as in Zeebe.
    pub(super) fn add(&self, now: u64) {
        let mut state = self.state();
        state.there += 1;
        state.since.push(now);
        if state.hungry > 0 { self.for_streams.notify_one() } else { self.for_polls.notify_one() }
    }

    /// Takes up to so many jobs for a poll and writes each, as `repeated` field 1.
    pub(super) fn take_for_poll(&self, most: usize, out: &mut BytesMut) -> usize {
        let mut state = self.state();
        if state.hungry > 0 {
            return 0;
        }
        let mut taken = 0;
        while taken < most
            && let Some((index, since)) = state.take()
        {
            let job = Fields::new(index, since);
            encode_key(1, WireType::LengthDelimited, out);
            encode_varint(job.len(&self.rest) as u64, out);
            job.write(&self.rest, out);
            taken += 1;
        }
        taken
    }

    /// Takes a job for a stream and writes it.
    pub(super) fn take_for_stream(&self, out: &mut BytesMut) -> bool {
        let Some((index, since)) = self.state().take() else { return false };
        Fields::new(index, since).write(&self.rest, out);
        true
    }

    /// A stream can take a job at once, until what is returned is dropped.
    pub(super) fn hungry(&self) -> Hungry<'_> {
        self.state().hungry += 1;
        Hungry(self)
    }

    /// Waits for a job for a poll.
    pub(super) async fn for_polls(&self) {
        self.for_polls.notified().await;
    }

    /// Waits for a job for a stream.
    pub(super) async fn for_streams(&self) {
        self.for_streams.notified().await;
    }

    /// Somebody asks for jobs.
    pub(super) fn ask(&self) {
        self.asked.notify_one();
    }

    /// Waits until somebody asks for jobs.
    pub(super) async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Completes a job.
    pub(super) fn complete(&self, key: i64, variables: &str) {
        let mut state = self.state();
        let index = u64::try_from(key).ok().and_then(|key| key.checked_sub(FIRST_KEY));
        let index = index.filter(|index| *index < state.next && variables.starts_with("{\""));
        let done = index.and_then(|index| state.done.get_mut(usize::try_from(index).ok()?));
        match done.map(|done| std::mem::replace(done, true)) {
            Some(false) => state.counts.completed += 1,
            Some(true) => state.counts.again += 1,
            None => state.counts.wrong += 1,
        }
        if state.counts.completed == self.total {
            self.finished.notify_one();
        }
    }

    /// Waits until every job is completed.
    pub(super) async fn all_done(&self) {
        while self.state().counts.completed < self.total {
            self.finished.notified().await;
        }
    }

    /// What became of the jobs until now.
    pub(super) fn counts(&self) -> Counts {
        let state = self.state();
        Counts { activated: state.next, ..state.counts }
    }
}

impl State {
    fn take(&mut self) -> Option<(u64, Option<u64>)> {
        let index = self.next;
        (index < self.there).then(|| {
            self.next += 1;
            (index, usize::try_from(index).ok().and_then(|at| self.since.get(at).copied()))
        })
    }
}

/// A stream that could take a job at once.
#[derive(Debug)]
pub(super) struct Hungry<'j>(&'j Jobs);

impl Drop for Hungry<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.hungry -= 1;
        // What waits now is for polls.
        if state.hungry == 0 && state.next < state.there {
            self.0.for_polls.notify_one();
        }
    }
}

/// What differs from job to job.
#[derive(Debug)]
struct Fields {
    key: u64,
    variables: String,
}

impl Fields {
    fn new(index: u64, since: Option<u64>) -> Self {
        Self { key: FIRST_KEY + index, variables: Order::new(index).json(since) }
    }

    fn len(&self, rest: &[u8]) -> usize {
        let variables = self.variables.len();
        2 + encoded_len_varint(self.key)
            + encoded_len_varint(variables as u64)
            + variables
            + rest.len()
    }

    /// Every tag is one byte.
    fn write(&self, rest: &[u8], out: &mut BytesMut) {
        encode_key(KEY, WireType::Varint, out);
        encode_varint(self.key, out);
        out.put_slice(rest);
        encode_key(VARIABLES, WireType::LengthDelimited, out);
        encode_varint(self.variables.len() as u64, out);
        out.put_slice(self.variables.as_bytes());
    }
}

/// The fields of a job of a service task, as a gateway fills them.
fn common_fields() -> Vec<u8> {
    let job = ActivatedJob {
        r#type: TYPE.to_owned(),
        process_instance_key: 2_251_799_813_685_251,
        bpmn_process_id: crate::load::PROCESS.to_owned(),
        process_definition_version: 1,
        process_definition_key: 2_251_799_813_685_249,
        element_id: "approve-order".to_owned(),
        element_instance_key: 2_251_799_813_685_260,
        custom_headers: "{}".to_owned(),
        worker: "bench".to_owned(),
        retries: 3,
        deadline: 4_000_000_000_000,
        tenant_id: "<default>".to_owned(),
        ..ActivatedJob::default()
    };
    job.encode_to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use zeebe_sdk::raw::gateway_protocol::ActivateJobsResponse;

    use super::{ActivatedJob, BytesMut, Jobs, Message};
    use crate::order::Received;

    #[test]
    fn a_poll_gets_jobs_that_a_client_understands() {
        let jobs = Jobs::new(3, true);
        let mut out = BytesMut::new();
        assert_eq!(jobs.take_for_poll(2, &mut out), 2);
        let response = ActivateJobsResponse::decode(out.freeze()).expect("a message");
        assert_eq!(response.jobs.len(), 2);
        let second = response.jobs.last().expect("two jobs");
        assert_eq!((second.retries, second.tenant_id.as_str()), (3, "<default>"));
        let variables: Received = serde_json::from_str(&second.variables).expect("an order");
        assert_eq!((variables.id, variables.available), (1, None));

        let mut out = BytesMut::new();
        assert!(jobs.take_for_stream(&mut out) && !jobs.take_for_stream(&mut BytesMut::new()));
        let third = ActivatedJob::decode(out.freeze()).expect("a message");
        assert_eq!(third.key, second.key + 1);
    }

    #[test]
    fn completions_are_counted_once_and_only_for_jobs_that_were_handed_out() {
        let jobs = Jobs::new(2, true);
        let mut out = BytesMut::new();
        jobs.take_for_stream(&mut out);
        let key = ActivatedJob::decode(out.freeze()).expect("a message").key;
        jobs.complete(key, "");
        jobs.complete(key, "{\"a\":1}");
        jobs.complete(key, "{\"a\":1}");
        jobs.complete(key + 1, "{\"a\":1}");
        let counts = jobs.counts();
        let told = (counts.activated, counts.completed, counts.again, counts.wrong);
        assert_eq!(told, (1, 1, 1, 2));
    }

    #[test]
    fn streams_come_before_polls() {
        let jobs = Jobs::new(1, true);
        let hungry = jobs.hungry();
        assert_eq!(jobs.take_for_poll(1, &mut BytesMut::new()), 0);
        drop(hungry);
        assert_eq!(jobs.take_for_poll(1, &mut BytesMut::new()), 1);
    }
}
