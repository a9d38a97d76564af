//! A program from its start to its end.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tempfile::NamedTempFile;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::build;

/// Upper bound of every wait: far beyond what a loaded machine needs.
const LONG: Duration = Duration::from_secs(60);

/// An example that has not started yet.
#[derive(Debug)]
pub struct Program {
    name: String,
    command: Command,
}

impl Program {
    /// The example of this name, with a gateway at this address.
    ///
    /// # Errors
    ///
    /// If the examples do not build, or there is none of this name.
    pub async fn of(name: &str, gateway: &str) -> io::Result<Self> {
        let mut command = Command::new(build::program(name).await?);
        // Settings of the machine are not those of the tests.
        for (variable, _) in std::env::vars_os() {
            let text = variable.to_string_lossy();
            if text.starts_with("CAMUNDA_") || text.starts_with("ZEEBE_") {
                command.env_remove(&variable);
            }
        }
        command.env("CAMUNDA_GRPC_ADDRESS", gateway).kill_on_drop(true);
        Ok(Self { name: name.to_owned(), command })
    }

    /// With a variable of the environment.
    #[must_use]
    pub fn env(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(variable, value);
        self
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If the system cannot.
    pub fn start(mut self) -> io::Result<Running> {
        let printed = NamedTempFile::new()?;
        self.command.stdout(printed.reopen()?);
        // Standard error goes to that of the test, for people to read.
        let child = self.command.spawn()?;
        Ok(Running { name: self.name, child, printed })
    }

    /// Starts it and waits until it has ended by itself.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or does not end.
    pub async fn run(self) -> io::Result<Ended> {
        self.start()?.ended().await
    }
}

/// An example that runs. It is killed when it is dropped.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    printed: NamedTempFile,
}

impl Running {
    /// Sends it SIGTERM and waits until it has ended.
    ///
    /// # Errors
    ///
    /// If it has ended already, or does not end.
    pub async fn stop(self) -> io::Result<Ended> {
        let id = self.child.id().ok_or_else(|| self.problem("has ended"))?;
        let sent = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        if sent.success() {
            self.ended().await
        } else {
            Err(self.problem("cannot be told to stop"))
        }
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    ///
    /// If it does not end.
    pub async fn ended(mut self) -> io::Result<Ended> {
        match timeout(LONG, self.child.wait()).await {
            Ok(status) => Ok(Ended { status: status?, printed: self.printed()? }),
            Err(_) => Err(self.problem("does not end")),
        }
    }

    fn printed(&self) -> io::Result<String> {
        fs::read_to_string(self.printed.path())
    }

    fn problem(&self, what: &str) -> io::Error {
        let printed = self.printed().unwrap_or_default();
        io::Error::other(format!("the example '{}' {what}:\n{printed}", self.name))
    }
}

/// An example that has ended.
#[derive(Debug)]
pub struct Ended {
    /// How.
    pub status: ExitStatus,
    /// What it has printed.
    pub printed: String,
}

impl Ended {
    /// The numbers in the lines that start with this word, right after it.
    #[must_use]
    pub fn keys(&self, word: &str) -> Vec<i64> {
        let lines = self.printed.lines();
        let rests = lines.filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
        rests.filter_map(|rest| rest.split(' ').next()?.parse().ok()).collect()
    }
}
