//! Nothing is shown, and nothing goes out unencrypted.

use std::io;
use std::sync::{Arc, Mutex};

use tonic::Code;
use tracing_subscriber::fmt::MakeWriter;
use zeebe_mock_gateway::{Reply, Rpc};
use zeebe_sdk::{AuthMetadata, Client, ClientBuilder, Credentials, OAuth};

use super::{SECRET, oauth, stage};
use crate::smallest::{Special, call};
use crate::stage::gateway;
use crate::token_server::{Answer, TokenServer};

/// What is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_in_any_text() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let echo = format!(r#"{{"error":"invalid_client","error_description":"not {SECRET}"}}"#);
    let good = Answer::token("t0ken-1", 3_600);
    let server = TokenServer::start([good, Answer::json(401, echo)]).await;
    let refused = Reply::status(Code::Unauthenticated, "stale");
    let stage = stage(gateway().always(Rpc::Topology, refused), &server).await;
    let error = call(&stage.client, Rpc::Topology, Special::default()).await.unwrap_err();

    let builder = Client::builder().credentials(oauth(&server));
    let supplied = AuthMetadata::bearer("t0ken-1");
    let mut texts = format!("{error} {error:?} {builder:?} {supplied:?} {:?}", oauth(&server));
    texts += &format!("{:?} {}", stage.client, stage.client.configuration());
    texts += &format!("{:?}", stage.client.configuration());
    texts += &format!("{:?}", Credentials::from(oauth(&server)));
    texts += &format!("{:?}", Credentials::bearer("t0ken-1"));
    texts += &format!("{:?}", Credentials::basic("me", SECRET));
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("there is no token"), "{log}");
    for (what, text) in [("texts", texts), ("log", log)] {
        for secret in [SECRET, "t0ken-1", "s3cr3t%26"] {
            assert!(!text.contains(secret), "{what}: {secret}: {text}");
        }
    }
}

fn all_kinds() -> [Credentials; 4] {
    [
        OAuth::new("shop", SECRET).authorization_server_url("https://login.example/token").into(),
        Credentials::basic("me", SECRET),
        Credentials::bearer("abc"),
        Credentials::from_fn(|_| async { Ok::<_, io::Error>(AuthMetadata::new()) }),
    ]
}

#[tokio::test]
async fn they_do_not_leave_the_machine_unencrypted() {
    for credentials in all_kinds() {
        let with = |address: &str| {
            let credentials = credentials.clone();
            Client::builder().address(address).credentials(credentials)
        };
        for address in
            ["http://gateway.example", "grpc://10.0.0.1:26500", "http://localhost.example"]
        {
            let error = with(address).build().unwrap_err().to_string();
            assert!(error.contains("unencrypted"), "{address}: {error}");
            assert!(!error.contains(SECRET), "{error}");
            with(address).dangerously_allow_credentials_without_tls().build().unwrap();
        }
        for address in ["http://localhost", "http://127.0.0.1:1", "http://[::1]:1"] {
            with(address).build().unwrap();
        }
        let other_ca = zeebe_sdk::TlsConfig::new().ca_certificate(crate::tls::ca_pem());
        with("https://gateway.example").tls(other_ca).build().unwrap();
    }
}

#[tokio::test]
async fn the_environment_cannot_allow_it() {
    let variables = [
        ("ZEEBE_ADDRESS", "gateway.example:26500"),
        ("ZEEBE_INSECURE_CONNECTION", "true"),
        ("CAMUNDA_BASIC_AUTH_USERNAME", "me"),
        ("CAMUNDA_BASIC_AUTH_PASSWORD", SECRET),
    ];
    let error = ClientBuilder::from_variables(variables).build().unwrap_err().to_string();
    assert!(error.contains("unencrypted to gateway.example"), "{error}");
}

#[tokio::test]
async fn the_secret_of_a_client_does_not_either() {
    let with = |url: &str| {
        Client::builder().credentials(OAuth::new("shop", SECRET).authorization_server_url(url))
    };
    for bad in
        ["http://login.example/token", "ftp://login.example", "login", "https://", "https://a:b@c/"]
    {
        let error = with(bad).build().unwrap_err().to_string();
        assert!(error.contains("authorization_server_url"), "{bad}: {error}");
        assert!(!error.contains(SECRET), "{error}");
    }
    with("http://127.0.0.1:1/token").build().unwrap();
    with("http://login.example/").dangerously_allow_credentials_without_tls().build().unwrap();
}
