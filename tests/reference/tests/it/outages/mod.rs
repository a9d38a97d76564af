//! What fails around a client and its workers, and what becomes of their calls
//! and jobs.
//!
//! - `absent`: nobody listens at the start
//! - `killed`: a gateway that dies under load
//! - `silent`: a network that swallows everything, with its connections open
//! - `goaway`: a gateway that ends connections, in peace or in anger
//! - `tokens`: a token server that is down or answers with web pages
//! - `pushback`: a gateway that pushes back thousands of times
//! - `misbehaviour`: handlers that panic, never return or block their thread
//! - `clock`: a wall clock that is wrong
//! - `volume`: a hundred thousand jobs

mod absent;
mod clock;
mod goaway;
mod killed;
mod misbehaviour;
mod pushback;
mod silent;
mod tokens;
mod volume;

use zeebe_mock_gateway::Rpc;

const CREATE: Rpc = Rpc::CreateProcessInstance;
const POLL: Rpc = Rpc::ActivateJobs;
const COMPLETE: Rpc = Rpc::CompleteJob;

async fn idle() {}
