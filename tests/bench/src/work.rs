//! The work of a worker program: so many jobs, so many of them active at once.
//!
//! A job is active until the gateway has answered its completion. What is
//! measured is the time between two starts of handlers, so that neither
//! connecting nor the last jobs count.
//!
//! Another worker is an implementation of [`Worker`], a program in `src/bin` that
//! calls [`run`], and a line in `compare/worker.rs`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Parser;
use tokio::sync::oneshot;

use crate::Problem;
use crate::load::runtime;
use crate::order::{Approval, Received};
use crate::sample::{Latency, Meter, Sample, now};

/// A worker that is not done by then never will be.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a worker program is told.
#[derive(Debug, Clone, Parser)]
pub struct Work {
    /// Where the server is.
    #[arg(long)]
    pub address: String,
    /// Jobs that are measured.
    #[arg(long, default_value_t = 20_000)]
    pub jobs: u64,
    /// Jobs before those.
    #[arg(long, default_value_t = 2_000)]
    pub warm_up: u64,
    /// Jobs active at once.
    #[arg(long, default_value_t = 32)]
    pub active: u32,
    /// Settings other than the defaults, chosen for speed; the program says which.
    #[arg(long)]
    pub tuned: bool,
}

/// A worker under test.
pub trait Worker: 'static {
    /// Works on jobs of the type [`TYPE`](crate::answer::jobs::TYPE) for ever:
    /// parses the variables, calls the handler, completes the job with what it
    /// returns.
    ///
    /// # Errors
    ///
    /// If the worker cannot go on.
    fn run(work: Work, handler: Handler) -> impl Future<Output = Result<(), Problem>> + Send;
}

/// The handler of every program, which also measures.
#[derive(Debug, Clone)]
pub struct Handler(Arc<Progress>);

#[derive(Debug)]
struct Progress {
    first: u64,
    last: u64,
    handled: AtomicU64,
    latencies: Mutex<Vec<u64>>,
    under_way: Mutex<UnderWay>,
}

#[derive(Debug)]
struct UnderWay {
    meter: Option<Meter>,
    told: Option<oneshot::Sender<Result<Sample, Problem>>>,
}

impl Handler {
    fn new(work: &Work) -> Result<(Self, oneshot::Receiver<Result<Sample, Problem>>), Problem> {
        let (told, sample) = oneshot::channel();
        // Replaced after the warm-up, if there is one.
        let under_way = UnderWay { meter: Some(Meter::start()?), told: Some(told) };
        let progress = Progress {
            first: work.warm_up,
            last: work.warm_up + work.jobs,
            handled: AtomicU64::new(0),
            latencies: Mutex::default(),
            under_way: Mutex::new(under_way),
        };
        Ok((Self(Arc::new(progress)), sample))
    }

    /// Handles a job.
    #[must_use]
    pub fn handle(&self, order: &Received) -> Approval {
        let handled = self.0.handled.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(available) = order.available
            && handled > self.0.first
        {
            let mut latencies = self.0.latencies.lock().unwrap_or_else(PoisonError::into_inner);
            latencies.push(now().saturating_sub(available));
        }
        if handled == self.0.first || handled == self.0.last {
            self.0.mark(handled == self.0.last);
        }
        Approval { order: order.id, approved: order.total < 1_000.0 && !order.items.is_empty() }
    }
}

impl Progress {
    /// The first job that counts comes next, or the last one has come.
    fn mark(&self, last: bool) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = if last {
            self.sample(under_way.meter.take()).map(Some)
        } else {
            Meter::start().map(|meter| {
                under_way.meter = Some(meter);
                None
            })
        };
        // Nobody listens any more if an earlier mark failed.
        if let Some(outcome) = outcome.transpose()
            && let Some(told) = under_way.told.take()
        {
            let _ = told.send(outcome);
        }
    }

    fn sample(&self, meter: Option<Meter>) -> Result<Sample, Problem> {
        let sample = meter.ok_or("nothing was measured")?.stop(self.last - self.first)?;
        let mut latencies = self.latencies.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Sample { latency: Latency::of(std::mem::take(&mut latencies)), ..sample })
    }
}

/// Runs a worker program: prints what the measured jobs cost, and works on until
/// it is killed.
///
/// # Errors
///
/// If the worker ends or takes much too long.
pub fn run<W: Worker>() -> Result<(), Problem> {
    let work = Work::parse();
    runtime()?.block_on(async {
        let (handler, sample) = Handler::new(&work)?;
        let mut worker = tokio::spawn(W::run(work, handler));
        let sample = tokio::select! {
            sample = sample => sample??,
            ended = &mut worker => {
                ended??;
                return Err("the worker ended".into());
            }
            () = tokio::time::sleep(PATIENCE) => return Err("the jobs were not done in time".into()),
        };
        println!("{}", serde_json::to_string(&sample)?);
        // The server ends first, so how the worker ends says nothing.
        let _ = worker.await;
        Ok(())
    })
}
