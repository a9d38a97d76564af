//! A hundred thousand jobs through one worker, in a process of its own, whose
//! memory is read where the system shows it.

#![cfg(target_os = "linux")]

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use zeebe_mock_gateway::{JobSettings, JobTotals, MockGateway, Recording};

/// A worker that ends with the test, whatever becomes of it.
struct Process(Child);

impl Process {
    fn start(gateway: &MockGateway) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_steady-worker"));
        let command = command.arg(gateway.address()).stdin(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// The memory that it holds, in KiB.
    fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_memory_of_a_worker_does_not_grow_with_its_jobs() {
    const LIMIT: Duration = Duration::from_secs(120);
    let gateway = MockGateway::builder().journal(Recording::Off);
    let gateway = gateway.settings(|settings| settings.job_events = 0).start().await.unwrap();
    gateway.add_jobs(&JobSettings::new("charge", 100_000).with_variable("text", "x".repeat(500)));
    let worker = Process::start(&gateway);
    let reached = async |count: u64| {
        let done = move |jobs: &JobTotals| jobs.completed >= count;
        gateway.wait_for_jobs("charge", done, LIMIT).await.unwrap();
    };
    reached(20_000).await;
    let early = worker.resident();
    reached(100_000).await;
    let late = worker.resident();
    assert_eq!(gateway.job_totals("charge").polled, 100_000);
    // Eighty thousand jobs of half a kilobyte are forty megabytes.
    assert!(late < early + 4 * 1024, "{early} KiB, then {late} KiB");
}
