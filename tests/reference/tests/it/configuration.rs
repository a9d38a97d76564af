//! Where settings come from, and what is said about wrong ones.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use tempfile::TempDir;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::{Client, ClientBuilder, ConfigError, OAuth, Source};

use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway};

/// Every variable, a value that it takes, and the setting as it is shown.
const VARIABLES: [(&str, &[&str], &str, &str); 22] = [
    (
        "address",
        &["CAMUNDA_GRPC_ADDRESS", "ZEEBE_GRPC_ADDRESS", "ZEEBE_ADDRESS"],
        "http://a:1",
        "http://a:1",
    ),
    ("insecure_connection", &["ZEEBE_INSECURE_CONNECTION"], "TRUE", "true"),
    (
        "ca_certificate",
        &[
            "CAMUNDA_CA_CERTIFICATE_PATH",
            "CAMUNDA_MTLS_CA_PATH",
            "CAMUNDA_CUSTOM_ROOT_CERT_PATH",
            "ZEEBE_CA_CERTIFICATE_PATH",
            "ZEEBE_CLIENT_SSL_ROOT_CERTS_PATH",
        ],
        "/ca.pem",
        "/ca.pem",
    ),
    (
        "client_certificate",
        &[
            "CAMUNDA_MTLS_CERT_PATH",
            "CAMUNDA_CUSTOM_CERT_CHAIN_PATH",
            "ZEEBE_CLIENT_SSL_CERT_CHAIN_PATH",
        ],
        "/c.pem",
        "/c.pem",
    ),
    (
        "client_key",
        &[
            "CAMUNDA_MTLS_KEY_PATH",
            "CAMUNDA_CUSTOM_PRIVATE_KEY_PATH",
            "ZEEBE_CLIENT_SSL_PRIVATE_KEY_PATH",
        ],
        "/k.pem",
        "/k.pem",
    ),
    ("authority", &["CAMUNDA_OVERRIDE_AUTHORITY", "ZEEBE_OVERRIDE_AUTHORITY"], "a:2", "a:2"),
    ("keepalive", &["CAMUNDA_KEEP_ALIVE", "ZEEBE_KEEP_ALIVE"], "60000", "60s"),
    ("max_message_size", &["CAMUNDA_MAX_MESSAGE_SIZE"], "8388608", "8MB"),
    ("request_timeout", &["CAMUNDA_REQUEST_TIMEOUT", "ZEEBE_REQUEST_TIMEOUT"], "5s", "5s"),
    ("tenant", &["CAMUNDA_DEFAULT_TENANT_ID", "ZEEBE_DEFAULT_TENANT_ID"], "shop", "shop"),
    (
        "worker_tenants",
        &["CAMUNDA_DEFAULT_JOB_WORKER_TENANT_IDS", "ZEEBE_DEFAULT_JOB_WORKER_TENANT_IDS"],
        "a, b",
        "a,b",
    ),
    ("client_id", &["CAMUNDA_CLIENT_ID", "ZEEBE_CLIENT_ID"], "me", "me"),
    ("client_secret", &["CAMUNDA_CLIENT_SECRET", "ZEEBE_CLIENT_SECRET"], "hush", "***"),
    (
        "authorization_server_url",
        &[
            "CAMUNDA_AUTHORIZATION_SERVER_URL",
            "CAMUNDA_OAUTH_URL",
            "ZEEBE_AUTHORIZATION_SERVER_URL",
        ],
        "https://a/t",
        "https://a/t",
    ),
    ("token_audience", &["CAMUNDA_TOKEN_AUDIENCE", "ZEEBE_TOKEN_AUDIENCE"], "x", "x"),
    ("token_scope", &["CAMUNDA_TOKEN_SCOPE", "ZEEBE_TOKEN_SCOPE"], "x", "x"),
    ("token_resource", &["CAMUNDA_TOKEN_RESOURCE", "ZEEBE_TOKEN_RESOURCE"], "x", "x"),
    ("token_cache", &["CAMUNDA_CLIENT_CONFIG_PATH", "ZEEBE_CLIENT_CONFIG_PATH"], "/t", "/t"),
    (
        "basic_auth_username",
        &["CAMUNDA_BASIC_AUTH_USERNAME", "ZEEBE_BASIC_AUTH_USERNAME"],
        "me",
        "me",
    ),
    (
        "basic_auth_password",
        &["CAMUNDA_BASIC_AUTH_PASSWORD", "ZEEBE_BASIC_AUTH_PASSWORD"],
        "hush",
        "***",
    ),
    ("cluster_id", &["CAMUNDA_CLUSTER_ID"], "abc", "abc"),
    ("cluster_region", &["CAMUNDA_CLUSTER_REGION"], "syd-1", "syd-1"),
];

fn builder(variables: &[(&str, &str)]) -> ClientBuilder {
    ClientBuilder::from_variables(variables.iter().copied())
}

fn error(variables: &[(&str, &str)]) -> ConfigError {
    builder(variables).build().unwrap_err()
}

