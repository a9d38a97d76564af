//! Setting up a gateway before it starts.

use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::gateway::{Gate, MockGateway, Shared};
use crate::credentials::Credentials;
use crate::journal::{Journal, Recording};
use crate::json::Messages;
use crate::listen::ANYWHERE;
use crate::rpc::Rpc;
use crate::script::{Reply, RpcScript, Script, Scripts};
use crate::settings::Settings;
use crate::tls::{CertificateError, Tls};
use crate::version::Version;

/// A gateway that has not started yet.
pub struct Builder {
    address: SocketAddr,
    script: Script,
    recording: Recording,
    output: Option<Box<dyn Write + Send>>,
    tls: Option<Tls>,
    credentials: Option<Credentials>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: ANYWHERE,
            script: Script::default(),
            recording: Recording::All,
            output: None,
            tls: None,
            credentials: None,
        }
    }
}

impl Builder {
    /// Listens on this port; 0, the default, is any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Listens on this address, which must be a loopback address.
    #[must_use]
    pub fn listen_on(mut self, address: IpAddr) -> Self {
        self.address.set_ip(address);
        self
    }

    /// Takes over a whole script, in place of all that was set before.
    #[must_use]
    pub fn script(mut self, script: Script) -> Self {
        self.script = script;
        self
    }

    /// Behaves as this release.
    #[must_use]
    pub fn gateway_version(mut self, version: Version) -> Self {
        self.script.gateway.gateway_version = version;
        self
    }

    /// Changes the default behaviour.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.script.gateway);
        self
    }

    /// Scripts a call.
    #[must_use]
    pub fn rpc(mut self, rpc: Rpc, script: RpcScript) -> Self {
        self.script.rpcs.insert(rpc, script);
        self
    }

    /// Adds a reply behind those scripted for the first calls.
    #[must_use]
    pub fn reply(mut self, rpc: Rpc, reply: Reply) -> Self {
        self.script.rpcs.entry(rpc).or_default().first.push(reply);
        self
    }

    /// Sets the reply to all calls that come after the first ones.
    #[must_use]
    pub fn always(mut self, rpc: Rpc, reply: Reply) -> Self {
        self.script.rpcs.entry(rpc).or_default().always = Some(reply);
        self
    }

    /// Chooses what the journal keeps. [`Recording::Off`] is the fast choice.
    #[must_use]
    pub fn journal(mut self, recording: Recording) -> Self {
        self.recording = recording;
        self
    }

    /// Writes each call that has ended as a line of JSON.
    #[must_use]
    pub fn journal_output(mut self, output: Box<dyn Write + Send>) -> Self {
        self.output = Some(output);
        self
    }

    /// Speaks TLS, and nothing else.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Answers UNAUTHENTICATED to every call without one of these credentials.
    /// They can be changed while the gateway runs.
    #[must_use]
    pub fn require(mut self, credentials: &Credentials) -> Self {
        self.credentials = Some(credentials.clone());
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// When the address is not loopback or cannot be listened on, when the
    /// certificates cannot be used, or when a scripted reply does not fit its
    /// call.
    pub async fn start(self) -> Result<MockGateway, StartError> {
        let ip = self.address.ip();
        if !ip.is_loopback() {
            return Err(StartError::NotLoopback(ip));
        }
        let messages = Messages::load().map_err(StartError::Script)?;
        let scripts = Scripts::new();
        scripts.set_all(&self.script.rpcs, &messages).map_err(StartError::Script)?;
        let journal = Journal::new(self.recording, messages, self.output);
        let tls = self.tls.map(|tls| tls.acceptor()).transpose().map_err(StartError::Tls)?;
        let gate = Gate { tls, credentials: self.credentials };
        let shared = Shared::new(Arc::new(self.script.gateway), scripts, journal, gate);
        let address = self.address;
        MockGateway::launch(shared, address)
            .map_err(|problem| StartError::Listen { address, problem })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("address", &self.address)
            .field("recording", &self.recording)
            .finish_non_exhaustive()
    }
}

/// Why a gateway did not start.
#[derive(Debug)]
pub enum StartError {
    /// It serves this machine only.
    NotLoopback(IpAddr),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        problem: io::Error,
    },
    /// The script cannot be played.
    Script(String),
    /// TLS cannot be spoken with these certificates.
    Tls(CertificateError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(ip) => {
                write!(
                    f,
                    "{ip} is not a loopback address: the mock gateway serves this machine only"
                )
            }
            Self::Listen { address, problem } => {
                write!(f, "cannot listen on {address}: {problem}; port 0 takes any that is free")
            }
            Self::Script(problem) => write!(f, "the script cannot be played: {problem}"),
            Self::Tls(problem) => write!(f, "cannot speak TLS: {problem}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { problem, .. } => Some(problem),
            Self::Tls(problem) => Some(problem),
            Self::NotLoopback(_) | Self::Script(_) => None,
        }
    }
}
