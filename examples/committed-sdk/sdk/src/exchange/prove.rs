//! What proves who calls, on every attempt of a call.

use std::pin::pin;

use super::interrupt::Interrupt;
use super::run::Run;
use crate::Code;
use crate::credentials::{Authenticator, NoProof, Occasion, Proof};
use crate::transport::{Failure, Repeat, unproved};

/// What a call has proved itself with.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// On the last attempt.
    pub(super) attached: Option<Proof>,
    /// What the gateway has not accepted.
    refused: Option<Proof>,
}

impl Run<'_> {
    /// Finds what to attach to the next attempt. The time for that is the
    /// caller's.
    pub(super) async fn prove(&mut self) -> Result<(), Box<Failure>> {
        let Some(authenticator) = &self.shared.settings.credentials else { return Ok(()) };
        let proof = match authenticator.ready() {
            Some(proof) => proof,
            None => self.wait_for_proof(authenticator).await?,
        };
        if self.proofs.refused.as_ref().is_some_and(|refused| *refused == proof) {
            let text = "the gateway does not accept the credentials, and there are no others";
            return Err(unproved(NoProof { text: text.to_owned(), passing: false }));
        }
        self.proofs.attached = Some(proof);
        Ok(())
    }

    async fn wait_for_proof(&mut self, source: &Authenticator) -> Result<Proof, Box<Failure>> {
        let occasion = match self.proofs.refused {
            Some(_) => Occasion::Unauthenticated,
            None => Occasion::Attempt,
        };
        match self.interrupts.race(pin!(source.prove(occasion))).await {
            Ok(proof) => proof.map_err(unproved),
            Err(Interrupt::Deadline) => {
                let why = source.why_late().unwrap_or_else(|| "none came".to_owned());
                let text = format!("no credentials within {}: {why}", self.time());
                Err(unproved(NoProof { text, passing: true }))
            }
            Err(interrupt) => Err(self.interrupted(interrupt, false)),
        }
    }

    /// Takes note of an attempt that the gateway did not take for whom it was
    /// from: what it was proved with is not used again.
    pub(super) fn note_refusal(&mut self, failure: &Failure) {
        if failure.code != Code::Unauthenticated || failure.repeat != Repeat::ByStatus {
            return;
        }
        if let (Some(source), Some(proof)) =
            (&self.shared.settings.credentials, self.proofs.attached.take())
        {
            source.not_accepted(&proof);
            self.proofs.refused = Some(proof);
        }
    }
}
