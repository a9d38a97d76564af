//! The mock gateway seen through a bare client stub, one area a module.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cli;
mod instances;
mod jobs;
mod journal;
mod life;
mod network;
mod peers;
mod polls;
mod readme;
mod resources;
mod scripts;
mod secure;
mod setup;
mod statuses;
mod streams;
mod tokens;
mod work;
