//! What SDKs can do beyond plain calls, by one name in every language.
//!
//! `lower/features.rs` finds out what the API allows.

/// What an SDK can do beyond plain calls, if the API has what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// A job worker that polls.
    Jobs,
    /// A job worker that is sent jobs.
    JobStreams,
    /// A job worker for chosen tenants.
    JobTenants,
    /// Prolonging the reservation of a job.
    JobExtension,
    /// Results of jobs other than variables.
    JobResults,
    /// Lease tokens that go with outcomes.
    JobLeases,
    /// Deploying files by path.
    DeployFiles,
    /// Starting a process and waiting for its end.
    AwaitResult,
    /// Messages with an ID made by the SDK.
    MessageIds,
    /// Waiting until the gateway can do its work.
    Readiness,
}

impl Feature {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Jobs,
        Self::JobStreams,
        Self::JobTenants,
        Self::JobExtension,
        Self::JobResults,
        Self::JobLeases,
        Self::DeployFiles,
        Self::AwaitResult,
        Self::MessageIds,
        Self::Readiness,
    ];
}
