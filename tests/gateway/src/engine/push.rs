//! Job streams: jobs are pushed as they become available, to one stream after
//! the other, unless the client does not read. Jobs that no stream takes are
//! left to the polls.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use prost::Message;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tonic::Status;

use super::Engine;
use super::activation::{Terms, Way};
use super::jobs::Stage;
use super::lives::JobStep;
use super::state::State;
use crate::proto::StreamActivatedJobsRequest;

/// A client with this much unread is not given more.
const MOST_UNREAD: usize = 32 * 1024;

/// The engine's end of a stream.
#[derive(Debug)]
pub(crate) struct Stream {
    number: u64,
    terms: Arc<Terms>,
    jobs: UnboundedSender<(i64, Bytes)>,
    unread: Arc<AtomicUsize>,
}

/// The call's end of a stream. Dropping it closes the stream and gives back
/// the jobs that were not sent.
#[derive(Debug)]
pub(crate) struct Pushed {
    engine: Arc<Engine>,
    job_type: Arc<str>,
    number: u64,
    jobs: UnboundedReceiver<(i64, Bytes)>,
    unread: Arc<AtomicUsize>,
}

impl Engine {
    /// Opens a stream.
    pub(crate) fn stream_activated_jobs(
        self: &Arc<Self>,
        request: StreamActivatedJobsRequest,
    ) -> Result<Pushed, Status> {
        let mut state = self.state();
        for tenant in &request.tenant_ids {
            state.tenant("StreamActivatedJobs", tenant)?;
        }
        if request.r#type.trim().is_empty() {
            return Err(Status::invalid_argument(
                "A job stream needs a job type, it must not be blank",
            ));
        }
        if request.timeout < 1 {
            let text = format!("A job stream needs a timeout above zero, not {}", request.timeout);
            return Err(Status::invalid_argument(text));
        }
        let terms = Terms {
            job_type: request.r#type.into(),
            worker: request.worker.into(),
            timeout: request.timeout,
            fetch: request.fetch_variable,
            tenants: request.tenant_ids,
            leases: request.with_lease && state.knows(8, 10),
        };
        Ok(state.open_stream(self, terms))
    }
}

impl State {
    fn open_stream(&mut self, engine: &Arc<Engine>, terms: Terms) -> Pushed {
        let (sender, receiver) = unbounded_channel();
        let unread = Arc::new(AtomicUsize::new(0));
        self.jobs.count += 1;
        let number = self.jobs.count;
        let pushed = Pushed {
            engine: Arc::clone(engine),
            job_type: Arc::clone(&terms.job_type),
            number,
            jobs: receiver,
            unread: Arc::clone(&unread),
        };
        let queue = self.jobs.queue(&pushed.job_type);
        queue.streams.push(Stream { number, terms: Arc::new(terms), jobs: sender, unread });
        pushed
    }

    /// Pushes a job to the next stream that is ready for it, if there is one.
    pub(crate) fn push(&mut self, key: i64) -> bool {
        let Some(job) = self.jobs.get(key).filter(|_| !self.jobs.paused) else {
            return false;
        };
        let Some(queue) = self.jobs.queue_of(&job.task.job_type) else {
            return false;
        };
        let ready = |stream: &&Stream| {
            stream.unread.load(Ordering::Acquire) < MOST_UNREAD && stream.terms.fit(job)
        };
        let (before, after) = queue.streams.split_at(queue.turn.min(queue.streams.len()));
        let Some(stream) = after.iter().chain(before).find(ready) else {
            return false;
        };
        let (jobs, unread) = (stream.jobs.clone(), Arc::clone(&stream.unread));
        let (number, terms) = (stream.number, Arc::clone(&stream.terms));
        let queue = self.jobs.queue(&terms.job_type);
        let served = queue.streams.iter().position(|s| s.number == number);
        queue.turn = served.map_or(0, |index| index + 1);
        let Some(activated) = self.activate(key, &terms, Way::Stream) else {
            return false;
        };
        let bytes: Bytes = activated.encode_to_vec().into();
        unread.fetch_add(bytes.len(), Ordering::AcqRel);
        let sent = jobs.send((key, bytes)).is_ok();
        if !sent {
            self.give_back(key);
        }
        sent
    }

    /// Takes a pushed job back that was not sent.
    fn give_back(&mut self, key: i64) {
        self.note(key, JobStep::Yielded);
        self.set_stage(key, Stage::Available);
    }

    fn close_stream(&mut self, job_type: &Arc<str>, number: u64, unsent: Vec<i64>) {
        self.jobs.queue(job_type).streams.retain(|s| s.number != number);
        for key in unsent {
            self.give_back(key);
            self.make_available(key);
        }
    }
}

impl tokio_stream::Stream for Pushed {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let Some((_, bytes)) = ready!(self.jobs.poll_recv(cx)) else {
            return Poll::Ready(None);
        };
        self.unread.fetch_sub(bytes.len(), Ordering::AcqRel);
        Poll::Ready(Some(bytes))
    }
}

impl Drop for Pushed {
    fn drop(&mut self) {
        let mut state = self.engine.state();
        self.jobs.close();
        let mut unsent = Vec::new();
        while let Ok((key, _)) = self.jobs.try_recv() {
            unsent.push(key);
        }
        state.close_stream(&self.job_type, self.number, unsent);
    }
}
