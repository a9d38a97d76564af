//! Credentials as they are told.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use zeebe_sdk::{AuthMetadata, Credentials, OAuth};

/// Who calls.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Scheme {
    Basic {
        username: String,
        password: String,
    },
    Bearer(String),
    Oauth {
        client_id: String,
        client_secret: String,
        url: Option<String>,
        audience: Option<String>,
        scope: Option<String>,
        resource: Option<String>,
        cache_file: Option<String>,
    },
    /// Code of the user, which gives these tokens in turn and then the last for ever.
    Supplier(Vec<String>),
    /// Code of the user, which fails with this text.
    FailingSupplier(String),
}

impl Scheme {
    /// The credentials.
    pub(crate) fn credentials(self) -> Credentials {
        match self {
            Self::Basic { username, password } => Credentials::basic(username, password),
            Self::Bearer(token) => Credentials::bearer(token),
            Self::Oauth {
                client_id,
                client_secret,
                url,
                audience,
                scope,
                resource,
                cache_file,
            } => {
                let mut oauth = OAuth::new(client_id, client_secret);
                macro_rules! set {
                    ($($setting:ident($value:expr);)*) => {$(
                        if let Some(value) = $value {
                            oauth = oauth.$setting(value);
                        }
                    )*};
                }
                set! {
                    authorization_server_url(url);
                    audience(audience);
                    scope(scope);
                    resource(resource);
                    cache_file(cache_file);
                }
                oauth.into()
            }
            Self::Supplier(tokens) => {
                let given = AtomicUsize::new(0);
                Credentials::from_fn(move |_| {
                    let index = given.fetch_add(1, Ordering::Relaxed);
                    let token = tokens.get(index).or(tokens.last()).cloned().unwrap_or_default();
                    async move { Ok::<_, std::io::Error>(AuthMetadata::bearer(token)) }
                })
            }
            Self::FailingSupplier(text) => Credentials::from_fn(move |_| {
                let text = text.clone();
                async move { Err::<AuthMetadata, _>(std::io::Error::other(text)) }
            }),
        }
    }
}
