//! TLS as this build has it: by rustls, or not at all.

#[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc")))]
mod absent;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
mod last_words;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
mod rustls;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
mod why;

#[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc")))]
pub(crate) use absent::TlsSession;
#[cfg(any(feature = "tls-ring", feature = "tls-aws-lc"))]
pub(crate) use rustls::TlsSession;

/// Who is at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Speaks HTTP/2. A CA certificate in the settings stands for the roots.
    Gateway,
    /// Speaks HTTP/1.1. It may belong to somebody else than the gateway, so a CA
    /// certificate in the settings is trusted beside the roots, and a name in
    /// the settings is not its name.
    #[cfg(feature = "oauth")]
    TokenServer,
}
