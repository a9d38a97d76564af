//! Listening on this machine, again and again on the same port.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpSocket};

/// Any free port of the loopback address.
pub(crate) const ANYWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Listens, even right after another listener has left the port.
pub(crate) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    bound(address)?.listen(WAITING)
}

/// A port that stays taken while nobody listens on it. A free port may become the local port of
/// any connection, even of one that is just being made to it, and is lost for the next listener.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Option<TcpSocket>>);

impl Kept {
    /// Keeps a port that its listener has just left. Connections to it are refused.
    pub(crate) fn keep(&self, address: SocketAddr) {
        // A port that cannot be kept is as free as it was before.
        *self.lock() = bound(address).ok();
    }

    /// Listens on the port that was kept, or on a new one.
    pub(crate) fn listen(&self, address: SocketAddr) -> io::Result<TcpListener> {
        match self.lock().take() {
            Some(kept) => kept.listen(WAITING),
            None => bind(address),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<TcpSocket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many connections may wait to be accepted.
const WAITING: u32 = 1024;

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
