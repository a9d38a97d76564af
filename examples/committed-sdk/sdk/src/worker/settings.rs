//! What can be set about a worker, and what is refused.

use std::time::Duration;

use super::backoff::Pace;
use super::hooks::Hooks;
use super::{Backoff, Fetch, Wanted, defaults};
use crate::ConfigError;
use crate::gateway::jobs;

/// The settings of a worker. The builder documents them.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(super) job_type: String,
    pub(super) name: String,
    pub(super) max_jobs_active: usize,
    pub(super) concurrency: Option<usize>,
    pub(super) timeout: Duration,
    pub(super) request_timeout: Duration,
    pub(super) poll_interval: Duration,
    pub(super) poll_threshold: f64,
    pub(super) backoff: Pace,
    pub(super) retry_backoff: Duration,
    pub(super) stream: bool,
    pub(super) stream_idle_backoff: Duration,
    pub(super) stream_lifetime: Duration,
    pub(super) stream_idle: Duration,
    pub(super) drain_timeout: Duration,
    pub(super) fetch: Option<Fetch>,
    pub(super) tenants: Vec<String>,
    pub(super) extend_timeout: Option<Duration>,
    pub(super) lease: bool,
    pub(super) hooks: Hooks,
}

const MILLISECOND: Duration = Duration::from_millis(1);
/// What 64 bits of milliseconds hold, and more than clocks count.
const LONGEST: Duration = Duration::from_secs(u32::MAX as u64 * 1_000);

impl Settings {
    pub(super) fn new(job_type: String, tenants: Vec<String>) -> Self {
        Self {
            job_type,
            name: defaults::NAME.to_owned(),
            max_jobs_active: defaults::MAX_JOBS_ACTIVE,
            concurrency: None,
            timeout: defaults::TIMEOUT,
            request_timeout: defaults::REQUEST_TIMEOUT,
            poll_interval: defaults::POLL_INTERVAL,
            poll_threshold: defaults::POLL_THRESHOLD,
            backoff: Pace::Grows(Backoff::default()),
            retry_backoff: defaults::RETRY_BACKOFF,
            stream: false,
            stream_idle_backoff: defaults::STREAM_IDLE_BACKOFF,
            stream_lifetime: defaults::STREAM_LIFETIME,
            stream_idle: defaults::STREAM_IDLE,
            drain_timeout: defaults::DRAIN_TIMEOUT,
            fetch: None,
            tenants,
            extend_timeout: None,
            lease: false,
            hooks: Hooks::default(),
        }
    }

    /// How many handlers run at once.
    pub(super) fn concurrency(&self) -> usize {
        self.concurrency.unwrap_or(self.max_jobs_active)
    }

    /// What the gateway is asked for. `derived` is what the handler reads.
    pub(super) fn wanted(&self, derived: Fetch) -> Wanted {
        Wanted {
            job_type: self.job_type.clone(),
            worker: self.name.clone(),
            timeout: self.timeout,
            fetch: self.fetch.clone().unwrap_or(derived),
            tenants: self.tenants.clone(),
            lease: self.lease,
        }
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        self.validate_texts()?;
        self.validate_numbers()?;
        self.validate_times()?;
        self.validate_abilities()
    }

    fn validate_texts(&self) -> Result<(), ConfigError> {
        if self.job_type.trim().is_empty() {
            return refuse("job_type", "must not be blank");
        }
        if self.name.trim().is_empty() {
            return refuse("name", "must not be blank");
        }
        if self.tenants.iter().any(|tenant| tenant.trim().is_empty()) {
            return refuse("tenants", "must not be blank");
        }
        Ok(())
    }

