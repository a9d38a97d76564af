//! The newest engine, in memory.

use std::process::Command;

use zeebe_sdk::{Client, ClientBuilder};

use crate::java::Jdk;
use crate::run::Run;
use crate::{EngineError, maven, ports, ready};

/// A running engine of the newest release. It has no gateway of its own: what
/// a gateway checks it does not, and polls end at once.
#[derive(Debug)]
pub struct Newest {
    run: Run,
    port: u16,
}

impl Newest {
    /// The release of the engine.
    pub const RELEASE: &str = maven::NEWEST;

    /// Starts one and waits until it works.
    ///
    /// # Errors
    ///
    /// If something is not installed, or the engine does not start.
    pub async fn start() -> Result<Self, EngineError> {
        let jdk = Jdk::find()?;
        let home = maven::newest(&jdk)?;
        let [port] = ports::free()?;
        let mut newest = Self { run: Run::new("newest")?, port };
        let client = newest.client().build();
        let client: Client = client.map_err(|error| EngineError::failed("a client", error))?;
        let mut command = Command::new(jdk.program("java"));
        command.args(["-Xmx256m", "-XX:+UseSerialGC", "-cp"]);
        command.arg(format!("{0}/classes:{0}/lib/*", home.display()));
        command.args(["NewestEngine".to_owned(), port.to_string()]);
        newest.run.start(command)?;
        ready::wait(&client, &mut newest.run).await?;
        Ok(newest)
    }

    /// The address of the engine.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A client of the engine.
    pub fn client(&self) -> ClientBuilder {
        Client::builder().address(self.address())
    }

    /// The end of its log.
    #[must_use]
    pub fn log_end(&self) -> String {
        self.run.log_end()
    }
}
