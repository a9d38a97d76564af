//! Which credentials a client has: those of code, or those of the environment.

use http::Uri;

use super::build::both;
use super::builder::ClientBuilder;
use super::configuration::Source;
use super::read::{PATH, SECRET, TEXT, URL};
use super::resolve::{Found, Resolver};
use super::table::Setting;
use crate::address::is_loopback;
use crate::credentials::{Credentials, OAuth, Scheme, TokenRequest};

/// A cluster of Camunda's SaaS.
pub(super) struct Cluster {
    id: String,
    region: String,
    pub(super) from_code: bool,
}

impl Cluster {
    pub(super) fn address(&self) -> String {
        format!("https://{}.{}.zeebe.camunda.io:443", self.id, self.region)
    }
}

const SAAS_TOKENS: &str = "https://login.cloud.camunda.io/oauth/token";
const SAAS_AUDIENCE: &str = "zeebe.camunda.io";

/// What a client proves itself with.
pub(crate) enum Wanted {
    Nothing,
    /// Whatever code has given, apart from OAuth.
    Ready(Scheme),
    #[cfg_attr(not(feature = "oauth"), expect(dead_code, reason = "there is nobody to ask"))]
    OAuth(TokenRequest),
}

impl Wanted {
    /// What to change if the credentials must not be sent.
    pub(super) fn setting(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Ready(_) => Some("credentials"),
            Self::OAuth(_) => Some("client_id"),
        }
    }

    pub(super) fn has_token_server(&self) -> bool {
        matches!(self, Self::OAuth(_))
    }
}

impl ClientBuilder {
    pub(super) fn find_cluster(&self, found: &mut Resolver<'_>) -> Option<Cluster> {
        let region = found.find(Setting::ClusterRegion, self.cluster_region.clone(), &TEXT)?;
        let id = found.find(Setting::ClusterId, self.cluster_id.clone(), &TEXT)?;
        for part in [&id, &region] {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if part.value.is_empty() || !part.value.chars().all(fits) {
                found.refuse(part.named(), "has to be letters, digits and hyphens");
                return None;
            }
        }
        let from_code = id.source == Source::Code;
        Some(Cluster { id: id.value, region: region.value, from_code })
    }

    pub(super) fn wanted_credentials(&self, found: &mut Resolver<'_>) -> Wanted {
        match &self.credentials {
            Some(Credentials { scheme: Scheme::OAuth(oauth) }) => self.oauth(found, oauth),
            Some(Credentials { scheme }) => Wanted::Ready(scheme.clone()),
            None => self.credentials_of_environment(found),
        }
    }

    fn credentials_of_environment(&self, found: &mut Resolver<'_>) -> Wanted {
        let username = found.find(Setting::BasicAuthUsername, None, &TEXT);
        let password = found.find(Setting::BasicAuthPassword, None, &SECRET);
        let oauth = self.oauth(found, &OAuth::default());
        let user = username.as_ref().map(Found::named);
        let basic = both(
            found,
            (Setting::BasicAuthUsername, username),
            (Setting::BasicAuthPassword, password),
        );
        match (basic, oauth) {
            (None, oauth) => oauth,
            (Some((username, password)), Wanted::Nothing) => {
                Wanted::Ready(Scheme::basic(&username.value, &password.value))
            }
            (Some(_), oauth) => {
                let problem = "is set, and so is client_id; there can be only one of basic \
                               authentication and OAuth";
                found.refuse(user.unwrap_or_default(), problem);
                oauth
            }
        }
    }

    /// Completes what code says about OAuth.
    fn oauth(&self, found: &mut Resolver<'_>, code: &OAuth) -> Wanted {
        let id = found.find(Setting::ClientId, code.client_id.clone(), &TEXT);
        let secret = found.find(Setting::ClientSecret, code.client_secret.clone(), &SECRET);
        let url = code.authorization_server_url.clone();
        let mut url = found.find(Setting::AuthorizationServerUrl, url, &URL);
        let mut audience = found.find(Setting::TokenAudience, code.audience.clone(), &TEXT);
        let scope = found.find(Setting::TokenScope, code.scope.clone(), &TEXT);
        let resource = found.find(Setting::TokenResource, code.resource.clone(), &TEXT);
        let cache = found.find(Setting::TokenCache, code.cache_file.clone(), &PATH);
        let cluster = found.find(Setting::ClusterId, self.cluster_id.clone(), &TEXT);
        let client = both(found, (Setting::ClientId, id), (Setting::ClientSecret, secret));
        let Some((id, secret)) = client else { return Wanted::Nothing };
        if cluster.is_some() {
            let of_saas = (SAAS_TOKENS.to_owned(), Setting::ClusterId);
            url = found.or_derived(Setting::AuthorizationServerUrl, url, of_saas, &URL);
            let of_saas = (SAAS_AUDIENCE.to_owned(), Setting::ClusterId);
            audience = found.or_derived(Setting::TokenAudience, audience, of_saas, &TEXT);
        }
        let Some(url) = url else {
            let missing = Setting::AuthorizationServerUrl.how_to_give();
            found.refuse(id.named(), format!("needs {missing}, which is not set"));
            return Wanted::Nothing;
        };
        let Some(server) = self.token_server(found, &url) else { return Wanted::Nothing };
        Wanted::OAuth(TokenRequest {
            server,
            client_id: id.value,
            client_secret: secret.value,
            audience: audience.map(|audience| audience.value),
            scope: scope.map(|scope| scope.value),
            resource: resource.map(|resource| resource.value),
            cache_file: cache.map(|cache| cache.value),
        })
    }

    fn token_server(&self, found: &mut Resolver<'_>, url: &Found<String>) -> Option<Uri> {
        let mut refuse = |problem: String| {
            found.refuse(url.named(), problem);
            None
        };
        let parsed = url.value.parse::<Uri>().ok();
        let Some(uri) = parsed.filter(|uri| uri.host().is_some_and(|host| !host.is_empty())) else {
            return refuse("is not a URL such as https://login.example/oauth/token".to_owned());
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return refuse("must not contain a user name or password".to_owned());
        }
        let host = uri.host().unwrap_or_default();
        match uri.scheme_str() {
            Some("https") => Some(uri),
            Some("http") if is_loopback(host) || self.credentials_without_tls => Some(uri),
            Some("http") => refuse(format!(
                "the client's secret would go unencrypted to {host}; use https, or call \
                 dangerously_allow_credentials_without_tls()",
            )),
            _ => refuse("has to begin with https://".to_owned()),
        }
    }
}
