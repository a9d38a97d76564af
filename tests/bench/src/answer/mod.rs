//! A gateway that answers every call at once.
//!
//! It is as thin as HTTP/2 allows, so that the client is the slower one: the
//! rate is then the client's, as long as both have a core of their own.
//!
//! - here: listening, connections, which call it is
//! - [`jobs`]: the jobs that wait, and which of them are completed
//! - `feed`: handing jobs out, to polls and to streams
//! - `request`: the message of a call
//! - `reply`: messages and statuses on the wire

mod feed;
pub mod jobs;
mod reply;
mod request;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use clap::Parser;
use h2::RecvStream;
use h2::server::{self, SendResponse};
use http::Request;
use prost::Message;
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use zeebe_sdk::raw::gateway_protocol::{
    ActivateJobsRequest, CompleteJobRequest, CreateProcessInstanceResponse,
};

use crate::Problem;
use crate::sample::cpu_seconds;
use jobs::{Counts, Jobs};

/// How long the last completions may take once nobody measures any more.
const LAST_ONES: Duration = Duration::from_secs(10);

/// What the server is told.
#[derive(Debug, Clone, Parser)]
pub struct Settings {
    /// Jobs there are to work on.
    #[arg(long, default_value_t = 0)]
    pub jobs: u64,
    /// Let the jobs come one at a time, so many milliseconds apart in the mean,
    /// instead of having them all there at the start.
    #[arg(long, value_name = "MS")]
    pub every: Option<f64>,
}

/// What the server saw, told at its end.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Report {
    /// Connections that were opened.
    pub connections: u64,
    /// CPU seconds of the server, from its start.
    pub cpu: f64,
    /// What became of the jobs.
    pub jobs: Counts,
}

/// What all connections share.
#[derive(Debug)]
struct Gateway {
    created: Bytes,
    completed: Bytes,
    connections: AtomicU64,
    jobs: Jobs,
}

/// Listens on a free port of this machine, prints the address, and serves until
/// standard input ends and the jobs are done; then it prints a [`Report`].
///
/// # Errors
///
/// If it cannot listen.
pub async fn serve(settings: Settings) -> Result<(), Problem> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let created = CreateProcessInstanceResponse {
        process_definition_key: 2_251_799_813_685_249,
        bpmn_process_id: crate::load::PROCESS.to_owned(),
        version: 1,
        process_instance_key: 2_251_799_813_685_251,
        ..CreateProcessInstanceResponse::default()
    };
    let gateway = Arc::new(Gateway {
        created: reply::framed(&created.encode_to_vec()),
        completed: reply::framed(&[]),
        connections: AtomicU64::new(0),
        jobs: Jobs::new(settings.jobs, settings.every.is_none()),
    });
    if let Some(mean) = settings.every {
        tokio::spawn(feed::trickle(Arc::clone(&gateway), Duration::from_secs_f64(mean / 1_000.0)));
    }
    let ended = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink()));
    tokio::select! {
        accepted = accept(listener, Arc::clone(&gateway)) => accepted?,
        ended = ended => { ended??; }
    }
    // Too late is not an error here: the counts tell.
    let _ = tokio::time::timeout(LAST_ONES, gateway.jobs.all_done()).await;
    let report = Report {
        connections: gateway.connections.load(Ordering::Relaxed),
        cpu: cpu_seconds()?,
        jobs: gateway.jobs.counts(),
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn accept(listener: TcpListener, gateway: Arc<Gateway>) -> Result<(), Problem> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        gateway.connections.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(tell(connection(stream, Arc::clone(&gateway))));
    }
}

async fn connection(stream: TcpStream, gateway: Arc<Gateway>) -> Result<(), Problem> {
    let mut server = server::Builder::new();
    server.initial_window_size(1 << 20).initial_connection_window_size(1 << 24);
    let mut calls = server.handshake(stream).await?;
    while let Some(call) = calls.accept().await {
        let (request, respond) = call?;
        tokio::spawn(tell(answer(request, respond, Arc::clone(&gateway))));
    }
    Ok(())
}

async fn answer(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    gateway: Arc<Gateway>,
) -> Result<(), Problem> {
    let (head, body) = request.into_parts();
    let message = request::message(body).await?;
    let message = message.as_ref();
    match head.uri.path().rsplit('/').next() {
        Some("CreateProcessInstance") => reply::unary(&mut respond, gateway.created.clone()),
        Some("CompleteJob") => {
            let request = CompleteJobRequest::decode(message)?;
            gateway.jobs.complete(request.job_key, &request.variables);
            reply::unary(&mut respond, gateway.completed.clone())
        }
        Some("ActivateJobs") => {
            feed::poll(&mut respond, &gateway.jobs, &ActivateJobsRequest::decode(message)?).await
        }
        Some("StreamActivatedJobs") => feed::push(&mut respond, &gateway.jobs).await,
        _ => reply::unimplemented(&mut respond),
    }
}

/// A connection ends when its client does; the reason is for the curious.
async fn tell(work: impl Future<Output = Result<(), Problem>>) {
    if let Err(problem) = work.await
        && std::env::var_os("ANSWER_VERBOSE").is_some()
    {
        eprintln!("answer: {problem}");
    }
}
