//! The head of a request.
//!
//! This is the one place where something is attached to a call: the deadline,
//! the metadata of the client and of the caller, and what proves who calls.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TE};
use http::uri::PathAndQuery;
use http::{Method, Request, Uri, Version};
use tonic::body::Body;
use tonic::metadata::{
    AsciiMetadataKey, AsciiMetadataValue, BinaryMetadataKey, BinaryMetadataValue, MetadataMap,
};

use super::failure::Failure;
use crate::ArgumentError;

const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// What the head of an attempt is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outgoing<'a> {
    pub(crate) path: &'static str,
    /// What is left of the time for the call.
    pub(crate) timeout: Option<Duration>,
    /// What goes on every call of the client.
    pub(crate) client_headers: &'a HeaderMap,
    /// What goes on this call.
    pub(crate) call_headers: &'a HeaderMap,
    /// What proves who calls.
    pub(crate) proof: Option<&'a HeaderMap>,
}

impl Outgoing<'_> {
    pub(crate) fn request(self, body: Body) -> Result<Request<Body>, Box<Failure>> {
        let path = PathAndQuery::from_maybe_shared(Bytes::from_static(self.path.as_bytes()))
            .map_err(|error| Failure::protocol(error.to_string()))?;
        let mut request = Request::new(body);
        *request.method_mut() = Method::POST;
        *request.version_mut() = Version::HTTP_2;
        *request.uri_mut() = Uri::from(path);
        let headers = request.headers_mut();
        headers.reserve(4 + self.client_headers.len() + self.call_headers.len());
        headers.insert(TE, HeaderValue::from_static("trailers"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        if let Some(timeout) = self.timeout {
            headers.insert(TIMEOUT, timeout_value(timeout));
        }
        for (name, value) in self.client_headers {
            headers.insert(name, value.clone());
        }
        for (name, value) in self.call_headers {
            headers.append(name, value.clone());
        }
        attach(headers, self.proof);
        Ok(request)
    }
}

/// Attaches what proves who calls, which nothing else on the request may
/// contradict.
pub(super) fn attach(headers: &mut HeaderMap, proof: Option<&HeaderMap>) {
    let Some(proof) = proof else { return };
    for name in proof.keys() {
        headers.remove(name);
    }
    for (name, value) in proof {
        headers.append(name, value.clone());
    }
}

/// At most eight digits and a unit, rounded up so that it is never none.
fn timeout_value(timeout: Duration) -> HeaderValue {
    const MOST: u128 = 99_999_999;
    let milliseconds = timeout.as_nanos().div_ceil(1_000_000).max(1);
    let (number, unit) = if milliseconds <= MOST {
        (milliseconds, b'm')
    } else if milliseconds.div_ceil(1_000) <= MOST {
        (milliseconds.div_ceil(1_000), b'S')
    } else {
        (milliseconds.div_ceil(3_600_000).min(MOST), b'H')
    };
    // Every attempt has one, so it is written without the machinery of `format!`.
    let mut text = [unit; 9];
    let mut rest = u32::try_from(number).unwrap_or(u32::MAX);
    let mut start = text.len() - 1;
    while rest > 0 && start > 0 {
        start -= 1;
        text[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    // Digits and a letter are always a header value.
    HeaderValue::from_bytes(&text[start..]).unwrap_or(HeaderValue::from_static("99999999H"))
}

/// The time that a `grpc-timeout` stands for.
pub(super) fn read_timeout(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    let number = std::str::from_utf8(digits).ok()?.parse::<u32>().ok()?;
    Some(match unit {
        b'H' => Duration::from_secs(u64::from(number) * 3_600),
        b'M' => Duration::from_secs(u64::from(number) * 60),
        b'S' => Duration::from_secs(number.into()),
        b'm' => Duration::from_millis(number.into()),
        b'u' => Duration::from_micros(number.into()),
        b'n' => Duration::from_nanos(number.into()),
        _ => return None,
    })
}

/// Adds metadata of the user to headers.
///
/// The value of a name that ends in `-bin` is sent as bytes, any other as
/// text. Whatever it is, nobody prints it: it may be what proves who calls.
pub(crate) fn user_headers(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
) -> Result<(), ArgumentError> {
    let path = || format!("metadata '{name}'");
    let lower = name.to_ascii_lowercase();
    if is_reserved(&lower) {
        return Err(ArgumentError::new("is a name that gRPC keeps for itself").at(&path()));
    }
    let bad_name = |_| ArgumentError::new("is not a name for metadata").at(&path());
    let mut metadata = MetadataMap::from_headers(std::mem::take(headers));
    if lower.ends_with("-bin") {
        let name = BinaryMetadataKey::from_bytes(lower.as_bytes()).map_err(bad_name)?;
        let mut value = BinaryMetadataValue::from_bytes(value.as_bytes());
        value.set_sensitive(true);
        metadata.append_bin(name, value);
    } else {
        let name = AsciiMetadataKey::from_bytes(lower.as_bytes()).map_err(bad_name)?;
        // The parser lets bytes pass that are not ASCII.
        let text = Some(value).filter(|text| text.is_ascii());
        let Some(mut value) = text.and_then(|text| text.parse::<AsciiMetadataValue>().ok()) else {
            let problem = "has a value with characters that a header cannot hold";
            return Err(ArgumentError::new(problem).at(&path()));
        };
        value.set_sensitive(true);
        metadata.append(name, value);
    }
    *headers = metadata.into_headers();
    Ok(())
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("grpc-")
        || name.starts_with(':')
        || matches!(
            name,
            "te" | "content-type"
                | "content-length"
                | "user-agent"
                | "host"
                | "connection"
                | "keep-alive"
                | "proxy-connection"
                | "transfer-encoding"
                | "upgrade"
        )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderMap;
    use tonic::body::Body;

    use super::{Outgoing, read_timeout, timeout_value, user_headers};

    #[test]
    fn a_timeout_has_at_most_eight_digits_and_is_never_none() {
        let value = |timeout| timeout_value(timeout).to_str().unwrap().to_owned();
        assert_eq!(value(Duration::from_secs(10)), "10000m");
        assert_eq!(value(Duration::from_millis(1)), "1m");
        assert_eq!(value(Duration::from_nanos(1)), "1m");
        assert_eq!(value(Duration::ZERO), "1m");
        assert_eq!(value(Duration::from_secs(48 * 3_600)), "172800S");
        assert_eq!(value(Duration::MAX), "99999999H");
    }

    #[test]
    fn a_timeout_is_read_in_every_unit() {
        assert_eq!(read_timeout(b"2H"), Some(Duration::from_secs(7_200)));
        assert_eq!(read_timeout(b"2M"), Some(Duration::from_secs(120)));
        assert_eq!(read_timeout(b"10000m"), Some(Duration::from_secs(10)));
        assert_eq!(read_timeout(b"5u"), Some(Duration::from_micros(5)));
        for bad in ["", "S", "5", "-1S", "5x"] {
            assert_eq!(read_timeout(bad.as_bytes()), None, "{bad:?}");
        }
    }

    #[test]
    fn metadata_is_text_or_bytes() {
        let mut headers = HeaderMap::new();
        user_headers(&mut headers, "X-Trace", "a b").unwrap();
        user_headers(&mut headers, "x-trace", "c").unwrap();
        user_headers(&mut headers, "x-bin", "ü").unwrap();
        let values: Vec<_> = headers.get_all("x-trace").iter().collect();
        assert_eq!(values, ["a b", "c"]);
        assert_eq!(headers["x-bin"], "w7w");
    }

    #[test]
    fn metadata_is_not_printed() {
        let mut headers = HeaderMap::new();
        user_headers(&mut headers, "authorization", "Bearer abc").unwrap();
        user_headers(&mut headers, "x-bin", "abc").unwrap();
        assert_eq!(headers["authorization"], "Bearer abc");
        let printed = format!("{headers:?}");
        assert!(!printed.contains("abc") && !printed.contains("YWJj"), "{printed}");
    }

    #[test]
    fn metadata_cannot_break_the_request() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("a\nb", "x"),
            ("a", "x\r\ny: z"),
            ("grpc-timeout", "1S"),
            ("TE", "x"),
            ("", "x"),
            ("a", "ü"),
        ] {
            assert!(user_headers(&mut headers, name, value).is_err(), "{name:?}: {value:?}");
        }
    }

    #[test]
    fn a_head_has_what_grpc_asks_for() {
        let mut own = HeaderMap::new();
        user_headers(&mut own, "k", "v").unwrap();
        let outgoing = Outgoing {
            path: "/a.B/C",
            timeout: Some(Duration::from_secs(1)),
            client_headers: &HeaderMap::new(),
            call_headers: &own,
            proof: None,
        };
        let request = outgoing.request(Body::empty()).unwrap();
        assert_eq!(request.uri().path(), "/a.B/C");
        assert_eq!(request.headers()["te"], "trailers");
        assert_eq!(request.headers()["grpc-timeout"], "1000m");
        assert_eq!(request.headers()["k"], "v");
    }
}
