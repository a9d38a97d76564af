//! Playing the steps.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{Stage, answers, journal, milliseconds_since};
use crate::driver::Answer;
use crate::scenario::{BackpressureCheck, Call, ClientStep, OpenStep, ReadStep, Step, UntilStep};
use crate::value::compare::{Extent, mismatch};
use crate::value::make::{Saved, make};
use crate::value::method;
use crate::value::normal::normal;

/// A call that nobody has waited for yet.
pub(super) struct Started {
    call: Call,
    id: u64,
    answer: Answer,
    at: Instant,
}

/// What a trace calls a step.
pub(super) fn name(step: &Step) -> String {
    match step {
        Step::Hello(_) => "hello".to_owned(),
        Step::Client(client) => format!("client `{}`", client.name),
        Step::Clients(many) => format!("{} clients", many.count),
        Step::Attempt(call) => format!("attempt {}", call.rpc),
        Step::Until(until) => format!("call {} until it succeeds", until.call.rpc),
        Step::Call(call) => format!("call {}", call.rpc),
        Step::Start(start) => format!("start {} as `{}`", start.call.rpc, start.name),
        Step::Wait(wait) => format!("wait for `{}`", wait.name),
        Step::Cancel(cancel) => format!("cancel `{}`", cancel.name),
        Step::Parallel(many) => format!("{} calls of {}", many.calls, many.call.rpc),
        Step::Open(open) => format!("open {} as `{}`", open.rpc, open.name),
        Step::Read(read) => format!("read `{}`", read.name),
        Step::Shut(shut) => format!("shut `{}`", shut.name),
        Step::Close(close) => format!("close `{}`", close.client),
        Step::Gateway(_) => "gateway".to_owned(),
        Step::Network(_) => "network".to_owned(),
        Step::TokenRequests(_) => "requests for tokens".to_owned(),
        Step::PeerSeen(_) => "peer".to_owned(),
        Step::Worker(worker) => format!("worker `{}`", worker.name),
        Step::Workers(many) => format!("{} workers", many.count),
        Step::Release(worker) => format!("release `{}`", worker.name),
        Step::Report(check) => format!("report of `{}`", check.name),
        Step::StopWorker(check) => format!("stop `{}`", check.name),
        Step::Jobs(check) => format!("jobs of type `{}`", check.job_type),
        Step::Ready(_) => "ready".to_owned(),
        Step::Ended(_) => "instances have ended".to_owned(),
        Step::Configuration(_) => "configuration".to_owned(),
        Step::Signal(signal) => format!("signal {signal}"),
        Step::MemoryMib(_) => "memory".to_owned(),
        Step::Journal(_) => "journal".to_owned(),
        Step::Backpressure(_) => "backpressure".to_owned(),
        Step::Repeat(repeat) => format!("{} times", repeat.times),
        Step::Check(_) => "check".to_owned(),
        Step::Write(file) => format!("write {}", file.path),
        Step::DeployFiles(_) => "deploy files".to_owned(),
        Step::SetClockS(seconds) => format!("clock {seconds} s off"),
        Step::File(check) => format!("file {}", check.path),
        Step::SleepMs(_) => "sleep".to_owned(),
    }
}

/// The line that makes a call.
pub(super) fn line(call: &Call, saved: &Saved) -> Result<Value, String> {
    let client = make(&Value::from(call.client.as_str()), saved)?;
    let options = make(&Value::Object(call.options.clone()), saved)?;
    Ok(json!({
        "do": "call",
        "client": client,
        "rpc": call.rpc.name(),
        "arguments": arguments(call.rpc, &call.with, saved)?,
        "options": options,
    }))
}

/// Arguments as drivers take them: 64-bit numbers as text.
fn arguments(rpc: zeebe_mock_gateway::Rpc, with: &Value, saved: &Saved) -> Result<Value, String> {
    if with.is_null() {
        return Ok(json!({}));
    }
    let with = make(with, saved)?;
    let Some(method) = method(rpc) else { return Ok(with) };
    Ok(crate::value::normal::arguments(&method.input(), &with))
}

