//! Starting programs.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use crate::Problem;
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

/// A program of this crate, on one core.
fn program(name: &str, core: usize) -> Result<Command, Problem> {
    let mut path = std::env::current_exe()?;
    path.set_file_name(name);
    if !*PINS {
        return Ok(Command::new(path));
    }
    let mut command = Command::new("taskset");
    command.arg("--cpu-list").arg(core.to_string()).arg(path);
    Ok(command)
}

/// A server that ends with this.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
}

impl Server {
    /// Starts one and waits until it listens.
    pub(super) fn start(core: usize) -> Result<Self, Problem> {
        let mut child = program("answer", core)?.stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut address)?;
        }
        let server = Self { child, address: address.trim().to_owned() };
        if server.address.is_empty() {
            return Err("the server did not start".into());
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and this is no place to fail.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a client program to its end.
pub(super) fn client(
    name: &str,
    core: usize,
    address: &str,
    calls: u64,
) -> Result<Sample, Problem> {
    let mut command = program(name, core)?;
    command.args(["--address", address, "--calls", &calls.to_string()]);
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("{name} failed: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
