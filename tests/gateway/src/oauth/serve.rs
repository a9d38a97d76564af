//! The connections of a token endpoint: HTTP/1.1, one request after the other.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use super::reply::{Answer, Kind, token_body};
use super::request::{TokenRequest, read_form};
use super::{PATH, Shared, TokenReply};
use crate::journal::Metadata;

/// More than any token request has.
const LARGEST_BODY: usize = 1024 * 1024;

/// Accepts connections for ever. They end with the server.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>, open: watch::Receiver<()>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let number = {
            let mut state = shared.state();
            state.connections += 1;
            state.connections
        };
        let (shared, mut open) = (Arc::clone(&shared), open.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = connection(stream, number, shared) => {}
                _ = open.changed() => {}
            }
        });
    }
}

async fn connection(stream: TcpStream, number: u64, shared: Arc<Shared>) {
    match shared.tls.clone() {
        None => serve(stream, number, shared).await,
        Some(acceptor) => {
            if let Ok(encrypted) = acceptor.accept(stream).await {
                serve(encrypted, number, shared).await;
            }
        }
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    number: u64,
    shared: Arc<Shared>,
) {
    let service = service_fn(move |request| answer(Arc::clone(&shared), number, request));
    // The client may go away at any time; an error closes the connection.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// Answers a request. An error closes its connection.
async fn answer(
    shared: Arc<Shared>,
    connection: u64,
    request: Request<Incoming>,
) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await.map_err(io::Error::other)?;
    let body = body.to_bytes();
    let request = TokenRequest {
        connection,
        at: shared.start.elapsed(),
        method: head.method.to_string(),
        path: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        headers: Metadata::from_headers(&head.headers),
        form: read_form(&body),
        body,
    };
    let found = head.uri.path() == PATH && head.method == Method::POST;
    let reply = shared.reply_to(request, found);
    shared.changed.notify_waiters();
    sleep(reply.delay).await;
    match reply.kind {
        Kind::Issue(expires_in) => {
            let token = shared.issue(None);
            let body = token_body(&token, expires_in).to_string();
            let content = [("content-type".to_owned(), "application/json".to_owned())];
            respond(200, &content, body)
        }
        Kind::Answer(Answer { status, headers, body, token }) => {
            if token.is_some() {
                shared.issue(token);
            }
            respond(status, &headers, body)
        }
        Kind::Hang => std::future::pending().await,
        Kind::Close => Err(io::Error::other("closed as told")),
    }
}

impl Shared {
    /// Notes a request and takes the answer that is due.
    fn reply_to(&self, request: TokenRequest, found: bool) -> TokenReply {
        let mut state = self.state();
        let known = state.client.as_ref().is_none_or(|(id, secret)| request.is_from(id, secret));
        state.requests.push(request);
        match state.first.pop_front() {
            Some(reply) => reply,
            None if !found => TokenReply::error(404, "not_found", "tokens are elsewhere"),
            None if !known => TokenReply::error(401, "invalid_client", "no such client"),
            None => state.always.clone(),
        }
    }

    /// Hands out this token, or one that nobody had before.
    fn issue(&self, given: Option<String>) -> String {
        let mut state = self.state();
        let token = given.unwrap_or_else(|| format!("token-{}", state.issued.len() + 1));
        for credentials in &self.feeds {
            credentials.allow_bearer(&token);
        }
        state.issued.push(token.clone());
        token
    }
}

fn respond(
    status: u16,
    headers: &[(String, String)],
    body: String,
) -> io::Result<Response<Full<Bytes>>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).map_err(io::Error::other)?;
    for (name, value) in headers {
        let name = http::HeaderName::try_from(name).map_err(io::Error::other)?;
        let value = HeaderValue::try_from(value).map_err(io::Error::other)?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
