//! The worker programs against the server, as the benchmark runs them, with few
//! jobs: `compare` fails unless every job was completed once.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::process::Command;

const WORKERS: [&str; 4] =
    ["bare loop, poll", "bare loop, stream", "zeebe-sdk, poll", "zeebe-sdk, stream"];

fn compare(what: &str, options: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_compare"));
    let output = command.arg(what).args(["--rounds", "1"]).args(options).output();
    let output = output.expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).expect("text")
}

/// The cells of every line of this name.
fn lines<'t>(table: &'t str, name: &str) -> Vec<Vec<&'t str>> {
    let lines = table.lines().filter_map(|line| line.strip_prefix(name));
    lines.map(|line| line.split_whitespace().collect()).collect()
}

#[test]
fn workers_complete_every_job_over_one_connection() {
    let table = compare("worker", &["--jobs", "1000"]);
    for name in WORKERS {
        let lines = lines(&table, name);
        assert_eq!(lines.len(), 2, "32 and 256 active:\n{table}");
        // After three measures with their ratios.
        assert!(lines.iter().all(|cells| cells.get(6) == Some(&"1")), "{table}");
    }
}

#[test]
fn latency_is_told_for_polls_and_streams() {
    let table = compare("latency", &[]);
    for name in WORKERS {
        let lines = lines(&table, name);
        let half = lines.first().and_then(|cells| cells.first()?.parse::<f64>().ok());
        assert!(half.is_some_and(|half| half > 0.0), "{table}");
    }
}
