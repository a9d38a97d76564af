//! One request to a token server.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Request, Uri};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::client::conn::http1;

use super::TokenRequest;
use super::answer::{self, Answer};
use crate::ConfigError;
use crate::credentials::{NoProof, Secret};
use crate::error::chain;
use crate::tls::{Peer, TlsSession, TlsTexts};
use crate::transport::{Dialer, USER_AGENT_VALUE};

/// How long a server has to answer, apart from the deadlines of calls.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Answers with tokens are a few kilobytes at most.
const LARGEST: usize = 256 * 1024;

/// The way to a token server.
pub(super) struct Exchange {
    dialer: Dialer,
    form: Secret,
    client_secret: Secret,
}

impl Exchange {
    pub(super) fn new(
        request: &TokenRequest,
        tls: &TlsTexts,
        timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let uri = request.server.clone();
        let secured = uri.scheme_str() == Some("https");
        let host = uri.host().unwrap_or_default();
        let session = secured.then(|| TlsSession::new(tls, host, Peer::TokenServer)).transpose()?;
        let dialer = Dialer::new(uri, session, timeout);
        Ok(Self { dialer, form: form(request), client_secret: request.client_secret.clone() })
    }

    /// The server, as errors name it.
    pub(super) fn server(&self) -> &str {
        self.dialer.uri().authority().map_or("", |authority| authority.as_str())
    }

    /// Asks for a token.
    pub(super) async fn fetch(&self) -> Result<Answer, NoProof> {
        match tokio::time::timeout(TIMEOUT, self.ask()).await {
            Ok(answer) => answer,
            Err(_) => Err(passing(format!("it did not answer within {TIMEOUT:?}"))),
        }
    }

    async fn ask(&self) -> Result<Answer, NoProof> {
        let io = self.dialer.dial().await;
        let io = io.map_err(|error| NoProof { text: error.text, passing: !error.permanent })?;
        let lost = |error: hyper::Error| passing(format!("no answer: {}", chain(&error)));
        let (mut requests, traffic) = http1::handshake(io).await.map_err(lost)?;
        // It ends when the sender and the body of the reply are gone.
        tokio::spawn(traffic);
        let reply = requests.send_request(self.request()?).await;
        let (head, body) = reply.map_err(lost)?.into_parts();
        let body = read(body).await?;
        answer::read(head.status, &head.headers, &body, &self.client_secret)
    }

    fn request(&self) -> Result<Request<String>, NoProof> {
        let uri = self.dialer.uri();
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let odd = |error: http::Error| NoProof { text: error.to_string(), passing: false };
        let host = uri.authority().map_or("", |authority| authority.as_str());
        let mut request = Request::post(path.parse::<Uri>().map_err(|e| odd(e.into()))?)
            .header(HOST, host)
            .header(USER_AGENT, HeaderValue::from_static(USER_AGENT_VALUE))
            .header(ACCEPT, HeaderValue::from_static("application/json"));
        request = request
            .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        request.body(self.form.reveal().to_owned()).map_err(odd)
    }
}

fn form(request: &TokenRequest) -> Secret {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    form.append_pair("client_id", &request.client_id);
    form.append_pair("client_secret", request.client_secret.reveal());
    let optional = [
        ("audience", &request.audience),
        ("scope", &request.scope),
        ("resource", &request.resource),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            form.append_pair(name, value);
        }
    }
    Secret::new(form.finish())
}

fn passing(text: String) -> NoProof {
    NoProof { text, passing: true }
}

async fn read(mut body: Incoming) -> Result<Vec<u8>, NoProof> {
    let mut all = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|error| passing(format!("its answer broke off: {error}")))?;
        let Ok(data) = frame.into_data() else { continue };
        if all.len() + data.len() > LARGEST {
            return Err(passing(format!("its answer is longer than {LARGEST} bytes")));
        }
        all.extend_from_slice(&data);
    }
    Ok(all)
}
