//! Many calls at once.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::journal::within;
use super::{Stage, answers, milliseconds_since, steps};
use crate::driver::Driver;
use crate::scenario::{Call, Parallel};
use crate::value::make::{Saved, make};

/// A call that has ended.
struct Ended {
    began: Instant,
    ended: Instant,
    error: Option<Value>,
    /// Of a call whose reply is to be saved.
    reply: Option<Value>,
}

impl Stage<'_> {
    /// Makes the calls, each caller one after the other, and checks every answer.
    pub(super) async fn parallel(&mut self, many: &Parallel) -> Result<(), String> {
        let start = Instant::now();
        let (many, next) = (Arc::new(many.clone()), Arc::new(AtomicU32::new(0)));
        let mut callers = JoinSet::new();
        for _ in 0..many.callers.unwrap_or(many.calls) {
            let (driver, next) = (Arc::clone(&self.driver), Arc::clone(&next));
            callers.spawn(caller(driver, Arc::clone(&many), next, self.saved.clone()));
        }
        let read = Arc::new(Mutex::new(Vec::new()));
        let reading = many.limit.map(|_| {
            let (driver, client) = (Arc::clone(&self.driver), many.call.client.clone());
            tokio::spawn(read_limits(driver, client, Arc::clone(&read)))
        });
        let mut calls = Vec::new();
        while let Some(ended) = callers.join_next().await {
            calls.extend(ended.map_err(|error| error.to_string())??);
        }
        if let Some(reading) = reading {
            reading.abort();
            // It ends because it is aborted.
            let _ = reading.await;
            let average = average(&read.lock().unwrap_or_else(PoisonError::into_inner));
            within("calls that are let through at once", many.limit, average)?;
        }
        let took = milliseconds_since(start);
        for call in calls.iter().filter_map(|call| call.error.as_ref()) {
            self.keep_secret(&Err(call.clone()))?;
        }
        self.judge_all(&many, &calls)?;
        within("ms until the last answer", many.took_ms, took)?;
        if let Some(name) = &many.call.save {
            let replies: Vec<Value> = calls.into_iter().filter_map(|call| call.reply).collect();
            let per_second = replies.len() as f64 / (took / 1e3);
            let saved = json!({"replies": replies, "took_ms": took, "per_second": per_second});
            self.saved.insert(name.clone(), saved);
        }
        Ok(())
    }

    fn judge_all(&self, many: &Parallel, calls: &[Ended]) -> Result<(), String> {
        let succeeded = calls.iter().filter(|call| call.error.is_none()).count();
        within("calls that succeed", many.succeed, succeeded as f64)?;
        if many.overtaken.is_some() {
            within("calls that overtake one", many.overtaken, most_overtaken(calls) as f64)?;
        }
        let Some(expected) = &many.some_error else {
            return Ok(());
        };
        let expected = make(expected, &self.saved)?;
        let mut errors = calls.iter().filter_map(|call| call.error.as_ref());
        match errors.any(|error| answers::error(&expected, error).is_ok()) {
            true => Ok(()),
            false => Err(format!("expected an error like {expected}, found none")),
        }
    }
}

/// Reads the limit of calls in flight again and again.
async fn read_limits(driver: Arc<Driver>, client: String, read: Arc<Mutex<Vec<f64>>>) {
    loop {
        let (_, answer) = driver.send(json!({"do": "backpressure", "client": client}));
        let Ok(Ok(reading)) = answer.wait().await else { return };
        if let Some(limit) = reading["limit"].as_f64() {
            read.lock().unwrap_or_else(PoisonError::into_inner).push(limit);
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// The average of the second half, when the search is over.
fn average(readings: &[f64]) -> f64 {
    let settled = &readings[readings.len() / 2..];
    settled.iter().sum::<f64>() / settled.len() as f64
}

/// Makes calls until all are made.
async fn caller(
    driver: Arc<Driver>,
    many: Arc<Parallel>,
    next: Arc<AtomicU32>,
    mut saved: Saved,
) -> Result<Vec<Ended>, String> {
    let mut calls = Vec::new();
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= many.calls {
            return Ok(calls);
        }
        saved.insert("n".to_owned(), n.into());
        let mut call = many.call.clone();
        if let Some(clients) = many.clients {
            call.client = format!("c{}", n % clients.max(1));
        }
        let line = steps::line(&call, &saved)?;
        let began = Instant::now();
        let (id, answer) = driver.send(line);
        if let Some(time) = many.cancel_after_ms {
            sleep(Duration::from_millis(time)).await;
            // Its own answer says nothing that the call's does not.
            drop(driver.send(json!({"do": "cancel", "call": id})));
        }
        let answer = answer.wait().await.map_err(|error| error.to_string())?;
        let ended = Instant::now();
        let call = expected(call, &answer, many.succeed.is_some());
        let checked = answers::check(&call, &answer, milliseconds_since(began), &saved);
        checked.map_err(|problem| format!("call {n}: {problem}"))?;
        let (reply, error) = match answer {
            Ok(mut said) => (call.save.is_some().then(|| said["reply"].take()), None),
            Err(error) => (None, Some(error)),
        };
        calls.push(Ended { began, ended, error, reply });
    }
}

/// What an answer is compared with: where only some succeed, the error is for the others.
fn expected(mut call: Call, answer: &Result<Value, Value>, only_some: bool) -> Call {
    if only_some && answer.is_ok() {
        call.error = None;
    }
    call
}

/// The largest number of calls that began after one and ended before it.
fn most_overtaken(calls: &[Ended]) -> usize {
    let overtakes = |one: &Ended, other: &Ended| other.began > one.began && other.ended < one.ended;
    let counts = calls.iter().map(|one| calls.iter().filter(|other| overtakes(one, other)).count());
    counts.max().unwrap_or(0)
}
