//! Workers with handlers that do as they are told.
//!
//! `settings` builds one from its settings, `script` says what a handler does with a job, `handlers`
//! are the handlers themselves, and `board` has what there is to tell about them.

mod board;
mod handlers;
mod script;
mod settings;

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use zeebe_sdk::worker::{Worker, WorkerHandle, shutdown_signal};
use zeebe_sdk::{Client, ConfigError};

use board::Board;
use script::Script;
use settings::Settings;

/// A worker to start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    #[serde(rename = "type")]
    job_type: String,
    #[serde(default)]
    settings: Settings,
    /// What its handler takes.
    #[serde(default)]
    takes: Takes,
    /// What its handler does.
    #[serde(default)]
    handler: Script,
    /// It shuts down when the process is told to stop.
    #[serde(default)]
    until_signal: bool,
}

/// What a handler takes.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Takes {
    /// The job, and all variables with it.
    #[default]
    Job,
    /// Nothing of the job.
    Nothing,
    /// Variables and headers, whatever they are.
    Values,
    /// Variables of a declared type.
    Typed,
    /// Headers of a declared type.
    TypedHeaders,
}

/// A worker that was started.
#[derive(Clone)]
pub(crate) struct Running {
    handle: WorkerHandle,
    board: Arc<Board>,
}

impl Running {
    /// Starts a worker.
    pub(crate) fn start(client: &Client, order: Order) -> Result<Self, ConfigError> {
        let board = Arc::new(Board::new(order.handler));
        let builder = order.settings.apply(client.worker(order.job_type), &board);
        let builder = builder.state(Arc::clone(&board));
        let worker: Worker = match order.takes {
            Takes::Job => builder.handler(handlers::job),
            Takes::Nothing => builder.handler(handlers::nothing),
            Takes::Values => builder.handler(handlers::values),
            Takes::Typed => builder.handler(handlers::typed),
            Takes::TypedHeaders => builder.handler(handlers::typed_headers),
        };
        let handle = worker.start()?;
        board.has_worker(handle.clone());
        if order.until_signal {
            let handle = handle.clone();
            tokio::spawn(async move {
                shutdown_signal().await;
                handle.shutdown().await;
            });
        }
        Ok(Self { handle, board })
    }

    /// Shuts it down, and says what became of its jobs.
    pub(crate) async fn stop(&self) -> Value {
        let report = self.handle.shutdown().await;
        let abandoned = report.abandoned.iter().map(|key| key.get().to_string());
        json!({"abandoned": abandoned.collect::<Vec<_>>(), "returned": report.returned})
    }

    /// Lets handlers that wait go on, and all that come.
    pub(crate) fn release(&self) {
        self.board.release();
    }

    /// What there is to tell.
    pub(crate) fn report(&self) -> Value {
        let stats = self.handle.stats();
        let mut report = self.board.report();
        report["state"] = word(self.handle.state());
        report["failure"] = self.handle.failure().map(crate::errors::error).into();
        report["poll"] = word(stats.poll);
        report["stream"] = word(stats.stream);
        report["stats"] = json!({
            "polled": stats.polled,
            "streamed": stats.streamed,
            "started": stats.started,
            "completed": stats.completed,
            "failed": stats.failed,
            "errored": stats.errored,
            "lost": stats.lost,
            "expired": stats.expired,
            "returned": stats.returned,
            "unreported": stats.unreported,
            "polls": stats.polls,
            "polls_failed": stats.polls_failed,
            "streams": stats.streams,
            "slots_used": stats.slots_used,
            "slots": stats.slots,
        });
        report
    }
}

/// A state in one word: `in_flight`.
fn word(state: impl std::fmt::Debug) -> Value {
    let mut out = String::new();
    for c in format!("{state:?}").chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out.into()
}
