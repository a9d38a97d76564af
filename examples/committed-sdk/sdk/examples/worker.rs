//! Collects the money for orders, until Ctrl-C or SIGTERM.
//!
//! `cargo run --example worker`, beside the example `starter`

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zeebe_sdk::worker::{BpmnError, Headers, JobError, State, Vars, shutdown_signal};
use zeebe_sdk::{Client, Error};

/// The variables that the handler reads; the gateway sends no others.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: u64,
    total: u64,
}

/// The headers that the model defines for the task.
#[derive(Deserialize)]
struct Terms {
    limit: u64,
}

/// The variables that the process goes on with.
#[derive(Serialize)]
struct Payment {
    receipt: String,
}

async fn collect(
    Vars(order): Vars<Order>,
    Headers(terms): Headers<Terms>,
    State(bank): State<Bank>,
) -> Result<Payment, JobError> {
    let Order { order_id, total } = order;
    if total > terms.limit {
        // The model has a path for this.
        let declined = BpmnError::new("declined");
        return Err(declined.message(format!("order {order_id} is over {}", terms.limit)).into());
    }
    // Any other error fails the job. It comes again until its retries are used
    // up; then it is an incident.
    let receipt = bank.charge(total).await?;
    println!("order {order_id} is paid: {receipt}");
    Ok(Payment { receipt })
}

/// Stands in for the client of a bank; clones share it.
#[derive(Clone, Default)]
struct Bank {
    charges: Arc<AtomicU64>,
}

impl Bank {
    /// Does not work at the first time.
    async fn charge(&self, cents: u64) -> io::Result<String> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        match self.charges.fetch_add(1, Ordering::Relaxed) {
            0 => Err(io::Error::new(io::ErrorKind::TimedOut, "the bank does not answer")),
            number => Ok(format!("receipt {number} for {cents} cents")),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Without a subscriber, nothing is heard of a gateway that is away.
    tracing_subscriber::fmt().init();
    let client = Client::from_env()?;

    let report = client
        .worker("payment")
        .name("cashier")
        // Longer than any charge takes: after it another worker gets the job.
        .timeout(Duration::from_secs(60))
        .retry_backoff(Duration::from_secs(1))
        .state(Bank::default())
        .handler(collect)
        .run_until(shutdown_signal())
        .await?;
    client.close().await;
    println!("stopped with {} jobs undone", report.abandoned.len());
    Ok(())
}
