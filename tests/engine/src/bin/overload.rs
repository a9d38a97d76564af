//! How fast 600 callers start 6,000 instances through one client that limits
//! itself, and how fast fixed numbers of callers do, in turn on one broker.
//! What is compared are the medians of several rounds.

use std::time::{Duration, Instant};

use zeebe_engine_tests::{Broker, EngineError, Model};
use zeebe_sdk::gateway::{CreateProcessInstanceRequest, DeployResourceRequest, Resource};
use zeebe_sdk::{Client, Error};

const CREATES: usize = 6_000;
const MANY: usize = 600;
const FIXED: [usize; 5] = [4, 8, 16, 32, 64];
const ROUNDS: usize = 7;

#[tokio::main]
async fn main() -> Result<(), EngineError> {
    let broker = Broker::start().await?;
    let client = broker.client().request_timeout(Duration::from_secs(120)).build();
    let client = client.map_err(|error| EngineError::Failed(error.to_string()))?;
    let content = Model::Empty.content("overload");
    let resource = Resource::new(Model::Empty.name("overload"), content);
    let deployed = client.deploy_resource(DeployResourceRequest::new([resource])).await;
    deployed.map_err(|error| EngineError::Failed(error.to_string()))?;
    // The first thousands are slow while the broker's code is compiled.
    pass(&client, 32).await;
    println!("| callers | succeeded | per second | p50 ms | p99 ms |\n|---|---|---|---|---|");
    let mut many = Vec::with_capacity(ROUNDS);
    let mut fixed = FIXED.map(|callers| (callers, Vec::with_capacity(ROUNDS)));
    for _ in 0..ROUNDS {
        for (callers, rates) in &mut fixed {
            rates.push(pass(&client, *callers).await.print());
        }
        many.push(pass(&client, MANY).await.print());
    }
    let many = median(many);
    println!("\n{MANY} callers: {many:.0} per second, median of {ROUNDS} rounds");
    for (callers, rates) in fixed {
        let rate = median(rates);
        println!("beside {callers}: {many:.0} / {rate:.0} = {:.2}", many / rate);
    }
    Ok(())
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// One row of the table.
struct Pass {
    callers: usize,
    elapsed: Duration,
    /// Of each create that succeeded.
    times: Vec<Duration>,
}

impl Pass {
    /// Prints the row and returns the creates per second.
    fn print(&self) -> f64 {
        let succeeded = self.times.len();
        #[allow(clippy::cast_precision_loss)]
        let rate = succeeded as f64 / self.elapsed.as_secs_f64();
        let at = |share: usize| {
            let time = self.times.get(succeeded * share / 100);
            time.map_or(0, Duration::as_millis)
        };
        println!("| {} | {succeeded} | {rate:.0} | {} | {} |", self.callers, at(50), at(99));
        rate
    }
}

async fn pass(client: &Client, callers: usize) -> Pass {
    let start = Instant::now();
    let tasks = (0..callers).map(|caller| {
        let share = CREATES / callers + usize::from(caller < CREATES % callers);
        tokio::spawn(create(client.clone(), share))
    });
    let tasks: Vec<_> = tasks.collect();
    let mut times = Vec::with_capacity(CREATES);
    for task in tasks {
        times.extend(task.await.into_iter().flatten());
    }
    times.sort_unstable();
    Pass { callers, elapsed: start.elapsed(), times }
}

/// How long each create that succeeded took.
async fn create(client: Client, share: usize) -> Vec<Duration> {
    let mut times = Vec::with_capacity(share);
    for _ in 0..share {
        let start = Instant::now();
        let request = CreateProcessInstanceRequest::by_bpmn_process_id("overload");
        let created: Result<_, Error> = client.create_process_instance(request).await;
        if created.is_ok() {
            times.push(start.elapsed());
        }
    }
    times
}
