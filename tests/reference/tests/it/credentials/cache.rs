//! A file that keeps tokens between runs of a program.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use tonic::Code;
use zeebe_mock_gateway::{Reply, Rpc};

use super::{oauth, proofs};
use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway};
use crate::token_server::{Answer, TokenServer};

const RPC: Rpc = Rpc::Topology;

async fn run(server: &TokenServer, file: &Path) -> Stage {
    let oauth = oauth(server).cache_file(file);
    let stage = Stage::with(gateway(), |client| client.credentials(oauth)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    stage
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn tokens() -> TokenServer {
    TokenServer::start((1..).take(9).map(|n| Answer::token(&format!("t{n}"), 3_600))).await
}

#[tokio::test]
async fn the_next_run_has_the_token_of_the_last() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("deep/er/tokens.json");
    let server = tokens().await;
    let first = run(&server, &file).await;
    let second = run(&server, &file).await;
    assert_eq!(server.asked(), 1);
    assert_eq!(proofs(&first.attempts(RPC)), proofs(&second.attempts(RPC)));
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[tokio::test]
async fn clients_share_a_file_but_no_token() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("tokens.json");
    let server = tokens().await;
    run(&server, &file).await;
    let other = oauth(&server).audience("other").cache_file(&file);
    let stage = Stage::with(gateway(), |client| client.credentials(other)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    run(&server, &file).await;
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn a_file_that_others_can_read_is_not_used() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("tokens.json");
    let server = tokens().await;
    run(&server, &file).await;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let stage = run(&server, &file).await;
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer t2"]]);
    assert_eq!(mode(&file), 0o600);
}

#[tokio::test]
async fn a_damaged_file_does_no_harm() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("tokens.json");
    let server = tokens().await;
    for damage in ["", "{", "[]", "\u{0}\u{1}", r#"{"tokens":{"x":1}}"#] {
        fs::write(&file, damage).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        run(&server, &file).await;
    }
    assert_eq!(server.asked(), 5);
    run(&server, &file).await;
    assert_eq!(server.asked(), 5);
}

#[tokio::test]
async fn a_place_that_cannot_be_written_does_no_harm() {
    let directory = TempDir::new().unwrap();
    let server = tokens().await;
    run(&server, directory.path()).await;
    let below_a_file = directory.path().join("file");
    fs::write(&below_a_file, "").unwrap();
    run(&server, &below_a_file.join("tokens.json")).await;
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn a_token_that_has_expired_or_is_from_the_future_is_not_used() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("tokens.json");
    let server = tokens().await;
    run(&server, &file).await;
    let text = fs::read_to_string(&file).unwrap();
    for (name, value) in [("expires_at", 1), ("obtained_at", 99_999_999_999_u64)] {
        let mut content: serde_json::Value = serde_json::from_str(&text).unwrap();
        for kept in content["tokens"].as_object_mut().unwrap().values_mut() {
            kept[name] = value.into();
        }
        fs::write(&file, content.to_string()).unwrap();
        run(&server, &file).await;
    }
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn a_token_that_the_gateway_refuses_goes_from_the_file_too() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("tokens.json");
    let server = tokens().await;
    run(&server, &file).await;
    let oauth = oauth(&server).cache_file(&file);
    let refused = Reply::status(Code::Unauthenticated, "stale");
    let gateway = gateway().reply(RPC, refused);
    let stage = Stage::with(gateway, |client| client.credentials(oauth)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer t1"], ["Bearer t2"]]);
    let next = run(&server, &file).await;
    assert_eq!(proofs(&next.attempts(RPC)), [["Bearer t2"]]);
}
