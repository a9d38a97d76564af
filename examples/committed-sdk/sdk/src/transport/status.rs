//! Statuses in the head of a reply and in its trailers.

use bytes::{BufMut, Bytes, BytesMut};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName};
use http::response::Parts;
use http::{HeaderValue, StatusCode};
use tonic::metadata::MetadataMap;

use super::failure::Failure;
use crate::Code;

pub(super) const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
const DETAILS: &str = "grpc-status-details-bin";

/// Refuses a reply that fails in its head, or is not gRPC at all.
pub(super) fn check_head(head: &Parts) -> Result<(), Box<Failure>> {
    if let Some(status) = head.headers.get(&STATUS) {
        return check(status, &head.headers);
    }
    let kind = head.headers.get(CONTENT_TYPE);
    let is_grpc = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"));
    if head.status == StatusCode::OK && is_grpc {
        return Ok(());
    }
    Err(foreign(head.status, kind))
}

/// The end of a reply: its status, which must be there.
pub(super) fn check_end(trailers: Option<&HeaderMap>) -> Result<(), Box<Failure>> {
    let Some((status, trailers)) =
        trailers.and_then(|trailers| Some((trailers.get(&STATUS)?, trailers)))
    else {
        let mut failure = Failure::protocol(
            "the answer ends without a status: the stream was reset, or a proxy dropped the trailers",
        );
        failure.code = Code::Unknown;
        return Err(failure);
    };
    check(status, trailers)
}

fn check(status: &HeaderValue, headers: &HeaderMap) -> Result<(), Box<Failure>> {
    if status.as_bytes() == b"0" {
        return Ok(());
    }
    let number = status.to_str().ok().and_then(|text| text.parse::<i32>().ok());
    let code = number.map_or(Code::Unknown, Code::from);
    if code == Code::Ok {
        return Ok(());
    }
    let mut message =
        headers.get(&MESSAGE).map_or_else(String::new, |text| unescape(text.as_bytes()));
    if code == Code::Unknown && number != Some(2) {
        message = format!("status {status:?}, which gRPC does not know: {message}");
    }
    let mut others = headers.clone();
    let details = details(&mut others);
    others.remove(&STATUS);
    others.remove(&MESSAGE);
    others.remove(CONTENT_TYPE);
    Err(Failure::answered(code, message, details, others))
}

/// Takes the details out of the headers; what is not base64 is no details.
fn details(headers: &mut HeaderMap) -> Bytes {
    if !headers.contains_key(DETAILS) {
        return Bytes::new();
    }
    let metadata = MetadataMap::from_headers(std::mem::take(headers));
    let details = metadata.get_bin(DETAILS).and_then(|value| value.to_bytes().ok());
    *headers = metadata.into_headers();
    headers.remove(DETAILS);
    details.unwrap_or_default()
}

/// Undoes the percent encoding of a message. What is not encoded by the rules
/// stays as it is.
fn unescape(text: &[u8]) -> String {
    let mut bytes = BytesMut::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.put_u8(high * 16 + low);
                    rest = after;
                }
                _ => bytes.put_u8(b'%'),
            },
            _ => bytes.put_u8(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// An answer that no gateway gives.
fn foreign(status: StatusCode, kind: Option<&HeaderValue>) -> Box<Failure> {
    let code = match status.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502 | 503 | 504 => Code::Unavailable,
        _ => Code::Unknown,
    };
    let what = match kind {
        Some(kind) if kind.as_bytes().starts_with(b"text/html") => "a web page".to_owned(),
        Some(kind) => format!("content of type {kind:?}"),
        None => "nothing that says what it is".to_owned(),
    };
    let mut failure = Failure::protocol(format!(
        "the answer is not from a gateway: HTTP {} with {what}; is there a proxy in between, or \
         does the address belong to something else?",
        status.as_u16(),
    ));
    failure.code = code;
    // These say that the request went no further than to who answered.
    failure.maybe_executed = !matches!(status.as_u16(), 400 | 401 | 403 | 404 | 429);
    failure
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Response};

    use super::{check_end, check_head, unescape};
    use crate::Code;
    use crate::transport::{Failure, Origin};

    fn trailers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.collect()
    }

    fn end(pairs: &[(&'static str, &'static str)]) -> Box<Failure> {
        check_end(Some(&trailers(pairs))).unwrap_err()
    }

    fn head(status: u16, kind: &str) -> Result<(), Box<Failure>> {
        let response = Response::builder().status(status).header("content-type", kind);
        check_head(&response.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn reads_status_message_and_details() {
        assert!(check_end(Some(&trailers(&[("grpc-status", "0")]))).is_ok());
        let failure = end(&[
            ("grpc-status", "5"),
            ("grpc-message", "no %C3%A4 100%"),
            ("grpc-status-details-bin", "CAU"),
            ("other", "x"),
        ]);
        assert_eq!(failure.code, Code::NotFound);
        assert_eq!(failure.message, "no ä 100%");
        assert_eq!(&failure.details[..], [8, 5]);
        assert_eq!(failure.origin, Origin::Gateway);
        assert_eq!(failure.metadata.get("other").unwrap(), "x");
        assert_eq!(failure.metadata.len(), 1);
    }

    #[test]
    fn survives_garbage() {
        let failure = end(&[("grpc-status", "5"), ("grpc-status-details-bin", "!!")]);
        assert!(failure.details.is_empty());
        assert_eq!(end(&[("grpc-status", "x")]).code, Code::Unknown);
        let failure = end(&[("grpc-status", "77")]);
        assert_eq!(failure.code, Code::Unknown);
        assert!(failure.message.contains("77"), "{}", failure.message);
        assert_eq!(unescape(b"%"), "%");
        assert_eq!(unescape(b"%zz%4"), "%zz%4");
        assert_eq!(unescape(b"%ff"), "\u{fffd}");
    }

    #[test]
    fn a_reply_without_a_status_is_cut() {
        let failure = check_end(None).unwrap_err();
        assert_eq!(failure.code, Code::Unknown);
        assert!(failure.maybe_executed);
    }

    #[test]
    fn knows_what_is_not_a_gateway() {
        assert!(head(200, "application/grpc").is_ok());
        assert!(head(200, "application/grpc+proto").is_ok());
        let page = head(502, "text/html; charset=utf-8").unwrap_err();
        assert_eq!(page.code, Code::Unavailable);
        assert!(page.message.contains("HTTP 502 with a web page"), "{}", page.message);
        assert!(page.maybe_executed);
        assert_eq!(head(200, "text/html").unwrap_err().code, Code::Unknown);
        let missing = head(404, "text/plain").unwrap_err();
        assert_eq!(missing.code, Code::Unimplemented);
        assert_eq!(missing.origin, Origin::Connection);
        assert!(!missing.maybe_executed);
    }
}
