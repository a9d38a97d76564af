//! Starting programs.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use super::Options;
use crate::Problem;
use crate::answer::Report;
use crate::sample::Sample;

/// Whether a program can be kept on a core.
static PINS: LazyLock<bool> = LazyLock::new(|| {
    let taskset = Command::new("taskset").arg("--version").stdout(Stdio::null()).status();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pins = taskset.is_ok_and(|status| status.success()) && cores > 1;
    if !pins {
        println!("not pinned: it needs taskset and two cores, so expect much noise");
    }
    pins
});

/// A program on one core.
fn on_core(path: std::path::PathBuf, core: usize) -> Command {
    if !*PINS {
        return Command::new(path);
    }
    let mut command = Command::new("taskset");
    command.arg("--cpu-list").arg(core.to_string()).arg(path);
    command
}

/// A program that ends with this.
#[derive(Debug)]
struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Process {
    fn start(mut command: Command) -> Result<Self, Problem> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        Ok(Self { child, out: BufReader::new(out) })
    }

    fn line(&mut self) -> Result<String, Problem> {
        let mut line = String::new();
        self.out.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, and this is no place to fail.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server.
#[derive(Debug)]
pub(super) struct Server {
    process: Process,
    pub(super) address: String,
}

impl Server {
    /// Starts one with so many jobs, all there or so many milliseconds apart, and
    /// waits until it listens.
    pub(super) fn start(core: usize, jobs: u64, every: Option<f64>) -> Result<Self, Problem> {
        let path = std::env::current_exe()?.with_file_name("answer");
        let mut command = on_core(path, core);
        command.arg("--jobs").arg(jobs.to_string());
        if let Some(every) = every {
            command.arg("--every").arg(every.to_string());
        }
        let mut process = Process::start(command)?;
        let address = process.line()?;
        if address.is_empty() {
            return Err("the server did not start".into());
        }
        Ok(Self { process, address })
    }

    /// Waits for the last completions and reads what the server saw.
    pub(super) fn end(mut self) -> Result<Report, Problem> {
        drop(self.process.child.stdin.take());
        let mut report = String::new();
        self.process.out.read_to_string(&mut report)?;
        Ok(serde_json::from_str(&report)?)
    }
}

/// A client program. A worker goes on after it told its sample.
#[derive(Debug)]
pub(super) struct Client {
    process: Process,
    name: String,
}

impl Client {
    pub(super) fn start(
        options: &Options,
        file: &str,
        address: &str,
        arguments: &[String],
    ) -> Result<Self, Problem> {
        let mut command = match (&options.zeebe_rs, &options.python) {
            (Some(folder), _) if file.starts_with("zeebe-rs") => {
                on_core(folder.join(file), options.client_core)
            }
            (_, Some(python)) if file.ends_with(".py") => {
                let mut command = on_core(python.clone(), options.client_core);
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(file));
                command
            }
            _ => on_core(std::env::current_exe()?.with_file_name(file), options.client_core),
        };
        command.args(["--address", address]).args(arguments);
        Ok(Self { process: Process::start(command)?, name: file.to_owned() })
    }

    /// Waits until it has done what is measured.
    pub(super) fn sample(&mut self) -> Result<Sample, Problem> {
        let line = self.process.line()?;
        if line.is_empty() {
            let status = self.process.child.wait()?;
            return Err(format!("{} failed: {status}", self.name).into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

/// The CPU time of all programs that have ended, in milliseconds.
pub(super) fn cpu_of_children() -> Result<f64, Problem> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = usage.user_time() + usage.system_time();
    Ok(microseconds.num_microseconds() as f64 / 1_000.0)
}
