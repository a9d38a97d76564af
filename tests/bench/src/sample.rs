//! What a program tells about its run.

use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike};
use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::counting;

/// The costs of a run.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Sample {
    /// CPU seconds per 10,000 calls or jobs, of the whole process.
    pub cpu: f64,
    /// Calls or jobs per second.
    pub rate: f64,
    /// The most memory the process ever had, in MiB.
    pub peak_mib: f64,
    /// Allocations per call; zero in a program that does not count them.
    pub allocations: f64,
    /// Allocated bytes per call; zero in a program that does not count them.
    pub bytes: f64,
    /// From a job's being available to the start of its handler, if jobs came
    /// one at a time.
    pub latency: Option<Latency>,
}

/// How long something took, in microseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Latency {
    /// For half of them at most.
    pub p50: f64,
    /// For nine of ten at most.
    pub p90: f64,
    /// For 99 of 100 at most.
    pub p99: f64,
    /// At most.
    pub max: f64,
}

impl Latency {
    /// Of so many nanoseconds each; nothing if there are none.
    #[must_use]
    pub fn of(mut nanoseconds: Vec<u64>) -> Option<Self> {
        nanoseconds.sort_unstable();
        let last = nanoseconds.len().checked_sub(1)?;
        let at = |percent: usize| {
            let index = (nanoseconds.len() * percent).div_ceil(100).saturating_sub(1);
            nanoseconds.get(index.min(last)).map(|value| *value as f64 / 1_000.0)
        };
        Some(Self { p50: at(50)?, p90: at(90)?, p99: at(99)?, max: at(100)? })
    }
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
            latency: None,
        })
    }
}

/// The nanoseconds of a clock that all processes of a machine share and nobody
/// sets.
#[must_use]
pub fn now() -> u64 {
    // The clock is always there, and its zero is in the past.
    let since = clock_gettime(ClockId::CLOCK_MONOTONIC).map(Duration::from).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// The CPU time of this process until now.
///
/// # Errors
///
/// If the system does not tell.
pub fn cpu_seconds() -> Result<f64, Problem> {
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

#[cfg(test)]
mod tests {
    use super::{Latency, now};

    #[test]
    fn percentiles_are_of_the_sorted_values() {
        let latency = Latency::of((1..=200).rev().map(|n| n * 1_000).collect());
        let told = latency.map(|l| (l.p50, l.p90, l.p99, l.max));
        assert_eq!(told, Some((100.0, 180.0, 198.0, 200.0)));
        assert!(Latency::of(Vec::new()).is_none());
    }

    #[test]
    fn the_clock_runs() {
        let before = now();
        assert!(before > 0 && now() >= before);
    }
}