    fn validate_numbers(&self) -> Result<(), ConfigError> {
        if self.max_jobs_active == 0 || i32::try_from(self.max_jobs_active).is_err() {
            return refuse("max_jobs_active", "must be between 1 and 2147483647");
        }
        if self.concurrency() == 0 || self.concurrency() > self.max_jobs_active {
            return refuse("concurrency", "must be between 1 and max_jobs_active");
        }
        if !(0.0..=1.0).contains(&self.poll_threshold) {
            return refuse("poll_threshold", "must be between 0 and 1");
        }
        if let Pace::Grows(backoff) = &self.backoff {
            backoff.validate()?;
        }
        Ok(())
    }

    fn validate_times(&self) -> Result<(), ConfigError> {
        let times = [
            ("timeout", self.timeout),
            ("request_timeout", self.request_timeout),
            ("poll_interval", self.poll_interval),
            ("stream_idle_backoff", self.stream_idle_backoff),
            ("stream_lifetime", self.stream_lifetime),
            ("stream_idle", self.stream_idle),
            ("extend_timeout", self.extend_timeout.unwrap_or(MILLISECOND)),
        ];
        for (setting, time) in times {
            if time < MILLISECOND {
                return refuse(setting, "must be at least 1 ms");
            }
        }
        for (setting, time) in times.into_iter().chain([("retry_backoff", self.retry_backoff)]) {
            if time > LONGEST {
                return refuse(setting, "must be less than 100,000 years");
            }
        }
        Ok(())
    }

    /// What only some APIs have.
    fn validate_abilities(&self) -> Result<(), ConfigError> {
        let lacking = [
            ("stream", self.stream && !jobs::HAS_STREAMS),
            ("tenants", !self.tenants.is_empty() && !jobs::HAS_TENANTS),
            ("lease", self.lease && !jobs::HAS_LEASES),
            ("extend_timeout", self.extend_timeout.is_some() && !jobs::HAS_EXTENSION),
        ];
        match lacking.iter().find(|(_, lacks)| *lacks) {
            Some((setting, _)) => refuse(setting, "the API of this SDK does not have it"),
            None => Ok(()),
        }
    }
}

fn refuse(setting: &'static str, problem: &str) -> Result<(), ConfigError> {
    Err(ConfigError::Setting { setting, problem: problem.to_owned() })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Settings;

    fn refused(change: impl FnOnce(&mut Settings)) -> String {
        let mut settings = Settings::new("pay".to_owned(), Vec::new());
        change(&mut settings);
        settings.validate().unwrap_err().to_string()
    }

    #[test]
    fn the_defaults_are_fine() {
        let settings = Settings::new("pay".to_owned(), vec!["<default>".to_owned()]);
        assert!(settings.validate().is_ok());
        assert_eq!(settings.concurrency(), 32);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let zero = Duration::ZERO;
        for (named, text) in [
            ("job_type", refused(|s| s.job_type = " ".to_owned())),
            ("name", refused(|s| s.name.clear())),
            ("max_jobs_active", refused(|s| s.max_jobs_active = 0)),
            ("max_jobs_active", refused(|s| s.max_jobs_active = usize::MAX)),
            ("concurrency", refused(|s| s.concurrency = Some(0))),
            ("concurrency", refused(|s| s.concurrency = Some(33))),
            ("timeout", refused(|s| s.timeout = zero)),
            ("timeout", refused(|s| s.timeout = Duration::MAX)),
            ("request_timeout", refused(|s| s.request_timeout = zero)),
            ("poll_interval", refused(|s| s.poll_interval = zero)),
            ("poll_threshold", refused(|s| s.poll_threshold = f64::NAN)),
            ("retry_backoff", refused(|s| s.retry_backoff = Duration::MAX)),
            ("stream_idle_backoff", refused(|s| s.stream_idle_backoff = zero)),
            ("stream_lifetime", refused(|s| s.stream_lifetime = zero)),
            ("stream_idle", refused(|s| s.stream_idle = zero)),
            ("extend_timeout", refused(|s| s.extend_timeout = Some(zero))),
            ("tenants", refused(|s| s.tenants = vec![String::new()])),
        ] {
            assert!(text.starts_with(&format!("{named}: must ")), "{text}");
        }
    }
}