impl Stage<'_> {
    pub(super) async fn step(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Hello(hello) => {
                let said = self.succeed(json!({"do": "hello"})).await?;
                let expected = make(&hello.has, &self.saved)?;
                mismatch(&expected, Some(&said), Extent::Part, "").map_or(Ok(()), Err)
            }
            Step::Client(client) => self.client(client).await,
            Step::Clients(many) => {
                for n in 0..many.count {
                    let made = self.make_client(&format!("c{n}"), &many.settings).await?;
                    made.map_err(|error| format!("the client cannot be made: {error}"))?;
                }
                Ok(())
            }
            Step::Call(call) => self.call(call).await,
            Step::Attempt(call) => {
                let expected = Call { error: None, ..call.clone() };
                let at = Instant::now();
                match self.ask(line(call, &self.saved)?).await? {
                    Ok(said) => self.judge(&expected, Ok(said), at),
                    Err(error) => self.judge(call, Err(error), at),
                }
            }
            Step::Until(until) => self.until(until).await,
            Step::Start(start) => {
                let (id, answer) = self.driver.send(line(&start.call, &self.saved)?);
                let call = start.call.clone();
                let started = Started { call, id, answer, at: Instant::now() };
                self.started.insert(start.name.clone(), started);
                Ok(())
            }
            Step::Wait(wait) => {
                let started = self.started.remove(&wait.name);
                let started = started.ok_or_else(|| not_started(&wait.name))?;
                let answer = started.answer.wait().await.map_err(|error| error.to_string())?;
                self.keep_secret(&answer)?;
                self.judge(&started.call, answer, started.at)
            }
            Step::Cancel(cancel) => {
                let started = self.started.get(&cancel.name);
                let call = started.ok_or_else(|| not_started(&cancel.name))?.id;
                self.succeed(json!({"do": "cancel", "call": call})).await.map(drop)
            }
            Step::Parallel(many) => self.parallel(many).await,
            Step::Open(open) => self.open(open).await,
            Step::Read(read) => self.read(read).await,
            Step::Shut(shut) => {
                self.succeed(json!({"do": "shut", "stream": shut.name})).await.map(drop)
            }
            Step::Close(close) => {
                self.succeed(json!({"do": "close", "client": close.client})).await.map(drop)
            }
            Step::Gateway(action) => self.gateway.act(action).await,
            Step::Network(action) => self.around.act(action).await,
            Step::TokenRequests(check) => self.around.token_requests(check, &self.saved).await,
            Step::PeerSeen(check) => self.around.peer_seen(check).await,
            Step::Worker(worker) => self.worker(worker).await,
            Step::Workers(many) => self.workers(many).await,
            Step::Release(worker) => {
                let line = json!({"do": "release", "worker": worker.name});
                self.succeed(line).await.map(drop)
            }
            Step::Report(check) => self.report(check).await,
            Step::StopWorker(check) => self.stop_worker(check).await,
            Step::Jobs(check) => self.jobs(check).await,
            Step::Ready(ready) => self.ready(ready).await,
            Step::Ended(check) => self.ended(check).await,
            Step::Configuration(step) => self.configuration(step).await,
            Step::Signal(signal) => self.signal(signal).await,
            Step::MemoryMib(range) => self.memory(*range),
            Step::Journal(check) => journal::wait(self.gateway.mock()?, check, &self.saved).await,
            Step::Backpressure(check) => self.backpressure(check).await,
            Step::Repeat(repeat) => {
                for _ in 0..repeat.times {
                    for step in &repeat.steps {
                        Box::pin(self.step(step)).await?;
                    }
                }
                Ok(())
            }
            Step::Check(check) => {
                let (value, is) = (make(&check.value, &self.saved)?, make(&check.is, &self.saved)?);
                mismatch(&is, Some(&value), Extent::Whole, "").map_or(Ok(()), Err)
            }
            Step::Write(file) => self.write(file),
            Step::DeployFiles(files) => self.deploy_files(files).await,
            Step::SetClockS(seconds) => self.around.set_clock(*seconds),
            Step::File(check) => self.file(check),
            Step::SleepMs(time) => {
                sleep(Duration::from_millis(*time)).await;
                Ok(())
            }
        }
    }

    /// What the driver says to a line that must succeed.
    pub(super) async fn succeed(&self, line: Value) -> Result<Value, String> {
        self.ask(line).await?.map_err(|error| format!("the driver says {error}"))
    }

    async fn client(&mut self, client: &ClientStep) -> Result<(), String> {
        let made = self.make_client(&client.name, &client.settings).await?;
        match (&client.error, made) {
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => Err(format!("the client cannot be made: {error}")),
            (Some(_), Ok(_)) => Err("the client was made, but must be refused".to_owned()),
            (Some(expected), Err(error)) => answers::error(&make(expected, &self.saved)?, &error),
        }
    }

    async fn call(&mut self, call: &Call) -> Result<(), String> {
        for _ in 0..call.times {
            let at = Instant::now();
            let answer = self.ask(line(call, &self.saved)?).await?;
            self.judge(call, answer, at)?;
        }
        Ok(())
    }

    async fn until(&mut self, until: &UntilStep) -> Result<(), String> {
        let start = Instant::now();
        loop {
            let at = Instant::now();
            let answer = self.ask(line(&until.call, &self.saved)?).await?;
            match self.judge(&until.call, answer, at) {
                Ok(()) => return Ok(()),
                Err(problem) if milliseconds_since(start) > until.within_ms as f64 => {
                    return Err(problem);
                }
                Err(_) => sleep(Duration::from_millis(until.every_ms)).await,
            }
        }
    }

    /// Compares an answer with what is expected, and saves it if later steps need it.
    fn judge(
        &mut self,
        call: &Call,
        answer: Result<Value, Value>,
        at: Instant,
    ) -> Result<(), String> {
        answers::check(call, &answer, milliseconds_since(at), &self.saved)?;
        if let (Some(name), Ok(value) | Err(value)) = (&call.save, answer) {
            self.saved.insert(name.clone(), value);
        }
        Ok(())
    }

    async fn open(&mut self, open: &OpenStep) -> Result<(), String> {
        let options = make(&Value::Object(open.options.clone()), &self.saved)?;
        let arguments = arguments(open.rpc, &open.with, &self.saved)?;
        let opened = self.ask(json!({
            "do": "open",
            "stream": open.name,
            "client": open.client,
            "rpc": open.rpc.name(),
            "arguments": arguments,
            "options": options,
        }));
        match (&open.error, opened.await?) {
            (None, Ok(_)) => Ok(()),
            (None, Err(error)) => Err(format!("the stream does not open: {error}")),
            (Some(_), Ok(_)) => Err("the stream opens, but must not".to_owned()),
            (Some(expected), Err(error)) => answers::error(&make(expected, &self.saved)?, &error),
        }
    }

    async fn read(&mut self, read: &ReadStep) -> Result<(), String> {
        let line = json!({
            "do": "read",
            "stream": read.name,
            "items": read.items,
            "within_ms": read.within_ms,
        });
        let found = self.succeed(line).await?;
        let items = found["items"].as_array().map_or(&[][..], Vec::as_slice);
        let count = read.item_count;
        let is_enough = match count {
            Some(range) => range.holds(items.len() as f64),
            None => items.len() == read.items,
        };
        if !is_enough {
            let wanted = count.map_or_else(|| read.items.to_string(), |range| range.to_string());
            return Err(format!("expected {wanted} items, found {found}"));
        }
        if let Some(expected) = &read.item_has {
            let expected = make(expected, &self.saved)?;
            let wrong = items.iter().enumerate().find_map(|(index, item)| {
                mismatch(&expected, Some(item), Extent::Part, &format!("item {index}"))
            });
            wrong.map_or(Ok(()), Err)?;
        }
        if let Some(name) = &read.save {
            self.saved.insert(name.clone(), found.clone());
        }
        match (&read.end, &found["end"]) {
            (None, Value::Null) => Ok(()),
            (None, end) => Err(format!("the stream has ended: {end}")),
            (Some(Value::String(ok)), Value::String(end)) if ok == end => Ok(()),
            (Some(expected @ Value::Object(_)), Value::Object(end)) => {
                let error = end.get("error").unwrap_or(&Value::Null);
                answers::error(&make(expected, &self.saved)?, error)
            }
            (Some(expected), end) => Err(format!("expected the end {expected}, found {end}")),
        }
    }

    async fn backpressure(&mut self, check: &BackpressureCheck) -> Result<(), String> {
        let start = Instant::now();
        let expected = make(&check.has, &self.saved)?;
        loop {
            let line = json!({"do": "backpressure", "client": check.client});
            let reading = self.succeed(line).await?;
            let Some(wrong) = mismatch(&expected, Some(&reading), Extent::Part, "") else {
                return Ok(());
            };
            if milliseconds_since(start) > check.within_ms as f64 {
                return Err(format!("{wrong} in {reading}"));
            }
            sleep(Duration::from_millis(10)).await;
        }
    }
}

fn not_started(name: &str) -> String {
    format!("no call was started as `{name}`")
}

/// A reply or an item in one form.
pub(super) fn in_one_form(rpc: zeebe_mock_gateway::Rpc, value: &Value) -> Value {
    method(rpc).map_or_else(|| value.clone(), |method| normal(&method.output(), value))
}
