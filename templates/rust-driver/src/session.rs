//! What the lines say, and what is remembered between them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::Mutex as AsyncMutex;
use tokio::sync::mpsc::UnboundedSender;
use zeebe_sdk::gateway::policy::POLICIES;
use zeebe_sdk::gateway::{DeployResourceRequest, TopologyRequest};
use zeebe_sdk::{CancellationToken, Client};

use crate::arguments::Problem;
use crate::calls::{Options, Started};
use crate::client::Settings;
use crate::opened::{Opened, Stream, read};
use crate::replies::{Style, Write};
use crate::worker::{Order, Running};
use crate::{calls, errors, gateway};

/// What this driver can do beyond calls and streams.
const CAPABILITIES: &[&str] = &[
    "raw_json",
    "json_int64",
    "sized_integers",
    "backpressure_reading",
    "worker",
    "deploy_files",
    "ready",
];

/// One line, without its `id`.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Command {
    /// Says who this is.
    Hello {},
    /// Makes a client.
    Client {
        client: String,
        #[serde(default)]
        settings: Settings,
    },
    /// Deploys files by their paths.
    DeployFiles { client: String, paths: Vec<String> },
    /// Waits until the gateway can do its work, and answers the topology then.
    Ready {
        client: String,
        #[serde(default)]
        options: Options,
    },
    /// Prints the configuration that settings come to.
    Configuration {
        #[serde(default)]
        settings: Settings,
    },
    /// Makes a call and answers its reply, or all items of its stream.
    Call {
        client: String,
        rpc: String,
        #[serde(default = "nothing")]
        arguments: Value,
        #[serde(default)]
        options: Options,
    },
    /// Opens a stream.
    Open {
        stream: String,
        client: String,
        rpc: String,
        #[serde(default = "nothing")]
        arguments: Value,
        #[serde(default)]
        options: Options,
    },
    /// Reads so many items of a stream, or fewer when the time is up.
    Read { stream: String, items: usize, within_ms: u64 },
    /// Gives a stream up.
    Shut { stream: String },
    /// Starts a worker.
    Worker {
        worker: String,
        client: String,
        #[serde(flatten)]
        order: Box<Order>,
    },
    /// Lets handlers that wait go on.
    Release { worker: String },
    /// Says what a worker has done.
    Report { worker: String },
    /// Shuts a worker down and waits for that.
    Stop { worker: String },
    /// Cancels what another line has begun.
    Cancel { call: u64 },
    /// Reads the limit of calls in flight.
    Backpressure { client: String },
    /// Closes a client and waits for that.
    Close { client: String },
}

fn nothing() -> Value {
    json!({})
}

/// Clients, streams, and calls that can be cancelled.
pub(crate) struct Session {
    answers: UnboundedSender<Value>,
    clients: Mutex<HashMap<String, Client>>,
    streams: Mutex<HashMap<String, Stream>>,
    workers: Mutex<HashMap<String, Running>>,
    under_way: Mutex<HashMap<u64, CancellationToken>>,
}

/// An answer: what to say, or what went wrong.
type Answer = Result<Value, Value>;

impl Session {
    /// One without anything, that answers here.
    pub(crate) fn new(answers: UnboundedSender<Value>) -> Self {
        Self {
            answers,
            clients: Mutex::default(),
            streams: Mutex::default(),
            workers: Mutex::default(),
            under_way: Mutex::default(),
        }
    }

    /// Begins what a line says. Clients are there for the next line, calls go on beside it.
    pub(crate) fn handle(self: &Arc<Self>, line: &str) {
        let (id, command) = match parse(line) {
            Ok(parsed) => parsed,
            Err((id, problem)) => return self.answer(id, Err(errors::problem(&problem))),
        };
        if let Command::Client { client, settings } = command {
            return self.answer(id, self.client(client, settings));
        }
        let session = Arc::clone(self);
        let token = CancellationToken::new();
        self.put(&self.under_way, id, token.clone());
        tokio::spawn(async move {
            let answer = session.carry_out(command, token).await;
            session.take(&session.under_way, &id);
            session.answer(id, answer);
        });
    }

