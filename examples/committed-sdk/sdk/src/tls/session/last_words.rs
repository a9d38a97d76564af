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
    /// What writing has failed with.
    failed: Option<io::Error>,
}

impl<T: Read + Write + Unpin> LastWords<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, failed: None }
    }

    /// The better of two reasons. What the peer has sent may not have been
    /// noticed yet; on a connection that is gone that does not take long.
    fn explain(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let mut bytes = [0; 1024];
        loop {
            let mut unread = ReadBuf::new(&mut bytes);
            let said = match ready!(Pin::new(&mut self.inner).poll_read(cx, unread.unfilled())) {
                Ok(()) if !unread.filled().is_empty() => continue,
                said => said.err().filter(|said| said.kind() == io::ErrorKind::InvalidData),
            };
            let failed = self.failed.take();
            let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
            return Poll::Ready(said.or(failed).unwrap_or_else(gone));
        }
    }

    /// Writes, or says why that is not possible.
    fn write<V>(
        &mut self,
        cx: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut T>, &mut Context<'_>) -> Poll<io::Result<V>>,
    ) -> Poll<io::Result<V>> {
        if self.failed.is_none() {
            match ready!(write(Pin::new(&mut self.inner), cx)) {
                Ok(written) => return Poll::Ready(Ok(written)),
                Err(error) => self.failed = Some(error),
            }
        }
        self.explain(cx).map(Err)
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
        self.write(cx, |inner, cx| inner.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.write(cx, |inner, cx| inner.poll_write_vectored(cx, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.write(cx, Write::poll_flush)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
