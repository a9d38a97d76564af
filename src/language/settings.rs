//! The settings of a client that the environment can give: one table for every language.
//!
//! A language renders it as data; its runtime reads variables in this order, and its documentation
//! shows the same rows. What a setting does with a value is not decided here.

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in lower case words; each language spells it in its own case.
    pub name: &'static str,
    /// The environment variables that give it, the strongest first.
    pub variables: &'static [&'static str],
    /// What its value is.
    pub kind: Kind,
    /// The value when nobody gives one, as a variable would spell it.
    pub default: Option<&'static str>,
    /// What it means, in one sentence.
    pub doc: &'static str,
}

/// What the value of a setting is, and so how the text of a variable is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text that is never shown.
    Secret,
    /// Where a server is.
    Url,
    /// A number of milliseconds, or a number and its unit: `ms`, `s`, `m` or `h`.
    Duration,
    /// A number of bytes, or a number and its unit: `KB` or `MB`, each 1,024 of the one below.
    Bytes,
    /// `true` or `false`.
    Flag,
    /// Texts with commas between them.
    List,
    /// The path of a file.
    Path,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Secret,
        Self::Url,
        Self::Duration,
        Self::Bytes,
        Self::Flag,
        Self::List,
        Self::Path,
    ];
}

/// Every setting, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "address",
        variables: &["CAMUNDA_GRPC_ADDRESS", "ZEEBE_GRPC_ADDRESS", "ZEEBE_ADDRESS"],
        kind: Kind::Url,
        default: Some("http://localhost:26500"),
        doc: "where the gateway is: `http` or `grpc` without TLS, `https` or `grpcs` with TLS; \
              without a scheme it is TLS",
    },
    Setting {
        name: "insecure_connection",
        variables: &["ZEEBE_INSECURE_CONNECTION"],
        kind: Kind::Flag,
        default: Some("false"),
        doc: "whether an address without a scheme is one without TLS",
    },
    Setting {
        name: "ca_certificate",
        variables: &[
            "CAMUNDA_CA_CERTIFICATE_PATH",
            "CAMUNDA_MTLS_CA_PATH",
            "CAMUNDA_CUSTOM_ROOT_CERT_PATH",
            "ZEEBE_CA_CERTIFICATE_PATH",
            "ZEEBE_CLIENT_SSL_ROOT_CERTS_PATH",
        ],
        kind: Kind::Path,
        default: None,
        doc: "a PEM file with the certificate authorities to trust instead of the system's",
    },
    Setting {
        name: "client_certificate",
        variables: &[
            "CAMUNDA_MTLS_CERT_PATH",
            "CAMUNDA_CUSTOM_CERT_CHAIN_PATH",
            "ZEEBE_CLIENT_SSL_CERT_CHAIN_PATH",
        ],
        kind: Kind::Path,
        default: None,
        doc: "a PEM file with the certificate that the client presents, and its chain",
    },
    Setting {
        name: "client_key",
        variables: &[
            "CAMUNDA_MTLS_KEY_PATH",
            "CAMUNDA_CUSTOM_PRIVATE_KEY_PATH",
            "ZEEBE_CLIENT_SSL_PRIVATE_KEY_PATH",
        ],
        kind: Kind::Path,
        default: None,
        doc: "a PEM file with the key of that certificate",
    },
    Setting {
        name: "authority",
        variables: &["CAMUNDA_OVERRIDE_AUTHORITY", "ZEEBE_OVERRIDE_AUTHORITY"],
        kind: Kind::Text,
        default: None,
        doc: "the name of the gateway in requests and in its certificate, if it is not that of \
              the address",
    },
    Setting {
        name: "keepalive",
        variables: &["CAMUNDA_KEEP_ALIVE", "ZEEBE_KEEP_ALIVE"],
        kind: Kind::Duration,
        default: Some("45s"),
        doc: "how often the connection is probed while calls are open, at least every 30 s",
    },
    Setting {
        name: "max_message_size",
        variables: &["CAMUNDA_MAX_MESSAGE_SIZE"],
        kind: Kind::Bytes,
        default: Some("4MB"),
        doc: "the largest message that is accepted",
    },
    Setting {
        name: "request_timeout",
        variables: &["CAMUNDA_REQUEST_TIMEOUT", "ZEEBE_REQUEST_TIMEOUT"],
        kind: Kind::Duration,
        default: Some("10s"),
        doc: "how long a call may take in all, if neither the call nor the RPC says otherwise",
    },
    Setting {
        name: "tenant",
        variables: &["CAMUNDA_DEFAULT_TENANT_ID", "ZEEBE_DEFAULT_TENANT_ID"],
        kind: Kind::Text,
        default: None,
        doc: "the tenant of requests that name none",
    },
    Setting {
        name: "worker_tenants",
        variables: &[
            "CAMUNDA_DEFAULT_JOB_WORKER_TENANT_IDS",
            "ZEEBE_DEFAULT_JOB_WORKER_TENANT_IDS",
        ],
        kind: Kind::List,
        default: None,
        doc: "the tenants whose jobs workers take that name none",
    },
    Setting {
        name: "client_id",
        variables: &["CAMUNDA_CLIENT_ID", "ZEEBE_CLIENT_ID"],
        kind: Kind::Text,
        default: None,
        doc: "the OAuth client; with its secret it turns OAuth on",
    },
    Setting {
        name: "client_secret",
        variables: &["CAMUNDA_CLIENT_SECRET", "ZEEBE_CLIENT_SECRET"],
        kind: Kind::Secret,
        default: None,
        doc: "the secret of the OAuth client",
    },
    Setting {
        name: "authorization_server_url",
        variables: &[
            "CAMUNDA_AUTHORIZATION_SERVER_URL",
            "CAMUNDA_OAUTH_URL",
            "ZEEBE_AUTHORIZATION_SERVER_URL",
        ],
        kind: Kind::Url,
        default: None,
        doc: "where tokens are given out; with a cluster id it is that of Camunda's SaaS",
    },
    Setting {
        name: "token_audience",
        variables: &["CAMUNDA_TOKEN_AUDIENCE", "ZEEBE_TOKEN_AUDIENCE"],
        kind: Kind::Text,
        default: None,
        doc: "for whom a token is; with a cluster id it is `zeebe.camunda.io`",
    },
    Setting {
        name: "token_scope",
        variables: &["CAMUNDA_TOKEN_SCOPE", "ZEEBE_TOKEN_SCOPE"],
        kind: Kind::Text,
        default: None,
        doc: "what a token shall allow",
    },
    Setting {
        name: "token_resource",
        variables: &["CAMUNDA_TOKEN_RESOURCE", "ZEEBE_TOKEN_RESOURCE"],
        kind: Kind::Text,
        default: None,
        doc: "the resource that a token is for",
    },
    Setting {
        name: "token_cache",
        variables: &["CAMUNDA_CLIENT_CONFIG_PATH", "ZEEBE_CLIENT_CONFIG_PATH"],
        kind: Kind::Path,
        default: None,
        doc: "a file that keeps tokens from one start of the program to the next; without it they \
              are in memory only",
    },
    Setting {
        name: "basic_auth_username",
        variables: &["CAMUNDA_BASIC_AUTH_USERNAME", "ZEEBE_BASIC_AUTH_USERNAME"],
        kind: Kind::Text,
        default: None,
        doc: "the user of basic authentication; with its password it turns it on",
    },
    Setting {
        name: "basic_auth_password",
        variables: &["CAMUNDA_BASIC_AUTH_PASSWORD", "ZEEBE_BASIC_AUTH_PASSWORD"],
        kind: Kind::Secret,
        default: None,
        doc: "the password of that user",
    },
    Setting {
        name: "cluster_id",
        variables: &["CAMUNDA_CLUSTER_ID"],
        kind: Kind::Text,
        default: None,
        doc: "a cluster of Camunda's SaaS, instead of an address",
    },
    Setting {
        name: "cluster_region",
        variables: &["CAMUNDA_CLUSTER_REGION"],
        kind: Kind::Text,
        default: Some("bru-2"),
        doc: "the region of that cluster",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Kind, SETTINGS};

    #[test]
    fn a_variable_gives_one_setting_and_camunda_comes_before_zeebe() {
        let mut seen = BTreeSet::new();
        for setting in SETTINGS {
            assert!(seen.insert(setting.name), "{} is there twice", setting.name);
            assert!(!setting.variables.is_empty(), "{}", setting.name);
            for variable in setting.variables {
                assert!(seen.insert(variable), "{variable} is there twice");
                let known = ["CAMUNDA_", "ZEEBE_"].iter().any(|start| variable.starts_with(start));
                assert!(known, "{variable}");
            }
            let is_old = |variable: &&str| variable.starts_with("ZEEBE_");
            assert!(setting.variables.is_sorted_by_key(is_old), "{}", setting.name);
            assert!(!setting.doc.ends_with('.') && !setting.doc.is_empty(), "{}", setting.name);
        }
    }

    #[test]
    fn every_kind_has_a_setting_and_no_secret_a_default() {
        for kind in Kind::ALL {
            assert!(SETTINGS.iter().any(|setting| setting.kind == kind), "{kind:?}");
        }
        let secrets = SETTINGS.iter().filter(|setting| setting.kind == Kind::Secret);
        assert!(secrets.into_iter().all(|setting| setting.default.is_none()));
    }
}
