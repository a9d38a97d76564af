//! Playing one scenario with the driver of one language.
//!
//! This file sets the stage and takes it down; `steps` plays, `answers` compares what the driver said
//! and `journal` what the gateway saw.

mod answers;
mod clock;
mod engine;
mod files;
mod gateway;
mod journal;
mod parallel;
mod steps;
mod surroundings;
mod workers;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::time::{sleep, timeout};
use zeebe_mock_gateway::{Content, JobSettings, Journal, MockGateway, Reply, RpcScript, Script};

use crate::driver::{Driver, Language};
use crate::engines::{Engines, NoEngine};
use crate::scenario::{Scenario, Settings};
use crate::transcript;
use crate::value::compare::shown;
use crate::value::make::{Saved, make};
use crate::value::stands_for;
use gateway::Gateway;
use steps::Started;
use surroundings::Around;

/// What went wrong, with everything that helps to see why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The step, if it was one.
    pub step: Option<String>,
    /// What was expected and what there was.
    pub problem: String,
    /// The gateway's journal, a line of JSON for each call.
    pub journal: Vec<String>,
    /// The end of the log of a real engine.
    pub engine_log: String,
    /// What the driver printed beside its answers.
    pub printed: String,
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 24;
        if let Some(step) = &self.step {
            writeln!(f, "at {step}")?;
        }
        writeln!(f, "{}", self.problem)?;
        if self.engine_log.is_empty() {
            writeln!(f, "the gateway saw {} calls", self.journal.len())?;
        }
        for line in self.journal.iter().take(SHOWN) {
            writeln!(f, "  {line}")?;
        }
        if self.journal.len() > SHOWN {
            writeln!(f, "  … and {} more", self.journal.len() - SHOWN)?;
        }
        self.engine_log.lines().try_for_each(|line| writeln!(f, "  {line}"))?;
        if !self.printed.trim().is_empty() {
            writeln!(f, "the driver printed")?;
            self.printed.lines().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        Ok(())
    }
}

impl Trace {
    /// That of a problem before or after all steps.
    pub(crate) fn of(problem: String) -> Box<Self> {
        let (journal, engine_log, printed) = (Vec::new(), String::new(), String::new());
        Box::new(Self { step: None, problem, journal, engine_log, printed })
    }
}

/// What came of a scenario.
pub(crate) enum Played {
    /// All as expected; what the gateway saw, in one form for all languages.
    Well(Value),
    /// The driver cannot do what the scenario needs.
    NotPossible(String),
}

/// A scenario that is being played.
struct Stage<'a> {
    scenario: &'a Scenario,
    gateway: Gateway,
    around: Around,
    driver: Arc<Driver>,
    saved: Saved,
    started: HashMap<String, Started>,
}

/// Plays a scenario, which must be over within its limit, or this one.
///
/// # Errors
/// What was not as expected.
pub(crate) async fn play(
    scenario: &Scenario,
    language: &Language,
    engines: &Engines,
    limit: Option<Duration>,
) -> Result<Played, Box<Trace>> {
    let script = filled(&scenario.gateway).map_err(Trace::of)?;
    let gateway = MockGateway::builder().script(script);
    let (around, gateway) = Around::set_up(&scenario.around, gateway).map_err(Trace::of)?;
    let gateway = match Gateway::start(scenario, engines, gateway, around.directory()).await {
        Ok(gateway) => gateway,
        Err(NoEngine::Missing(why)) => return Ok(Played::NotPossible(why)),
        Err(NoEngine::Failed(why)) => return Err(Trace::of(why)),
    };
    let around = around.complete(&scenario.around, &gateway).map_err(Trace::of)?;
    let mut saved = Map::from_iter([("gateway".to_owned(), around.saved(&gateway))]);
    saved.insert("id".to_owned(), unique_id(scenario, language).into());
    let mut environment = environment(scenario, &saved).map_err(Trace::of)?;
    if scenario.own_clock {
        match around.clock().await {
            Ok(clock) => environment.extend(clock),
            Err(why) => return Ok(Played::NotPossible(why)),
        }
    }
    let driver = Driver::start(language, &environment);
    let driver = driver.map_err(|error| Trace::of(error.to_string()))?;
    let mut stage = Stage {
        scenario,
        gateway,
        around,
        driver: Arc::new(driver),
        saved,
        started: HashMap::new(),
    };
    let limit = limit.unwrap_or(Duration::from_millis(scenario.time_limit_ms));
    let played = match timeout(limit, stage.play()).await {
        Ok(played) => played,
        Err(_) => Err((None, format!("it was not over after {limit:?}"))),
    };
    stage.end(played).await
}