#[test]
fn every_variable_is_read_in_order_of_strength() {
    let names: Vec<_> = VARIABLES.iter().map(|(name, ..)| *name).collect();
    let configuration = Client::builder().configuration();
    let shown: Vec<_> = configuration.entries().map(|entry| entry.name()).collect();
    assert_eq!(shown, names);
    for (name, variables, value, shown) in VARIABLES {
        for (index, variable) in variables.iter().enumerate() {
            // The weaker ones say something that would be wrong.
            let mut set: BTreeMap<_, _> = [(*variable, value)].into();
            set.extend(variables[index + 1..].iter().map(|weaker| (*weaker, "?!")));
            let configuration = ClientBuilder::from_variables(set).configuration();
            let entry = configuration.get(name).unwrap();
            assert_eq!(entry.value(), Some(shown), "{variable}");
            assert_eq!(entry.source(), Source::Variable(variable));
            assert!(!configuration.to_string().contains("hush"), "{configuration}");
        }
    }
}

#[test]
fn defaults_are_shown_as_such_and_the_rest_as_unset() {
    let configuration = Client::builder().configuration();
    let line = |name| configuration.get(name).unwrap().to_string();
    assert_eq!(line("address"), "address = http://localhost:26500 (default)");
    assert_eq!(line("keepalive"), "keepalive = 45s (default)");
    assert_eq!(line("max_message_size"), "max_message_size = 4MB (default)");
    assert_eq!(line("request_timeout"), "request_timeout = 10s (default)");
    assert_eq!(line("tenant"), "tenant is not set");
    assert_eq!(configuration.to_string().lines().count(), VARIABLES.len());
}

#[test]
fn code_is_stronger_and_an_empty_variable_is_none() {
    let set = [("CAMUNDA_DEFAULT_TENANT_ID", "of-env"), ("ZEEBE_KEEP_ALIVE", " ")];
    let configuration = builder(&set).tenant("of-code").configuration();
    let line = |name| configuration.get(name).unwrap().to_string();
    assert_eq!(line("tenant"), "tenant = of-code (code)");
    assert_eq!(line("keepalive"), "keepalive = 45s (default)");
    let set = [("CAMUNDA_DEFAULT_TENANT_ID", ""), ("ZEEBE_DEFAULT_TENANT_ID", "zeebe")];
    assert_eq!(builder(&set).configuration().get("tenant").unwrap().value(), Some("zeebe"));
}

