//! Who may call: the values of the `authorization` header that are accepted.
//! Copies share one set, so that a token server can fill the set of a gateway.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Credentials that are accepted at the moment. Empty, they admit nobody.
#[derive(Clone, Default)]
pub struct Credentials(Arc<Mutex<HashSet<String>>>);

impl Credentials {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts a bearer token from now on.
    pub fn allow_bearer(&self, token: &str) {
        self.all().insert(bearer(token));
    }

    /// Accepts a user name with its password from now on.
    pub fn allow_basic(&self, username: &str, password: &str) {
        self.all().insert(basic(username, password));
    }

    /// Accepts a bearer token no longer.
    pub fn revoke_bearer(&self, token: &str) {
        self.all().remove(&bearer(token));
    }

    /// Accepts none of them any longer.
    pub fn revoke_all(&self) {
        self.all().clear();
    }

    /// Why a call with these headers is turned away, if it is.
    pub(crate) fn refuse(&self, headers: &http::HeaderMap) -> Option<&'static str> {
        let mut given = headers.get_all(http::header::AUTHORIZATION).iter();
        match (given.next(), given.next()) {
            (None, _) => {
                Some("Expected credentials in the authorization header, but there are none")
            }
            (Some(_), Some(_)) => Some("Expected one authorization header, but there are several"),
            (Some(value), None) => {
                let known = value.to_str().is_ok_and(|value| self.all().contains(value));
                (!known).then_some("The credentials in the authorization header are not accepted")
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({} hidden)", self.all().len())
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A user name and password as they travel.
pub(crate) fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
}
