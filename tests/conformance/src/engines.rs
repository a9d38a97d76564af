//! Real engines for a run: one that its scenarios share, and those that a scenario has for itself.

use std::sync::Arc;

use tokio::sync::OnceCell;
use zeebe_engine_tests::{Broker, Certificate, EngineError, Newest};

use crate::scenario::{Engine, Scenario};

/// A real engine that runs.
pub(crate) enum Real {
    /// The whole broker.
    Broker(Broker),
    /// The engine of the newest release.
    Newest(Newest),
}

impl Real {
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Broker(broker) => broker.address(),
            Self::Newest(newest) => newest.address(),
        }
    }

    pub(crate) fn log_end(&self) -> String {
        match self {
            Self::Broker(broker) => broker.log_end(),
            Self::Newest(newest) => newest.log_end(),
        }
    }
}

/// Why a scenario has no engine.
#[derive(Clone, Debug)]
pub(crate) enum NoEngine {
    /// What it takes is not installed.
    Missing(String),
    /// It does not work.
    Failed(String),
}

/// The engines of a run.
pub(crate) struct Engines {
    kind: Engine,
    /// What is not installed is a failure.
    required: bool,
    shared: OnceCell<Result<Arc<Real>, NoEngine>>,
}

impl Engines {
    /// None yet: they start when a scenario asks for them.
    pub(crate) fn new(kind: Engine, required: bool) -> Self {
        Self { kind, required, shared: OnceCell::new() }
    }

    /// What scenarios are played against.
    pub(crate) fn kind(&self) -> Engine {
        self.kind
    }

    /// Whether a scenario gets one for itself, which takes all that a machine has.
    pub(crate) fn are_own(&self, scenario: &Scenario) -> bool {
        self.kind != Engine::Mock && scenario.has_own_engine()
    }

    /// The engine that scenarios share.
    pub(crate) async fn shared(&self) -> Result<Arc<Real>, NoEngine> {
        let start = async || {
            let started = match self.kind {
                Engine::Newest => Newest::start().await.map(Real::Newest),
                Engine::Broker | Engine::Mock => Broker::start().await.map(Real::Broker),
            };
            started.map(Arc::new).map_err(|error| self.refused(error))
        };
        self.shared.get_or_init(start).await.clone()
    }

    /// A broker for one scenario.
    pub(crate) async fn own(&self, certificate: Option<Certificate>) -> Result<Broker, NoEngine> {
        let started = match certificate {
            Some(certificate) => Broker::start_with_tls(certificate).await,
            None => Broker::start().await,
        };
        started.map_err(|error| self.refused(error))
    }

    fn refused(&self, error: EngineError) -> NoEngine {
        match error {
            EngineError::Missing(_) if !self.required => NoEngine::Missing(error.to_string()),
            EngineError::Missing(_) | EngineError::Failed(_) => NoEngine::Failed(error.to_string()),
        }
    }
}
