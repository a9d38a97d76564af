//! Calls: the SDK and zeebe-rs beside the bare stub.

use super::programs::{Program, Run, run};
use super::table::{Column, print};
use super::{Options, costs};
use crate::Problem;

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    let mut programs =
        vec![Program::new("bare stub", "calls_stub"), Program::new("zeebe-sdk", "calls_sdk")];
    if options.zeebe_rs.is_some() {
        programs.push(Program::new("zeebe-rs", "zeebe-rs-calls"));
    }
    let lines = run(options, &programs, options.rounds, None)?;
    let title = format!(
        "calls: 64 CreateProcessInstance in flight, {} per run, medians of {} rounds",
        options.calls, options.rounds
    );
    print(&title, &costs(), &lines, "the goal for zeebe-sdk is 0.97");
    Ok(())
}

/// Allocations hardly differ from run to run, so a few rounds do.
pub(super) fn compare_allocations(options: &Options) -> Result<(), Problem> {
    let rounds = options.rounds.min(3);
    let programs =
        [Program::new("bare stub", "allocs_stub"), Program::new("zeebe-sdk", "allocs_sdk")];
    let lines = run(options, &programs, rounds, None)?;
    let columns: [Column<Run>; 2] = [
        Column::less("allocations per call", |run| Some(run.sample.allocations)),
        Column::less("bytes per call", |run| Some(run.sample.bytes)),
    ];
    let title = format!("allocs: the same calls, after warm-up, medians of {rounds} rounds");
    print(&title, &columns, &lines, "there is no goal");
    Ok(())
}
