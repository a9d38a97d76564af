//! Gateways with TLS: whom the client trusts, and what it says about the rest.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tonic::Code;
use zeebe_mock_gateway::Rpc;
use zeebe_sdk::{Client, ClientBuilder, OAuth, RpcError, TlsConfig};

use crate::smallest::{Special, call};
use crate::stage::{Stage, gateway, hasty};
use crate::token_server::{Answer, TokenServer};

const RPC: Rpc = Rpc::Topology;

/// A certificate authority.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, as PEM.
struct Identity {
    certificate: String,
    key: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        // Each has a name of its own.
        let name = format!("Authority {:?}", &key.public_key_raw()[..8]);
        params.distinguished_name.push(DnType::CommonName, name);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(params, key) }
    }

    fn issue(&self, name: &str) -> Identity {
        self.issue_until(name, 2999)
    }

    fn issue_until(&self, name: &str, year: i32) -> Identity {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        Identity { certificate, key: key.serialize_pem() }
    }
}

/// The certificate of some authority.
pub(crate) fn ca_pem() -> String {
    Authority::new().pem
}

/// A gateway behind TLS.
struct Secured {
    stage: Stage,
    port: u16,
    task: JoinHandle<()>,
}

/// How the TLS in front of a gateway is.
struct Front<'a> {
    identity: &'a Identity,
    /// Who signs the certificates that clients must present.
    asks_for: Option<&'a Authority>,
    protocol: &'static [u8],
}

impl Secured {
    async fn start(front: Front<'_>) -> Self {
        let stage = Stage::open(gateway()).await;
        let (port, task) = put_before(stage.gateway.port(), front).await;
        Self { stage, port, task }
    }

    async fn with(identity: &Identity) -> Self {
        Self::start(Front { identity, asks_for: None, protocol: b"h2" }).await
    }

    fn client(&self, tls: TlsConfig) -> ClientBuilder {
        hasty().address(format!("https://localhost:{}", self.port)).tls(tls)
    }

    /// What a call fails with, which has not reached the gateway.
    async fn refused(&self, client: ClientBuilder) -> RpcError {
        let error = call(&client.build().unwrap(), RPC, Special::default()).await.unwrap_err();
        assert_eq!(self.stage.sent(RPC), 0);
        error.as_rpc().unwrap().clone()
    }
}

impl Drop for Secured {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Puts TLS before a port; the port of that.
async fn put_before(behind: u16, front: Front<'_>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(server_config(front)));
    let task = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // The client may go away at any time.
                let Ok(mut secured) = acceptor.accept(stream).await else { return };
                let mut plain = TcpStream::connect(("127.0.0.1", behind)).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut secured, &mut plain).await;
            });
        }
    });
    (port, task)
}

fn server_config(front: Front<'_>) -> ServerConfig {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match front.asks_for {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(authority.pem.as_bytes()).unwrap()).unwrap();
            let roots = Arc::new(roots);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let certificate = CertificateDer::from_pem_slice(front.identity.certificate.as_bytes());
    let key = PrivateKeyDer::from_pem_slice(front.identity.key.as_bytes()).unwrap();
    let mut config = builder.with_single_cert(vec![certificate.unwrap()], key).unwrap();
    config.alpn_protocols = vec![front.protocol.to_vec()];
    config
}

