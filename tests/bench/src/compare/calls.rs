//! The SDK beside the bare stub.

use super::Options;
use super::process::{Server, client};
use super::table::{Better, Row, print};
use crate::Problem;
use crate::sample::Sample;

/// Where a calling SDK should be.
const GOAL: &str = "at least 0.97";

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    let (sdk, stub) = rounds(options, "calls_sdk", "calls_stub", options.rounds)?;
    let row = |name, better, goal, value: fn(&Sample) -> f64| Row {
        name,
        ours: sdk.iter().map(value).collect(),
        other: stub.iter().map(value).collect(),
        better,
        goal,
    };
    let title = format!(
        "calls: 64 CreateProcessInstance in flight, {} per run, medians of {} rounds",
        options.calls, options.rounds
    );
    let rows = [
        row("CPU seconds per 10,000 calls", Better::Less, GOAL, |s| s.cpu),
        row("calls per second", Better::More, GOAL, |s| s.rate),
        row("peak RSS, MiB", Better::Less, "", |s| s.peak_mib),
    ];
    print(&title, "zeebe-sdk", "bare stub", &rows);
    Ok(())
}

/// Allocations hardly differ from run to run, so a few rounds do.
pub(super) fn compare_allocations(options: &Options) -> Result<(), Problem> {
    let rounds_run = options.rounds.min(3);
    let (sdk, stub) = rounds(options, "allocs_sdk", "allocs_stub", rounds_run)?;
    let row = |name, value: fn(&Sample) -> f64| Row {
        name,
        ours: sdk.iter().map(value).collect(),
        other: stub.iter().map(value).collect(),
        better: Better::Less,
        goal: "",
    };
    let title = format!("allocs: the same calls, after warm-up, medians of {rounds_run} rounds");
    let rows = [row("allocations per call", |s| s.allocations), row("bytes per call", |s| s.bytes)];
    print(&title, "zeebe-sdk", "bare stub", &rows);
    Ok(())
}

/// Runs both programs in turns, each against a server of its own.
fn rounds(
    options: &Options,
    sdk: &str,
    stub: &str,
    rounds: usize,
) -> Result<(Vec<Sample>, Vec<Sample>), Problem> {
    let run = |program: &str| {
        let server = Server::start(options.server_core)?;
        client(program, options.client_core, &server.address, options.calls)
    };
    let (mut ours, mut other) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Who goes first changes, so that neither has the better half.
        if round % 2 == 0 {
            ours.push(run(sdk)?);
            other.push(run(stub)?);
        } else {
            other.push(run(stub)?);
            ours.push(run(sdk)?);
        }
    }
    Ok((ours, other))
}
