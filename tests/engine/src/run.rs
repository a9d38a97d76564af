//! The process of an engine, with a directory for its data and its log. It
//! ends when it is dropped, and also when this process is killed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::EngineError;

/// Kills the process whose id it was told last, and removes the directory,
/// when its input ends: the system closes that of a killed process too.
const GUARDIAN: &str = r#"while read -r line; do pid=$line; done
# A process that is being killed still writes for a moment.
[ -z "$pid" ] || { kill -KILL "$pid"; sleep 1; }
rm -rf "$1""#;

/// Lines of the log that are shown after a failure.
const SHOWN: usize = 60;

/// One engine, perhaps started several times.
#[derive(Debug)]
pub(crate) struct Run {
    directory: PathBuf,
    guardian: Child,
    told: Option<ChildStdin>,
    process: Option<Child>,
}

impl Run {
    pub(crate) fn new(name: &str) -> Result<Self, EngineError> {
        let failed = |error: io::Error| EngineError::failed(name, error);
        let directory = tempfile::Builder::new().prefix(&format!("zeebe-{name}-")).tempdir();
        let directory = directory.map_err(failed)?.keep();
        let mut guardian = Command::new("sh");
        guardian.args(["-c", GUARDIAN, "sh"]).arg(&directory);
        // In a group of its own it outlives an interrupt at the terminal.
        guardian.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut guardian = guardian.stderr(Stdio::null()).spawn().map_err(failed)?;
        let told = guardian.stdin.take();
        Ok(Self { directory, guardian, told, process: None })
    }

    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Starts the engine; its log goes on where it was.
    pub(crate) fn start(&mut self, mut command: Command) -> Result<(), EngineError> {
        let failed = |error: io::Error| EngineError::failed("the engine does not start", error);
        let log = File::options().create(true).append(true).open(self.log()).map_err(failed)?;
        command.current_dir(&self.directory).stdin(Stdio::null()).process_group(0);
        command.stdout(log.try_clone().map_err(failed)?).stderr(log);
        let process = command.spawn().map_err(failed)?;
        let id = process.id();
        self.process = Some(process);
        self.tell(&id.to_string()).map_err(failed)
    }

    /// How the process has ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.process.as_mut().and_then(|process| process.try_wait().ok().flatten())
    }

    /// Asks the process to end.
    pub(crate) fn terminate(&self) -> Result<(), EngineError> {
        let Some(process) = &self.process else { return Ok(()) };
        let sent = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status();
        sent.map(|_| ()).map_err(|error| EngineError::failed("kill", error))
    }

    /// Waits until a process that was asked to end has done so.
    pub(crate) async fn wait_ended(&mut self, limit: Duration) -> Result<(), EngineError> {
        let start = Instant::now();
        while self.process.is_some() && self.ended().is_none() {
            if start.elapsed() > limit {
                return Err(EngineError::Failed(format!("still there after {limit:?}")));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.kill();
        Ok(())
    }

    /// Ends the process at once.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // Both fail only if it has ended.
            let _ = process.kill();
            let _ = process.wait();
            let _ = self.tell("");
        }
    }

    /// The end of the log, for whoever looks for the cause of a failure.
    pub(crate) fn log_end(&self) -> String {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let shown = lines.get(lines.len().saturating_sub(SHOWN)..).unwrap_or_default();
        format!("--- the engine's log ---\n{}\n---", shown.join("\n"))
    }

    fn log(&self) -> PathBuf {
        self.directory.join("engine.log")
    }

    fn tell(&mut self, line: &str) -> io::Result<()> {
        self.told.as_mut().map_or(Ok(()), |told| writeln!(told, "{line}"))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log_end());
        }
        self.kill();
        self.told = None;
        let _ = self.guardian.wait();
    }
}