    fn answer(&self, id: u64, answer: Answer) {
        let line = match answer {
            Ok(value) => json!({"id": id, "ok": value}),
            Err(error) => json!({"id": id, "error": error}),
        };
        // Nobody reads answers once the input has ended.
        let _ = self.answers.send(line);
    }

    fn client(&self, name: String, settings: Settings) -> Answer {
        let client = settings.build().map_err(|error| errors::error(&error.into()))?;
        self.put(&self.clients, name, client);
        Ok(json!({}))
    }

    async fn carry_out(&self, command: Command, token: CancellationToken) -> Answer {
        match command {
            Command::Hello {} => Ok(hello()),
            Command::Client { client, settings } => self.client(client, settings),
            Command::DeployFiles { client, paths } => {
                let request = DeployResourceRequest::from_files(paths).await;
                let request = request.map_err(|error| errors::error(&error.into()))?;
                let deployed = self.need(&client)?.deploy_resource(request).await;
                let deployed = deployed.map_err(|error| errors::error(&error))?;
                Ok(json!({"reply": deployed.write(Style::Value)}))
            }
            Command::Ready { client, options } => {
                let client = self.need(&client)?;
                let options = options.cancel_on(token);
                let wait = |_: TopologyRequest| client.wait_until_ready();
                let waiting = options.check().and_then(|()| calls::reply(nothing(), options, wait));
                finish(waiting.map_err(|problem| errors::problem(&problem))?).await
            }
            Command::Configuration { settings } => Ok(configuration(settings)),
            Command::Call { client, rpc, arguments, options } => {
                let options = options.cancel_on(token);
                finish(self.start(&client, &rpc, arguments, options)?).await
            }
            Command::Open { stream, client, rpc, arguments, options } => {
                match self.start(&client, &rpc, arguments, options.cancel_on(token))? {
                    Started::Reply(_) => Err(wrong(format!("{rpc} is no stream"))),
                    Started::Items(opening) => {
                        let opened = Opened::Opening(tokio::spawn(opening));
                        self.put(&self.streams, stream, Arc::new(AsyncMutex::new(opened)));
                        Ok(json!({}))
                    }
                }
            }
            Command::Read { stream, items, within_ms } => {
                let found = self.find(&self.streams, &stream);
                let found = found.ok_or_else(|| unknown("stream", &stream))?;
                Ok(read(&found, items, Duration::from_millis(within_ms)).await)
            }
            Command::Shut { stream } => {
                let found = self.take(&self.streams, &stream);
                found.map(|_| json!({})).ok_or_else(|| unknown("stream", &stream))
            }
            Command::Worker { worker, client, order } => {
                let started = Running::start(&self.need(&client)?, *order);
                let started = started.map_err(|error| errors::error(&error.into()))?;
                self.put(&self.workers, worker, started);
                Ok(json!({}))
            }
            Command::Release { worker } => {
                self.worker(&worker)?.release();
                Ok(json!({}))
            }
            Command::Report { worker } => Ok(self.worker(&worker)?.report()),
            Command::Stop { worker } => Ok(self.worker(&worker)?.stop().await),
            Command::Cancel { call } => {
                let found = self.find(&self.under_way, &call);
                Ok(json!({"under_way": found.map(|token| token.cancel()).is_some()}))
            }
            Command::Backpressure { client } => {
                let reading = self.need(&client)?.backpressure();
                Ok(json!({
                    "limit": reading.limit,
                    "in_flight": reading.in_flight,
                    "waiting": reading.waiting,
                }))
            }
            Command::Close { client } => {
                // The client stays known, so that its use after this can be seen.
                self.need(&client)?.close().await;
                Ok(json!({}))
            }
        }
    }

