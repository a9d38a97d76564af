//! The connection of a client: one, made at the first call and made again
//! after a loss.
//!
//! It is hyper's HTTP/2 client on a connection of `dial`, and not tonic's
//! channel: that one adds its own name to the user agent and does not tell why
//! a connection could not be made.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use http::header::{HeaderValue, USER_AGENT};
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tonic::body::Body;

use super::cause;
use super::dial::{DialError, Dialer, refused_identity};
use super::failure::Failure;
use crate::ConfigError;

/// How the connection is made.
#[derive(Debug)]
pub(crate) struct ChannelSettings {
    pub(crate) dialer: Dialer,
    /// The name of the gateway in requests, if it is not that of the address.
    pub(crate) authority: Option<Authority>,
    pub(crate) keepalive: Option<Duration>,
    pub(crate) keepalive_timeout: Duration,
}

/// Who this is: the SDK and its version, and nothing else.
pub(crate) const USER_AGENT_VALUE: &str = concat!("zeebe-sdk-rust/", env!("CARGO_PKG_VERSION"));

/// How many bytes of headers or trailers are accepted; with more the stream is
/// reset. A status with a long text needs many: the text is there twice, once
/// escaped and once in the details.
const MOST_HEADERS: u32 = 256 * 1024;

/// The connection to a gateway; its clones share it.
#[derive(Clone)]
pub(crate) struct Channel {
    link: Arc<Link>,
}

struct Link {
    dialer: Dialer,
    http2: http2::Builder<TokioExecutor>,
    scheme: Scheme,
    authority: Authority,
    runtime: Handle,
    state: Mutex<State>,
}

enum State {
    Down,
    /// Somebody is at it; what comes of it is told to all who wait.
    Connecting(watch::Receiver<Outcome>),
    Up(Connection),
}

type Outcome = Option<Result<Connection, DialError>>;

/// A connection that was made; it may be lost by now.
#[derive(Clone)]
struct Connection {
    requests: http2::SendRequest<Body>,
    /// Why it was ended, if that will not be different next time.
    refused: Arc<OnceLock<DialError>>,
}

impl Channel {
    /// Prepares the connection without making it.
    pub(crate) fn new(settings: ChannelSettings) -> Result<Self, ConfigError> {
        let runtime = Handle::try_current().map_err(|_| ConfigError::NoRuntime)?;
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .keep_alive_interval(settings.keepalive)
            .keep_alive_timeout(settings.keepalive_timeout)
            .keep_alive_while_idle(false)
            .max_header_list_size(MOST_HEADERS);
        let uri = settings.dialer.uri();
        let authority = settings.authority.or_else(|| uri.authority().cloned());
        let (Some(scheme), Some(authority)) = (uri.scheme().cloned(), authority) else {
            return Err(ConfigError::Address {
                address: uri.to_string(),
                problem: "it has no scheme or no host".to_owned(),
            });
        };
        let state = Mutex::new(State::Down);
        let link = Link { dialer: settings.dialer, http2, scheme, authority, runtime, state };
        Ok(Self { link: Arc::new(link) })
    }

    /// Sends a request and waits for the head of the reply.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
    ) -> Result<Response<Body>, Box<Failure>> {
        self.link.address(&mut request);
        let mut connection =
            self.link.connection().await.map_err(|error| Failure::unconnected(&error))?;
        match connection.requests.send_request(request).await {
            Ok(reply) => Ok(reply.map(Body::new)),
            Err(error) => Err(match connection.refused.get() {
                Some(refused) => Failure::unconnected(refused),
                None => cause::failure(&error),
            }),
        }
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("uri", self.link.dialer.uri()).finish_non_exhaustive()
    }
}

impl Link {
    /// Completes the head of a request.
    fn address(&self, request: &mut Request<Body>) {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        // Parts of two addresses are an address.
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(USER_AGENT_VALUE));
    }

    /// The connection, made if there is none. However many ask at once, there
    /// is one attempt, which they all wait for.
    async fn connection(self: &Arc<Self>) -> Result<Connection, DialError> {
        let mut outcome = match self.current() {
            Ok(connection) => return Ok(connection),
            Err(outcome) => outcome,
        };
        let told = outcome.wait_for(Option::is_some).await;
        match told.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            Ok(None) | Err(_) => Err(DialError::passing("the runtime of the client has ended")),
        }
    }

    /// The connection that is up, or what there is to wait for.
    fn current(self: &Arc<Self>) -> Result<Connection, watch::Receiver<Outcome>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &*state {
            State::Up(connection) if !connection.requests.is_closed() => Ok(connection.clone()),
            State::Connecting(outcome) if outcome.has_changed().is_ok() => Err(outcome.clone()),
            State::Down | State::Connecting(_) | State::Up(_) => {
                let (tell, outcome) = watch::channel(None);
                *state = State::Connecting(outcome.clone());
                // A task of its own, so that it goes on when who asked gives up.
                self.runtime.spawn(Arc::clone(self).connect(tell));
                Err(outcome)
            }
        }
    }

    async fn connect(self: Arc<Self>, tell: watch::Sender<Outcome>) {
        let outcome = self.make().await;
        let next = outcome.clone().map_or(State::Down, State::Up);
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = next;
        tell.send_replace(Some(outcome));
    }

    async fn make(&self) -> Result<Connection, DialError> {
        let io = self.dialer.dial().await?;
        let handshake = self.http2.handshake(io).await;
        let (requests, traffic) =
            handshake.map_err(|error| DialError::passing(crate::error::chain(&error)))?;
        let refused = Arc::new(OnceLock::new());
        self.runtime.spawn(drive(traffic, Arc::clone(&refused)));
        Ok(Connection { requests, refused })
    }
}

/// Runs a connection to its end. What ended it for good is noted before the
/// requests that still wait learn of it.
async fn drive(
    traffic: impl Future<Output = Result<(), hyper::Error>>,
    refused: Arc<OnceLock<DialError>>,
) {
    let mut traffic = pin!(traffic);
    if let Err(error) = traffic.as_mut().await {
        tracing::debug!(error = crate::error::chain(&error), "the connection has ended");
        if let Some(why) = cause::io_of(&error).and_then(refused_identity) {
            let _ = refused.set(why);
        }
    }
}
