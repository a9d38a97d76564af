//! Which variables come with a job.

/// The variables that come with a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Fetch {
    /// All that the job can see.
    #[default]
    All,
    /// Only those with these names; names that do not exist are ignored.
    Only(Vec<String>),
    /// None.
    Nothing,
}