#[tokio::test]
async fn a_client_does_what_the_environment_says() {
    let gateway = gateway().start().await.unwrap();
    let address = gateway.address();
    let set = [("ZEEBE_ADDRESS", address.as_str()), ("ZEEBE_DEFAULT_TENANT_ID", "shop")];
    let client = builder(&set).build().unwrap();
    let stage = Stage { gateway, client };
    call(&stage.client, Rpc::CreateProcessInstance, Special::default()).await.unwrap_err();
    assert_eq!(stage.arrived(Rpc::CreateProcessInstance)["tenantId"], "shop");
    let timeout = stage.client.configuration().get("request_timeout").unwrap();
    assert_eq!(timeout.value(), Some("10s"));
    let port = stage.gateway.port().to_string();
    let bare = format!("127.0.0.1:{port}");
    let set = [("ZEEBE_ADDRESS", bare.as_str()), ("ZEEBE_INSECURE_CONNECTION", "true")];
    let client = builder(&set).build().unwrap();
    call(&client, Rpc::Topology, Special::default()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_value_is_refused_with_its_variable_and_what_would_be_right() {
    for (variable, value, right) in [
        ("CAMUNDA_GRPC_ADDRESS", "ftp://a", "http, https"),
        ("ZEEBE_ADDRESS", "http://a:0", "port"),
        ("ZEEBE_INSECURE_CONNECTION", "maybe", "true nor false"),
        ("ZEEBE_KEEP_ALIVE", "45x", "such as 45s"),
        ("CAMUNDA_KEEP_ALIVE", "5s", "at least 30 s"),
        ("CAMUNDA_MAX_MESSAGE_SIZE", "4 apples", "such as 4MB"),
        ("CAMUNDA_MAX_MESSAGE_SIZE", "0", "above 0"),
        ("ZEEBE_REQUEST_TIMEOUT", "-1", "number of milliseconds"),
        ("CAMUNDA_REQUEST_TIMEOUT", "0", "above 0"),
        ("CAMUNDA_OVERRIDE_AUTHORITY", "a/b", "host"),
        ("CAMUNDA_CLUSTER_ID", "a.b/c", "letters, digits"),
        ("CAMUNDA_CLIENT_ID", "me", "client_secret (CAMUNDA_CLIENT_SECRET)"),
        ("ZEEBE_CLIENT_SECRET", "hush", "client_id (CAMUNDA_CLIENT_ID)"),
        ("ZEEBE_BASIC_AUTH_USERNAME", "me", "CAMUNDA_BASIC_AUTH_PASSWORD"),
        ("ZEEBE_CA_CERTIFICATE_PATH", "/none", "address is without TLS"),
        ("CAMUNDA_MTLS_CERT_PATH", "/none", "client_key (CAMUNDA_MTLS_KEY_PATH)"),
    ] {
        let error = error(&[(variable, value)]).to_string();
        assert!(error.contains(variable), "{error}");
        assert!(error.contains(right), "{variable}: {error}");
        assert!(!error.contains("hush"), "{error}");
    }
    let error = error(&[
        ("CAMUNDA_GRPC_ADDRESS", "https://a"),
        ("CAMUNDA_CA_CERTIFICATE_PATH", "/no/such.pem"),
    ]);
    let ConfigError::Setting { setting, problem } = &error else { panic!("{error}") };
    assert_eq!(*setting, "CAMUNDA_CA_CERTIFICATE_PATH");
    assert!(problem.contains("/no/such.pem cannot be read"), "{problem}");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once() {
    let error = error(&[("ZEEBE_KEEP_ALIVE", "1"), ("ZEEBE_REQUEST_TIMEOUT", "soon")]);
    let ConfigError::Several(problems) = &error else { panic!("{error}") };
    assert_eq!(problems.len(), 2);
    let text = error.to_string();
    assert!(text.contains("ZEEBE_KEEP_ALIVE") && text.contains("ZEEBE_REQUEST_TIMEOUT"), "{text}");
}

#[tokio::test]
async fn oauth_without_a_server_and_two_schemes_at_once_are_refused() {
    let oauth = [("ZEEBE_CLIENT_ID", "me"), ("ZEEBE_CLIENT_SECRET", "hush")];
    let text = error(&oauth).to_string();
    assert!(text.contains("ZEEBE_CLIENT_ID: needs authorization_server_url"), "{text}");
    let mut both = vec![
        ("CAMUNDA_OAUTH_URL", "https://a/t"),
        ("CAMUNDA_BASIC_AUTH_USERNAME", "me"),
        ("CAMUNDA_BASIC_AUTH_PASSWORD", "hush"),
    ];
    both.extend(oauth);
    let text = error(&both).to_string();
    assert!(text.contains("CAMUNDA_BASIC_AUTH_USERNAME: is set, and so is client_id"), "{text}");
}

#[tokio::test]
async fn a_cluster_of_the_saas_is_an_address_and_a_token_server() {
    let set = [
        ("CAMUNDA_CLUSTER_ID", "7a2b"),
        ("CAMUNDA_CLIENT_ID", "me"),
        ("CAMUNDA_CLIENT_SECRET", "hush"),
    ];
    let lines = |builder: &ClientBuilder| {
        let configuration = builder.configuration();
        ["address", "authorization_server_url", "token_audience"]
            .map(|name| configuration.get(name).unwrap().to_string())
    };
    let saas = [
        "address = https://7a2b.bru-2.zeebe.camunda.io:443 (from cluster_id)",
        "authorization_server_url = https://login.cloud.camunda.io/oauth/token (from cluster_id)",
        "token_audience = zeebe.camunda.io (from cluster_id)",
    ];
    assert_eq!(lines(&builder(&set)), saas);
    let code = Client::builder().cluster_id("7a2b").credentials(OAuth::new("me", "hush"));
    assert_eq!(lines(&code), saas);
    // Code is stronger also where it says it in other words.
    let address = [("CAMUNDA_GRPC_ADDRESS", "https://other"), ("CAMUNDA_TOKEN_AUDIENCE", "x")];
    let code = builder(&address).cluster_id("7a2b").cluster_region("syd-1");
    let code = code.credentials(OAuth::new("me", "hush"));
    let [address, _, audience] = lines(&code);
    assert_eq!(address, "address = https://7a2b.syd-1.zeebe.camunda.io:443 (from cluster_id)");
    assert_eq!(audience, "token_audience = x (CAMUNDA_TOKEN_AUDIENCE)");
    let [address, ..] = lines(&builder(&set).address("https://other"));
    assert_eq!(address, "address = https://other (code)");
}

#[tokio::test]
async fn an_address_with_a_password_is_refused_and_not_shown() {
    let set = [("ZEEBE_ADDRESS", "https://me:hush@a")];
    let shown = format!("{} {:?} {}", error(&set), builder(&set), builder(&set).configuration());
    assert!(!shown.contains("hush"), "{shown}");
}

#[tokio::test]
async fn keepalive_can_be_switched_off_in_code_only() {
    let never = Client::builder().keepalive(None).configuration();
    assert_eq!(never.get("keepalive").unwrap().to_string(), "keepalive = never (code)");
    Client::builder().keepalive(Duration::from_secs(30)).build().unwrap();
    assert!(Client::builder().keepalive(Duration::from_secs(29)).build().is_err());
}

#[tokio::test]
async fn files_are_read_from_where_the_environment_says() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("ca.pem");
    fs::write(&file, crate::tls::ca_pem()).unwrap();
    let path = file.to_str().unwrap();
    let set = [("CAMUNDA_GRPC_ADDRESS", "https://a"), ("CAMUNDA_CA_CERTIFICATE_PATH", path)];
    builder(&set).build().unwrap();
    fs::write(&file, "no certificate").unwrap();
    let text = error(&set).to_string();
    assert!(text.contains("no PEM block of type CERTIFICATE"), "{text}");
}
