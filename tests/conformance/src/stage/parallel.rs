//! Many calls at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use serde_json::Value;
use tokio::task::JoinSet;

use super::{Stage, answers, milliseconds_since, steps};
use crate::scenario::{Call, Parallel};

impl Stage<'_> {
    /// Makes the calls, each caller one after the other, and checks every answer.
    pub(super) async fn parallel(&mut self, many: &Parallel) -> Result<(), String> {
        let start = Instant::now();
        let next = Arc::new(AtomicU32::new(0));
        let mut callers: JoinSet<Result<u32, String>> = JoinSet::new();
        for _ in 0..many.callers.unwrap_or(many.calls) {
            let (driver, next) = (Arc::clone(&self.driver), Arc::clone(&next));
            let (many, saved) = (many.clone(), self.saved.clone());
            callers.spawn(async move {
                let (mut succeeded, mut saved) = (0_u32, saved);
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= many.calls {
                        return Ok(succeeded);
                    }
                    saved.insert("n".to_owned(), n.into());
                    let mut call = many.call.clone();
                    if let Some(clients) = many.clients {
                        call.client = format!("c{}", n % clients.max(1));
                    }
                    let at = Instant::now();
                    let (_, answer) = driver.send(steps::line(&call, &saved)?);
                    let answer = answer.wait().await.map_err(|error| error.to_string())?;
                    succeeded += u32::from(answer.is_ok());
                    let call = expected(call, &answer, many.succeed.is_some());
                    let checked = answers::check(&call, &answer, milliseconds_since(at), &saved);
                    checked.map_err(|problem| format!("call {n}: {problem}"))?;
                }
            });
        }
        let mut succeeded = 0;
        while let Some(ended) = callers.join_next().await {
            succeeded += ended.map_err(|error| error.to_string())??;
        }
        if let Some(range) = many.succeed.filter(|range| !range.holds(f64::from(succeeded))) {
            return Err(format!("expected {range} calls to succeed, found {succeeded}"));
        }
        let took = milliseconds_since(start);
        match many.took_ms.filter(|range| !range.holds(took)) {
            Some(range) => Err(format!("expected them to take {range} ms, found {took:.0} ms")),
            None => Ok(()),
        }
    }
}

/// What an answer is compared with: where only some succeed, the error is for the others.
fn expected(mut call: Call, answer: &Result<Value, Value>, only_some: bool) -> Call {
    if only_some && answer.is_ok() {
        call.error = None;
    }
    call
}
