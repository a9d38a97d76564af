//! An OAuth client, with its settings from code and from the environment.

use std::io::Write;

use zeebe_example_tests::{Ended, Program};
use zeebe_mock_gateway::oauth::TokenServer;
use zeebe_mock_gateway::{Credentials, MockGateway, Rpc};

const SECRET: &str = "a-secret-of-the-shop";

struct Stub {
    tokens: TokenServer,
    gateway: MockGateway,
}

impl Stub {
    async fn start() -> Self {
        let credentials = Credentials::new();
        let tokens = TokenServer::builder().client("shop", SECRET).feed(&credentials);
        let tokens = tokens.start().unwrap();
        let gateway = MockGateway::builder().require(&credentials).start().await.unwrap();
        Self { tokens, gateway }
    }

    /// The example with what it needs beside the client.
    async fn program(&self) -> Program {
        let program = Program::of("oauth", &self.gateway.address()).await.unwrap();
        program
            .env("CAMUNDA_AUTHORIZATION_SERVER_URL", self.tokens.url())
            .env("ZEEBE_TOKEN_AUDIENCE", "zeebe-api")
    }

    /// All calls got through with one token, and nobody was shown a secret.
    fn assert_called(&self, ended: &Ended) {
        assert!(ended.status.success(), "{ended:?}");
        assert_eq!(ended.printed.matches("has 1 brokers").count(), 3, "{ended:?}");
        let calls = self.gateway.journal().calls(Rpc::Topology);
        assert_eq!((self.tokens.requests().len(), calls.len()), (1, 3));
        let issued = &self.tokens.issued()[0];
        for call in calls {
            let shown = call.metadata.get("authorization").unwrap();
            assert_eq!(shown, format!("Bearer {issued}"));
        }
        assert_eq!(self.tokens.requests()[0].field("audience"), Some("zeebe-api"));
        assert!(!ended.printed.contains(SECRET) && !ended.printed.contains(issued.as_str()));
        for line in ["token_audience = zeebe-api (ZEEBE_TOKEN_AUDIENCE)", "tenant is not set"] {
            assert!(ended.printed.lines().any(|printed| printed == line), "{ended:?}");
        }
    }
}

fn assert_prints(ended: &Ended, line: &str) {
    assert!(ended.printed.lines().any(|printed| printed == line), "{line}: {ended:?}");
}

#[tokio::test]
async fn a_client_from_the_environment_fetches_one_token() {
    let stub = Stub::start().await;
    let program = stub.program().await.env("CAMUNDA_CLIENT_ID", "shop");
    let ended = program.env("CAMUNDA_CLIENT_SECRET", SECRET).run().await.unwrap();
    stub.assert_called(&ended);
    assert_prints(&ended, "client_id = shop (CAMUNDA_CLIENT_ID)");
    assert_prints(&ended, "client_secret = *** (CAMUNDA_CLIENT_SECRET)");
}

#[tokio::test]
async fn a_client_from_code_fetches_one_token() {
    let stub = Stub::start().await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{SECRET}").unwrap();
    let ended = stub.program().await.arg("shop").arg(file.path()).run().await.unwrap();
    stub.assert_called(&ended);
    assert_prints(&ended, "client_id = shop (code)");
    assert_prints(&ended, "client_secret = *** (code)");
}

#[tokio::test]
async fn a_client_that_is_not_known_is_turned_away() {
    let stub = Stub::start().await;
    let program = stub.program().await.env("CAMUNDA_CLIENT_ID", "shop");
    let ended = program.env("CAMUNDA_CLIENT_SECRET", "another").run().await.unwrap();
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(stub.gateway.journal().calls(Rpc::Topology).is_empty());
}
