//! Why TLS was not agreed on, in words that lead to the setting to change.

use std::io;

use tokio_rustls::rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

use crate::error::chain;
use crate::transport::{DialError, refused_identity};

/// What every gateway does.
pub(super) const NO_HTTP2: &str = "the peer does not speak HTTP/2, as a gateway does";

/// What the error of a handshake means.
pub(super) fn failed(error: &io::Error) -> DialError {
    if let Some(refused) = refused_identity(error) {
        return refused;
    }
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidCertificate(problem)) => DialError::permanent(certificate(problem)),
        Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)) => DialError::permanent(
            "the peer does not speak TLS; an address for a gateway without TLS begins with http://",
        ),
        Some(
            Error::NoApplicationProtocol
            | Error::AlertReceived(AlertDescription::NoApplicationProtocol),
        ) => DialError::permanent(NO_HTTP2),
        Some(error @ (Error::PeerIncompatible(_) | Error::AlertReceived(_))) => {
            DialError::permanent(format!("the peer does not agree on TLS: {error}"))
        }
        _ if error.kind() == io::ErrorKind::UnexpectedEof => {
            DialError::passing("the peer closed the connection while agreeing on TLS")
        }
        _ => DialError::passing(format!("no TLS with the peer: {}", chain(error))),
    }
}

fn certificate(problem: &CertificateError) -> String {
    let why = match problem {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "it is from a certificate authority that the client does not trust; name its CA \
             certificate in the settings"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name than the gateway was called by"
        }
        CertificateError::Revoked => "it was revoked",
        _ => "it cannot be verified",
    };
    format!("the certificate of the peer is not accepted: {why} ({problem})")
}
