//! The gateway as a whole: starting, stopping, starting again, and looking at
//! it from outside. Setting it up lives in [`super::builder`].

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::builder::{Builder, StartError};
use super::connection::{Connection, serve};
use crate::credentials::Credentials;
use crate::engine::{Engine, Incident, JobCounts, JobEvent, JobTotals};
use crate::journal::{Journal, SharedJournal};
use crate::listen::Kept;
use crate::rpc::Rpc;
use crate::script::{Load, Reply, RpcScript, Scripts};
use crate::settings::{JobSettings, Settings};

/// What a call has to pass before it is looked at.
pub(super) struct Gate {
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) credentials: Option<Credentials>,
}

/// What all connections share.
pub(crate) struct Shared {
    pub(super) settings: Arc<Settings>,
    pub(super) engine: Arc<Engine>,
    pub(super) scripts: Scripts,
    pub(super) journal: SharedJournal,
    pub(super) gate: Gate,
    pub(super) failed_handshakes: AtomicU64,
    accepted: AtomicU64,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    kept: Kept,
}

impl Shared {
    pub(super) fn new(
        settings: Arc<Settings>,
        scripts: Scripts,
        journal: Journal,
        gate: Gate,
    ) -> Self {
        Self {
            engine: Engine::start(Arc::clone(&settings), journal.start()),
            settings,
            scripts,
            journal: Arc::new(journal),
            gate,
            failed_handshakes: AtomicU64::new(0),
            accepted: AtomicU64::new(0),
            open: Mutex::default(),
            kept: Kept::default(),
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the listener is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    /// Open calls may go on, but are given no jobs.
    Draining,
    /// Open calls are reset.
    Ending,
    /// Connections are reset.
    Stopped,
}

/// How long the resets of the calls have to leave before the connections end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A running mock gateway. Dropping it stops it.
pub struct MockGateway {
    shared: Arc<Shared>,
    address: SocketAddr,
    listening: Mutex<Option<Listening>>,
}

struct Listening {
    phase: watch::Sender<Phase>,
    task: JoinHandle<()>,
}

impl MockGateway {
    /// A gateway to set up.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A gateway with the default behaviour on a free port.
    ///
    /// # Errors
    /// When it cannot listen.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    pub(super) fn launch(shared: Shared, address: SocketAddr) -> io::Result<Self> {
        let mut gateway = Self { shared: Arc::new(shared), address, listening: Mutex::new(None) };
        gateway.address = gateway.listen()?;
        Ok(gateway)
    }

    /// Where clients connect, such as `http://127.0.0.1:26500`, or `https` with
    /// TLS.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.shared.gate.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What has arrived.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.shared.journal
    }

    /// Replaces the script of a call; an empty one restores the default.
    ///
    /// # Errors
    /// When a reply does not fit the call.
    pub fn script(&self, rpc: Rpc, script: &RpcScript) -> Result<(), String> {
        let messages = self.shared.journal.messages();
        self.shared.scripts.set(rpc, script, messages)
    }

    /// Adds a reply behind those scripted for the first calls.
    ///
    /// # Errors
    /// When the reply does not fit the call.
    pub fn reply(&self, rpc: Rpc, reply: &Reply) -> Result<(), String> {
        let messages = self.shared.journal.messages();
        self.shared.scripts.push(rpc, reply, messages)
    }

    /// Changes which calls are pushed back under load; the replies that are
    /// scripted stay. Calls being served count on.
    pub fn set_load(&self, rpcs: &[Rpc], load: Option<Load>) {
        for rpc in rpcs {
            self.shared.scripts.set_load(*rpc, load);
        }
    }

    /// Creates jobs that belong to no instance, and returns their keys. A
    /// hundred thousand are as quick for each poll as ten.
    pub fn add_jobs(&self, jobs: &JobSettings) -> Vec<i64> {
        self.shared.engine.add_jobs(jobs)
    }

    /// Incidents that are not resolved, oldest first.
    #[must_use]
    pub fn incidents(&self) -> Vec<Incident> {
        self.shared.engine.incidents()
    }

    /// Jobs of a type by what they wait for.
    #[must_use]
    pub fn job_counts(&self, job_type: &str) -> JobCounts {
        self.shared.engine.job_counts(job_type)
    }

    /// How often what has happened to the jobs of a type so far.
    #[must_use]
    pub fn job_totals(&self, job_type: &str) -> JobTotals {
        self.shared.engine.job_totals(job_type)
    }

    /// Waits until the numbers of a job type satisfy a condition, such as
    /// `|totals| totals.completed == 100_000`.
    ///
    /// # Errors
    /// When they do not within `limit`: the numbers as they are then.
    pub async fn wait_for_jobs(
        &self,
        job_type: &str,
        condition: impl FnMut(&JobTotals) -> bool,
        limit: Duration,
    ) -> Result<(), JobTotals> {
        let seen = self.shared.engine.wait_for_jobs(job_type, condition);
        timeout(limit, seen).await.map_err(|_| self.job_totals(job_type))
    }

