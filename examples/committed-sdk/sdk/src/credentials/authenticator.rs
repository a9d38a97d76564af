//! What is attached to a call, and what happens when the gateway does not
//! accept it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

#[cfg(feature = "oauth")]
use super::oauth::TokenKeeper;
use super::scheme::Scheme;
use super::supplier::{AuthMetadata, CredentialsSupplier, Occasion};
use crate::ConfigError;
use crate::config::Wanted;
use crate::error::chain;
use crate::tls::TlsTexts;

/// The metadata that proves who calls; its values are marked as sensitive.
pub(crate) type Proof = Arc<HeaderMap>;

/// Why there is nothing to prove with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoProof {
    pub(crate) text: String,
    /// Whether it may be otherwise later.
    pub(crate) passing: bool,
}

/// Has the metadata that proves who calls.
pub(crate) struct Authenticator {
    source: Source,
}

enum Source {
    Fixed(Proof),
    Supplier(Arc<dyn CredentialsSupplier>),
    #[cfg(feature = "oauth")]
    OAuth(Arc<TokenKeeper>),
}

impl Authenticator {
    /// The one for these credentials; none for none.
    pub(crate) fn new(
        wanted: Wanted,
        tls: &TlsTexts,
        timeout: Duration,
    ) -> Result<Option<Self>, ConfigError> {
        let source = match wanted {
            Wanted::Nothing => return Ok(None),
            Wanted::Ready(Scheme::Fixed { authorization, .. }) => {
                let metadata = AuthMetadata::new().with("authorization", authorization.reveal());
                let headers = metadata.into_headers().map_err(|error| ConfigError::Setting {
                    setting: "credentials",
                    problem: error.to_string(),
                })?;
                Source::Fixed(Arc::new(headers))
            }
            Wanted::Ready(Scheme::Supplier(supplier)) => Source::Supplier(supplier),
            // OAuth of code is completed to a request for tokens.
            Wanted::Ready(Scheme::OAuth(_)) => return Ok(None),
            #[cfg(feature = "oauth")]
            Wanted::OAuth(request) => {
                Source::OAuth(Arc::new(TokenKeeper::new(&request, tls, timeout)?))
            }
            #[cfg(not(feature = "oauth"))]
            Wanted::OAuth(_) => {
                let _ = (tls, timeout);
                return Err(ConfigError::MissingFeature {
                    feature: "oauth",
                    needs: "a client id and secret need OAuth",
                });
            }
        };
        Ok(Some(Self { source }))
    }

    /// What to attach, if that is known without waiting.
    pub(crate) fn ready(&self) -> Option<Proof> {
        match &self.source {
            Source::Fixed(proof) => Some(Arc::clone(proof)),
            Source::Supplier(_) => None,
            #[cfg(feature = "oauth")]
            Source::OAuth(keeper) => keeper.ready(),
        }
    }

    /// What to attach.
    pub(crate) async fn prove(&self, occasion: Occasion) -> Result<Proof, NoProof> {
        match &self.source {
            Source::Fixed(proof) => Ok(Arc::clone(proof)),
            Source::Supplier(supplier) => {
                let metadata = supplier.supply(occasion).await;
                let metadata = metadata.map_err(|error| NoProof {
                    text: format!("no credentials: {}", chain(&*error)),
                    passing: true,
                })?;
                let headers = metadata.into_headers();
                headers.map(Arc::new).map_err(|error| NoProof {
                    text: format!("the supplied credentials cannot be sent: {error}"),
                    passing: false,
                })
            }
            #[cfg(feature = "oauth")]
            Source::OAuth(keeper) => keeper.prove().await,
        }
    }

    /// The gateway does not accept this one.
    pub(crate) fn not_accepted(&self, proof: &Proof) {
        match &self.source {
            Source::Fixed(_) | Source::Supplier(_) => {}
            #[cfg(feature = "oauth")]
            Source::OAuth(keeper) => keeper.drop_token(proof),
        }
        let _ = proof;
    }

    /// Whether there can be another proof than the last one.
    pub(crate) fn can_renew(&self) -> bool {
        !matches!(self.source, Source::Fixed(_))
    }

    /// Why nothing came in time.
    pub(crate) fn why_late(&self) -> Option<String> {
        match &self.source {
            Source::Fixed(_) | Source::Supplier(_) => None,
            #[cfg(feature = "oauth")]
            Source::OAuth(keeper) => keeper.last_problem(),
        }
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::Fixed(_) => "Authenticator(fixed)",
            Source::Supplier(_) => "Authenticator(supplier)",
            #[cfg(feature = "oauth")]
            Source::OAuth(_) => "Authenticator(oauth)",
        })
    }
}
