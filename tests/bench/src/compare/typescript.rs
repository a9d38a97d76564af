//! TypeScript: calls, the worker and what importing the SDK costs, beside the bare stub of
//! grpc-js, @camunda8/sdk and zeebe-node.

use std::path::Path;
use std::process::Command;

use super::imports::{self, Start};
use super::programs::{Program, run};
use super::table::print;
use super::worker::ACTIVE;
use super::{Options, costs};
use crate::Problem;

/// Node takes longer than Rust, so it gets fewer calls and jobs.
const FEWER: u64 = 5;

/// The workers of peers poll by a timer of 300 ms unless they are told.
const POLLS_OF_A_TIMER: u64 = 10;

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    let programs = options.typescript.as_deref().ok_or("--typescript is missing")?;
    let mut options = options.clone();
    (options.calls, options.jobs) = (options.calls / FEWER, options.jobs / FEWER * 2);
    imports(&options, programs)?;
    calls(&options)?;
    workers(&options)
}

fn calls(options: &Options) -> Result<(), Problem> {
    let programs = [
        Program::new("bare stub", "calls_stub.js"),
        Program::new("zeebe-sdk", "calls_sdk.js"),
        Program::new("@camunda8/sdk, tuned", "calls_camunda8.js").with(&["--tuned"]),
        Program::new("@camunda8/sdk", "calls_camunda8.js"),
        Program::new("zeebe-node, tuned", "calls_zeebe_node.js").with(&["--tuned"]),
        Program::new("zeebe-node", "calls_zeebe_node.js"),
    ];
    let lines = run(options, &programs, options.rounds, None)?;
    let title = format!(
        "calls of TypeScript: 64 CreateProcessInstance in flight, {} per run, medians of {} rounds",
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
        let tuned = |name, file| worker(name, file).with(&["--active", &slots, "--tuned"]);
        let by_timer =
            |name, file| worker(name, file).jobs(active * POLLS_OF_A_TIMER, active).sleeps();
        let programs = [
            worker("bare loop, poll", "worker_stub_poll.js"),
            worker("bare loop, stream", "worker_stub_stream.js"),
            worker("zeebe-sdk, poll", "worker_sdk_poll.js"),
            worker("zeebe-sdk, stream", "worker_sdk_stream.js"),
            tuned("@camunda8/sdk, tuned", "worker_camunda8.js"),
            by_timer("@camunda8/sdk", "worker_camunda8.js"),
            tuned("zeebe-node, tuned", "worker_zeebe_node.js"),
            by_timer("zeebe-node", "worker_zeebe_node.js"),
        ];
        let lines = run(options, &programs, options.rounds, None)?;
        let title = format!(
            "worker of TypeScript: {active} jobs active, {} per run, medians of {} rounds",
            options.jobs, options.rounds
        );
        let goal = "the goal for zeebe-sdk is 0.95 at default settings, and streaming as good as \
                    polling";
        print(&title, &costs(), &lines, goal);
    }
    Ok(())
}

const IMPORTS: [(&str, &str); 4] = [
    ("@grpc/grpc-js", "await import('@grpc/grpc-js')"),
    ("zeebe-sdk", "await import('zeebe-sdk')"),
    ("@camunda8/sdk", "await import('@camunda8/sdk')"),
    ("zeebe-node", "await import('zeebe-node')"),
];

fn imports(options: &Options, programs: &Path) -> Result<(), Problem> {
    // Packages are looked for where the program runs.
    let command = |text: &str| {
        let mut command = Command::new("node");
        command.current_dir(programs).args(["--input-type=module", "--eval", text]);
        command
    };
    let start = Start { language: "Node", nothing: "", command: &command };
    imports::compare(options, &start, &IMPORTS, "there is no goal")
}
