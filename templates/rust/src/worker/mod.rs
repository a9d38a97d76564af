//! The job worker: takes jobs of one type and hands them to a handler.

mod fetch;
mod wanted;

pub use fetch::Fetch;

pub(crate) use wanted::Wanted;
