//! The gateway in the process of a test, which the SDK gives its users.

mod answers;
mod jobs;
mod workers;
