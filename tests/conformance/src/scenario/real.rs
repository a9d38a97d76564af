//! What scenarios cannot ask for where a real engine takes the place of the mock gateway.

use super::surroundings::{CertificateName, TlsSetup};
use super::{Engine, GatewayAction, Scenario, Step};

/// Why one of the engines of a scenario cannot play it.
pub(super) fn refused(scenario: &Scenario) -> Option<String> {
    let only = |what: &str| Some(format!("only the mock gateway {what}"));
    if scenario.engines.iter().all(|engine| *engine == Engine::Mock) {
        return None;
    }
    let around = &scenario.around;
    if !scenario.journal.is_empty() || scenario.transcript || has(scenario, &looks_at_mock) {
        return only("writes down what it sees");
    }
    if has(scenario, &|step| matches!(step, Step::Gateway(action) if !is_for_all(action))) {
        return only("can do more than `stop` and `restart`");
    }
    if around.require.is_some() || around.tokens.is_some() || around.proxy || around.peer.is_some()
    {
        return only("has more around it than `tls`");
    }
    if around.tls.as_ref().is_some_and(|tls| !is_plain(tls)) {
        return only("has other certificates than `server`");
    }
    let newest = scenario.engines.contains(&Engine::Newest);
    (newest && scenario.has_own_engine())
        .then(|| "the engine `newest` has no TLS and cannot be stopped".to_owned())
}

fn has(scenario: &Scenario, holds: &impl Fn(&Step) -> bool) -> bool {
    scenario.steps.iter().any(|step| step.any(holds))
}

fn looks_at_mock(step: &Step) -> bool {
    matches!(
        step,
        Step::Journal(_)
            | Step::Jobs(_)
            | Step::Network(_)
            | Step::TokenRequests(_)
            | Step::PeerSeen(_)
    )
}

fn is_for_all(action: &GatewayAction) -> bool {
    matches!(action, GatewayAction::Stop {} | GatewayAction::Restart {})
}

fn is_plain(tls: &TlsSetup) -> bool {
    tls.certificate == CertificateName::Server && !tls.clients && tls.protocols.is_none()
}
