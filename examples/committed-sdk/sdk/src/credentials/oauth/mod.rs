//! Tokens of an OAuth server, by client id and secret (RFC 6749, 4.4).
//!
//! - `keeper`: one token for all calls, fetched once and in time
//! - `pace`: when a token is renewed, and how long a failing server is left
//!   alone
//! - `exchange`: one request to the server
//! - `answer`: what the server says
//! - `cache`: a file that keeps tokens between runs of a program

#[cfg(feature = "oauth")]
mod answer;
#[cfg(feature = "oauth")]
mod cache;
#[cfg(feature = "oauth")]
mod exchange;
#[cfg(feature = "oauth")]
mod keeper;
#[cfg(feature = "oauth")]
mod pace;

use std::fmt;
use std::path::PathBuf;

use http::Uri;

use super::secret::Secret;

#[cfg(feature = "oauth")]
pub(crate) use keeper::TokenKeeper;

/// An OAuth client: its id and secret, and where it gets tokens.
///
/// What is not said here comes from the environment, if the builder reads it,
/// or from the [cluster](crate::ClientBuilder::cluster_id).
///
/// A token is fetched when the first call needs it, once for all calls, and
/// again before it expires. When the gateway does not accept it, it is dropped
/// and the call is sent once more with another one. While the token server
/// fails, calls wait for it inside their deadlines.
///
/// ```no_run
/// # use zeebe_sdk::{Client, ConfigError, OAuth};
/// # async fn example(secret: String) -> Result<(), ConfigError> {
/// let oauth = OAuth::new("my-client", secret)
///     .authorization_server_url("https://login.example/oauth/token")
///     .audience("zeebe-api");
/// let client = Client::builder().address("https://zeebe.example").credentials(oauth).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OAuth {
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) authorization_server_url: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) cache_file: Option<PathBuf>,
}

impl OAuth {
    /// A client with this id and secret.
    #[must_use]
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: Some(client_id.into()),
            client_secret: Some(Secret::new(client_secret)),
            ..Self::default()
        }
    }

    /// Where tokens are given out. It has to be `https`, except on this
    /// machine.
    #[must_use]
    pub fn authorization_server_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_server_url = Some(url.into());
        self
    }

    /// For whom a token is. Default: not said.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// What a token shall allow. Default: not said.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// The resource that a token is for. Default: not said.
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into());
        self
    }

    /// Keeps tokens in a file from one run of the program to the next, for
    /// programs that start often. Default: tokens are in memory only.
    ///
    /// The file is for its owner alone; one that others can read is not used.
    /// It may be deleted at any time.
    #[must_use]
    pub fn cache_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.cache_file = Some(path.into());
        self
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field("audience", &self.audience)
            .field("cache_file", &self.cache_file)
            .finish_non_exhaustive()
    }
}

/// What a token is asked for with.
#[cfg_attr(not(feature = "oauth"), expect(dead_code, reason = "there is nobody to ask"))]
pub(crate) struct TokenRequest {
    pub(crate) server: Uri,
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    pub(crate) audience: Option<String>,
    pub(crate) scope: Option<String>,
    pub(crate) resource: Option<String>,
    pub(crate) cache_file: Option<PathBuf>,
}
