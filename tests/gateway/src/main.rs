//! The command line of the mock gateway: reads the script, starts the library,
//! says where it listens, and waits for the reason to stop.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder as RuntimeBuilder, Runtime};
use zeebe_mock_gateway::{Builder, MockGateway, Recording, Script, Version};

/// A scriptable Zeebe gateway for tests. It listens on this machine only and
/// keeps everything in memory.
///
/// Once it listens it prints one line of JSON on standard output:
///
///   {"ready":true,"address":"http://127.0.0.1:26500","port":26500,"pid":4711}
///
/// Exit status: 0 after a stop that was asked for, 1 when it cannot start, 2
/// for a wrong command line.
#[derive(Debug, Parser)]
#[command(name = "zeebe-mock-gateway", version, verbatim_doc_comment)]
struct Arguments {
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 26500)]
    port: u16,

    /// Script to play, a JSON file: {"gateway": {...}, "rpcs": {"Topology": {...}}}.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,

    /// Write every call that has ended as a line of JSON; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Keep and write one call in this many.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "journal")]
    sample: u64,

    /// Release to behave as, such as 8.6.0: later calls are unimplemented.
    #[arg(long, value_name = "RELEASE")]
    gateway_version: Option<Version>,

    /// Threads that serve calls; 0 takes one per processor.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,

    /// Stop when standard input ends, as it does when the parent process is gone.
    #[arg(long)]
    exit_on_eof: bool,

    /// Do not say on standard error why it stopped.
    #[arg(long, short)]
    quiet: bool,
}

/// How many calls are kept in memory when they are written out anyway.
const KEPT: usize = 10_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(reason) => {
            if !arguments.quiet {
                eprintln!("zeebe-mock-gateway: stopped: {reason}");
            }
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("zeebe-mock-gateway: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<&'static str, String> {
    let builder = configure(arguments)?;
    let runtime = runtime(arguments.threads).map_err(|e| format!("cannot start threads: {e}"))?;
    let reason = runtime.block_on(serve(builder, arguments.exit_on_eof));
    // Reading standard input cannot be interrupted.
    runtime.shutdown_background();
    reason
}

async fn serve(builder: Builder, exit_on_eof: bool) -> Result<&'static str, String> {
    let gateway = builder.start().await.map_err(|e| e.to_string())?;
    // Before anyone is told that it runs, so that no signal is missed.
    let mut signals = Signals::watch().map_err(|e| format!("cannot watch signals: {e}"))?;
    announce(&gateway).map_err(|e| format!("cannot write to standard output: {e}"))?;
    let reason = tokio::select! {
        reason = signals.next() => reason,
        () = end_of_input(), if exit_on_eof => "end of standard input",
    };
    gateway.stop().await;
    gateway.journal().write_open();
    Ok(reason)
}

fn configure(arguments: &Arguments) -> Result<Builder, String> {
    let mut script = match &arguments.script {
        Some(file) => read_script(file)?,
        None => Script::default(),
    };
    if let Some(version) = &arguments.gateway_version {
        script.gateway.gateway_version = version.clone();
    }
    let builder = MockGateway::builder().port(arguments.port).script(script);
    Ok(match &arguments.journal {
        None => builder.journal(Recording::Off),
        Some(file) => {
            let recording = match arguments.sample {
                0 | 1 => Recording::Last(KEPT),
                n => Recording::Every(n),
            };
            builder.journal(recording).journal_output(output(file)?)
        }
    })
}

fn read_script(file: &Path) -> Result<Script, String> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|e| format!("cannot read {name}: {e}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{name} is no script: {e}"))
}

fn output(file: &Path) -> Result<Box<dyn Write + Send>, String> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdout()));
    }
    let created =
        File::create(file).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    Ok(Box::new(BufWriter::new(created)))
}

fn runtime(threads: usize) -> io::Result<Runtime> {
    let mut builder = match threads {
        1 => RuntimeBuilder::new_current_thread(),
        _ => RuntimeBuilder::new_multi_thread(),
    };
    if threads > 1 {
        builder.worker_threads(threads);
    }
    builder.enable_all().build()
}

fn announce(gateway: &MockGateway) -> io::Result<()> {
    let ready = json!({
        "ready": true,
        "address": gateway.address(),
        "port": gateway.port(),
        "pid": std::process::id(),
    });
    let mut out = io::stdout().lock();
    writeln!(out, "{ready}")?;
    out.flush()
}

/// The signals that ask it to stop.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn watch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// The signals that ask it to stop.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn watch() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> &'static str {
        self.0.recv().await;
        "Ctrl-C"
    }
}

async fn end_of_input() {
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 1024];
    while !matches!(input.read(&mut buffer).await, Ok(0) | Err(_)) {}
}
