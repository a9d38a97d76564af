//! The settings of a client: where they come from, and what they become.
//!
//! - `table`: the settings that the environment can give, as data
//! - `setting`: what a row of that table says
//! - `read`: how the text of a variable is read
//! - `environment`: the variables that are set
//! - `resolve`: code before environment before default
//! - `configuration`: what came of it, for people
//! - `builder`: the settings that code gives
//! - `build`: from all of these to a client

mod build;
mod builder;
mod configuration;
mod credentials;
mod environment;
mod pem;
mod read;
mod resolve;
mod setting;
mod table;

pub use builder::ClientBuilder;
pub use configuration::{Configuration, ConfigurationEntry, Source};
pub(crate) use credentials::Wanted;
pub(crate) use pem::Pem;
