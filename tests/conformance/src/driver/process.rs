//! A running driver: lines to it, answers from it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::languages::{self, Language};

/// How long a driver may take to end when its input has ended.
const GRACE: Duration = Duration::from_secs(10);

/// Why a driver did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DriverError {
    /// It cannot be started.
    Start(String),
    /// It ended, or closed its output.
    Gone,
    /// It printed something else than answers.
    Unreadable(String),
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(problem) => write!(f, "the driver cannot be started: {problem}"),
            Self::Gone => f.write_str("the driver ended"),
            Self::Unreadable(line) => write!(f, "the driver printed what is no answer: {line}"),
        }
    }
}

type Waiting = HashMap<u64, oneshot::Sender<Value>>;

#[derive(Default)]
struct Shared {
    waiting: Mutex<Option<Waiting>>,
    printed: Mutex<String>,
    unreadable: Mutex<Option<String>>,
}

/// A driver that runs.
pub(crate) struct Driver {
    child: Child,
    lines: Option<mpsc::UnboundedSender<String>>,
    shared: Arc<Shared>,
    last: AtomicU64,
    tasks: Vec<JoinHandle<()>>,
}

impl Driver {
    /// Starts the driver of a language, with additional environment.
    pub(crate) fn start(
        language: &Language,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, DriverError> {
        let words = languages::run(language);
        let (program, arguments) = words.split_first().ok_or(DriverError::Gone)?;
        let mut command = Command::new(program);
        command.args(arguments).envs(environment).current_dir(languages::root());
        for variable in languages::SLOWER {
            command.env_remove(variable);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.kill_on_drop(true).spawn();
        let mut child = child.map_err(|error| DriverError::Start(format!("{program}: {error}")))?;
        let shared = Arc::new(Shared::default());
        *lock(&shared.waiting) = Some(HashMap::new());
        let mut tasks = Vec::new();
        let (sender, lines) = mpsc::unbounded_channel();
        if let Some(input) = child.stdin.take() {
            tasks.push(tokio::spawn(write(input, lines)));
        }
        if let Some(output) = child.stdout.take() {
            tasks.push(tokio::spawn(read(output, Arc::clone(&shared))));
        }
        if let Some(errors) = child.stderr.take() {
            tasks.push(tokio::spawn(collect(errors, Arc::clone(&shared))));
        }
        Ok(Self { child, lines: Some(sender), shared, last: AtomicU64::new(0), tasks })
    }

    /// Sends a line, and gives its ID and the answer to come.
    pub(crate) fn send(&self, mut line: Value) -> (u64, Answer) {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        line["id"] = id.into();
        let (sender, receiver) = oneshot::channel();
        if let Some(waiting) = lock(&self.shared.waiting).as_mut() {
            waiting.insert(id, sender);
        }
        if let Some(lines) = &self.lines {
            // If it has ended, the answer says so.
            let _ = lines.send(line.to_string());
        }
        (id, Answer { receiver, shared: Arc::clone(&self.shared) })
    }

    /// The number of its process, while it runs.
    pub(crate) fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// What it has printed beside answers.
    pub(crate) fn printed(&self) -> String {
        lock(&self.shared.printed).clone()
    }

    /// Ends its input and waits until it has ended. Says how it did, unless well.
    pub(crate) async fn end(mut self) -> Result<String, String> {
        self.lines = None;
        let ended = timeout(GRACE, self.child.wait()).await;
        let problem = match ended {
            Ok(Ok(status)) if status.success() => None,
            Ok(Ok(status)) => Some(format!("the driver ended with {status}")),
            Ok(Err(error)) => Some(format!("the driver cannot be waited for: {error}")),
            Err(_) => Some(format!("the driver did not end {GRACE:?} after its input")),
        };
        for task in self.tasks.drain(..) {
            // Children of the driver may hold its output open.
            let _ = timeout(Duration::from_secs(1), task).await;
        }
        let printed = self.printed();
        match problem {
            None => Ok(printed),
            Some(problem) => Err(format!("{problem}\n{printed}")),
        }
    }
}

/// The answer to a line, to come.
pub(crate) struct Answer {
    receiver: oneshot::Receiver<Value>,
    shared: Arc<Shared>,
}

impl Answer {
    /// Waits for it: what was said, or what went wrong.
    pub(crate) async fn wait(self) -> Result<Result<Value, Value>, DriverError> {
        let Ok(mut answer) = self.receiver.await else {
            let unreadable = lock(&self.shared.unreadable).take();
            return Err(unreadable.map_or(DriverError::Gone, DriverError::Unreadable));
        };
        Ok(match answer.get("error") {
            Some(_) => Err(answer["error"].take()),
            None => Ok(answer["ok"].take()),
        })
    }
}

async fn write(mut input: ChildStdin, mut lines: mpsc::UnboundedReceiver<String>) {
    while let Some(mut line) = lines.recv().await {
        line.push('\n');
        if input.write_all(line.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(output: ChildStdout, shared: Arc<Shared>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer: Option<Value> = serde_json::from_str(&line).ok();
        let id = answer.as_ref().and_then(|answer| answer.get("id")).and_then(Value::as_u64);
        let (Some(answer), Some(id)) = (answer, id.filter(|id| *id > 0)) else {
            *lock(&shared.unreadable) = Some(line);
            break;
        };
        let waiting = lock(&shared.waiting).as_mut().and_then(|waiting| waiting.remove(&id));
        if let Some(waiting) = waiting {
            // Who asked may have run out of time.
            let _ = waiting.send(answer);
        }
    }
    // Nobody is answered any more.
    *lock(&shared.waiting) = None;
}

async fn collect(mut errors: ChildStderr, shared: Arc<Shared>) {
    const KEPT: usize = 64 * 1024;
    let mut buffer = [0; 4096];
    while let Ok(read) = errors.read(&mut buffer).await {
        if read == 0 {
            return;
        }
        let mut printed = lock(&shared.printed);
        if printed.len() < KEPT {
            printed.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
