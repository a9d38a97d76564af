//! A server that answers every call at once with the same reply.
//!
//! It is as thin as HTTP/2 allows, so that the client is the slower one: the
//! rate of calls is then the client's, as long as both have a core of their
//! own.

use bytes::{BufMut, Bytes, BytesMut};
use h2::server::{self, SendResponse};
use http::{HeaderMap, HeaderValue, Request, Response};
use prost::Message;
use tokio::net::{TcpListener, TcpStream};
use zeebe_sdk::raw::gateway_protocol::CreateProcessInstanceResponse;

use crate::Problem;

/// Listens on a free port of this machine, prints the address, and serves
/// until it is killed.
///
/// # Errors
///
/// If it cannot listen.
pub async fn serve() -> Result<(), Problem> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let reply = reply()?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(tell(connection(stream, reply.clone())));
    }
}

/// The message of every reply, with its prefix.
fn reply() -> Result<Bytes, Problem> {
    let message = CreateProcessInstanceResponse {
        process_definition_key: 2_251_799_813_685_249,
        bpmn_process_id: crate::load::PROCESS.to_owned(),
        version: 1,
        process_instance_key: 2_251_799_813_685_251,
        ..CreateProcessInstanceResponse::default()
    };
    let mut bytes = BytesMut::new();
    bytes.put_u8(0);
    bytes.put_u32(u32::try_from(message.encoded_len())?);
    message.encode(&mut bytes)?;
    Ok(bytes.freeze())
}

async fn connection(stream: TcpStream, reply: Bytes) -> Result<(), Problem> {
    let mut server = server::Builder::new();
    server.initial_window_size(1 << 20).initial_connection_window_size(1 << 24);
    let mut calls = server.handshake(stream).await?;
    while let Some(call) = calls.accept().await {
        let (request, respond) = call?;
        tokio::spawn(tell(answer(request, respond, reply.clone())));
    }
    Ok(())
}

async fn answer(
    request: Request<h2::RecvStream>,
    mut respond: SendResponse<Bytes>,
    reply: Bytes,
) -> Result<(), Problem> {
    let mut body = request.into_body();
    while let Some(chunk) = body.data().await {
        let length = chunk?.len();
        body.flow_control().release_capacity(length)?;
    }
    let head = Response::builder().header("content-type", "application/grpc").body(())?;
    let mut sending = respond.send_response(head, false)?;
    sending.send_data(reply, false)?;
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    sending.send_trailers(trailers)?;
    Ok(())
}

/// A connection ends when its client does; the reason is for the curious.
async fn tell(work: impl Future<Output = Result<(), Problem>>) {
    if let Err(problem) = work.await
        && std::env::var_os("ANSWER_VERBOSE").is_some()
    {
        eprintln!("answer: {problem}");
    }
}
