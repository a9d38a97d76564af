//! The command line of the mock gateway: reads the script, starts the library,
//! says where it listens, and waits for the reason to stop.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder as RuntimeBuilder, Runtime};
use zeebe_mock_gateway::oauth::TokenServer;
use zeebe_mock_gateway::tls::{Certificates, Tls};
use zeebe_mock_gateway::{Builder, Credentials, MockGateway, Recording, Script, Version};

/// A scriptable Zeebe gateway for tests. It listens on this machine only and
/// keeps everything in memory.
///
/// Once it listens it prints one line of JSON on standard output:
///
///   {"ready":true,"address":"http://127.0.0.1:26500","port":26500,"pid":4711}
///
/// With --oauth the line has `token_url` as well, with --tls `ca`, the file that
/// clients are to trust.
///
/// Exit status: 0 after a stop that was asked for, 1 when it cannot start, 2
/// for a wrong command line.
///
/// How to test a worker with it, and all that a script can say:
/// https://github.com/zeebe-bindgen/zeebe-bindgen/blob/main/docs/mock-gateway.md
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

    /// Speak TLS; writes fresh certificates and keys to this directory: ca.pem,
    /// server.pem, client-ca.pem, client.pem, client-key.pem, and others.
    #[arg(long, value_name = "DIRECTORY")]
    tls: Option<PathBuf>,

    /// Certificate to show: a good one, or one that clients must refuse.
    #[arg(long, value_name = "WHICH", value_enum, default_value = "server", requires = "tls")]
    certificate: Shown,

    /// Serve only clients with a certificate of client-ca.pem.
    #[arg(long, requires = "tls")]
    client_certificates: bool,

    /// Accept this bearer token. Calls without accepted credentials are then
    /// unauthenticated. May be given several times.
    #[arg(long, value_name = "TOKEN")]
    bearer: Vec<String>,

    /// Accept this user, likewise.
    #[arg(long, value_name = "USER:PASSWORD", value_parser = pair)]
    basic: Vec<(String, String)>,

    /// Start a token endpoint, and accept the tokens it issues, likewise.
    #[arg(long)]
    oauth: bool,

    /// Issue tokens to this client only.
    #[arg(long, value_name = "ID:SECRET", value_parser = pair, requires = "oauth")]
    oauth_client: Option<(String, String)>,

    /// Threads that serve calls; 0 takes one per processor.
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,

    /// Stop when standard input ends, as it does when the parent process is gone.
    #[arg(long)]
    exit_on_eof: bool,

    /// Stop as a gateway does on SIGTERM: calls in progress may go on for the
    /// `grace_ms` of the script, 30 s unless set. Otherwise it stops at once.
    #[arg(long)]
    graceful: bool,

    /// Do not say on standard error why it stopped.
    #[arg(long, short)]
    quiet: bool,
}

/// Certificates a server can show.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shown {
    /// For localhost, 127.0.0.1, ::1 and gateway.example.
    Server,
    /// One whose time is over.
    Expired,
    /// One for elsewhere.example.
    WrongName,
    /// One of an authority that nobody knows.
    Unknown,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, secret) = text.split_once(':').ok_or("a name and a secret with `:` between")?;
    Ok((name.to_owned(), secret.to_owned()))
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
    let reason = runtime.block_on(serve(builder, arguments));
    // Reading standard input cannot be interrupted.
    runtime.shutdown_background();
    reason
}

async fn serve(builder: Builder, arguments: &Arguments) -> Result<&'static str, String> {
    let (builder, tokens) = guard(builder, arguments)?;
    let gateway = builder.start().await.map_err(|e| e.to_string())?;
    // Before anyone is told that it runs, so that no signal is missed.
    let mut signals = Signals::watch().map_err(|e| format!("cannot watch signals: {e}"))?;
    announce(&gateway, tokens.as_ref(), arguments)
        .map_err(|e| format!("cannot write to standard output: {e}"))?;
    let reason = tokio::select! {
        reason = signals.next() => reason,
        () = end_of_input(), if arguments.exit_on_eof => "end of standard input",
    };
    match arguments.graceful {
        true => gateway.shutdown().await,
        false => gateway.stop().await,
    }
    gateway.journal().write_open();
    Ok(reason)
}

fn configure(arguments: &Arguments) -> Result<Builder, String> {
    let mut script = match &arguments.script {
        Some(file) => read_script(file)?,
        None => Script::default(),
    };
    // Nobody could ask for them.
    script.gateway.job_events = 0;
    if let Some(version) = &arguments.gateway_version {
        script.gateway.gateway_version = version.clone();
    }
    let mut builder = MockGateway::builder().port(arguments.port).script(script);
    if let Some(directory) = &arguments.tls {
        builder = builder.tls(certificates(arguments, directory)?);
    }
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

fn certificates(arguments: &Arguments, directory: &Path) -> Result<Tls, String> {
    let certificates = Certificates::generate().map_err(|e| e.to_string())?;
    let unwritable = |e| format!("cannot write to {}: {e}", directory.display());
    certificates.write_to(directory).map_err(unwritable)?;
    let tls = Tls::new(match arguments.certificate {
        Shown::Server => &certificates.server,
        Shown::Expired => &certificates.expired,
        Shown::WrongName => &certificates.wrong_name,
        Shown::Unknown => &certificates.unknown,
    });
    Ok(match arguments.client_certificates {
        true => tls.with_client_ca(&certificates.client_ca),
        false => tls,
    })
}

/// Asks for credentials if any are given, or to be had.
fn guard(
    builder: Builder,
    arguments: &Arguments,
) -> Result<(Builder, Option<TokenServer>), String> {
    let credentials = Credentials::new();
    for token in &arguments.bearer {
        credentials.allow_bearer(token);
    }
    for (name, password) in &arguments.basic {
        credentials.allow_basic(name, password);
    }
    if !arguments.oauth {
        let open = arguments.bearer.is_empty() && arguments.basic.is_empty();
        let builder = if open { builder } else { builder.require(&credentials) };
        return Ok((builder, None));
    }
    let mut tokens = TokenServer::builder().feed(&credentials);
    if let Some((id, secret)) = &arguments.oauth_client {
        tokens = tokens.client(id, secret);
    }
    let tokens = tokens.start().map_err(|e| format!("cannot start the token endpoint: {e}"))?;
    Ok((builder.require(&credentials), Some(tokens)))
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

fn announce(
    gateway: &MockGateway,
    tokens: Option<&TokenServer>,
    arguments: &Arguments,
) -> io::Result<()> {
    let mut ready = json!({
        "ready": true,
        "address": gateway.address(),
        "port": gateway.port(),
        "pid": std::process::id(),
    });
    if let Some(tokens) = tokens {
        ready["token_url"] = tokens.url().into();
    }
    if let Some(directory) = &arguments.tls {
        ready["ca"] = directory.join("ca.pem").display().to_string().into();
    }
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