/// An error of the connection that another attempt would not change.
fn assert_final(error: &RpcError, says: &str) {
    assert_eq!((error.code(), error.attempts()), (Code::Unavailable, 1), "{error}");
    assert!(error.message().starts_with("no connection to the gateway: "), "{error}");
    assert!(error.message().contains(says), "{error}");
    assert!(!error.is_retryable() && !error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_ca_of_ones_own_is_trusted_as_text_and_as_file() {
    let authority = Authority::new();
    let secured = Secured::with(&authority.issue("localhost")).await;
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("ca.pem");
    fs::write(&file, &authority.pem).unwrap();
    for tls in [
        TlsConfig::new().ca_certificate(&authority.pem),
        TlsConfig::new().ca_certificate_file(&file),
        TlsConfig::new().ca_certificate(ca_pem()).ca_certificate(&authority.pem),
    ] {
        let client = secured.client(tls).build().unwrap();
        call(&client, RPC, Special::default()).await.unwrap();
    }
    // Without a scheme it is TLS.
    let variables = [
        ("ZEEBE_ADDRESS", format!("localhost:{}", secured.port)),
        ("ZEEBE_CA_CERTIFICATE_PATH", file.display().to_string()),
    ];
    let client = ClientBuilder::from_variables(variables).build().unwrap();
    call(&client, RPC, Special::default()).await.unwrap();
}

#[tokio::test]
async fn an_unknown_ca_is_refused_at_once() {
    let secured = Secured::with(&Authority::new().issue("localhost")).await;
    let begun = Instant::now();
    let client = secured.client(TlsConfig::new().ca_certificate(ca_pem()));
    let error = secured.refused(client).await;
    assert_final(&error, "a certificate authority that the client does not trust");
    assert!(begun.elapsed() < Duration::from_secs(5), "it is not tried until the deadline");
}

#[tokio::test]
async fn an_expired_certificate_and_one_for_another_name_are_refused() {
    let authority = Authority::new();
    for (identity, says) in [
        (authority.issue_until("localhost", 2001), "it has expired"),
        (authority.issue("other.example"), "it is for another name"),
    ] {
        let secured = Secured::with(&identity).await;
        let client = secured.client(TlsConfig::new().ca_certificate(&authority.pem));
        assert_final(&secured.refused(client).await, says);
    }
}

#[tokio::test]
async fn another_name_can_be_expected() {
    let authority = Authority::new();
    let secured = Secured::with(&authority.issue("gateway.example")).await;
    let tls = TlsConfig::new().ca_certificate(&authority.pem);
    let named = secured.client(tls.clone().server_name("gateway.example")).build().unwrap();
    call(&named, RPC, Special::default()).await.unwrap();
    let client = secured.client(tls).authority("gateway.example:443").build().unwrap();
    call(&client, RPC, Special::default()).await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_is_presented_and_missed() {
    let (servers, clients) = (Authority::new(), Authority::new());
    let identity = servers.issue("localhost");
    let front = Front { identity: &identity, asks_for: Some(&clients), protocol: b"h2" };
    let secured = Secured::start(front).await;
    let tls = TlsConfig::new().ca_certificate(&servers.pem);
    let known = clients.issue("shop");
    let unknown = Authority::new().issue("shop");
    let with = |identity: &Identity| tls.clone().identity(&identity.certificate, &identity.key);
    for tls in [tls.clone(), with(&unknown)] {
        for _ in 0..10 {
            let error = secured.refused(secured.client(tls.clone())).await;
            assert_final(&error, "does not accept the client's certificate");
        }
    }
    let client = secured.client(with(&known)).build().unwrap();
    call(&client, RPC, Special::default()).await.unwrap();
}

#[tokio::test]
async fn a_certificate_and_a_key_that_do_not_match_are_refused_at_build() {
    let authority = Authority::new();
    let (one, other) = (authority.issue("a"), authority.issue("b"));
    let mixed = TlsConfig::new().identity(&one.certificate, &other.key);
    let build = |tls| Client::builder().address("https://localhost").tls(tls).build();
    let error = build(mixed.ca_certificate(&authority.pem)).unwrap_err().to_string();
    assert!(error.contains("client certificate and key do not work"), "{error}");
    let keyless = TlsConfig::new().ca_certificate(&authority.pem).identity(&one.certificate, "x");
    let error = build(keyless).unwrap_err().to_string();
    assert!(error.contains("PRIVATE KEY"), "{error}");
}

#[tokio::test]
async fn tls_is_not_spoken_to_who_does_not_speak_it() {
    let stage = Stage::open(gateway()).await;
    let address = format!("https://127.0.0.1:{}", stage.gateway.port());
    let client = hasty().address(address).tls(TlsConfig::new().ca_certificate(ca_pem()));
    let error = call(&client.build().unwrap(), RPC, Special::default()).await.unwrap_err();
    let error = error.as_rpc().unwrap();
    assert_eq!((error.code(), error.outcome_unknown()), (Code::Unavailable, false), "{error}");
    assert!(error.message().contains("TLS"), "{error}");
    assert_eq!(stage.sent(RPC), 0);
}

#[tokio::test]
async fn a_peer_without_http_2_is_named() {
    let authority = Authority::new();
    let identity = authority.issue("localhost");
    let front = Front { identity: &identity, asks_for: None, protocol: b"http/1.1" };
    let secured = Secured::start(front).await;
    let client = secured.client(TlsConfig::new().ca_certificate(&authority.pem));
    assert_final(&secured.refused(client).await, "HTTP/2");
}

#[tokio::test]
async fn a_token_server_is_trusted_like_the_gateway() {
    let authority = Authority::new();
    let identity = authority.issue("localhost");
    let secured = Secured::with(&identity).await;
    let tokens = TokenServer::start([Answer::token("t1", 3_600)]).await;
    let front = |identity| Front { identity, asks_for: None, protocol: b"http/1.1" };
    let (port, task) = put_before(tokens.port(), front(&identity)).await;
    let other = Authority::new().issue("localhost");
    let (stranger, other_task) = put_before(tokens.port(), front(&other)).await;
    let client = |port: u16| {
        let oauth = OAuth::new("shop", "hush");
        let oauth = oauth.authorization_server_url(format!("https://localhost:{port}/token"));
        let tls = TlsConfig::new().ca_certificate(&authority.pem);
        secured.client(tls).credentials(oauth)
    };

    let error = secured.refused(client(stranger)).await;
    assert_eq!((error.code(), error.attempts()), (Code::Unauthenticated, 0), "{error}");
    assert!(error.message().contains(&format!("no token from localhost:{stranger}")), "{error}");
    assert!(error.message().contains("does not trust") && !error.is_retryable(), "{error}");
    assert_eq!(tokens.asked(), 0);

    call(&client(port).build().unwrap(), RPC, Special::default()).await.unwrap();
    let attempts = secured.stage.attempts(RPC);
    assert_eq!(attempts[0].metadata.get("authorization"), Some("Bearer t1"));
    task.abort();
    other_task.abort();
}
