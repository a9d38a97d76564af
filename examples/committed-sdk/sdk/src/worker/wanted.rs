//! What a worker asks the gateway for, and what it tells it by.

use std::time::Duration;

use super::Fetch;
use crate::keys::JobKey;

/// The jobs that a worker wants, and how it wants them.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "not every API has tenants and leases")]
pub(crate) struct Wanted {
    pub(crate) job_type: String,
    /// The name of the worker.
    pub(crate) worker: String,
    /// How long the gateway reserves a job.
    pub(crate) timeout: Duration,
    pub(crate) fetch: Fetch,
    /// The tenants to take jobs from; empty leaves it to the client's default.
    pub(crate) tenants: Vec<String>,
    /// Whether jobs come with a lease token.
    pub(crate) lease: bool,
}

/// What the gateway knows a job by that it has given to this worker.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "not every API has leases")]
pub(crate) struct Claim {
    pub(crate) key: JobKey,
    /// How often the job may be tried, this time included.
    pub(crate) retries: i32,
    pub(crate) lease_token: Option<String>,
}
