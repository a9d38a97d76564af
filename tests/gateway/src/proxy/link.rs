//! One connection through the proxy: what comes on one side goes out on the
//! other, when and as the flow of its direction allows.

use std::io;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::{Flow, Shared, Way, abort};

/// Largest piece that is passed on at once.
const PIECE: usize = 16 * 1024;

/// Pieces that wait in the proxy.
const PIECES: usize = 256;

/// What came on one side: some bytes, or its end.
struct Piece {
    at: Instant,
    read: io::Result<Vec<u8>>,
}

/// Joins a client with the target until both are done, or a reset.
pub(super) async fn run(mut client: TcpStream, shared: &Shared, mut reset: watch::Receiver<()>) {
    let Ok(mut server) = TcpStream::connect(&shared.target).await else {
        return abort(&client);
    };
    for stream in [&client, &server] {
        // Only a matter of speed.
        let _ = stream.set_nodelay(true);
    }
    let passed = {
        let (client_in, client_out) = client.split();
        let (server_in, server_out) = server.split();
        let both = async {
            tokio::try_join!(
                pass(client_in, server_out, &shared.to_server),
                pass(server_in, client_out, &shared.to_client),
            )
        };
        tokio::select! {
            passed = both => passed.is_ok(),
            _ = reset.changed() => false,
        }
    };
    if !passed {
        abort(&client);
        abort(&server);
    }
}

/// Passes one direction on, up to its end.
async fn pass(from: ReadHalf<'_>, to: WriteHalf<'_>, way: &Way) -> io::Result<()> {
    let (sender, receiver) = mpsc::channel(PIECES);
    tokio::try_join!(take(from, sender), give(receiver, to, way)).map(|_| ())
}

async fn take(mut from: ReadHalf<'_>, pieces: mpsc::Sender<Piece>) -> io::Result<()> {
    loop {
        let mut bytes = vec![0; PIECE];
        let read = from.read(&mut bytes).await.map(|length| {
            bytes.truncate(length);
            bytes
        });
        let is_last = read.as_ref().map_or(true, Vec::is_empty);
        // The other half ends first only with an error of its own.
        let _ = pieces.send(Piece { at: Instant::now(), read }).await;
        if is_last {
            return Ok(());
        }
    }
}

async fn give(
    mut pieces: mpsc::Receiver<Piece>,
    mut to: WriteHalf<'_>,
    way: &Way,
) -> io::Result<()> {
    let mut flow = way.flow.subscribe();
    while let Some(piece) = pieces.recv().await {
        let bytes = piece.read;
        until_due(piece.at, &mut flow).await;
        let bytes = bytes?;
        if bytes.is_empty() {
            return to.shutdown().await;
        }
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let current = *flow.borrow();
            let (part, later) = rest.split_at(portion(current).min(rest.len()));
            to.write_all(part).await?;
            way.bytes.fetch_add(part.len() as u64, Ordering::AcqRel);
            rest = later;
            pause(part.len(), current).await;
            until_due(piece.at, &mut flow).await;
        }
    }
    Ok(())
}

/// Waits until the flow lets something through that came at this time.
async fn until_due(at: Instant, flow: &mut watch::Receiver<Flow>) {
    loop {
        let due = match *flow.borrow_and_update() {
            Flow::Pass | Flow::Throttle(_) => return,
            Flow::Delay(delay) => Some(at + delay),
            Flow::Stall => None,
        };
        tokio::select! {
            () = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
            } => return,
            changed = flow.changed() => if changed.is_err() { return },
        }
    }
}

/// Bytes that go out in one go: a twentieth of a second's worth.
fn portion(flow: Flow) -> usize {
    match flow {
        Flow::Throttle(rate) => usize::try_from(rate / 20).unwrap_or(PIECE).clamp(1, PIECE),
        Flow::Pass | Flow::Delay(_) | Flow::Stall => PIECE,
    }
}

async fn pause(bytes: usize, flow: Flow) {
    if let Flow::Throttle(rate) = flow {
        sleep(Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64)).await;
    }
}
