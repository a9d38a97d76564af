//! What users would otherwise write by hand around the calls.

mod files;
mod messages;
mod readiness;
mod results;
