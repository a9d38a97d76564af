//! What a program tells about its run.

use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::counting;

/// The costs of a run.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Sample {
    /// CPU seconds per 10,000 calls, of the whole process.
    pub cpu: f64,
    /// Calls per second.
    pub rate: f64,
    /// The most memory the process ever had, in MiB.
    pub peak_mib: f64,
    /// Allocations per call; zero in a program that does not count them.
    pub allocations: f64,
    /// Allocated bytes per call; zero in a program that does not count them.
    pub bytes: f64,
}

/// A measurement under way.
#[derive(Debug)]
pub struct Meter {
    cpu: f64,
    counted: counting::Counts,
    since: Instant,
}

impl Meter {
    /// Starts to measure.
    ///
    /// # Errors
    ///
    /// If the system does not tell what the process uses.
    pub fn start() -> Result<Self, Problem> {
        Ok(Self { cpu: cpu_seconds()?, counted: counting::counts(), since: Instant::now() })
    }

    /// Ends the measurement.
    ///
    /// # Errors
    ///
    /// If the system does not tell what the process uses.
    pub fn stop(self, calls: u64) -> Result<Sample, Problem> {
        let seconds = self.since.elapsed().as_secs_f64();
        let counted = counting::counts();
        let cpu = cpu_seconds()? - self.cpu;
        let per_call = |after: u64, before: u64| (after - before) as f64 / calls as f64;
        Ok(Sample {
            cpu: cpu * 10_000.0 / calls as f64,
            rate: calls as f64 / seconds,
            peak_mib: peak_mib()?,
            allocations: per_call(counted.allocations, self.counted.allocations),
            bytes: per_call(counted.bytes, self.counted.bytes),
        })
    }
}

fn cpu_seconds() -> Result<f64, Problem> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let seconds = |time: TimeVal| time.num_microseconds() as f64 / 1e6;
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}

/// The kernel counts in KiB, macOS in bytes.
fn peak_mib() -> Result<f64, Problem> {
    let peak = getrusage(UsageWho::RUSAGE_SELF)?.max_rss() as f64;
    let unit = if cfg!(target_os = "macos") { 1024.0 * 1024.0 } else { 1024.0 };
    Ok(peak / unit)
}
