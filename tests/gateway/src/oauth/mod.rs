//! A token endpoint for tests of client credentials: it issues tokens, or
//! answers as it is told to, and writes down what arrived. Tokens it issues are
//! accepted by every gateway that shares its [`Credentials`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use zeebe_mock_gateway::oauth::{TokenReply, TokenServer};
//! use zeebe_mock_gateway::{Credentials, MockGateway};
//!
//! let credentials = Credentials::new();
//! let tokens = TokenServer::builder()
//!     .client("orders", "s3cret")
//!     .feed(&credentials)
//!     .reply(TokenReply::html(503))
//!     .start()?;
//! let gateway = MockGateway::builder().require(&credentials).start().await?;
//! // … a client of gateway.address() that gets its tokens from tokens.url() …
//! assert!(tokens.requests().is_empty());
//! # Ok(()) }
//! ```

mod reply;
mod request;
mod serve;

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

pub use reply::TokenReply;
pub use request::TokenRequest;

use crate::credentials::Credentials;
use crate::listen::{ANYWHERE, Kept};
use crate::tls::Tls;

/// The path of the endpoint. Others are not found.
const PATH: &str = "/oauth/token";

/// A token endpoint that has not started yet.
#[derive(Debug)]
pub struct Builder {
    address: SocketAddr,
    tls: Option<Tls>,
    state: State,
    feeds: Vec<Credentials>,
}

impl Builder {
    /// Listens on this port; 0, the default, is any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Issues tokens to this client only, known by the form or by basic
    /// authentication; others get 401 `invalid_client`.
    #[must_use]
    pub fn client(mut self, id: &str, secret: &str) -> Self {
        self.state.client = Some((id.to_owned(), secret.to_owned()));
        self
    }

    /// Lets these credentials accept every token that is issued.
    #[must_use]
    pub fn feed(mut self, credentials: &Credentials) -> Self {
        self.feeds.push(credentials.clone());
        self
    }

    /// Adds an answer to the first requests.
    #[must_use]
    pub fn reply(mut self, reply: TokenReply) -> Self {
        self.state.first.push_back(reply);
        self
    }

    /// Sets the answer to all requests after those: a fresh token unless set.
    #[must_use]
    pub fn always(mut self, reply: TokenReply) -> Self {
        self.state.always = reply;
        self
    }

    /// Speaks TLS. ALPN is set to HTTP/1.1.
    #[must_use]
    pub fn tls(mut self, tls: &Tls) -> Self {
        self.tls = Some(tls.clone().with_protocols(&["http/1.1"]));
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When it cannot listen, or the certificates cannot be used.
    pub fn start(self) -> io::Result<TokenServer> {
        let tls = self.tls.map(|tls| tls.acceptor()).transpose().map_err(io::Error::other)?;
        let shared = Shared {
            state: Mutex::new(self.state),
            feeds: self.feeds,
            tls,
            start: Instant::now(),
            changed: Notify::new(),
        };
        let mut server = TokenServer {
            address: self.address,
            shared: Arc::new(shared),
            listening: Mutex::new(None),
            kept: Kept::default(),
        };
        server.address = server.listen()?;
        Ok(server)
    }
}

/// What the connections share.
struct Shared {
    state: Mutex<State>,
    feeds: Vec<Credentials>,
    tls: Option<TlsAcceptor>,
    start: Instant,
    changed: Notify,
}

/// What is said next, and what has been said so far.
struct State {
    first: VecDeque<TokenReply>,
    always: TokenReply,
    client: Option<(String, String)>,
    requests: Vec<TokenRequest>,
    issued: Vec<String>,
    connections: u64,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issued = self.issued.len();
        f.debug_struct("State").field("issued", &issued).finish_non_exhaustive()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running token endpoint. Dropping it stops it.
pub struct TokenServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: Mutex<Option<Listening>>,
    kept: Kept,
}

struct Listening {
    task: JoinHandle<()>,
    /// Ends the connections when dropped.
    _open: watch::Sender<()>,
}

impl TokenServer {
    /// A token endpoint to set up.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            address: ANYWHERE,
            tls: None,
            state: State {
                first: VecDeque::new(),
                always: TokenReply::fresh(),
                client: None,
                requests: Vec::new(),
                issued: Vec::new(),
                connections: 0,
            },
            feeds: Vec::new(),
        }
    }

    /// A token endpoint that issues tokens, on a free port.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// Where tokens are to be had.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.shared.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}{PATH}", self.address)
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Adds an answer behind those scripted for the next requests.
    pub fn reply(&self, reply: TokenReply) {
        self.shared.state().first.push_back(reply);
    }

    /// Replaces the answer to all requests after those.
    pub fn always(&self, reply: TokenReply) {
        self.shared.state().always = reply;
    }

    /// Everything that arrived, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<TokenRequest> {
        self.shared.state().requests.clone()
    }

    /// The tokens issued so far, in order.
    #[must_use]
    pub fn issued(&self) -> Vec<String> {
        self.shared.state().issued.clone()
    }

    /// Connections accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.state().connections
    }

    /// Waits until so many requests have arrived.
    ///
    /// # Errors
    /// When they have not within `limit`: how many there are then.
    pub async fn wait_for_requests(&self, count: usize, limit: Duration) -> Result<(), usize> {
        let seen = async {
            loop {
                let mut change = std::pin::pin!(self.shared.changed.notified());
                change.as_mut().enable();
                if self.shared.state().requests.len() >= count {
                    return;
                }
                change.await;
            }
        };
        timeout(limit, seen).await.map_err(|_| self.shared.state().requests.len())
    }

    /// Closes the port and every connection.
    pub async fn stop(&self) {
        let ended = self.listening().take();
        if let Some(listening) = ended {
            listening.task.abort();
            // It ends because it is aborted.
            let _ = listening.task.await;
            self.kept.keep(self.address);
        }
    }

    /// Listens again, on the same port.
    ///
    /// # Errors
    /// When it listens already, or cannot.
    pub fn restart(&self) -> io::Result<()> {
        self.listen().map(|_| ())
    }

    fn listen(&self) -> io::Result<SocketAddr> {
        let mut listening = self.listening();
        let listener = self.kept.listen(self.address)?;
        let address = listener.local_addr()?;
        let open = watch::Sender::new(());
        let task =
            tokio::spawn(serve::accept(listener, Arc::clone(&self.shared), open.subscribe()));
        *listening = Some(Listening { task, _open: open });
        Ok(address)
    }

    fn listening(&self) -> MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        if let Some(listening) = self.listening().take() {
            listening.task.abort();
        }
    }
}

impl fmt::Debug for TokenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenServer({})", self.address)
    }
}
