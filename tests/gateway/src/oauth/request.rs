//! What arrived at a token endpoint.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::credentials::basic;
use crate::journal::Metadata;

/// One request for a token. Debug output hides its secrets.
#[derive(Clone)]
pub struct TokenRequest {
    /// The connection it came on, numbered from 1.
    pub connection: u64,
    /// When its body was there, since the server started.
    pub at: Duration,
    /// HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, in order of arrival.
    pub headers: Metadata,
    /// The fields of the form, decoded, in order of arrival.
    pub form: Vec<(String, String)>,
    /// The body, verbatim.
    pub body: Bytes,
}

impl TokenRequest {
    /// The first field of the form with this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find_map(|(n, value)| (n == name).then_some(value.as_str()))
    }

    /// Whether this client asks: in the form, or by basic authentication.
    pub(super) fn is_from(&self, id: &str, secret: &str) -> bool {
        let in_form =
            self.field("client_id") == Some(id) && self.field("client_secret") == Some(secret);
        in_form || self.headers.get("authorization") == Some(&basic(id, secret))
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.form.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("TokenRequest")
            .field("connection", &self.connection)
            .field("at", &self.at)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &self.headers)
            .field("fields", &names)
            .finish_non_exhaustive()
    }
}

/// The fields of an `application/x-www-form-urlencoded` body.
pub(super) fn read_form(body: &[u8]) -> Vec<(String, String)> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let mut next = || decode(halves.next().unwrap_or_default());
            (next(), next())
        })
        .collect()
}

/// Undoes percent encoding; `+` is a space.
fn decode(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (first, digits.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::read_form;

    #[test]
    fn reads_forms() {
        let form = read_form(b"a=1&b=x+y%26%C3%A4&c&=d&a=%zz%");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected =
            [pair("a", "1"), pair("b", "x y&ä"), pair("c", ""), pair("", "d"), pair("a", "%zz%")];
        assert_eq!(form, expected);
        assert!(read_form(b"").is_empty());
    }
}
