//! The token endpoint, spoken to byte by byte.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tonic::Request;
use zeebe_mock_gateway::Credentials;
use zeebe_mock_gateway::oauth::{TokenReply, TokenServer};
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::tls::{Certificates, Tls};

use crate::setup::{LONG, connect, fast};

const FORM: &str =
    "grant_type=client_credentials&client_id=orders&client_secret=s3%26cret&audience=zeebe+api";

fn post(body: &str, headers: &str) -> String {
    let length = body.len();
    format!(
        "POST /oauth/token HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    // Without TLS' own goodbye some stacks call this an error.
    let _ = timeout(LONG, stream.read_to_end(&mut response)).await.unwrap();
    String::from_utf8(response).unwrap()
}

async fn ask(server: &TokenServer, request: &str) -> String {
    let stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    exchange(stream, request).await
}

fn body(response: &str) -> Value {
    serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[tokio::test]
async fn issues_tokens_that_the_gateway_accepts() {
    let credentials = Credentials::new();
    let server = TokenServer::builder().feed(&credentials).start().unwrap();
    let gateway = fast().require(&credentials).start().await.unwrap();
    let token = body(&ask(&server, &post(FORM, "")).await);
    assert_eq!(
        token,
        json!({ "access_token": "token-1", "token_type": "Bearer", "expires_in": 3600 })
    );
    let mut request = Request::new(TopologyRequest {});
    request.metadata_mut().insert("authorization", "Bearer token-1".parse().unwrap());
    connect(&gateway).await.topology(request).await.unwrap();
    assert_eq!(body(&ask(&server, &post(FORM, "")).await)["access_token"], json!("token-2"));
    assert_eq!(server.issued(), ["token-1", "token-2"]);
    let requests = server.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", "/oauth/token"));
    assert_eq!(requests[0].field("client_secret"), Some("s3&cret"));
    assert_eq!(requests[0].field("audience"), Some("zeebe api"));
    assert_eq!((requests[0].connection, requests[1].connection), (1, 2));
    assert!(requests[1].at >= requests[0].at);
    assert!(!format!("{requests:?} {server:?}").contains("s3"));
}

#[tokio::test]
async fn knows_its_client() {
    let server = TokenServer::builder().client("orders", "s3&cret").start().unwrap();
    let basic = "authorization: Basic b3JkZXJzOnMzJmNyZXQ=\r\n";
    for (request, status) in [
        (post(FORM, ""), "200"),
        (post("grant_type=client_credentials", basic), "200"),
        (post("grant_type=client_credentials", ""), "401"),
        (post(FORM, "").replace("/oauth/token", "/token"), "404"),
    ] {
        let response = ask(&server, &request).await;
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{response}");
    }
    assert_eq!((server.requests().len(), server.issued().len()), (4, 2));
}

#[tokio::test]
async fn answers_as_it_is_told_to() {
    let server = TokenServer::builder()
        .reply(TokenReply::token("same", "300"))
        .reply(TokenReply::fresh_for_ever())
        .reply(TokenReply::error(400, "invalid_scope", "no"))
        .reply(TokenReply::redirect(302, "http://elsewhere.example/"))
        .reply(TokenReply::body(200, "application/json", "{\"access_token\":"))
        .always(TokenReply::html(502))
        .start()
        .unwrap();
    for parts in [
        &["HTTP/1.1 200", r#""access_token":"same""#, r#""expires_in":"300""#][..],
        &["HTTP/1.1 200", r#"{"access_token":"token-2","token_type":"Bearer"}"#],
        &["HTTP/1.1 400", r#""error":"invalid_scope""#],
        &["HTTP/1.1 302", "location: http://elsewhere.example/"],
        &["HTTP/1.1 200", "\r\n\r\n{\"access_token\":"],
        &["HTTP/1.1 502", "text/html", "<html>"],
        &["HTTP/1.1 502"],
    ] {
        let response = ask(&server, &post(FORM, "")).await;
        assert!(parts.iter().all(|part| response.contains(part)), "{response}");
    }
    server.always(TokenReply::fresh_for(-1));
    server.reply(TokenReply::close());
    assert_eq!(ask(&server, &post(FORM, "")).await, "");
    assert_eq!(body(&ask(&server, &post(FORM, "")).await)["expires_in"], json!(-1));
    let pause = Duration::from_millis(60);
    server.reply(TokenReply::fresh().after(pause));
    let begun = Instant::now();
    ask(&server, &post(FORM, "")).await;
    assert!(begun.elapsed() >= pause);
}

#[tokio::test]
async fn hangs_stops_and_comes_back() {
    let server = Arc::new(TokenServer::builder().reply(TokenReply::hang()).start().unwrap());
    let asking = Arc::clone(&server);
    let hanging = tokio::spawn(async move { ask(&asking, &post(FORM, "")).await });
    server.wait_for_requests(1, LONG).await.unwrap();
    assert!(!hanging.is_finished());
    server.stop().await;
    assert_eq!(hanging.await.unwrap(), "");
    TcpStream::connect(("127.0.0.1", server.port())).await.unwrap_err();
    server.restart().unwrap();
    assert!(ask(&server, &post(FORM, "")).await.contains("token-1"));
    assert_eq!(server.wait_for_requests(3, Duration::from_millis(20)).await, Err(2));
}

#[tokio::test]
async fn speaks_tls() {
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    let certificates = Certificates::generate().unwrap();
    let server = TokenServer::builder().tls(&Tls::new(&certificates.server)).start().unwrap();
    assert!(server.url().starts_with("https://127.0.0.1:"), "{}", server.url());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificates.ca.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    assert!(exchange(stream, &post(FORM, "")).await.contains("token-1"));
}
