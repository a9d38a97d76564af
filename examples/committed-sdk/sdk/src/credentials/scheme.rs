//! What a user chooses from.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::oauth::OAuth;
use super::secret::Secret;
use super::supplier::{AuthMetadata, CredentialsSupplier, FromFn, Occasion};

/// What proves to the gateway who calls.
///
/// An [`OAuth`] client is a `Credentials`, too. Client certificates are a
/// setting of [`TlsConfig`](crate::TlsConfig). Printing credentials shows no
/// secret.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) scheme: Scheme,
}

/// The ways to prove who calls.
#[derive(Clone)]
pub(crate) enum Scheme {
    /// A header that never changes.
    Fixed {
        kind: &'static str,
        authorization: Secret,
    },
    OAuth(OAuth),
    Supplier(Arc<dyn CredentialsSupplier>),
}

impl Scheme {
    pub(crate) fn basic(username: &str, password: &Secret) -> Self {
        let pair = STANDARD.encode(format!("{username}:{}", password.reveal()));
        Self::Fixed { kind: "basic", authorization: Secret::new(format!("Basic {pair}")) }
    }
}

impl Credentials {
    /// A user and a password, in `authorization: Basic`.
    #[must_use]
    pub fn basic(username: impl AsRef<str>, password: impl Into<String>) -> Self {
        Self { scheme: Scheme::basic(username.as_ref(), &Secret::new(password)) }
    }

    /// A token that never changes, in `authorization: Bearer`.
    #[must_use]
    pub fn bearer(token: impl AsRef<str>) -> Self {
        let authorization = Secret::new(format!("Bearer {}", token.as_ref()));
        Self { scheme: Scheme::Fixed { kind: "bearer", authorization } }
    }

    /// What your own code supplies, see [`CredentialsSupplier`].
    #[must_use]
    pub fn supplier(supplier: impl CredentialsSupplier) -> Self {
        Self { scheme: Scheme::Supplier(Arc::new(supplier)) }
    }

    /// The same by a function.
    ///
    /// ```
    /// # use zeebe_sdk::{AuthMetadata, Credentials};
    /// # async fn token_of_the_house() -> std::io::Result<String> { Ok(String::new()) }
    /// let credentials = Credentials::from_fn(|_| async {
    ///     let token = token_of_the_house().await?;
    ///     Ok::<_, std::io::Error>(AuthMetadata::bearer(token))
    /// });
    /// ```
    #[must_use]
    pub fn from_fn<F, S, E>(supply: F) -> Self
    where
        F: Fn(Occasion) -> S + Send + Sync + 'static,
        S: Future<Output = Result<AuthMetadata, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::supplier(FromFn { supply })
    }
}

impl From<OAuth> for Credentials {
    fn from(oauth: OAuth) -> Self {
        Self { scheme: Scheme::OAuth(oauth) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scheme {
            Scheme::Fixed { kind, .. } => write!(f, "Credentials({kind}, ***)"),
            Scheme::OAuth(oauth) => write!(f, "Credentials({oauth:?})"),
            Scheme::Supplier(_) => f.write_str("Credentials(supplier)"),
        }
    }
}
