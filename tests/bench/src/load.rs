//! The work of a client program: so many calls, so many of them at once.

use std::rc::Rc;
use std::{cell::Cell, future::Future};

use clap::Parser;
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

use crate::Problem;
use crate::sample::{Meter, Sample};

/// What a client program is told.
#[derive(Debug, Parser)]
pub struct Load {
    /// Where the server is.
    #[arg(long)]
    pub address: String,
    /// Calls that are measured.
    #[arg(long, default_value_t = 100_000)]
    pub calls: u64,
    /// Calls before those.
    #[arg(long, default_value_t = 5_000)]
    pub warm_up: u64,
    /// Calls under way at once.
    #[arg(long, default_value_t = 64)]
    pub in_flight: u64,
}

/// The process that every call starts.
pub const PROCESS: &str = "order";

/// A client under test.
pub trait Caller: Clone + 'static {
    /// Connects to the server, now or at the first call.
    ///
    /// # Errors
    ///
    /// If the address cannot be used.
    fn new(address: &str) -> impl Future<Output = Result<Self, Problem>>;

    /// Starts an instance with an [`Order`](crate::order::Order) as variables, and gives its key.
    fn create(&mut self, id: u64) -> impl Future<Output = Result<i64, Problem>>;
}

/// Runs a client program: the measured calls after some others.
///
/// # Errors
///
/// If a call fails.
pub fn run<C: Caller>() -> Result<(), Problem> {
    let load = Load::parse();
    let runtime = runtime()?;
    let sample: Result<Sample, Problem> = LocalSet::new().block_on(&runtime, async {
        let caller = C::new(&load.address).await?;
        make(&caller, load.warm_up, load.in_flight).await?;
        let meter = Meter::start()?;
        make(&caller, load.calls, load.in_flight).await?;
        meter.stop(load.calls)
    });
    println!("{}", serde_json::to_string(&sample?)?);
    Ok(())
}

/// One thread, so that nothing is measured that depends on where threads run.
pub(crate) fn runtime() -> Result<Runtime, Problem> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}

/// Makes so many calls.
async fn make<C: Caller>(caller: &C, calls: u64, in_flight: u64) -> Result<(), Problem> {
    let next = Rc::new(Cell::new(0));
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let (mut caller, next) = (caller.clone(), Rc::clone(&next));
            tokio::task::spawn_local(async move {
                while next.get() < calls {
                    next.set(next.get() + 1);
                    let key = caller.create(next.get()).await?;
                    if key <= 0 {
                        return Err(Problem::from("the server answered without a key"));
                    }
                }
                Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}
