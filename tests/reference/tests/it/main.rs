//! The Rust SDK against the mock gateway, one area a module. What the gateway
//! saw is read from its journal; what it answers is scripted.
//!
//! - `calls`: every RPC with every field, both ways
//! - `presence`, `arguments`: absent, empty and set; what is refused before
//!   sending
//! - `variables`: JSON in and out
//! - `statuses`, `foreign`: each status, and answers that no gateway gives
//! - `retries`: which failures are repeated, how often and how fast
//! - `faults`: connections that are lost, gateways that go away
//! - `backpressure`: a gateway that pushes calls back
//! - `deadlines`, `streams`, `connection`: time, replies in pieces, the wire
//! - `conveniences`: what users would write by hand around the calls
//! - `fake_gateway`: the gateway that users test against
//! - `handlers`: what handlers return beside variables
//! - `configuration`, `credentials`, `tls`: settings, who calls, whom to trust
//! - `worker`: the job worker
//! - `outages`: what networks, gateways, token servers, clocks and handlers do
//!   when they fail, to calls and workers together
//! - `journey`: a process from its deployment to its end
//!
//! What they start from: `stage` is a gateway and a client, `filled` a reply
//! with a value in every field, `fields` the fields there are, `smallest` the
//! shortest request of every RPC, `token_server` a server that gives out tokens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arguments;
mod backpressure;
mod calls;
mod configuration;
mod connection;
mod conveniences;
mod credentials;
mod deadlines;
mod fake_gateway;
mod faults;
mod fields;
mod filled;
mod foreign;
mod handlers;
mod journey;
mod outages;
mod presence;
mod retries;
mod smallest;
mod stage;
mod statuses;
mod streams;
mod tls;
mod token_server;
mod variables;
mod worker;
