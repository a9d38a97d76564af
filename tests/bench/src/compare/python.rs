//! Python: the two clients, the worker and what importing the SDK costs, beside
//! the bare stubs and pyzeebe.

use std::path::Path;
use std::process::Command;

use super::imports::{self, Start};
use super::programs::{Program, run};
use super::table::print;
use super::worker::ACTIVE;
use super::{Options, costs};
use crate::Problem;

/// Python takes longer, so it gets fewer calls and jobs.
const FEWER: u64 = 5;

/// pyzeebe sleeps for 5 s whenever it holds as many jobs as it may.
const POLLS_OF_A_TIMER: u64 = 3;

/// What tells a bare program to give its calls the deadline that those of the SDK have.
const DEADLINE: [&str; 2] = ["--timeout", "10"];

/// What tells it to have the library's own retries off, as the SDK has them.
const NO_RETRIES: [&str; 1] = ["--no-retries"];

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    let python = options.python.as_deref().ok_or("--python is missing")?;
    let mut options = options.clone();
    (options.calls, options.jobs) = (options.calls / FEWER, options.jobs / FEWER * 2);
    imports(&options, python)?;
    calls(&options)?;
    workers(&options)
}

fn calls(options: &Options) -> Result<(), Problem> {
    let asynchronous = [
        Program::new("bare stub", "calls_stub.py"),
        Program::new("bare stub, deadline", "calls_stub.py").with(&DEADLINE),
        Program::new("bare stub, no retries", "calls_stub.py").with(&NO_RETRIES),
        Program::new("zeebe-sdk", "calls_sdk.py"),
        Program::new("pyzeebe", "calls_pyzeebe.py"),
    ];
    let lines = run(options, &asynchronous, options.rounds, None)?;
    let title = format!(
        "calls of Python: 64 CreateProcessInstance in flight, {} per run, medians of {} rounds",
        options.calls, options.rounds
    );
    print(&title, &costs(), &lines, "the goal for zeebe-sdk is 0.97");
    let in_threads = [
        Program::new("bare stub", "calls_sync_stub.py"),
        Program::new("bare stub, deadline", "calls_sync_stub.py").with(&DEADLINE),
        Program::new("bare stub, no retries", "calls_sync_stub.py").with(&NO_RETRIES),
        Program::new("zeebe-sdk", "calls_sync_sdk.py"),
    ];
    let lines = run(options, &in_threads, options.rounds, None)?;
    let title = format!(
        "calls of Python, synchronous: 16 threads, {} per run, medians of {} rounds",
        options.calls, options.rounds
    );
    print(&title, &costs(), &lines, "the goal for zeebe-sdk is 0.97");
    Ok(())
}

fn workers(options: &Options) -> Result<(), Problem> {
    for active in ACTIVE {
        let slots = active.to_string();
        let worker = |name, file| {
            let program = Program::new(name, file).with(&["--active", &slots]);
            program.jobs(options.jobs, options.jobs / 10)
        };
        let programs = [
            worker("bare loop, poll", "worker_stub_poll.py"),
            worker("bare loop, poll, deadline", "worker_stub_poll.py").with(&[
                "--active",
                &slots,
                DEADLINE[0],
                DEADLINE[1],
            ]),
            worker("bare loop, poll, no retries", "worker_stub_poll.py").with(&[
                "--active",
                &slots,
                NO_RETRIES[0],
            ]),
            worker("bare loop, stream", "worker_stub_stream.py"),
            worker("zeebe-sdk, poll", "worker_sdk_poll.py"),
            worker("zeebe-sdk, stream", "worker_sdk_stream.py"),
            worker("pyzeebe, tuned", "worker_pyzeebe.py").with(&["--active", &slots, "--tuned"]),
            worker("pyzeebe", "worker_pyzeebe.py").jobs(active * POLLS_OF_A_TIMER, 0).sleeps(),
        ];
        let lines = run(options, &programs, options.rounds, None)?;
        let title = format!(
            "worker of Python: {active} jobs active, {} per run, medians of {} rounds",
            options.jobs, options.rounds
        );
        let goal = "the goal for zeebe-sdk is 0.95 at default settings, streaming as good as \
                    polling, and better than pyzeebe";
        print(&title, &costs(), &lines, goal);
    }
    Ok(())
}

/// The SDK imports what is used when it is used first, so what a program uses
/// is imported as well.
const IMPORTS: [(&str, &str); 4] = [
    ("grpc", "import grpc"),
    ("zeebe_sdk", "import zeebe_sdk"),
    ("its client", "from zeebe_sdk import AsyncZeebeClient; AsyncZeebeClient.topology"),
    ("pyzeebe", "import pyzeebe"),
];

fn imports(options: &Options, python: &Path) -> Result<(), Problem> {
    let command = |text: &str| {
        let mut command = Command::new(python);
        command.args(["-c", text]);
        command
    };
    let start = Start { language: "Python", nothing: "pass", command: &command };
    imports::compare(options, &start, &IMPORTS, "the goal for zeebe_sdk is 0.67")
}
