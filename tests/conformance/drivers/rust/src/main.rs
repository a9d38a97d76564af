//! Makes the calls that it is told: one JSON object a line on standard input, one a line on standard
//! output, correlated by `id`. It ends with its input.
//!
//! `session` does what a line says and remembers clients and streams, which `opened` reads. `client`
//! builds a client from its settings and `calls` makes a call with its options. `arguments`, `plain` and
//! `values` turn JSON into what the SDK takes, `replies` and `errors` turn what it gives back into JSON.
//! `worker` has handlers that do as they are told. `gateway` and `messages` are printed from the API.

mod arguments;
mod calls;
mod client;
mod credentials;
mod errors;
mod gateway;
mod messages;
mod opened;
mod plain;
mod replies;
mod session;
mod values;
mod worker;

use std::io;
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};
use tokio::sync::mpsc;

use session::Session;

#[tokio::main]
async fn main() -> io::Result<()> {
    let (answers, printed) = mpsc::unbounded_channel();
    let printer = tokio::spawn(print(printed));
    let session = Arc::new(Session::new(answers));
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        session.handle(&line);
    }
    // Whoever closed the input reads no answers any more.
    printer.abort();
    Ok(())
}

/// Prints answers as they come.
async fn print(mut answers: mpsc::UnboundedReceiver<Value>) -> io::Result<()> {
    let mut out = BufWriter::new(tokio::io::stdout());
    while let Some(answer) = answers.recv().await {
        let mut line = answer.to_string();
        line.push('\n');
        out.write_all(line.as_bytes()).await?;
        if answers.is_empty() {
            out.flush().await?;
        }
    }
    Ok(())
}
