//! A server that is no gateway: it plays what it is told frame by frame, and
//! knows just enough of HTTP/2 for that.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// What a peer does on one connection, one thing after the other. Then it
/// closes the connection.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Waits until the next request is there in full.
    Request,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes one by one.
    Trickle(Vec<u8>),
    /// Does nothing any more, with the connection open.
    Hang,
}

/// A running peer; dropping it stops it.
#[derive(Debug)]
pub(crate) struct Peer {
    address: String,
    requests: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Peer {
    /// Plays these acts on its connections in turn, and the last ones on all
    /// that come after.
    pub(crate) async fn start(connections: impl IntoIterator<Item = Vec<Act>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let mut connections: VecDeque<_> = connections.into_iter().collect();
        let counted = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let acts = match connections.len() {
                    1 => connections[0].clone(),
                    _ => connections.pop_front().unwrap(),
                };
                let requests = Arc::clone(&counted);
                tokio::spawn(async move {
                    // The client may go away at any time.
                    let _ = play(stream, acts, &requests).await;
                });
            }
        });
        Self { address, requests, task }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// How many requests have arrived in full.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Acquire)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn play(
    mut stream: TcpStream,
    acts: Vec<Act>,
    requests: &AtomicUsize,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut begun = false;
    for act in acts {
        match act {
            Act::Request => {
                if !begun {
                    let mut preface = [0; 24];
                    stream.read_exact(&mut preface).await?;
                    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
                    begun = true;
                }
                read_request(&mut stream).await?;
                requests.fetch_add(1, Ordering::AcqRel);
            }
            Act::Send(bytes) => stream.write_all(&bytes).await?,
            Act::Trickle(bytes) => {
                for byte in bytes {
                    stream.write_all(&[byte]).await?;
                    tokio::task::yield_now().await;
                }
            }
            Act::Hang => return read_to_end(&mut stream).await,
        }
    }
    stream.shutdown().await?;
    // What was sent has to be read before the connection goes.
    read_to_end(&mut stream).await
}

async fn read_to_end(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

/// Reads frames up to the end of a request.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await?;
        match (head[3], head[4]) {
            (SETTINGS, 0) => stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await?,
            (DATA | HEADERS, flags) if flags & END_STREAM != 0 => return Ok(()),
            _ => {}
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// The head of a reply, or its trailers. The first request of a connection is
/// on stream 1, the next on 3.
pub(crate) fn headers(stream: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &fields.iter().flat_map(field).collect::<Vec<_>>())
}

/// The same as the end of the reply.
pub(crate) fn last_headers(stream: u32, fields: &[(&str, &str)]) -> Vec<u8> {
    let fields: Vec<_> = fields.iter().flat_map(field).collect();
    frame(HEADERS, END_HEADERS | END_STREAM, stream, &fields)
}

/// A header that is neither compressed nor remembered.
fn field((name, value): &(&str, &str)) -> Vec<u8> {
    let mut bytes = vec![0];
    for text in [name, value] {
        bytes.push(u8::try_from(text.len()).unwrap());
        assert!(text.len() < 127, "{text} is too long for a length of one byte");
        bytes.extend(text.bytes());
    }
    bytes
}

pub(crate) fn data(stream: u32, content: &[u8]) -> Vec<u8> {
    frame(DATA, 0, stream, content)
}

/// The same as the end of the reply.
pub(crate) fn last_data(stream: u32, content: &[u8]) -> Vec<u8> {
    frame(DATA, END_STREAM, stream, content)
}

/// The end of a connection on which no stream above this one was looked at.
pub(crate) fn goaway(last_stream: u32, code: u32) -> Vec<u8> {
    let payload = [last_stream.to_be_bytes(), code.to_be_bytes()].concat();
    frame(GOAWAY, 0, 0, &payload)
}

/// The head of a reply as gRPC has it.
pub(crate) const GRPC: [(&str, &str); 2] =
    [(":status", "200"), ("content-type", "application/grpc")];

/// A message without a field.
pub(crate) const EMPTY: [u8; 5] = [0; 5];

/// A whole reply with one empty message.
pub(crate) fn reply(stream: u32) -> Vec<u8> {
    let end = last_headers(stream, &[("grpc-status", "0")]);
    [headers(stream, &GRPC), data(stream, &EMPTY), end].concat()
}
