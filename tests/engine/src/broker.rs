//! The whole broker.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use zeebe_sdk::{Client, ClientBuilder, TlsConfig};

use crate::java::Jdk;
use crate::run::Run;
use crate::{EngineError, maven, ports, ready};

/// How long a broker lets open calls go on after SIGTERM, and some more.
const GRACE: Duration = Duration::from_secs(60);

/// A certificate of the gateway, as PEM, and what signed it.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The chain, its own certificate first.
    pub chain: String,
    /// The private key.
    pub key: String,
    /// The authority that a client has to trust.
    pub authority: String,
}

/// A running broker of Zeebe 8.6 with one partition.
#[derive(Debug)]
pub struct Broker {
    jdk: Jdk,
    home: PathBuf,
    run: Run,
    /// Of the gateway, the two of the broker, and the two for HTTP.
    ports: [u16; 5],
    certificate: Option<Certificate>,
}

impl Broker {
    /// The release of the broker.
    pub const RELEASE: &str = maven::BROKER;

    /// Starts one and waits until it works.
    ///
    /// # Errors
    ///
    /// If something is not installed, or the broker does not start.
    pub async fn start() -> Result<Self, EngineError> {
        Self::start_with(None).await
    }

    /// The same with TLS at its gateway.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub async fn start_with_tls(certificate: Certificate) -> Result<Self, EngineError> {
        Self::start_with(Some(certificate)).await
    }

    async fn start_with(certificate: Option<Certificate>) -> Result<Self, EngineError> {
        let jdk = Jdk::find()?;
        let home = maven::broker(&jdk)?;
        let run = Run::new("broker")?;
        let mut broker = Self { jdk, home, run, ports: ports::free()?, certificate };
        broker.write_certificate()?;
        broker.start_again().await?;
        Ok(broker)
    }

    /// Kills the process, as a crash would.
    pub fn kill(&mut self) {
        self.run.kill();
    }

    /// Asks the process to end, which lets open calls go on for a while.
    ///
    /// # Errors
    ///
    /// If the signal cannot be sent.
    pub fn terminate(&self) -> Result<(), EngineError> {
        self.run.terminate()
    }

    /// Waits until a broker that was asked to end has done so.
    ///
    /// # Errors
    ///
    /// If it takes much longer than open calls may go on.
    pub async fn wait_ended(&mut self) -> Result<(), EngineError> {
        self.run.wait_ended(GRACE).await
    }

    /// Starts a broker that has ended, with its data and on its port, and
    /// waits until it works.
    ///
    /// # Errors
    ///
    /// If it does not start.
    pub async fn start_again(&mut self) -> Result<(), EngineError> {
        let client = self.client().build();
        let client: Client = client.map_err(|error| EngineError::failed("a client", error))?;
        self.launch()?;
        ready::wait(&client, &mut self.run).await
    }

    /// The same without the wait: for who looks at what clients see meanwhile.
    ///
    /// # Errors
    ///
    /// If there is no process.
    pub fn launch(&mut self) -> Result<(), EngineError> {
        self.run.kill();
        self.run.start(self.command())
    }

    /// The address of the gateway.
    #[must_use]
    pub fn address(&self) -> String {
        let [gateway, ..] = self.ports;
        let scheme = if self.certificate.is_some() { "https" } else { "http" };
        format!("{scheme}://127.0.0.1:{gateway}")
    }

    /// A client of the gateway that trusts its certificate.
    pub fn client(&self) -> ClientBuilder {
        let client = Client::builder().address(self.address());
        match &self.certificate {
            Some(certificate) => {
                client.tls(TlsConfig::new().ca_certificate(certificate.authority.clone()))
            }
            None => client,
        }
    }

    /// The end of its log.
    #[must_use]
    pub fn log_end(&self) -> String {
        self.run.log_end()
    }

    fn write_certificate(&self) -> Result<(), EngineError> {
        let Some(certificate) = &self.certificate else { return Ok(()) };
        let failed = |error| EngineError::failed("the certificate", error);
        std::fs::write(self.chain_path(), &certificate.chain).map_err(failed)?;
        std::fs::write(self.key_path(), &certificate.key).map_err(failed)
    }

    fn chain_path(&self) -> PathBuf {
        self.run.directory().join("chain.pem")
    }

    fn key_path(&self) -> PathBuf {
        self.run.directory().join("key.pem")
    }

    /// What `bin/broker` does, but with the log in the directory of this run
    /// rather than beside the program.
    fn command(&self) -> Command {
        let home = self.home.display();
        let run = self.run.directory().display();
        let mut command = Command::new(self.jdk.program("java"));
        command.args(["-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]);
        command.args(["-Xshare:auto", "-Dfile.encoding=UTF-8", "-Dapp.name=broker"]);
        command.args([format!("-Dapp.home={run}"), format!("-Dbasedir={run}")]);
        command.arg("-cp").arg(format!("{home}/config:{home}/lib/*"));
        command.arg("io.camunda.application.StandaloneBroker");
        // Settings of the machine are not those of the tests.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ZEEBE_") {
                command.env_remove(name);
            }
        }
        self.settings(&mut command);
        command
    }

    fn settings(&self, command: &mut Command) {
        let [gateway, commands, internal, http, management] = self.ports;
        let ports = [
            ("ZEEBE_BROKER_GATEWAY_NETWORK_PORT", gateway),
            ("ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT", commands),
            ("ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT", internal),
            ("SERVER_PORT", http),
            ("MANAGEMENT_SERVER_PORT", management),
        ];
        command.envs(ports.map(|(name, port)| (name, port.to_string())));
        let hosts = [
            "ZEEBE_BROKER_NETWORK_HOST",
            "ZEEBE_BROKER_GATEWAY_NETWORK_HOST",
            "SERVER_ADDRESS",
            "MANAGEMENT_SERVER_ADDRESS",
        ];
        command.envs(hosts.map(|name| (name, "127.0.0.1")));
        command.env("ZEEBE_BROKER_DATA_DIRECTORY", self.run.directory().join("data"));
        command.env("ZEEBE_BROKER_DATA_LOGSEGMENTSIZE", "32MB");
        command.env("ZEEBE_BROKER_DATA_DISK_FREESPACE_PROCESSING", "20MB");
        command.env("ZEEBE_BROKER_DATA_DISK_FREESPACE_REPLICATION", "10MB");
        if self.certificate.is_some() {
            command.env("ZEEBE_BROKER_GATEWAY_SECURITY_ENABLED", "true");
            let names =
                [("CERTIFICATECHAINPATH", self.chain_path()), ("PRIVATEKEYPATH", self.key_path())];
            for (name, path) in names {
                command.env(format!("ZEEBE_BROKER_GATEWAY_SECURITY_{name}"), path);
            }
        }
    }
}