/// A step, and what was wrong in it.
type Problem = (Option<String>, String);

impl Stage<'_> {
    async fn play(&mut self) -> Result<Played, Problem> {
        let outside = |problem| (None, problem);
        let hello = self.ask(json!({"do": "hello"})).await.map_err(outside)?;
        let hello = hello.map_err(|error| outside(format!("the driver says {error}")))?;
        if let Some(why) = not_possible(self.scenario, &hello) {
            return Ok(Played::NotPossible(why));
        }
        if !self.scenario.no_client {
            let made = self.make_client("main", &self.scenario.client).await.map_err(outside)?;
            made.map_err(|error| outside(format!("the client cannot be made: {error}")))?;
        }
        for (index, step) in self.scenario.steps.iter().enumerate() {
            let name = || Some(format!("step {} ({})", index + 1, steps::name(step)));
            self.step(step).await.map_err(|problem| (name(), problem))?;
        }
        if let Some(name) = self.started.keys().next() {
            return Err(outside(format!("nobody waits for the call `{name}`")));
        }
        for (index, check) in self.scenario.journal.iter().enumerate() {
            let name = || Some(format!("journal check {}", index + 1));
            let gateway = self.gateway.mock().map_err(outside)?;
            let found = journal::wait(gateway, check, &self.saved).await;
            found.map_err(|problem| (name(), problem))?;
        }
        let Gateway::Mock(gateway) = &self.gateway else { return Ok(Played::Well(Value::Null)) };
        if self.scenario.transcript {
            all_ended(gateway.journal()).await;
        }
        Ok(Played::Well(transcript::of(self.scenario, gateway.journal())))
    }

    /// Takes the stage down; a driver that ends badly or says a secret makes it a failure.
    async fn end(self, played: Result<Played, Problem>) -> Result<Played, Box<Trace>> {
        let Self { gateway, driver, scenario, started, around, .. } = self;
        drop(started);
        let mut printed = driver.printed();
        let ended = match Arc::try_unwrap(driver) {
            Ok(driver) => driver.end().await,
            Err(_) => Ok(String::new()),
        };
        let played = played.and_then(|played| match ended {
            Ok(all) => {
                let said = scenario.secrets.iter().find(|secret| all.contains(secret.as_str()));
                printed = all.clone();
                match said {
                    Some(secret) => {
                        Err((None, format!("the driver printed the secret `{secret}`")))
                    }
                    None => Ok(played),
                }
            }
            Err(problem) => Err((None, problem)),
        });
        let played = played.map_err(|(step, problem)| {
            let (journal, engine_log) = (gateway.mock().map(lines), gateway.log_end());
            let journal = journal.unwrap_or_default();
            Box::new(Trace { step, problem, journal, engine_log, printed })
        });
        if let Gateway::Mock(gateway) = gateway {
            gateway.stop().await;
        }
        drop(around);
        played
    }

    /// Sends a line to the driver and waits for what it says.
    async fn ask(&self, line: Value) -> Result<Result<Value, Value>, String> {
        let (_, answer) = self.driver.send(line);
        let answer = answer.wait().await.map_err(|error| error.to_string())?;
        self.keep_secret(&answer)?;
        Ok(answer)
    }

    fn keep_secret(&self, answer: &Result<Value, Value>) -> Result<(), String> {
        let (Ok(said) | Err(said)) = answer;
        let mut secrets = self.scenario.secrets.iter();
        if self.scenario.secrets.is_empty() {
            return Ok(());
        }
        let said = said.to_string();
        match secrets.find(|secret| said.contains(secret.as_str())) {
            Some(secret) => Err(format!("the secret `{secret}` is in {said}")),
            None => Ok(()),
        }
    }

    async fn make_client(
        &self,
        name: &str,
        settings: &Settings,
    ) -> Result<Result<Value, Value>, String> {
        let mut settings = settings.clone();
        if !settings.contains_key("address") && !settings.contains_key("from_env") {
            settings.insert("address".to_owned(), self.around.address(&self.gateway).into());
        }
        let settings = make(&Value::Object(settings), &self.saved)?;
        self.ask(json!({"do": "client", "client": name, "settings": settings})).await
    }
}

