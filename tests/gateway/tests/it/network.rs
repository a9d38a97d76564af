//! The proxy: what a client sees of a bad network.

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};
use zeebe_mock_gateway::proto::TopologyRequest;
use zeebe_mock_gateway::proto::gateway_client::GatewayClient;
use zeebe_mock_gateway::proxy::{Direction, Flow, Proxy, Traffic};

use crate::setup::{LONG, fast};

const SHORT: Duration = Duration::from_millis(80);

/// A server that sends everything back.
async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

async fn connect(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap()
}

async fn echoed(stream: &mut TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
    let mut back = vec![0; bytes.len()];
    timeout(LONG, stream.read_exact(&mut back)).await.unwrap().unwrap();
    assert_eq!(back, bytes);
}

#[tokio::test]
async fn passes_calls_and_counts_bytes() {
    let gateway = fast().start().await.unwrap();
    let proxy = Proxy::start(&gateway.address()).unwrap();
    let mut client = GatewayClient::connect(proxy.address()).await.unwrap();
    client.topology(TopologyRequest {}).await.unwrap();
    let echo = Proxy::start(&echo().await).unwrap();
    let mut stream = connect(&echo).await;
    echoed(&mut stream, &[7; 100_000]).await;
    let expected = Traffic { connections: 1, open: 1, to_server: 100_000, to_client: 100_000 };
    assert_eq!(echo.traffic(), expected);
    stream.shutdown().await.unwrap();
    assert_eq!(stream.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn resets_both_sides() {
    let gateway = fast().start().await.unwrap();
    let proxy = Proxy::start(&gateway.address()).unwrap();
    let mut client = GatewayClient::connect(proxy.address()).await.unwrap();
    client.topology(TopologyRequest {}).await.unwrap();
    proxy.reset();
    while gateway.open_connections() + proxy.traffic().open > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let echo = Proxy::start(&echo().await).unwrap();
    let mut stream = connect(&echo).await;
    echoed(&mut stream, b"one").await;
    echo.reset();
    let problem = timeout(LONG, stream.read(&mut [0])).await.unwrap().unwrap_err();
    assert_eq!(problem.kind(), ErrorKind::ConnectionReset);
    echoed(&mut connect(&echo).await, b"two").await;
}

#[tokio::test]
async fn swallows_what_one_side_says_until_told_otherwise() {
    for (direction, passed) in
        [(Direction::Both, 0), (Direction::ToServer, 0), (Direction::ToClient, 3)]
    {
        let proxy = Proxy::start(&echo().await).unwrap();
        proxy.set_flow(direction, Flow::Stall);
        let mut stream = connect(&proxy).await;
        stream.write_all(b"one").await.unwrap();
        assert!(timeout(SHORT, stream.read(&mut [0])).await.is_err());
        let traffic = proxy.traffic();
        assert_eq!((traffic.to_server, traffic.to_client), (passed, 0));
        proxy.set_flow(Direction::Both, Flow::Pass);
        let mut back = [0; 3];
        timeout(LONG, stream.read_exact(&mut back)).await.unwrap().unwrap();
        assert_eq!(&back, b"one");
    }
}

#[tokio::test]
async fn does_not_tell_that_a_side_is_gone_while_it_is_a_black_hole() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::start(&listener.local_addr().unwrap().to_string()).unwrap();
    let mut client = connect(&proxy).await;
    let (server, _) = listener.accept().await.unwrap();
    proxy.set_flow(Direction::Both, Flow::Stall);
    drop(server);
    assert!(timeout(SHORT, client.read(&mut [0])).await.is_err());
    proxy.set_flow(Direction::Both, Flow::Pass);
    assert_eq!(timeout(LONG, client.read(&mut [0])).await.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn slows_down() {
    for (flow, least) in [(Flow::Throttle(2_000), 180), (Flow::Delay(SHORT), 80)] {
        let proxy = Proxy::start(&echo().await).unwrap();
        proxy.set_flow(Direction::ToServer, flow);
        let mut stream = connect(&proxy).await;
        let begun = Instant::now();
        echoed(&mut stream, &[1; 500]).await;
        assert!(begun.elapsed() >= Duration::from_millis(least), "{flow:?}");
    }
}

#[tokio::test]
async fn refuses_and_accepts_again_on_the_same_port() {
    let proxy = Proxy::start(&echo().await).unwrap();
    let mut open = connect(&proxy).await;
    echoed(&mut open, b"there").await;
    proxy.refuse().await;
    let refused = TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    echoed(&mut open, b"still here").await;
    proxy.accept().unwrap();
    echoed(&mut connect(&proxy).await, b"back").await;
}

#[tokio::test]
async fn resets_clients_when_the_target_is_gone() {
    let gateway = fast().start().await.unwrap();
    let proxy = Proxy::start(&gateway.address()).unwrap();
    gateway.stop().await;
    let mut stream = connect(&proxy).await;
    let problem = timeout(LONG, stream.read(&mut [0])).await.unwrap().unwrap_err();
    assert_eq!(problem.kind(), ErrorKind::ConnectionReset);
}
