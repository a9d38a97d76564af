//! A server that is no gateway: it plays what it is told frame by frame, and
//! knows just enough of HTTP/2 for that. For what a healthy server never does:
//! GOAWAY at the wrong time, odd resets, missing trailers, web pages, pings
//! without an answer. The frames live in [`frames`].
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use zeebe_mock_gateway::peer::{Act, Peer, frames};
//! use zeebe_mock_gateway::proto::{TopologyRequest, gateway_client::GatewayClient};
//!
//! // Leaves in the middle of the first call, and serves the second.
//! let leaves = vec![Act::Request, Act::Send(frames::goaway(0, 0))];
//! let serves = vec![Act::Request, Act::Send(frames::reply(1)), Act::Idle];
//! let peer = Peer::start([leaves, serves])?;
//! let mut client = GatewayClient::connect(peer.address().to_owned()).await?;
//! client.topology(TopologyRequest {}).await.unwrap_err();
//! client.topology(TopologyRequest {}).await?;
//! assert_eq!(peer.requests(), 2);
//! # Ok(()) }
//! ```

pub mod frames;

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::listen::{ANYWHERE, bind};
use frames::{ACK, DATA, END_STREAM, HEADERS, PING, RST_STREAM, SETTINGS, frame, settings};

/// Length of what a client says first.
const PREFACE: usize = 24;

/// What a peer does on one connection, one thing after the other. Then it
/// closes the connection.
#[derive(Clone, Debug)]
pub enum Act {
    /// Greets with these settings, as numbers and values. Without it, the peer
    /// greets without settings when it first waits for something.
    Greet(Vec<(u16, u32)>),
    /// Waits until the next request is there in full. Meanwhile pings are
    /// answered.
    Request,
    /// Waits until so many pings have come on this connection, and answers them.
    Pings(usize),
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes one by one.
    Trickle(Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Answers pings and nothing else, as long as the client is there.
    Idle,
    /// Does nothing any more, with the connection open.
    Hang,
    /// Resets the connection.
    Reset,
}

/// A running peer; dropping it stops it and its connections.
#[derive(Debug)]
pub struct Peer {
    address: String,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
    _open: watch::Sender<()>,
}

/// What has come, on all connections.
#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    pings: AtomicUsize,
    resets: AtomicUsize,
}

impl Peer {
    /// Plays these acts on its connections in turn, and the last ones on all
    /// that come after.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start(connections: impl IntoIterator<Item = Vec<Act>>) -> io::Result<Self> {
        let listener = bind(ANYWHERE)?;
        let address = format!("http://{}", listener.local_addr()?);
        let seen = Arc::<Seen>::default();
        let open = watch::Sender::new(());
        let plays = connections.into_iter().collect();
        let task = tokio::spawn(accept(listener, plays, Arc::clone(&seen), open.subscribe()));
        Ok(Self { address, seen, task, _open: open })
    }

    /// Where clients connect, such as `http://127.0.0.1:26500`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many connections have been accepted.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Acquire)
    }

    /// How many requests have arrived in full.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::Acquire)
    }

    /// How many pings have arrived, answered or not.
    #[must_use]
    pub fn pings(&self) -> usize {
        self.seen.pings.load(Ordering::Acquire)
    }

    /// How many streams the client has reset.
    #[must_use]
    pub fn resets(&self) -> usize {
        self.seen.resets.load(Ordering::Acquire)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(
    listener: TcpListener,
    mut plays: VecDeque<Vec<Act>>,
    seen: Arc<Seen>,
    open: watch::Receiver<()>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        seen.connections.fetch_add(1, Ordering::AcqRel);
        let acts = match plays.len() {
            0 | 1 => plays.front().cloned(),
            _ => plays.pop_front(),
        };
        let stage = Stage { stream, seen: Arc::clone(&seen), greeted: false, pings: 0 };
        let mut open = open.clone();
        tokio::spawn(async move {
            tokio::select! {
                // The client may go away at any time.
                _ = stage.play(acts.unwrap_or_default()) => {}
                _ = open.changed() => {}
            }
        });
    }
}

/// One connection.
struct Stage {
    stream: TcpStream,
    seen: Arc<Seen>,
    greeted: bool,
    pings: usize,
}

/// What a frame means to a peer.
#[derive(PartialEq, Eq)]
enum Meaning {
    EndOfRequest,
    Ping,
    Nothing,
}

impl Stage {
    async fn play(mut self, acts: Vec<Act>) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        for act in acts {
            match act {
                Act::Greet(values) => self.greet(&values).await?,
                Act::Request => {
                    while self.read(true).await? != Meaning::EndOfRequest {}
                    self.seen.requests.fetch_add(1, Ordering::AcqRel);
                }
                Act::Pings(count) => {
                    while self.pings < count {
                        self.read(true).await?;
                    }
                }
                Act::Send(bytes) => self.stream.write_all(&bytes).await?,
                Act::Trickle(bytes) => {
                    for byte in bytes {
                        self.stream.write_all(&[byte]).await?;
                        tokio::task::yield_now().await;
                    }
                }
                Act::Pause(time) => sleep(time).await,
                Act::Idle => loop {
                    self.read(true).await?;
                },
                Act::Hang => return self.hang().await,
                Act::Reset => return self.stream.set_zero_linger(),
            }
        }
        self.stream.shutdown().await?;
        // What was sent has to be read before the connection goes.
        self.hang().await
    }

    async fn greet(&mut self, values: &[(u16, u32)]) -> io::Result<()> {
        let mut preface = [0; PREFACE];
        self.stream.read_exact(&mut preface).await?;
        self.greeted = true;
        self.stream.write_all(&settings(values)).await
    }

    /// Reads to the end without an answer. What is no HTTP/2 is fine too.
    async fn hang(&mut self) -> io::Result<()> {
        if !self.greeted {
            let mut rest = [0; 1024];
            while self.stream.read(&mut rest).await? > 0 {}
            return Ok(());
        }
        loop {
            self.read(false).await?;
        }
    }

    /// Reads a frame, and answers what needs an answer.
    async fn read(&mut self, answers: bool) -> io::Result<Meaning> {
        if !self.greeted {
            self.greet(&[]).await?;
        }
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).await?;
        let [a, b, c, kind, flags, ..] = head;
        let length = u32::from_be_bytes([0, a, b, c]);
        let mut payload = vec![0; length as usize];
        self.stream.read_exact(&mut payload).await?;
        let is_new = flags & ACK == 0;
        match kind {
            SETTINGS if is_new && answers => {
                self.stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await?;
            }
            PING if is_new => {
                self.pings += 1;
                self.seen.pings.fetch_add(1, Ordering::AcqRel);
                if answers {
                    self.stream.write_all(&frame(PING, ACK, 0, &payload)).await?;
                }
                return Ok(Meaning::Ping);
            }
            RST_STREAM => {
                self.seen.resets.fetch_add(1, Ordering::AcqRel);
            }
            DATA | HEADERS if flags & END_STREAM != 0 => return Ok(Meaning::EndOfRequest),
            _ => {}
        }
        Ok(Meaning::Nothing)
    }
}
