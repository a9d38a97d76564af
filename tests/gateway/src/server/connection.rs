//! One TCP connection: serving it until it ends, is cut, or is drained. What a
//! call on it is answered lives in [`super::call`].

use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until};

use super::call;
use super::gateway::{Phase, Shared};
use crate::settings::Http2Settings;

/// What calls know about the connection they came on.
pub(crate) struct Connection {
    number: u64,
    lost: AtomicBool,
    is_cut: AtomicBool,
    cut: Notify,
    phase: watch::Receiver<Phase>,
}

impl Connection {
    pub(super) fn new(number: u64, phase: watch::Receiver<Phase>) -> Self {
        Self {
            number,
            lost: AtomicBool::new(false),
            is_cut: AtomicBool::new(false),
            cut: Notify::new(),
            phase,
        }
    }

    /// Its place in the order of arrival, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether it has ended, from whatever side.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// Ends it at once with a TCP reset.
    pub(crate) fn cut(&self) {
        self.is_cut.store(true, Ordering::Release);
        self.mark_lost();
        self.cut.notify_one();
    }

    /// Waits until no call may go on: for the end of the gateway, or for the
    /// deadline that the caller has set.
    pub(super) async fn over(&self, deadline: Option<Instant>) {
        let mut phase = self.phase.clone();
        let ending = async {
            // Without a sender the gateway is gone.
            let _ = phase.wait_for(|phase| *phase == Phase::Ending).await;
            self.mark_lost();
        };
        match deadline {
            None => ending.await,
            Some(deadline) => {
                tokio::select! {
                    () = ending => {}
                    () = sleep_until(deadline) => {}
                }
            }
        }
    }

    fn mark_lost(&self) {
        self.lost.store(true, Ordering::Release);
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection({})", self.number)
    }
}

/// Serves a connection to its end.
pub(super) async fn serve(stream: TcpStream, connection: Arc<Connection>, shared: Arc<Shared>) {
    let socket = Socket { stream, connection: Arc::clone(&connection) };
    let Some(acceptor) = shared.gate.tls.clone() else {
        return serve_http2(socket, connection, shared).await;
    };
    let mut phase = connection.phase.clone();
    let agreed = tokio::select! {
        agreed = acceptor.accept(socket) => agreed,
        () = connection.cut.notified() => return,
        _ = phase.changed() => return connection.cut(),
    };
    match agreed {
        Ok(encrypted) => serve_http2(encrypted, connection, shared).await,
        Err(_) => {
            shared.failed_handshakes.fetch_add(1, Ordering::AcqRel);
        }
    }
}

async fn serve_http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    connection: Arc<Connection>,
    shared: Arc<Shared>,
) {
    let mut phase = connection.phase.clone();
    let for_calls = Arc::clone(&connection);
    let builder = http2_builder(&shared.settings.http2);
    let service = service_fn(move |request| {
        call::answer(Arc::clone(&shared), Arc::clone(&for_calls), request)
    });
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // Dropped before the connection: calls that are cut off must see it.
    let _lost = LostOnDrop(&connection);
    loop {
        tokio::select! {
            _ = &mut served => return,
            () = connection.cut.notified() => return,
            changed = phase.changed() => {
                if changed.is_err() || *phase.borrow() == Phase::Stopped {
                    return connection.cut();
                }
                served.as_mut().graceful_shutdown();
            }
        }
    }
}

/// As generous as a gateway on the Java stack, unless told otherwise: many
/// calls and many cancellations are fine.
fn http2_builder(settings: &Http2Settings) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.max_concurrent_streams)
        .max_pending_accept_reset_streams(1_000_000)
        .max_local_error_reset_streams(None)
        .max_header_list_size(64 * 1024)
        .initial_stream_window_size(settings.stream_window)
        .initial_connection_window_size(settings.connection_window)
        .auto_date_header(false);
    if settings.ping_ms > 0 {
        let interval = Duration::from_millis(settings.ping_ms);
        builder.keep_alive_interval(interval).keep_alive_timeout(interval);
    }
    builder
}

struct LostOnDrop<'a>(&'a Connection);

impl Drop for LostOnDrop<'_> {
    fn drop(&mut self) {
        self.0.mark_lost();
    }
}

/// The TCP stream of a connection, noting when it ends.
struct Socket {
    stream: TcpStream,
    connection: Arc<Connection>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.connection.is_cut.load(Ordering::Acquire) {
            // Without it the peer sees an orderly end; nothing else depends on it.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buffer));
        if read.is_err() || buffer.filled().len() == before {
            self.connection.mark_lost();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
