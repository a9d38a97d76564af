//! A gateway that answers from a script, request by request, on bare HTTP/2.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use h2::Reason;
use h2::server::{self, SendResponse};
use http::{HeaderMap, HeaderValue, Request, Response};
use prost::Message;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use zeebe_sdk::{Client, ClientBuilder, Code};

/// What the gateway does with a request.
#[derive(Debug, Clone)]
pub enum Step {
    /// Answers with these messages and OK.
    Reply(Vec<Vec<u8>>),
    /// Answers with a status.
    Fail(Code, &'static str),
    /// Answers with a status and a trailer more.
    FailWith(Code, (&'static str, &'static str)),
    /// Sends these messages and then a status.
    Break(Vec<Vec<u8>>, Code),
    /// Never answers.
    Hang,
    /// Resets the stream.
    Reset(Reason),
    /// As the first step of a connection: sends a GOAWAY that says that no
    /// request was looked at, after the first has come.
    GoAway,
    /// Closes the connection.
    Cut,
    /// Answers as a proxy does.
    Page(u16),
}

/// A message as a step sends it.
pub fn message(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}

/// A request that arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: Instant,
}

impl Seen {
    pub fn decode<M: Message + Default>(&self) -> M {
        M::decode(&self.body[5..]).unwrap()
    }

    pub fn timeout_ms(&self) -> u64 {
        let text = self.headers["grpc-timeout"].to_str().unwrap();
        text.strip_suffix('m').unwrap().parse().unwrap()
    }
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Step>,
    seen: Vec<Seen>,
    connections: usize,
    resets: usize,
}

/// The gateway. It hangs when its script has ended.
#[derive(Debug, Clone)]
pub struct Gateway {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Gateway {
    pub async fn start(script: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gateway = Self { address: listener.local_addr().unwrap(), state: Arc::default() };
        gateway.state.lock().unwrap().script = script.into_iter().collect();
        let accepting = gateway.clone();
        tokio::spawn(async move {
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                accepting.state.lock().unwrap().connections += 1;
                let mut state = accepting.state.lock().unwrap();
                if let Some(Step::GoAway) = state.script.front() {
                    state.script.pop_front();
                    tokio::spawn(go_away(socket));
                } else {
                    tokio::spawn(accepting.clone().serve(socket));
                }
            }
        });
        gateway
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder().address(self.address())
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// How many streams the client has reset.
    pub async fn resets(&self) -> usize {
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.state.lock().unwrap().resets
    }

    async fn serve(self, socket: TcpStream) {
        let mut connection = server::handshake(socket).await.unwrap();
        while let Some(Ok((request, respond))) = connection.accept().await {
            let step = self.state.lock().unwrap().script.pop_front();
            match step.unwrap_or(Step::Hang) {
                Step::Cut => return,
                step => {
                    tokio::spawn(self.clone().answer(request, respond, step));
                }
            }
        }
    }

    fn saw(&self, request: &Request<h2::RecvStream>, body: Bytes) {
        let seen = Seen {
            path: request.uri().path().to_owned(),
            headers: request.headers().clone(),
            body,
            at: Instant::now(),
        };
        self.state.lock().unwrap().seen.push(seen);
    }

    async fn answer(
        self,
        mut request: Request<h2::RecvStream>,
        mut respond: SendResponse<Bytes>,
        step: Step,
    ) {
        let mut body = BytesMut::new();
        while let Some(Ok(data)) = request.body_mut().data().await {
            body.put(data);
        }
        self.saw(&request, body.freeze());
        match step {
            Step::Reply(messages) => send(&mut respond, messages, status(Code::Ok, "")),
            Step::Break(messages, code) => send(&mut respond, messages, status(code, "")),
            Step::Fail(code, text) => send(&mut respond, Vec::new(), status(code, text)),
            Step::FailWith(code, (name, value)) => {
                let mut trailers = status(code, "");
                trailers.insert(name, HeaderValue::from_static(value));
                send(&mut respond, Vec::new(), trailers);
            }
            Step::Reset(reason) => respond.send_reset(reason),
            Step::Page(code) => {
                let page = Response::builder().status(code).header("content-type", "text/html");
                let mut stream = respond.send_response(page.body(()).unwrap(), false).unwrap();
                stream.send_data(Bytes::from_static(b"<html/>"), true).unwrap();
            }
            Step::Hang => {
                let _ = std::future::poll_fn(|cx| respond.poll_reset(cx)).await;
                self.state.lock().unwrap().resets += 1;
            }
            Step::Cut | Step::GoAway => {}
        }
    }
}

/// Speaks just enough HTTP/2.
async fn go_away(mut socket: TcpStream) {
    const PREFACE: usize = 24;
    const HEADERS: u8 = 1;
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    const GO_AWAY: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    socket.write_all(&SETTINGS).await.unwrap();
    socket.read_exact(&mut [0; PREFACE]).await.unwrap();
    loop {
        let mut head = [0; 9];
        socket.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut content = vec![0; usize::try_from(length).unwrap()];
        socket.read_exact(&mut content).await.unwrap();
        if head[3] == HEADERS {
            break;
        }
    }
    socket.write_all(&GO_AWAY).await.unwrap();
    let _ = socket.read_to_end(&mut Vec::new()).await;
}

fn status(code: Code, text: &'static str) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from(code as i32));
    trailers.insert("grpc-message", HeaderValue::from_static(text));
    trailers
}

fn send(respond: &mut SendResponse<Bytes>, messages: Vec<Vec<u8>>, trailers: HeaderMap) {
    let head = Response::builder().header("content-type", "application/grpc");
    let mut stream = respond.send_response(head.body(()).unwrap(), false).unwrap();
    for message in messages {
        let mut framed = BytesMut::new();
        framed.put_u8(0);
        framed.put_u32(u32::try_from(message.len()).unwrap());
        framed.put_slice(&message);
        stream.send_data(framed.freeze(), false).unwrap();
    }
    stream.send_trailers(trailers).unwrap();
}
