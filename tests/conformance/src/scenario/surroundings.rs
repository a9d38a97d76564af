//! What stands around the gateway: TLS, credentials, a token server, a proxy; or in its place a peer
//! that plays HTTP/2 frame by frame.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::Range;

/// What stands around the gateway.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Surroundings {
    /// It speaks TLS.
    pub tls: Option<TlsSetup>,
    /// It accepts only calls with credentials; with `tokens` those are accepted too.
    pub require: Option<Required>,
    /// There is a token server.
    pub tokens: Option<TokenSetup>,
    /// Clients reach it through a proxy.
    pub proxy: bool,
    /// A peer is in its place: what it does on each connection in turn; the last goes for the others.
    pub peer: Option<Vec<Vec<PeerAct>>>,
}

/// How a gateway speaks TLS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSetup {
    /// Which certificate it has.
    #[serde(default)]
    pub certificate: CertificateName,
    /// Whether clients must have one.
    #[serde(default)]
    pub clients: bool,
    /// What it agrees to by ALPN; `h2` unless said.
    pub protocols: Option<Vec<String>>,
}

/// A certificate of the mock gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateName {
    /// A good one.
    #[default]
    Server,
    /// Its time is over.
    Expired,
    /// For another name.
    WrongName,
    /// Of an authority that nobody knows.
    Unknown,
}

/// Credentials that are accepted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Required {
    /// Tokens.
    pub bearer: Vec<String>,
    /// User names with their passwords.
    pub basic: Vec<(String, String)>,
}

/// A token server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenSetup {
    /// The client that gets tokens, with its secret; any unless said.
    pub client: Option<(String, String)>,
    /// What the first requests are answered.
    pub first: Vec<TokenAnswer>,
    /// What all others are answered: a fresh token for an hour unless said.
    pub always: Option<TokenAnswer>,
}

/// What a request for a token is answered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenAnswer {
    /// After a pause.
    #[serde(default)]
    pub delay_ms: u64,
    /// What it is.
    pub answer: TokenKind,
}

/// The kinds of answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A token that nobody had before, with this `expires_in`.
    FreshFor(Value),
    /// The same without `expires_in`.
    FreshForEver {},
    /// This token.
    Token {
        /// The token.
        token: String,
        /// Its `expires_in`.
        expires_in: Value,
    },
    /// An error as RFC 6749 has it.
    Error {
        /// Of HTTP.
        status: u16,
        /// The word for it.
        error: String,
        /// What it means.
        #[serde(default)]
        description: String,
    },
    /// A web page.
    Html(u16),
    /// Any body.
    Body {
        /// Of HTTP.
        status: u16,
        /// Its type.
        content_type: String,
        /// The body.
        body: String,
    },
    /// A redirect.
    Redirect {
        /// Of HTTP.
        status: u16,
        /// To where.
        to: String,
    },
    /// No answer.
    Hang {},
    /// The end of the connection.
    Close {},
}

/// What a peer does.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeerAct {
    /// Greets with settings, by number.
    Greet(Vec<(u16, u32)>),
    /// Waits for the next request.
    Request {},
    /// Waits for so many pings, and answers them.
    Pings(usize),
    /// A whole reply with an empty message.
    Reply(u32),
    /// Headers, or trailers.
    Headers(HeadersFrame),
    /// Content.
    Data(DataFrame),
    /// The same byte by byte.
    Trickle(DataFrame),
    /// The end of the connection.
    Goaway {
        /// The last stream that was looked at.
        last: u32,
        /// Why.
        code: u32,
        /// What is said.
        #[serde(default)]
        debug: String,
    },
    /// The end of a stream.
    ResetStream {
        /// Which.
        stream: u32,
        /// Why.
        code: u32,
    },
    /// A ping of the server.
    Ping {},
    /// Waits.
    PauseMs(u64),
    /// Answers pings as long as the client is there.
    Idle {},
    /// Does nothing any more.
    Hang {},
    /// Resets the connection.
    Reset {},
}

/// A frame of headers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadersFrame {
    /// The stream: the first call of a connection has 1, the next 3.
    pub stream: u32,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// Nothing follows.
    #[serde(default)]
    pub last: bool,
}

/// A frame of content.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataFrame {
    /// The stream.
    pub stream: u32,
    /// The content as text.
    pub text: Option<String>,
    /// The content as a message of gRPC, in base64.
    pub message: Option<String>,
    /// The message is marked as compressed.
    pub compressed: bool,
    /// Nothing follows.
    pub last: bool,
}

/// Something that happens around the gateway.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NetworkAction {
    /// The proxy resets all connections.
    Reset {},
    /// The proxy refuses new connections.
    Refuse {},
    /// The proxy accepts them again.
    Accept {},
    /// Bytes get through the proxy in another way.
    Flow {
        /// Which.
        direction: DirectionName,
        /// How.
        how: FlowName,
    },
    /// The next request for a token is answered so.
    TokenReply(TokenAnswer),
    /// All others are.
    TokenAlways(TokenAnswer),
    /// The token server goes away.
    TokensStop {},
    /// It comes back.
    TokensRestart {},
    /// No credentials are accepted any more.
    RevokeAll {},
    /// This token is accepted.
    AllowBearer(String),
    /// It is not any more.
    RevokeBearer(String),
}

/// A direction through the proxy.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DirectionName {
    /// From the client.
    ToServer,
    /// To the client.
    ToClient,
    /// All.
    Both,
}

/// How bytes get through.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowName {
    /// At once.
    Pass {},
    /// Not at all.
    Stall {},
    /// So many bytes a second.
    Throttle(u64),
    /// So much later.
    DelayMs(u64),
}

/// What must have come to the token server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenCheck {
    /// How many requests.
    pub count: Option<Range>,
    /// Fields of the form of each.
    pub fields: BTreeMap<String, Value>,
    /// The time between two of them.
    pub pause_ms: Option<Range>,
    /// How long it must stay like this.
    pub for_ms: u64,
}

/// What must have come to the peer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PeerCheck {
    /// Requests.
    pub requests: Option<Range>,
    /// Connections.
    pub connections: Option<Range>,
    /// Pings.
    pub pings: Option<Range>,
    /// Streams that the client has reset.
    pub resets: Option<Range>,
    /// How long it must stay like this.
    pub for_ms: u64,
}
