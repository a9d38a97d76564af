//! A token server that is down, or answers with web pages: nothing goes out
//! without a token, nobody gives up, and all go on when there is one.

use std::time::Duration;

use tokio::time::timeout;
use zeebe_mock_gateway::oauth::{TokenReply, TokenServer};
use zeebe_mock_gateway::{Credentials, JobSettings, MockGateway, Rpc};
use zeebe_sdk::worker::{WorkerHandle, WorkerState};
use zeebe_sdk::{Client, OAuth};

use super::{POLL, idle};
use crate::smallest::{Special, call};
use crate::stage::{LONG, gateway, hasty as client};
use crate::worker::{hasty, until};

/// A gateway that wants tokens, and somebody who gives them out.
struct Guarded {
    gateway: MockGateway,
    accepted: Credentials,
    tokens: TokenServer,
    client: Client,
}

impl Guarded {
    async fn start() -> Self {
        let accepted = Credentials::new();
        let tokens = TokenServer::builder().feed(&accepted).start().unwrap();
        let gateway = gateway().require(&accepted).start().await.unwrap();
        let oauth = OAuth::new("shop", "s3cret").authorization_server_url(tokens.url());
        let client = client().address(gateway.address()).credentials(oauth.audience("zeebe-api"));
        Self { client: client.build().unwrap(), gateway, accepted, tokens }
    }

    fn worker(&self) -> WorkerHandle {
        // Jobs that were lost on their way come back after this time.
        let worker = hasty(self.client.worker("charge")).timeout(Duration::from_secs(1));
        worker.stream(true).handler(idle).start().unwrap()
    }

    async fn done(&self, jobs: u64) {
        let enough = |totals: &zeebe_mock_gateway::JobTotals| totals.completed == jobs;
        self.gateway.wait_for_jobs("charge", enough, LONG).await.unwrap();
    }
}

#[tokio::test]
async fn none_at_the_start_is_a_delay() {
    let guarded = Guarded::start().await;
    guarded.tokens.stop().await;
    for reply in [TokenReply::html(200), TokenReply::html(502), TokenReply::close()] {
        guarded.tokens.reply(reply);
    }
    guarded.gateway.add_jobs(&JobSettings::new("charge", 10));
    let worker = guarded.worker();
    let calling = tokio::spawn({
        let client = guarded.client.clone();
        async move { call(&client, Rpc::Topology, Special::timeout(LONG)).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!calling.is_finished());
    assert_eq!((worker.state(), guarded.gateway.connections()), (WorkerState::Running, 0));

    guarded.tokens.restart().unwrap();
    timeout(LONG, calling).await.unwrap().unwrap().unwrap();
    guarded.done(10).await;
    // One token for all, after three answers that were none.
    assert_eq!((guarded.tokens.requests().len(), guarded.tokens.issued().len()), (4, 1));
    assert_eq!(guarded.gateway.journal().counts(Rpc::Topology).failed, 0);
    worker.shutdown().await;
}

/// The gateway refuses the token when no new one can be had.
#[tokio::test]
async fn none_in_the_middle_is_a_delay() {
    let guarded = Guarded::start().await;
    let worker = guarded.worker();
    guarded.gateway.add_jobs(&JobSettings::new("charge", 5));
    guarded.done(5).await;
    guarded.tokens.always(TokenReply::html(200));
    guarded.accepted.revoke_all();
    guarded.gateway.drop_connections();
    guarded.gateway.add_jobs(&JobSettings::new("charge", 5));
    until("web pages", || guarded.tokens.requests().len() > 3).await;
    let asked = guarded.gateway.journal().counts(POLL).arrived;
    tokio::time::sleep(Duration::from_millis(200)).await;
    // Without a token there is no call, and without end no flood.
    assert!(guarded.gateway.journal().counts(POLL).arrived <= asked + 1);
    assert!(guarded.tokens.requests().len() < 100, "{}", guarded.tokens.requests().len());
    assert_eq!((worker.state(), guarded.tokens.issued().len()), (WorkerState::Running, 1));

    guarded.tokens.always(TokenReply::fresh());
    guarded.done(10).await;
    assert_eq!(guarded.tokens.issued().len(), 2);
    worker.shutdown().await;
    assert_eq!(worker.failure().map(ToString::to_string), None);
}
