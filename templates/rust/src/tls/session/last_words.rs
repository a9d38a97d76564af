//! What a peer said before it went.
//!
//! With TLS 1.3 a peer that does not accept the client's certificate says so
//! after the handshake and closes the connection. By then the client is writing,
//! and all that a writer learns is that the connection is gone; so where writing
//! fails, what has arrived is read first.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBuf, ReadBufCursor, Write};

/// A connection whose writer is told why the peer has closed it.
pub(super) struct LastWords<T> {
    inner: T,
}

impl<T: Read + Write + Unpin> LastWords<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner }
    }

    /// The better of two reasons.
    fn explain(&mut self, error: io::Error, cx: &mut Context<'_>) -> io::Error {
        let mut bytes = [0; 1024];
        loop {
            let mut unread = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.inner).poll_read(cx, unread.unfilled()) {
                Poll::Ready(Ok(())) if !unread.filled().is_empty() => {}
                Poll::Ready(Err(said)) if said.kind() == io::ErrorKind::InvalidData => return said,
                Poll::Ready(_) | Poll::Pending => return error,
            }
        }
    }

    fn told<V>(
        &mut self,
        written: Poll<io::Result<V>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<V>> {
        Poll::Ready(ready!(written).map_err(|error| self.explain(error, cx)))
    }
}

impl<T: Read + Unpin> Read for LastWords<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<T: Read + Write + Unpin> Write for LastWords<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.told(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.told(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        self.told(flushed, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
