//! What proves who calls: attached to every attempt, fetched once, renewed in
//! time, and never shown.
//!
//! - `tokens`: one token for all calls
//! - `refused`: a gateway that does not accept it
//! - `server`: a token server that fails
//! - `cache`: a file that keeps tokens
//! - `others`: basic, bearer, what a user supplies
//! - `secrets`: nothing is shown, and nothing goes out unencrypted

mod cache;
mod others;
mod refused;
mod secrets;
mod server;
mod tokens;

use zeebe_mock_gateway::{Builder, Entry};
use zeebe_sdk::OAuth;

use crate::stage::Stage;
use crate::token_server::TokenServer;

const SECRET: &str = "s3cr3t&=%";

/// A client of a token server.
fn oauth(server: &TokenServer) -> OAuth {
    OAuth::new("shop", SECRET).authorization_server_url(server.url()).audience("zeebe-api")
}

/// A gateway and a client with tokens of a server.
async fn stage(gateway: Builder, server: &TokenServer) -> Stage {
    let oauth = oauth(server);
    Stage::with(gateway, |client| client.credentials(oauth)).await
}

/// What each attempt was proved with.
fn proofs(attempts: &[Entry]) -> Vec<Vec<&str>> {
    attempts.iter().map(|attempt| attempt.metadata.all("authorization").collect()).collect()
}