    fn start(
        &self,
        client: &str,
        rpc: &str,
        arguments: Value,
        options: Options,
    ) -> Result<Started, Value> {
        let client = self.need(client)?;
        let checked = options.check();
        checked
            .and_then(|()| gateway::start(&client, rpc, arguments, options))
            .map_err(|problem| errors::problem(&problem))
    }

    fn need(&self, client: &str) -> Result<Client, Value> {
        self.find(&self.clients, client).ok_or_else(|| unknown("client", client))
    }

    fn worker(&self, name: &str) -> Result<Running, Value> {
        self.find(&self.workers, name).ok_or_else(|| unknown("worker", name))
    }

    fn find<K: Eq + Hash + std::borrow::Borrow<Q>, Q: Eq + Hash + ?Sized, V: Clone>(
        &self,
        map: &Mutex<HashMap<K, V>>,
        name: &Q,
    ) -> Option<V> {
        map.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn put<K: Eq + Hash, V>(&self, map: &Mutex<HashMap<K, V>>, name: K, value: V) {
        map.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
    }

    fn take<K: Eq + Hash + std::borrow::Borrow<Q>, Q: Eq + Hash + ?Sized, V>(
        &self,
        map: &Mutex<HashMap<K, V>>,
        name: &Q,
    ) -> Option<V> {
        map.lock().unwrap_or_else(PoisonError::into_inner).remove(name)
    }
}

/// Who this is, what it can do, and what the SDK says of its calls.
fn hello() -> Value {
    let deprecated = POLICIES.iter().filter_map(|policy| {
        let note = policy.deprecated?;
        Some((policy.name.to_owned(), Value::from(note)))
    });
    json!({
        "language": "rust",
        "rpcs": gateway::RPCS,
        "capabilities": CAPABILITIES,
        "deprecated": deprecated.collect::<Map<_, _>>(),
    })
}

/// What settings come to, as a user would print it.
fn configuration(settings: Settings) -> Value {
    let configuration = settings.configuration();
    let entries = configuration.entries().map(|entry| {
        let source = entry.source().to_string();
        (entry.name().to_owned(), json!({"value": entry.value(), "source": source}))
    });
    let entries: Map<_, _> = entries.collect();
    json!({"entries": entries, "text": configuration.to_string()})
}

fn wrong(text: String) -> Value {
    errors::problem(&Problem::Line(text))
}

fn unknown(what: &str, name: &str) -> Value {
    errors::problem(&Problem::unknown(what, name))
}

/// The `id` of a line and what it says.
fn parse(line: &str) -> Result<(u64, Command), (u64, Problem)> {
    let refused = |id, text: String| (id, Problem::Line(text));
    let mut line: Value = serde_json::from_str(line).map_err(|e| refused(0, e.to_string()))?;
    let id = line.as_object_mut().and_then(|fields| fields.shift_remove("id"));
    let id = id.as_ref().and_then(Value::as_u64);
    let id = id.ok_or_else(|| refused(0, "a line needs an `id`, a whole number".to_owned()))?;
    let command = serde_json::from_value(line).map_err(|e| refused(id, e.to_string()))?;
    Ok((id, command))
}

async fn finish(started: Started) -> Answer {
    match started {
        Started::Reply(reply) => {
            let reply = reply.await.map_err(|error| errors::error(&error))?;
            Ok(json!({"reply": reply}))
        }
        Started::Items(opening) => {
            let mut stream = opening.await.map_err(|error| errors::error(&error))?;
            let mut items = Vec::new();
            while let Some(item) = stream.next().await {
                match item {
                    Ok(item) => items.push(item),
                    Err(error) => return Err(with_items(errors::error(&error), items)),
                }
            }
            Ok(json!({"items": items}))
        }
    }
}

/// What had arrived before an error is not lost.
fn with_items(mut error: Value, items: Vec<Value>) -> Value {
    error["items"] = items.into();
    error
}
