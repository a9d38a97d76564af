//! TLS as this build has it: by rustls, or not at all.

#[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc")))]
mod absent;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
mod rustls;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
mod why;

#[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc")))]
pub(crate) use absent::TlsSession;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
pub(crate) use rustls::TlsSession;

/// What is spoken over the connection, which TLS agrees on, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// With the gateway.
    Http2,
    /// With a token server.
    #[cfg(feature = "oauth")]
    Http1,
}
