//! TLS, certificates of clients, and credentials.

use std::fs;
use std::path::PathBuf;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Error, Identity};
use tonic::{Code, Request};
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::tls::{self, Certificates, Tls};
use zeebe_mock_gateway::{Credentials, MockGateway, Outcome, Rpc, StartError};

use crate::setup::{Client, connect, fast};

async fn serving(tls: Tls) -> MockGateway {
    fast().tls(tls).start().await.unwrap()
}

fn trusting(certificates: &Certificates) -> ClientTlsConfig {
    ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&certificates.ca))
}

async fn dial(gateway: &MockGateway, config: ClientTlsConfig) -> Result<Channel, Error> {
    Endpoint::from_shared(gateway.address())?.tls_config(config)?.connect().await
}

async fn code(client: &mut Client, authorization: &str) -> Code {
    let mut request = Request::new(TopologyRequest {});
    if !authorization.is_empty() {
        request.metadata_mut().insert("authorization", authorization.parse().unwrap());
    }
    client.topology(request).await.map_or_else(|status| status.code(), |_| Code::Ok)
}

#[tokio::test]
async fn clients_that_trust_the_authority_get_through() {
    let certificates = Certificates::generate().unwrap();
    let gateway = serving(Tls::new(&certificates.server)).await;
    assert!(gateway.address().starts_with("https://127.0.0.1:"));
    let channel = dial(&gateway, trusting(&certificates)).await.unwrap();
    GatewayClient::new(channel).topology(TopologyRequest {}).await.unwrap();
    let named = trusting(&certificates).domain_name("gateway.example");
    dial(&gateway, named).await.unwrap();
    assert_eq!(gateway.failed_handshakes(), 0);
    gateway.stop().await;
    gateway.restart().unwrap();
    dial(&gateway, trusting(&certificates)).await.unwrap();
}

#[tokio::test]
async fn bad_certificates_are_bad() {
    let certificates = Certificates::generate().unwrap();
    for (identity, domain) in [
        (&certificates.expired, "localhost"),
        (&certificates.wrong_name, "localhost"),
        (&certificates.unknown, "localhost"),
        (&certificates.server, "other.example"),
    ] {
        let gateway = serving(Tls::new(identity)).await;
        let config = trusting(&certificates).domain_name(domain);
        dial(&gateway, config).await.unwrap_err();
        while gateway.failed_handshakes() == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert!(gateway.journal().entries().is_empty());
    }
}

#[tokio::test]
async fn clients_need_a_certificate_if_the_gateway_says_so() {
    let certificates = Certificates::generate().unwrap();
    let tls = Tls::new(&certificates.server).with_client_ca(&certificates.client_ca);
    let gateway = serving(tls).await;
    let with = |identity: &tls::Identity| {
        trusting(&certificates).identity(Identity::from_pem(&identity.certificate, &identity.key))
    };
    let channel = dial(&gateway, with(&certificates.client)).await.unwrap();
    assert_eq!(code(&mut GatewayClient::new(channel), "").await, Code::Ok);
    for config in [trusting(&certificates), with(&certificates.unknown_client)] {
        // With TLS 1.3 a client learns of it after its handshake.
        if let Ok(channel) = dial(&gateway, config).await {
            assert_ne!(code(&mut GatewayClient::new(channel), "").await, Code::Ok);
        }
    }
    assert!(gateway.failed_handshakes() >= 2);
}

#[tokio::test]
async fn http2_can_be_left_out() {
    let certificates = Certificates::generate().unwrap();
    for protocols in [&["http/1.1"][..], &[]] {
        let tls = Tls::new(&certificates.server).with_protocols(protocols);
        let gateway = serving(tls).await;
        dial(&gateway, trusting(&certificates)).await.unwrap_err();
    }
}

#[tokio::test]
async fn certificates_are_written_as_files() {
    let certificates = Certificates::generate().unwrap();
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("certificates");
    certificates.write_to(&directory).unwrap();
    let read = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    assert_eq!(read("ca.pem"), certificates.ca);
    assert_eq!(read("client-ca.pem"), certificates.client_ca);
    for name in ["server", "expired", "wrong-name", "unknown", "client", "unknown-client"] {
        assert!(read(&format!("{name}.pem")).starts_with("-----BEGIN CERTIFICATE"));
        assert!(read(&format!("{name}-key.pem")).starts_with("-----BEGIN PRIVATE KEY"));
    }
    assert!(!format!("{certificates:?}").contains("PRIVATE"));
}

#[tokio::test]
async fn certificates_that_cannot_be_used_are_refused_at_the_start() {
    let certificates = Certificates::generate().unwrap();
    let mut mixed = certificates.server.clone();
    mixed.key.clone_from(&certificates.client.key);
    let problem = fast().tls(Tls::new(&mixed)).start().await.unwrap_err();
    assert!(matches!(problem, StartError::Tls(_)), "{problem}");
}

#[tokio::test]
async fn calls_need_credentials_that_are_accepted_now() {
    let credentials = Credentials::new();
    let gateway = fast().require(&credentials).start().await.unwrap();
    let mut client = connect(&gateway).await;
    assert_eq!(code(&mut client, "Bearer one").await, Code::Unauthenticated);
    credentials.allow_bearer("one");
    credentials.allow_basic("demo", "pä:ss");
    for (authorization, expected) in [
        ("", Code::Unauthenticated),
        ("Bearer one", Code::Ok),
        ("bearer one", Code::Unauthenticated),
        ("Bearer two", Code::Unauthenticated),
        ("Basic ZGVtbzpww6Q6c3M=", Code::Ok),
        ("Basic ZGVtbzpw", Code::Unauthenticated),
    ] {
        assert_eq!(code(&mut client, authorization).await, expected, "{authorization}");
    }
    let mut twice = Request::new(TopologyRequest {});
    twice.metadata_mut().append("authorization", "Bearer one".parse().unwrap());
    twice.metadata_mut().append("authorization", "Bearer one".parse().unwrap());
    let status = client.topology(twice).await.unwrap_err();
    assert!(status.message().contains("several"), "{status:?}");
    credentials.revoke_bearer("one");
    assert_eq!(code(&mut client, "Bearer one").await, Code::Unauthenticated);
    credentials.revoke_all();
    assert_eq!(code(&mut client, "Basic ZGVtbzpww6Q6c3M=").await, Code::Unauthenticated);
    let first = gateway.journal().calls(Rpc::Topology).remove(0);
    assert_eq!(first.outcome, Some(Outcome::Status(Code::Unauthenticated)));
    assert_eq!(first.metadata.get("authorization"), Some("Bearer one"));
}
