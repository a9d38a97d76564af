//! Steps about workers, their jobs, and the process they are in.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::sleep;
use zeebe_mock_gateway::MockGateway;

use super::journal::within;
use super::{Stage, answers, milliseconds_since};
use crate::scenario::{
    ConfigurationStep, JobsCheck, Range, ReadyStep, ReportCheck, WorkerStep, WorkersStep,
};
use crate::value::compare::{Extent, mismatch, shown};
use crate::value::make::make;

/// How long what a worker that has given up says is looked at again.
const PATIENCE_MS: f64 = 1_000.0;

impl Stage<'_> {
    pub(super) async fn worker(&mut self, worker: &WorkerStep) -> Result<(), String> {
        let mut line = json!({
            "do": "worker",
            "worker": worker.name,
            "client": worker.client,
            "type": make(&Value::from(worker.job_type.as_str()), &self.saved)?,
            "settings": make(&Value::Object(worker.settings.clone()), &self.saved)?,
            "until_signal": worker.until_signal,
        });
        if let Some(takes) = &worker.takes {
            line["takes"] = takes.as_str().into();
        }
        if let Some(handler) = &worker.handler {
            line["handler"] = make(handler, &self.saved)?;
        }
        match (&worker.error, self.ask(line).await?) {
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => Err(format!("the worker does not start: {error}")),
            (Some(_), Ok(_)) => Err("the worker starts, but must not".to_owned()),
            (Some(expected), Err(error)) => answers::error(&make(expected, &self.saved)?, &error),
        }
    }

    pub(super) async fn workers(&mut self, many: &WorkersStep) -> Result<(), String> {
        for n in 0..many.count {
            let mut saved = self.saved.clone();
            saved.insert("n".to_owned(), n.into());
            let line = json!({
                "do": "worker",
                "worker": format!("w{n}"),
                "client": "main",
                "type": make(&Value::from(many.job_type.as_str()), &saved)?,
                "settings": make(&Value::Object(many.settings.clone()), &saved)?,
            });
            self.succeed(line).await?;
        }
        Ok(())
    }

    pub(super) async fn report(&mut self, check: &ReportCheck) -> Result<(), String> {
        let expected = make(&check.has, &self.saved)?;
        let line = json!({"do": "report", "worker": check.name});
        let start = Instant::now();
        let mut final_since = None;
        let report = loop {
            let report = self.succeed(line.clone()).await?;
            let Some(wrong) = mismatch(&expected, Some(&report), Extent::Part, "") else {
                break report;
            };
            let is_late = milliseconds_since(start) > check.within_ms as f64;
            let is_final = is_final(&report)
                && milliseconds_since(*final_since.get_or_insert_with(Instant::now)) > PATIENCE_MS;
            if is_late || is_final {
                return Err(format!("{wrong}\nthe worker says {}", shortened(report)));
            }
            sleep(Duration::from_millis(20)).await;
        };
        if let Some(name) = &check.save {
            self.saved.insert(name.clone(), report);
        }
        if check.for_ms == 0 {
            return Ok(());
        }
        sleep(Duration::from_millis(check.for_ms)).await;
        let report = self.succeed(line).await?;
        mismatch(&expected, Some(&report), Extent::Part, "").map_or(Ok(()), Err)
    }

    pub(super) async fn stop_worker(&self, check: &ReportCheck) -> Result<(), String> {
        let start = Instant::now();
        let said = self.succeed(json!({"do": "stop", "worker": check.name})).await?;
        within("ms until it has stopped", check.took_ms, milliseconds_since(start))?;
        if check.has.is_null() {
            return Ok(());
        }
        let expected = make(&check.has, &self.saved)?;
        mismatch(&expected, Some(&said), Extent::Part, "").map_or(Ok(()), Err)
    }

    pub(super) async fn jobs(&self, check: &JobsCheck) -> Result<(), String> {
        let expected = make(&check.has, &self.saved)?;
        let gateway = self.gateway.mock()?;
        let look = || {
            let found = job_numbers(gateway, &check.job_type);
            let wrong = mismatch(&expected, Some(&found), Extent::Part, "");
            wrong.map_or(Ok(()), |wrong| Err(format!("{wrong} in {found}")))
        };
        let start = Instant::now();
        while let Err(problem) = look() {
            if milliseconds_since(start) > check.within_ms as f64 {
                return Err(problem);
            }
            sleep(Duration::from_millis(20)).await;
        }
        sleep(Duration::from_millis(check.for_ms)).await;
        look()
    }

    pub(super) async fn ready(&self, ready: &ReadyStep) -> Result<(), String> {
        let options = make(&Value::Object(ready.options.clone()), &self.saved)?;
        let start = Instant::now();
        let line = json!({"do": "ready", "client": ready.client, "options": options});
        let answer = self.ask(line).await?;
        within("ms until it was ready", ready.took_ms, milliseconds_since(start))?;
        match (&ready.error, answer) {
            (None, Ok(said)) => {
                let expected = make(ready.reply_has.as_ref().unwrap_or(&json!({})), &self.saved)?;
                let wrong = mismatch(&expected, said.get("reply"), Extent::Part, "reply");
                wrong.map_or(Ok(()), Err)
            }
            (None, Err(error)) => Err(format!("it does not get ready: {error}")),
            (Some(expected), Ok(said)) => {
                Err(format!("expected the error {expected}, found {}", shown(&said)))
            }
            (Some(expected), Err(error)) => answers::error(&make(expected, &self.saved)?, &error),
        }
    }

    pub(super) async fn configuration(&self, step: &ConfigurationStep) -> Result<(), String> {
        let settings = make(&Value::Object(step.settings.clone()), &self.saved)?;
        let said = self.succeed(json!({"do": "configuration", "settings": settings})).await?;
        let expected = make(&step.has, &self.saved)?;
        let wrong = mismatch(&expected, Some(&said), Extent::Part, "");
        wrong.map_or(Ok(()), |wrong| Err(format!("{wrong} in {said}")))
    }

    pub(super) async fn signal(&self, signal: &str) -> Result<(), String> {
        let process = self.driver.process().ok_or("the driver has ended")?;
        let process = process.to_string();
        let sent = Command::new("kill").args(["-s", signal, &process]).status().await;
        match sent {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("the signal was not sent: {status}")),
            Err(error) => Err(format!("the signal was not sent: {error}")),
        }
    }

    pub(super) fn memory(&self, range: Range) -> Result<(), String> {
        let process = self.driver.process().ok_or("the driver has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status"));
        let status = status.map_err(|error| format!("its memory cannot be read: {error}"))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        let peak = peak.ok_or("its memory is not told")?;
        within("MiB of memory", Some(range), peak / 1024.0)
    }
}

/// Whether nothing changes any more: the worker has given up, and no handler runs.
fn is_final(report: &Value) -> bool {
    report["state"] == "failed" && report["running"] == 0
}

/// What has happened to jobs of a type.
fn job_numbers(gateway: &MockGateway, job_type: &str) -> Value {
    let totals = gateway.job_totals(job_type);
    let counts = gateway.job_counts(job_type);
    json!({
        "created": totals.created,
        "polled": totals.polled,
        "pushed": totals.pushed,
        "yielded": totals.yielded,
        "expired": totals.expired,
        "completed": totals.completed,
        "failed": totals.failed,
        "errored": totals.errored,
        "available": counts.available,
        "activated": counts.activated,
        "backing_off": counts.backing_off,
        "incidents": counts.failed,
        "open_streams": gateway.open_streams(job_type),
        "open_connections": gateway.open_connections(),
        "connections": gateway.connections(),
    })
}

/// A report without the jobs that would fill the screen.
fn shortened(mut report: Value) -> Value {
    if let Some(jobs) = report.get("jobs").filter(|jobs| jobs.to_string().len() > 1_000) {
        report["jobs"] = shown(jobs).into();
    }
    report
}
