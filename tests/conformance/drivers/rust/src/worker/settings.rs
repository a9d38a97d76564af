//! A worker by its settings.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use zeebe_sdk::worker::{Backoff, Fetch, WorkerBuilder};

use super::board::{Board, Listener};

/// The settings of a worker; what is not given is left at its default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Settings {
    name: Option<String>,
    max_jobs_active: Option<usize>,
    concurrency: Option<usize>,
    timeout_ms: Option<u64>,
    request_timeout_ms: Option<u64>,
    poll_interval_ms: Option<u64>,
    poll_threshold: Option<f64>,
    backoff: Option<BackoffSettings>,
    /// The pause is asked of a function of the user, which fails.
    backoff_fails: bool,
    retry_backoff_ms: Option<u64>,
    stream: Option<bool>,
    stream_idle_backoff_ms: Option<u64>,
    stream_lifetime_ms: Option<u64>,
    stream_idle_ms: Option<u64>,
    drain_timeout_ms: Option<u64>,
    /// Names; none for no variables at all.
    fetch: Option<Vec<String>>,
    fetch_all: bool,
    tenants: Option<Vec<String>>,
    extend_timeout_ms: Option<u64>,
    lease: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct BackoffSettings {
    initial_ms: Option<u64>,
    max_ms: Option<u64>,
    factor: Option<f64>,
    jitter: Option<f64>,
}

impl Settings {
    /// The builder with these settings.
    pub(super) fn apply(self, builder: WorkerBuilder, board: &Arc<Board>) -> WorkerBuilder {
        let mut builder = builder;
        macro_rules! set {
            ($($setting:ident($value:expr);)*) => {$(
                if let Some(value) = $value {
                    builder = builder.$setting(value);
                }
            )*};
        }
        let time = |milliseconds: Option<u64>| milliseconds.map(Duration::from_millis);
        let backoff = self.backoff.map(|settings| settings.backoff());
        let errors = Arc::clone(board);
        set! {
            name(self.name);
            max_jobs_active(self.max_jobs_active);
            concurrency(self.concurrency);
            timeout(time(self.timeout_ms));
            request_timeout(time(self.request_timeout_ms));
            poll_interval(time(self.poll_interval_ms));
            poll_threshold(self.poll_threshold);
            backoff(backoff);
            retry_backoff(time(self.retry_backoff_ms));
            stream(self.stream);
            stream_idle_backoff(time(self.stream_idle_backoff_ms));
            stream_lifetime(time(self.stream_lifetime_ms));
            stream_idle(time(self.stream_idle_ms));
            drain_timeout(time(self.drain_timeout_ms));
            fetch(self.fetch.map(wanted));
            fetch(self.fetch_all.then_some(Fetch::All));
            tenants(self.tenants);
            extend_timeout(time(self.extend_timeout_ms));
            lease(self.lease);
        }
        if self.backoff_fails {
            builder = builder.backoff_by(|_, _| panic!("no pause comes to mind"));
        }
        builder.observer(Listener(Arc::clone(board))).on_error(move |error| errors.error(error))
    }
}

fn wanted(names: Vec<String>) -> Fetch {
    if names.is_empty() { Fetch::Nothing } else { Fetch::Only(names) }
}

impl BackoffSettings {
    fn backoff(&self) -> Backoff {
        let mut backoff = Backoff::default();
        let time = |place: &mut Duration, milliseconds: Option<u64>| {
            if let Some(milliseconds) = milliseconds {
                *place = Duration::from_millis(milliseconds);
            }
        };
        time(&mut backoff.initial, self.initial_ms);
        time(&mut backoff.max, self.max_ms);
        backoff.factor = self.factor.unwrap_or(backoff.factor);
        backoff.jitter = self.jitter.unwrap_or(backoff.jitter);
        backoff
    }
}
