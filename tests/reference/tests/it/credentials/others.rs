//! Basic, bearer, and what a user supplies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tonic::Code;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::{AuthMetadata, ConfigError, Credentials, Error, Occasion};

use super::proofs;
use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway, hasty};

const RPC: Rpc = Rpc::Topology;

async fn with(credentials: Credentials) -> Stage {
    Stage::with(gateway(), |client| client.credentials(credentials)).await
}

async fn error_with(credentials: Credentials) -> Error {
    let stage = with(credentials).await;
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    assert_eq!(stage.sent(RPC), 0);
    error
}

#[tokio::test]
async fn a_user_and_a_password() {
    let stage = with(Credentials::basic("Aladdin", "open sesame")).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let expected = [["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]];
    assert_eq!(proofs(&stage.attempts(RPC)), expected);
}

#[tokio::test]
async fn a_token_that_never_changes() {
    let stage = with(Credentials::bearer("abc")).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer abc"]]);
}

#[tokio::test]
async fn they_take_the_place_of_metadata_of_the_same_name() {
    let stage = Stage::with(gateway(), |client| {
        client.metadata("authorization", "other").credentials(Credentials::bearer("abc"))
    })
    .await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    assert_eq!(proofs(&stage.attempts(RPC)), [["Bearer abc"]]);
}

#[tokio::test]
async fn what_would_break_the_request_is_refused() {
    for token in ["a\r\nx-evil: y", "a\nb", "ü"] {
        let credentials = Credentials::bearer(token);
        let error = hasty().credentials(credentials).build().unwrap_err();
        assert!(matches!(error, ConfigError::Setting { setting: "credentials", .. }), "{error}");
        let supplied =
            Credentials::from_fn(
                move |_| async move { Ok::<_, Error>(AuthMetadata::bearer(token)) },
            );
        let error = error_with(supplied).await;
        let error = error.as_rpc().unwrap();
        assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 0), "{error}");
        assert!(error.message().contains("metadata 'authorization'"), "{error}");
        assert!(!error.to_string().contains("x-evil"), "{error}");
    }
}

#[tokio::test]
async fn what_a_user_supplies_is_asked_for_before_every_attempt() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&asked);
    let credentials = Credentials::from_fn(move |occasion| {
        let number = counting.fetch_add(1, Ordering::Relaxed);
        assert_eq!(occasion == Occasion::Unauthenticated, number == 1);
        let metadata = AuthMetadata::bearer(format!("t{number}")).with("x-tenant", "shop");
        async move { Ok::<_, Error>(metadata) }
    });
    let refused = Reply::status(Code::Unauthenticated, "stale");
    let gateway = gateway().reply(RPC, refused);
    let stage = Stage::with(gateway, |client| client.credentials(credentials)).await;
    call(&stage.client, RPC, Special::default()).await.unwrap();
    call(&stage.client, RPC, Special::default()).await.unwrap();
    let attempts = stage.attempts(RPC);
    assert_eq!(proofs(&attempts), [["Bearer t0"], ["Bearer t1"], ["Bearer t2"]]);
    assert!(attempts.iter().all(|attempt| attempt.metadata.get("x-tenant") == Some("shop")));
}

#[tokio::test]
async fn what_a_user_supplies_twice_is_not_sent_twice() {
    let credentials =
        Credentials::from_fn(|_| async { Ok::<_, Error>(AuthMetadata::bearer("same")) });
    let gateway = gateway().always(RPC, Reply::status(Code::Unauthenticated, "stale"));
    let stage = Stage::with(gateway, |client| client.credentials(credentials)).await;
    let error = call(&stage.client, RPC, Special::default()).await.unwrap_err();
    assert!(error.to_string().contains("there are no others"), "{error}");
    assert_eq!(stage.sent(RPC), 1);
}

#[tokio::test]
async fn a_supplier_that_fails_fails_the_call() {
    let failing = Credentials::from_fn(|_| async {
        Err::<AuthMetadata, _>(std::io::Error::other("the vault is sealed"))
    });
    let error = error_with(failing).await;
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 0), "{error}");
    assert_eq!(error.message(), "no credentials: the vault is sealed");
    assert!(!error.outcome_unknown());
}
