//! Workers: what jobs cost that wait, and how long jobs wait that come one at
//! a time.

use super::programs::{Program, Run, run};
use super::table::{Column, print};
use super::{Options, costs};
use crate::Problem;

/// Jobs active at once, as an argument.
pub(super) const ACTIVE: [u64; 2] = [32, 256];

/// zeebe-rs polls every 15 s, for as many jobs as may be active.
const POLLS_OF_A_TIMER: u64 = 3;

/// Jobs that come one at a time, and those before them.
const SINGLE_JOBS: (u64, u64) = (500, 20);

/// How many milliseconds these are apart, in the mean.
const APART: f64 = 5.0;

pub(super) fn compare(options: &Options) -> Result<(), Problem> {
    for active in ACTIVE {
        let programs = programs(options, active);
        let lines = run(options, &programs, options.rounds, None)?;
        let title = format!(
            "worker: {active} jobs active, {} per run, medians of {} rounds",
            options.jobs, options.rounds
        );
        let goal = "the goal for zeebe-sdk is 0.95 at default settings, and streaming as good as \
                    polling";
        print(&title, &costs(), &lines, goal);
    }
    Ok(())
}

fn programs(options: &Options, active: u64) -> Vec<Program> {
    let slots = active.to_string();
    let worker = |name, file| {
        let program = Program::new(name, file).with(&["--active", &slots]);
        program.jobs(options.jobs, options.jobs / 10)
    };
    let mut programs = vec![
        worker("bare loop, poll", "worker_stub_poll"),
        worker("bare loop, stream", "worker_stub_stream"),
        worker("zeebe-sdk, poll", "worker_sdk_poll"),
        worker("zeebe-sdk, stream", "worker_sdk_stream"),
    ];
    if options.zeebe_rs.is_some() {
        let name = "zeebe-rs, all jobs in one poll";
        programs.push(worker(name, "zeebe-rs-worker").with(&["--active", &slots, "--tuned"]));
        let sleeper = worker("zeebe-rs", "zeebe-rs-worker").jobs(active * POLLS_OF_A_TIMER, 0);
        programs.push(sleeper.sleeps());
    }
    programs
}

pub(super) fn compare_latency(options: &Options) -> Result<(), Problem> {
    let (jobs, warm_up) = SINGLE_JOBS;
    let worker = |name, file| Program::new(name, file).jobs(jobs, warm_up);
    let mut programs = vec![
        worker("bare loop, poll", "worker_stub_poll"),
        worker("bare loop, stream", "worker_stub_stream"),
        worker("zeebe-sdk, poll", "worker_sdk_poll"),
        worker("zeebe-sdk, stream", "worker_sdk_stream"),
    ];
    if options.zeebe_rs.is_some() {
        let tuned = worker("zeebe-rs, all jobs in one poll", "zeebe-rs-worker");
        programs.push(tuned.with(&["--tuned"]).sleeps());
    }
    let lines = run(options, &programs, options.rounds, Some(APART))?;
    let columns: [Column<Run>; 4] = [
        Column::less("half, µs", |run| run.sample.latency.map(|l| l.p50)),
        Column::less("90 %, µs", |run| run.sample.latency.map(|l| l.p90)),
        Column::less("99 %, µs", |run| run.sample.latency.map(|l| l.p99)),
        Column::told("longest, µs", |run| run.sample.latency.map(|l| l.max)),
    ];
    let title = format!(
        "latency: from a job's being available to the start of its handler, {jobs} jobs, {APART} ms \
         apart in the mean, medians of {} rounds",
        options.rounds
    );
    print(&title, &columns, &lines, "there is no goal");
    Ok(())
}
