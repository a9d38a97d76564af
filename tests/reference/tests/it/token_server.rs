//! A token server that answers as it is told, one request a connection.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: String,
    body: String,
    delay: Duration,
    hangs: bool,
}

impl Answer {
    /// A JSON text.
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        let headers = "content-type: application/json\r\n".to_owned();
        Self { status, headers, body: body.into(), delay: Duration::ZERO, hangs: false }
    }

    /// A token that lasts so many seconds.
    pub(crate) fn token(token: &str, expires_in: u64) -> Self {
        Self::json(
            200,
            format!(
                r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{expires_in}}}"#
            ),
        )
    }

    /// A page of a proxy.
    pub(crate) fn page(status: u16) -> Self {
        let headers = "content-type: text/html\r\n".to_owned();
        Self { headers, ..Self::json(status, "<html><body>Sorry</body></html>") }
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self { headers: format!("location: {to}\r\n"), ..Self::json(302, "") }
    }

    pub(crate) fn hang() -> Self {
        Self { hangs: true, ..Self::json(200, "") }
    }

    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A running token server; dropping it stops it.
#[derive(Debug)]
pub(crate) struct TokenServer {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl TokenServer {
    /// Answers so in turn, and with the last one for ever.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), answers)
    }

    pub(crate) fn on(listener: TcpListener, answers: impl IntoIterator<Item = Answer>) -> Self {
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let mut answers: VecDeque<_> = answers.into_iter().collect();
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let answer = match answers.len() {
                    1 => answers[0].clone(),
                    _ => answers.pop_front().unwrap(),
                };
                let seen = Arc::clone(&seen);
                tokio::spawn(async move {
                    // The client may go away at any time.
                    let _ = serve(stream, answer, &seen).await;
                });
            }
        });
        Self { port, requests, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/oauth/token", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The requests, each with its head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// How many requests there were.
    pub(crate) fn asked(&self) -> usize {
        self.requests().len()
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: Answer,
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let request = read(&mut stream).await?;
    seen.lock().unwrap().push(request);
    if answer.hangs {
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(answer.delay).await;
    let Answer { status, headers, body, .. } = answer;
    let length = body.len();
    let reply = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}");
    stream.write_all(reply.as_bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut all = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Ok(text);
            }
        }
        let mut part = [0; 4096];
        let count = stream.read(&mut part).await?;
        if count == 0 {
            return Ok(text);
        }
        all.extend_from_slice(&part[..count]);
    }
}