    /// What has happened to a job, oldest first, as far as it is remembered:
    /// see [`Settings::job_events`].
    #[must_use]
    pub fn job_life(&self, job: i64) -> Vec<JobEvent> {
        self.shared.engine.job_events(|event| event.job == job)
    }

    /// The same of all jobs.
    #[must_use]
    pub fn job_events(&self) -> Vec<JobEvent> {
        self.shared.engine.job_events(|_| true)
    }

    /// Process instances that have not ended.
    #[must_use]
    pub fn open_instances(&self) -> usize {
        self.shared.engine.open_instances()
    }

    /// Streams open for a job type.
    #[must_use]
    pub fn open_streams(&self, job_type: &str) -> usize {
        self.shared.engine.open_streams(job_type)
    }

    /// Connections accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.accepted.load(Ordering::Acquire)
    }

    /// Connections on which client and gateway did not agree on TLS.
    #[must_use]
    pub fn failed_handshakes(&self) -> u64 {
        self.shared.failed_handshakes.load(Ordering::Acquire)
    }

    /// Connections open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.open().len()
    }

    /// Resets all connections; new ones are accepted.
    pub fn drop_connections(&self) {
        for connection in self.shared.open().values() {
            connection.cut();
        }
    }

    /// Behaves for a while like a gateway that knows no partition yet.
    pub fn lose_partitions(&self, duration: Duration) {
        self.shared.engine.start_over(duration);
    }

    /// Stops like a gateway that gets SIGTERM: refuses connections and new
    /// calls at once, and lets those in progress go on for the time of grace
    /// ([`Settings::grace_ms`]). In that time polls end empty and streams bring
    /// nothing; what is still open after it is reset with CANCEL.
    pub async fn shutdown(&self) {
        let Some(Listening { phase, mut task }) = self.listening().take() else {
            return;
        };
        self.shared.engine.pause(true);
        let grace = Duration::from_millis(self.shared.settings.grace_ms);
        for (next, limit) in [(Phase::Draining, grace), (Phase::Ending, LAST_WORDS)] {
            phase.send_replace(next);
            if timeout(limit, &mut task).await.is_ok() {
                return;
            }
        }
        phase.send_replace(Phase::Stopped);
        // A task that panicked has stopped as well.
        let _ = task.await;
    }

    /// Stops like a gateway that gets SIGKILL: every connection is reset.
    pub async fn stop(&self) {
        let ended = self.listening().take();
        if let Some(Listening { phase, task }) = ended {
            phase.send_replace(Phase::Stopped);
            // A task that panicked has stopped as well.
            let _ = task.await;
        }
    }

    /// Listens again on the same port after a stop. Everything is remembered:
    /// jobs, reservations, scripts, and the journal.
    ///
    /// # Errors
    /// When it listens already, or cannot.
    pub fn restart(&self) -> io::Result<()> {
        self.listen().map(|_| ())
    }

    fn listen(&self) -> io::Result<SocketAddr> {
        let mut listening = self.listening();
        if listening.as_ref().is_some_and(|l| !l.task.is_finished()) {
            return Err(io::Error::other("the gateway is running"));
        }
        let listener = self.shared.kept.listen(self.address)?;
        self.shared.engine.pause(false);
        let address = listener.local_addr()?;
        let (sender, receiver) = watch::channel(Phase::Running);
        let task = tokio::spawn(accept(listener, Arc::clone(&self.shared), receiver));
        *listening = Some(Listening { phase: sender, task });
        Ok(address)
    }

    fn listening(&self) -> MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MockGateway {
    fn drop(&mut self) {
        if let Some(listening) = self.listening().take() {
            listening.phase.send_replace(Phase::Stopped);
        }
    }
}

impl fmt::Debug for MockGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MockGateway({})", self.address)
    }
}

/// Accepts connections until told to stop, and ends with the last of them.
async fn accept(listener: TcpListener, shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    let mut served = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                // Only a matter of speed.
                let _ = stream.set_nodelay(true);
                let number = shared.accepted.fetch_add(1, Ordering::AcqRel) + 1;
                let connection = Arc::new(Connection::new(number, phase.clone()));
                shared.open().insert(number, Arc::clone(&connection));
                let shared = Arc::clone(&shared);
                served.spawn(async move {
                    serve(stream, connection, Arc::clone(&shared)).await;
                    shared.open().remove(&number);
                });
            }
            Some(_) = served.join_next() => {}
            _ = phase.changed() => break,
        }
    }
    let address = listener.local_addr();
    drop(listener);
    if let Ok(address) = address {
        shared.kept.keep(address);
    }
    while served.join_next().await.is_some() {}
}
