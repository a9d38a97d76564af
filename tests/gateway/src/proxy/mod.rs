//! A TCP proxy for the faults of networks: connections that are reset, refused,
//! silent, slow or late. It does not look into what it passes, so TLS goes
//! through. What happens on one connection lives in `link`.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use zeebe_mock_gateway::MockGateway;
//! use zeebe_mock_gateway::proto::{TopologyRequest, gateway_client::GatewayClient};
//! use zeebe_mock_gateway::proxy::{Direction, Flow, Proxy};
//!
//! let gateway = MockGateway::start().await?;
//! let proxy = Proxy::start(&gateway.address())?;
//! let mut client = GatewayClient::connect(proxy.address()).await?;
//! client.topology(TopologyRequest {}).await?;
//! proxy.set_flow(Direction::ToClient, Flow::Stall); // half-open: answers get lost
//! proxy.reset(); // every connection ends at once
//! assert!(client.topology(TopologyRequest {}).await.is_err());
//! # Ok(()) }
//! ```

mod link;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::listen::{ANYWHERE, Kept};

/// Which bytes a setting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Those of the client.
    ToServer,
    /// Those of the server.
    ToClient,
    /// All.
    Both,
}

/// How bytes get through in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// At once.
    #[default]
    Pass,
    /// Not at all: a black hole. Connections stay open, and their ends are not
    /// passed on either. Some megabytes are taken and go on their way when the
    /// flow is changed again.
    Stall,
    /// So many bytes per second, at least one; on each connection.
    Throttle(u64),
    /// Each byte so much later.
    Delay(Duration),
}

/// What has gone through a proxy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Connections accepted so far.
    pub connections: u64,
    /// Connections open now.
    pub open: usize,
    /// Bytes passed to the server.
    pub to_server: u64,
    /// Bytes passed to the client.
    pub to_client: u64,
}

/// A running proxy. Dropping it resets its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    reset: watch::Sender<()>,
    listening: Mutex<Option<JoinHandle<()>>>,
    kept: Kept,
}

/// What the connections share.
#[derive(Debug)]
struct Shared {
    target: String,
    to_server: Way,
    to_client: Way,
    accepted: AtomicU64,
    open: AtomicUsize,
}

/// One direction.
#[derive(Debug)]
struct Way {
    flow: watch::Sender<Flow>,
    bytes: AtomicU64,
}

impl Default for Way {
    fn default() -> Self {
        Self { flow: watch::Sender::new(Flow::Pass), bytes: AtomicU64::new(0) }
    }
}

impl Proxy {
    /// Listens on a free port of this machine and passes everything to a
    /// target such as `127.0.0.1:26500`. A scheme in front of it is ignored.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start(target: &str) -> io::Result<Self> {
        let shared = Shared {
            target: target.rsplit("://").next().unwrap_or(target).to_owned(),
            to_server: Way::default(),
            to_client: Way::default(),
            accepted: AtomicU64::new(0),
            open: AtomicUsize::new(0),
        };
        let mut proxy = Self {
            address: ANYWHERE,
            shared: Arc::new(shared),
            reset: watch::Sender::new(()),
            listening: Mutex::new(None),
            kept: Kept::default(),
        };
        proxy.address = proxy.listen()?;
        Ok(proxy)
    }

    /// Where clients connect, such as `http://127.0.0.1:26500`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Changes how bytes get through, on open connections too.
    pub fn set_flow(&self, direction: Direction, flow: Flow) {
        if direction != Direction::ToClient {
            self.shared.to_server.flow.send_replace(flow);
        }
        if direction != Direction::ToServer {
            self.shared.to_client.flow.send_replace(flow);
        }
    }

    /// Resets all connections, on both sides; new ones are accepted.
    pub fn reset(&self) {
        self.reset.send_replace(());
    }

    /// Refuses new connections; those that are open stay.
    pub async fn refuse(&self) {
        let listening = self.listening().take();
        if let Some(task) = listening {
            task.abort();
            // It ends because it is aborted.
            let _ = task.await;
            self.kept.keep(self.address);
        }
    }

    /// Accepts connections again, on the same port.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn accept(&self) -> io::Result<()> {
        self.listen().map(|_| ())
    }

    /// What has gone through so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let shared = &self.shared;
        Traffic {
            connections: shared.accepted.load(Ordering::Acquire),
            open: shared.open.load(Ordering::Acquire),
            to_server: shared.to_server.bytes.load(Ordering::Acquire),
            to_client: shared.to_client.bytes.load(Ordering::Acquire),
        }
    }

    fn listen(&self) -> io::Result<SocketAddr> {
        let mut listening = self.listening();
        if listening.is_some() {
            return Ok(self.address);
        }
        let listener = self.kept.listen(self.address)?;
        let address = listener.local_addr()?;
        let accepting = accept(listener, Arc::clone(&self.shared), self.reset.subscribe());
        *listening = Some(tokio::spawn(accepting));
        Ok(address)
    }

    fn listening(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = self.listening().take() {
            task.abort();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, mut reset: watch::Receiver<()>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        // Resets of the past are not about this connection.
        reset.mark_unchanged();
        shared.accepted.fetch_add(1, Ordering::AcqRel);
        shared.open.fetch_add(1, Ordering::AcqRel);
        let (shared, reset) = (Arc::clone(&shared), reset.clone());
        tokio::spawn(async move {
            link::run(client, &shared, reset).await;
            shared.open.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

/// Ends a connection with a reset.
fn abort(stream: &TcpStream) {
    // Without it the peer sees an orderly end; nothing else depends on it.
    let _ = stream.set_zero_linger();
}