/// Gives calls that are being ended the time for it.
async fn all_ended(journal: &Journal) {
    const PATIENCE: Duration = Duration::from_secs(2);
    let start = Instant::now();
    let is_open = || journal.entries().iter().any(zeebe_mock_gateway::Entry::is_open);
    while is_open() && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(10)).await;
    }
}

/// The journal as a trace shows it.
fn lines(gateway: &MockGateway) -> Vec<String> {
    let journal = gateway.journal();
    let entries = journal.entries();
    entries.iter().map(|entry| shortened(entry.to_json(journal.messages()))).collect()
}

/// An ID that no other scenario has, for what is deployed to an engine that is shared.
fn unique_id(scenario: &Scenario, language: &Language) -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{number}", scenario.name().replace('/', "-"), language.id)
}

/// Why the driver that said this cannot play the scenario.
fn not_possible(scenario: &Scenario, hello: &Value) -> Option<String> {
    let able = |name: &String| {
        let all = hello["capabilities"].as_array();
        all.is_some_and(|all| all.iter().any(|one| one == name.as_str()))
    };
    let lacking = scenario.needs.iter().find(|name| !able(name));
    let surplus = scenario.unless.iter().find(|name| able(name));
    lacking
        .map(|name| format!("it needs `{name}`"))
        .or_else(|| surplus.map(|name| format!("it is for drivers without `{name}`")))
}

/// The environment of the driver.
fn environment(scenario: &Scenario, saved: &Saved) -> Result<BTreeMap<String, String>, String> {
    let filled = scenario.env.iter().map(|(name, value)| {
        let value = make(&Value::from(value.as_str()), saved)?;
        Ok((name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    });
    filled.collect()
}

/// A script with the values that its messages stand for.
fn filled(script: &Script) -> Result<Script, String> {
    let mut script = script.clone();
    script.rpcs.values_mut().try_for_each(fill_replies)?;
    script.gateway.jobs.iter_mut().try_for_each(fill_jobs)?;
    Ok(script)
}

/// The same for the script of one call.
fn fill_replies(script: &mut RpcScript) -> Result<(), String> {
    script.first.iter_mut().chain(&mut script.always).try_for_each(fill_messages)
}

fn fill_messages(reply: &mut Reply) -> Result<(), String> {
    let mut messages = Vec::new();
    for message in reply.messages.drain(..) {
        let Content::Json(value) = message else {
            messages.push(message);
            continue;
        };
        let made = make(&value, &Map::new())?;
        // A list stands for as many messages.
        let made = match made {
            Value::Array(several) => several,
            one => vec![one],
        };
        for made in made {
            messages.push(match stands_for(&made) {
                Some(("raw", bytes)) => Content::Encoded(decoded(bytes)?),
                _ => Content::Json(made),
            });
        }
    }
    reply.messages = messages;
    Ok(())
}

/// Jobs with the values that their variables stand for.
fn fill_jobs(jobs: &mut JobSettings) -> Result<(), String> {
    let made = make(&Value::Object(std::mem::take(&mut jobs.variables)), &Map::new())?;
    if let Value::Object(variables) = made {
        jobs.variables = variables;
    }
    Ok(())
}

/// The bytes of a message that is given as it is on the wire.
fn decoded(text: &Value) -> Result<Bytes, String> {
    let decoded = STANDARD.decode(text.as_str().unwrap_or_default());
    decoded.map(Bytes::from).map_err(|error| format!("{text} is not base64: {error}"))
}

/// An entry of the journal as a trace shows it: what is not of the stack.
fn shortened(mut entry: Value) -> String {
    let request = shown(&entry["request"]);
    if request.len() < entry["request"].to_string().len() {
        entry["request"] = request.into();
    }
    let mut line = Map::new();
    for key in ["sequence", "connection", "rpc", "request", "timeout", "arrived_ms", "ended_ms"] {
        line.insert(key.to_owned(), entry[key].take());
    }
    line.insert("outcome".to_owned(), entry["outcome"].take());
    let own = |pair: &&Value| !transcript::is_of_the_stack(pair[0].as_str().unwrap_or_default());
    let metadata = entry["metadata"].as_array().map_or(&[][..], Vec::as_slice);
    line.insert("metadata".to_owned(), metadata.iter().filter(own).cloned().collect());
    Value::Object(line).to_string()
}

/// How long ago, in milliseconds.
fn milliseconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
