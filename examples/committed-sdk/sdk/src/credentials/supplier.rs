//! Credentials that the user's own code supplies.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use http::HeaderMap;

use crate::ArgumentError;
use crate::transport::user_headers;

/// The future of a [`CredentialsSupplier`].
pub type Supplying<'a> = Pin<
    Box<dyn Future<Output = Result<AuthMetadata, Box<dyn StdError + Send + Sync>>> + Send + 'a>,
>;

/// Supplies what proves who calls, for schemes that the SDK does not have.
///
/// It is asked before every attempt of every call, inside the deadline of the
/// call, so it keeps what it can use again. What it fails with is reported by
/// the call with the status UNAUTHENTICATED.
pub trait CredentialsSupplier: Send + Sync + 'static {
    /// Metadata for one attempt.
    fn supply(&self, occasion: Occasion) -> Supplying<'_>;
}

/// Why a [`CredentialsSupplier`] is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Occasion {
    /// For an attempt.
    Attempt,
    /// The gateway has answered UNAUTHENTICATED to what was supplied for this
    /// call before. If the same comes again, the call fails; if something else
    /// does, it is sent once more.
    Unauthenticated,
}

/// The metadata that proves who calls.
///
/// Printing it shows no value.
#[derive(Clone, Default)]
pub struct AuthMetadata {
    pairs: Vec<(String, String)>,
}

impl AuthMetadata {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `authorization: Bearer` with this token.
    #[must_use]
    pub fn bearer(token: impl AsRef<str>) -> Self {
        Self::new().with("authorization", format!("Bearer {}", token.as_ref()))
    }

    /// Adds metadata. The value of a name that ends in `-bin` is sent as bytes.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.pairs.push((name.into(), value.into()));
        self
    }

    pub(super) fn into_headers(self) -> Result<HeaderMap, ArgumentError> {
        let mut headers = HeaderMap::with_capacity(self.pairs.len());
        for (name, value) in &self.pairs {
            user_headers(&mut headers, name, value)?;
        }
        Ok(headers)
    }
}

impl fmt::Debug for AuthMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.pairs.iter().map(|(name, _)| (name, "***"))).finish()
    }
}

/// A supplier that is a function.
pub(super) struct FromFn<F> {
    pub(super) supply: F,
}

impl<F, S, E> CredentialsSupplier for FromFn<F>
where
    F: Fn(Occasion) -> S + Send + Sync + 'static,
    S: Future<Output = Result<AuthMetadata, E>> + Send + 'static,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn supply(&self, occasion: Occasion) -> Supplying<'_> {
        let supplying = (self.supply)(occasion);
        Box::pin(async move { supplying.await.map_err(Into::into) })
    }
}
