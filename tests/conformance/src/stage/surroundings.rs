//! Setting up what stands around the gateway, and what happens to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::time::sleep;
use zeebe_mock_gateway::oauth::{TokenReply, TokenServer};
use zeebe_mock_gateway::peer::{Act, Peer, frames};
use zeebe_mock_gateway::proxy::{Direction, Flow, Proxy};
use zeebe_mock_gateway::tls::{Certificates, Tls};
use zeebe_mock_gateway::{Builder, Credentials};

use super::clock;
use super::gateway::Gateway;
use super::journal::within;
use crate::scenario::surroundings::{
    CertificateName, DataFrame, DirectionName, FlowName, NetworkAction, PeerAct, PeerCheck,
    Surroundings, TlsSetup, TokenAnswer, TokenCheck, TokenKind, TokenSetup,
};
use crate::value::compare::{Extent, mismatch};
use crate::value::make::{Saved, make};

/// How long what is expected may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What stands around a gateway that runs.
pub(super) struct Around {
    directory: PathBuf,
    tls: bool,
    credentials: Credentials,
    tokens: Option<TokenServer>,
    proxy: Option<Proxy>,
    peer: Option<Peer>,
}

impl Drop for Around {
    fn drop(&mut self) {
        // It may not be there, and nothing depends on it.
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Around {
    /// Sets up what the gateway counts on, and tells the gateway of it.
    pub(super) fn set_up(
        setup: &Surroundings,
        mut gateway: Builder,
    ) -> Result<(Self, Builder), String> {
        let directory = directory()?;
        let credentials = Credentials::new();
        if let Some(tls) = &setup.tls {
            gateway = gateway.tls(of_certificates(tls, &directory)?);
        }
        if let Some(required) = &setup.require {
            required.bearer.iter().for_each(|token| credentials.allow_bearer(token));
            required.basic.iter().for_each(|(user, word)| credentials.allow_basic(user, word));
            gateway = gateway.require(&credentials);
        }
        let tokens = setup.tokens.as_ref().map(|tokens| token_server(tokens, &credentials));
        let tokens = tokens.transpose()?;
        let peer = setup.peer.as_ref().map(|plays| peer(plays)).transpose()?;
        let tls = setup.tls.is_some();
        Ok((Self { directory, tls, credentials, tokens, proxy: None, peer }, gateway))
    }

    /// Sets up what counts on the gateway.
    pub(super) fn complete(
        mut self,
        setup: &Surroundings,
        gateway: &Gateway,
    ) -> Result<Self, String> {
        if setup.proxy {
            let proxy = Proxy::start(&gateway.address());
            self.proxy = Some(proxy.map_err(|error| error.to_string())?);
        }
        Ok(self)
    }

    /// The environment of a driver whose clock can be set.
    pub(super) async fn clock(&self) -> Result<BTreeMap<String, String>, String> {
        clock::environment(&self.directory).await
    }

    /// Sets that clock.
    pub(super) fn set_clock(&self, seconds: i64) -> Result<(), String> {
        clock::set(&self.directory, seconds)
    }

    /// Where its files are.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Where clients connect.
    pub(super) fn address(&self, gateway: &Gateway) -> String {
        let plain = match (&self.peer, &self.proxy) {
            (Some(peer), _) => peer.address().to_owned(),
            (None, Some(proxy)) => proxy.address(),
            (None, None) => gateway.address(),
        };
        match (self.tls, plain.strip_prefix("http://")) {
            (true, Some(rest)) => format!("https://{rest}"),
            _ => plain,
        }
    }

    /// What scenarios can refer to.
    pub(super) fn saved(&self, gateway: &Gateway) -> Value {
        let file = |name: &str| self.directory.join(name).to_string_lossy().into_owned();
        json!({
            "address": self.address(gateway),
            "port": gateway.port(),
            "directory": self.directory.to_string_lossy(),
            "ca": file("ca.pem"),
            "other_ca": file("client-ca.pem"),
            "client_certificate": file("client.pem"),
            "client_key": file("client-key.pem"),
            "unknown_client_certificate": file("unknown-client.pem"),
            "unknown_client_key": file("unknown-client-key.pem"),
            "token_url": self.tokens.as_ref().map(TokenServer::url),
        })
    }

    /// What happens to it.
    pub(super) async fn act(&self, action: &NetworkAction) -> Result<(), String> {
        let proxy = || self.proxy.as_ref().ok_or("there is no proxy");
        let tokens = || self.tokens.as_ref().ok_or("there is no token server");
        match action {
            NetworkAction::Reset {} => proxy()?.reset(),
            NetworkAction::Refuse {} => proxy()?.refuse().await,
            NetworkAction::Accept {} => proxy()?.accept().map_err(|error| error.to_string())?,
            NetworkAction::Flow { direction, how } => {
                proxy()?.set_flow(direction_of(*direction), flow(*how));
            }
            NetworkAction::TokenReply(answer) => tokens()?.reply(token_reply(answer)),
            NetworkAction::TokenAlways(answer) => tokens()?.always(token_reply(answer)),
            NetworkAction::TokensStop {} => tokens()?.stop().await,
            NetworkAction::TokensRestart {} => {
                tokens()?.restart().map_err(|error| error.to_string())?;
            }
            NetworkAction::RevokeAll {} => self.credentials.revoke_all(),
            NetworkAction::AllowBearer(token) => self.credentials.allow_bearer(token),
            NetworkAction::RevokeBearer(token) => self.credentials.revoke_bearer(token),
        }
        Ok(())
    }

    /// Waits until the token server has seen what is expected.
    pub(super) async fn token_requests(
        &self,
        check: &TokenCheck,
        saved: &Saved,
    ) -> Result<(), String> {
        let tokens = self.tokens.as_ref().ok_or("there is no token server")?;
        settle(check.for_ms, || {
            let requests = tokens.requests();
            within("requests for tokens", check.count, requests.len() as f64)?;
            for request in &requests {
                for (name, expected) in &check.fields {
                    let found = request.field(name).map(Value::from);
                    let expected = make(expected, saved)?;
                    mismatch(&expected, found.as_ref(), Extent::Whole, name).map_or(Ok(()), Err)?;
                }
            }
            requests.windows(2).try_for_each(|pair| {
                let pause = pair[1].at.saturating_sub(pair[0].at).as_secs_f64() * 1e3;
                within("ms between requests for tokens", check.pause_ms, pause)
            })
        })
        .await
    }

    /// Waits until the peer has seen what is expected.
    pub(super) async fn peer_seen(&self, check: &PeerCheck) -> Result<(), String> {
        let peer = self.peer.as_ref().ok_or("there is no peer")?;
        settle(check.for_ms, || {
            within("requests", check.requests, peer.requests() as f64)?;
            within("connections", check.connections, peer.connections() as f64)?;
            within("pings", check.pings, peer.pings() as f64)?;
            within("resets", check.resets, peer.resets() as f64)
        })
        .await
    }
}

/// Waits until something holds, and makes sure that it goes on to.
pub(super) async fn settle(
    for_ms: u64,
    look: impl Fn() -> Result<(), String>,
) -> Result<(), String> {
    let start = Instant::now();
    while let Err(problem) = look() {
        if start.elapsed() > PATIENCE {
            return Err(problem);
        }
        sleep(Duration::from_millis(20)).await;
    }
    if for_ms > 0 {
        sleep(Duration::from_millis(for_ms)).await;
        look()?;
    }
    Ok(())
}

/// A directory for the files of one scenario.
fn directory() -> Result<PathBuf, String> {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let name = format!(
        "zeebe-conformance-{}-{}",
        std::process::id(),
        LAST.fetch_add(1, Ordering::Relaxed)
    );
    let directory = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&directory)
        .map_err(|error| format!("{}: {error}", directory.display()))?;
    Ok(directory)
}

fn of_certificates(setup: &TlsSetup, directory: &Path) -> Result<Tls, String> {
    let certificates = Certificates::generate().map_err(|error| error.to_string())?;
    certificates.write_to(directory).map_err(|error| error.to_string())?;
    let identity = match setup.certificate {
        CertificateName::Server => &certificates.server,
        CertificateName::Expired => &certificates.expired,
        CertificateName::WrongName => &certificates.wrong_name,
        CertificateName::Unknown => &certificates.unknown,
    };
    let mut tls = Tls::new(identity);
    if setup.clients {
        tls = tls.with_client_ca(&certificates.client_ca);
    }
    if let Some(protocols) = &setup.protocols {
        let protocols: Vec<&str> = protocols.iter().map(String::as_str).collect();
        tls = tls.with_protocols(&protocols);
    }
    Ok(tls)
}

fn token_server(setup: &TokenSetup, credentials: &Credentials) -> Result<TokenServer, String> {
    let mut server = TokenServer::builder().feed(credentials);
    if let Some((id, secret)) = &setup.client {
        server = server.client(id, secret);
    }
    for answer in &setup.first {
        server = server.reply(token_reply(answer));
    }
    if let Some(answer) = &setup.always {
        server = server.always(token_reply(answer));
    }
    server.start().map_err(|error| error.to_string())
}

fn token_reply(answer: &TokenAnswer) -> TokenReply {
    let reply = match &answer.answer {
        TokenKind::FreshFor(time) => TokenReply::fresh_for(time.clone()),
        TokenKind::FreshForEver {} => TokenReply::fresh_for_ever(),
        TokenKind::Token { token, expires_in } => TokenReply::token(token, expires_in.clone()),
        TokenKind::Error { status, error, description } => {
            TokenReply::error(*status, error, description)
        }
        TokenKind::Html(status) => TokenReply::html(*status),
        TokenKind::Body { status, content_type, body } => {
            TokenReply::body(*status, content_type, body)
        }
        TokenKind::Redirect { status, to } => TokenReply::redirect(*status, to),
        TokenKind::Hang {} => TokenReply::hang(),
        TokenKind::Close {} => TokenReply::close(),
    };
    reply.after(Duration::from_millis(answer.delay_ms))
}

fn direction_of(name: DirectionName) -> Direction {
    match name {
        DirectionName::ToServer => Direction::ToServer,
        DirectionName::ToClient => Direction::ToClient,
        DirectionName::Both => Direction::Both,
    }
}

fn flow(name: FlowName) -> Flow {
    match name {
        FlowName::Pass {} => Flow::Pass,
        FlowName::Stall {} => Flow::Stall,
        FlowName::Throttle(bytes) => Flow::Throttle(bytes),
        FlowName::DelayMs(time) => Flow::Delay(Duration::from_millis(time)),
    }
}

fn peer(plays: &[Vec<PeerAct>]) -> Result<Peer, String> {
    let acts = |play: &Vec<PeerAct>| play.iter().map(act).collect::<Result<Vec<_>, _>>();
    let plays = plays.iter().map(acts).collect::<Result<Vec<_>, _>>()?;
    Peer::start(plays).map_err(|error| error.to_string())
}

fn act(act: &PeerAct) -> Result<Act, String> {
    Ok(match act {
        PeerAct::Greet(settings) => Act::Greet(settings.clone()),
        PeerAct::Request {} => Act::Request,
        PeerAct::Pings(count) => Act::Pings(*count),
        PeerAct::Reply(stream) => Act::Send(frames::reply(*stream)),
        PeerAct::Headers(frame) => {
            let fields: Vec<(&str, &str)> =
                frame.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            Act::Send(match frame.last {
                true => frames::last_headers(frame.stream, &fields),
                false => frames::headers(frame.stream, &fields),
            })
        }
        PeerAct::Data(frame) => Act::Send(data(frame)?),
        PeerAct::Trickle(frame) => Act::Trickle(data(frame)?),
        PeerAct::Goaway { last, code, debug } => {
            Act::Send(frames::goaway_saying(*last, *code, debug))
        }
        PeerAct::ResetStream { stream, code } => Act::Send(frames::reset_stream(*stream, *code)),
        PeerAct::Ping {} => Act::Send(frames::ping()),
        PeerAct::PauseMs(time) => Act::Pause(Duration::from_millis(*time)),
        PeerAct::Idle {} => Act::Idle,
        PeerAct::Hang {} => Act::Hang,
        PeerAct::Reset {} => Act::Reset,
    })
}

fn data(frame: &DataFrame) -> Result<Vec<u8>, String> {
    let mut content = frame.text.clone().unwrap_or_default().into_bytes();
    if let Some(message) = &frame.message {
        let message = STANDARD.decode(message).map_err(|error| error.to_string())?;
        content.push(frame.compressed.into());
        content.extend(u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
        content.extend(message);
    }
    Ok(match frame.last {
        true => frames::last_data(frame.stream, &content),
        false => frames::data(frame.stream, &content),
    })
}
