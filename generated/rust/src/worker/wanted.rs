//! What a worker asks the gateway for.

use std::time::Duration;

use super::Fetch;

/// The jobs that a worker wants, and how it wants them.
#[derive(Debug, Clone)]
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
