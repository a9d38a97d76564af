//! What clients connect to: the mock gateway, or a real engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use zeebe_engine_tests::{Broker, Certificate};
use zeebe_mock_gateway::{Builder, MockGateway};

use super::{fill_jobs, fill_replies};
use crate::engines::{Engines, NoEngine, Real};
use crate::scenario::{Engine, GatewayAction, Scenario};

/// What clients connect to.
pub(super) enum Gateway {
    /// The mock gateway.
    Mock(MockGateway),
    /// An engine that other scenarios use as well.
    Shared(Arc<Real>),
    /// A broker of one scenario.
    Own(Box<Broker>),
}

impl Gateway {
    /// Starts what the scenario is played against. Its certificates are in the directory.
    pub(super) async fn start(
        scenario: &Scenario,
        engines: &Engines,
        mock: Builder,
        directory: &Path,
    ) -> Result<Self, NoEngine> {
        if engines.kind() == Engine::Mock {
            let gateway = mock.start().await;
            return gateway.map(Self::Mock).map_err(|error| NoEngine::Failed(error.to_string()));
        }
        if !engines.are_own(scenario) {
            return engines.shared().await.map(Self::Shared);
        }
        let certificate = scenario.around.tls.is_some().then(|| certificate(directory));
        let certificate = certificate.transpose().map_err(NoEngine::Failed)?;
        engines.own(certificate).await.map(|broker| Self::Own(Box::new(broker)))
    }

    /// Where it listens.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Mock(gateway) => gateway.address(),
            Self::Shared(engine) => engine.address(),
            Self::Own(broker) => broker.address(),
        }
    }

    /// The number in its address.
    pub(super) fn port(&self) -> u16 {
        let address = self.address();
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok());
        port.unwrap_or_default()
    }

    /// The mock gateway, which alone tells what it has seen.
    pub(super) fn mock(&self) -> Result<&MockGateway, String> {
        match self {
            Self::Mock(gateway) => Ok(gateway),
            Self::Shared(_) | Self::Own(_) => Err("only the mock gateway can tell".to_owned()),
        }
    }

    /// The end of the engine's log; the mock has none.
    pub(super) fn log_end(&self) -> String {
        match self {
            Self::Mock(_) => String::new(),
            Self::Shared(engine) => engine.log_end(),
            Self::Own(broker) => broker.log_end(),
        }
    }

    /// Does something to it.
    pub(super) async fn act(&mut self, action: &GatewayAction) -> Result<(), String> {
        match (self, action) {
            (Self::Own(broker), GatewayAction::Stop {}) => broker.kill(),
            (Self::Own(broker), GatewayAction::Restart {}) => {
                broker.launch().map_err(|error| error.to_string())?;
            }
            (Self::Mock(gateway), action) => act_on_mock(gateway, action).await?,
            (Self::Own(_) | Self::Shared(_), _) => {
                return Err("only the mock gateway can do that".to_owned());
            }
        }
        Ok(())
    }
}

async fn act_on_mock(gateway: &MockGateway, action: &GatewayAction) -> Result<(), String> {
    match action {
        GatewayAction::Stop {} => gateway.stop().await,
        GatewayAction::Shutdown {} => gateway.shutdown().await,
        GatewayAction::Restart {} => gateway.restart().map_err(|error| error.to_string())?,
        GatewayAction::DropConnections {} => gateway.drop_connections(),
        GatewayAction::Script(scripts) => {
            for (rpc, script) in scripts {
                let mut script = script.clone();
                fill_replies(&mut script)?;
                gateway.script(*rpc, &script)?;
            }
        }
        GatewayAction::AddJobs(jobs) => {
            let mut jobs = jobs.clone();
            fill_jobs(&mut jobs)?;
            gateway.add_jobs(&jobs);
        }
        GatewayAction::LosePartitionsMs(time) => {
            gateway.lose_partitions(Duration::from_millis(*time));
        }
    }
    Ok(())
}

/// The certificate for a broker, among those of the scenario.
fn certificate(directory: &Path) -> Result<Certificate, String> {
    let read = |name: &str| {
        let path = directory.join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let (chain, key) = (read("server.pem")?, read("server-key.pem")?);
    Ok(Certificate { chain, key, authority: read("ca.pem")? })
}
