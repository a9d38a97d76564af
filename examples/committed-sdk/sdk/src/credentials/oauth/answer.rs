//! What a token server says.

use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value};

use crate::credentials::{NoProof, Secret};
use crate::error::one_line;

/// A token that was given out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) token: Secret,
    /// How long it lasts, in seconds, if that was said.
    pub(super) expires_in: Option<f64>,
}

/// How much of a foreign text an error shows.
const SHOWN: usize = 300;

/// Reads the answer of a server. `secret` is kept out of what is reported.
pub(super) fn read(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    secret: &Secret,
) -> Result<Answer, NoProof> {
    let content = serde_json::from_slice::<Map<String, Value>>(body).ok();
    if status.is_redirection() {
        let text = "it wants to send the client elsewhere, which is not done with secrets; is the \
                    URL right?";
        return Err(passing(format!("it answered HTTP {}: {text}", status.as_u16())));
    }
    if !status.is_success() {
        let why = content.as_ref().map_or_else(|| kind(headers), |content| said(content, secret));
        let text = format!("it answered HTTP {}: {why}", status.as_u16());
        return Err(NoProof { text, passing: may_pass(status) });
    }
    let Some(content) = content else {
        let text = format!("it answered with {}, and not with a token", kind(headers));
        return Err(passing(text));
    };
    token(&content)
}

fn passing(text: impl Into<String>) -> NoProof {
    NoProof { text: text.into(), passing: true }
}

/// Whether the same request may be answered otherwise later.
fn may_pass(status: StatusCode) -> bool {
    !status.is_client_error() || matches!(status.as_u16(), 408 | 425 | 429)
}

fn token(content: &Map<String, Value>) -> Result<Answer, NoProof> {
    let Some(token) = content.get("access_token").and_then(Value::as_str) else {
        return Err(passing("it answered without an access_token"));
    };
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(passing("it gave a token with characters that no token has"));
    }
    let kind = content.get("token_type").and_then(Value::as_str).unwrap_or("bearer");
    if !kind.eq_ignore_ascii_case("bearer") {
        let text = format!("it gave a token of type {}, not a bearer token", one_line(kind));
        return Err(NoProof { text, passing: false });
    }
    let expires_in = content.get("expires_in").and_then(|expires_in| match expires_in {
        Value::String(text) => text.trim().parse().ok(),
        number => number.as_f64(),
    });
    Ok(Answer { token: Secret::new(token), expires_in })
}

/// The error and its description, as RFC 6749 has them.
fn said(content: &Map<String, Value>, secret: &Secret) -> String {
    let part = |name| content.get(name).and_then(Value::as_str);
    let text = match (part("error"), part("error_description")) {
        (Some(error), Some(description)) => format!("{error} ({description})"),
        (Some(text), None) | (None, Some(text)) => text.to_owned(),
        (None, None) => return "nothing that says why".to_owned(),
    };
    let text = secret.hide_in(&text);
    let shown: String = text.chars().take(SHOWN).collect();
    one_line(&shown).into_owned()
}

fn kind(headers: &HeaderMap) -> String {
    match headers.get(http::header::CONTENT_TYPE).map(HeaderValue::as_bytes) {
        Some(kind) if kind.starts_with(b"text/html") => "a web page".to_owned(),
        Some(kind) => {
            let kind = String::from_utf8_lossy(kind);
            format!("content of type {}", one_line(&kind))
        }
        None => "nothing that says what it is".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::{Answer, read};
    use crate::credentials::{NoProof, Secret};

    fn answer(status: u16, kind: &'static str, body: &str) -> Result<Answer, NoProof> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(kind));
        let status = StatusCode::from_u16(status).unwrap();
        read(status, &headers, body.as_bytes(), &Secret::new("hush"))
    }

    fn json(body: &str) -> Result<Answer, NoProof> {
        answer(200, "application/json", body)
    }

    #[test]
    fn a_token_and_how_long_it_lasts() {
        let lasts = |expires_in: &str| {
            let answer = json(&format!(r#"{{"access_token": "a.b-c_d", {expires_in}}}"#)).unwrap();
            assert_eq!(answer.token.reveal(), "a.b-c_d");
            answer.expires_in
        };
        assert_eq!(lasts(r#""expires_in": 3600, "token_type": "bearer""#), Some(3_600.0));
        assert_eq!(lasts(r#""expires_in": "3600""#), Some(3_600.0));
        assert_eq!(lasts(r#""expires_in": 12.5"#), Some(12.5));
        assert_eq!(lasts(r#""expires_in": "soon""#), None);
        assert_eq!(lasts(r#""expires_in": null"#), None);
        assert_eq!(lasts(r#""scope": "x""#), None);
    }

    #[test]
    fn what_is_no_token_is_not_sent_to_the_gateway() {
        for body in [
            "",
            "{}",
            "[]",
            r#"{"access_token": 1}"#,
            r#"{"access_token": ""}"#,
            r#"{"access_token": "a\r\nx: y"}"#,
            r#"{"access_token": "a b"}"#,
            r#"{"access_token": "ü"}"#,
        ] {
            assert!(json(body).unwrap_err().passing, "{body}");
        }
        let other = json(r#"{"access_token": "a", "token_type": "DPoP"}"#).unwrap_err();
        assert!(!other.passing && other.text.contains("DPoP"), "{}", other.text);
    }

    #[test]
    fn an_error_is_told_without_the_secret() {
        let body = r#"{"error": "invalid_client", "error_description": "hush is\nwrong"}"#;
        let error = answer(401, "application/json", body).unwrap_err();
        assert_eq!(error.text, "it answered HTTP 401: invalid_client (*** is\\nwrong)");
        assert!(!error.passing);
        assert!(!answer(400, "application/json", "{}").unwrap_err().passing);
        assert!(answer(429, "application/json", "{}").unwrap_err().passing);
        assert!(answer(503, "application/json", "{}").unwrap_err().passing);
    }

    #[test]
    fn a_web_page_and_a_redirect_are_named() {
        let page = answer(200, "text/html; charset=utf-8", "<html>").unwrap_err();
        assert!(page.passing && page.text.contains("a web page"), "{}", page.text);
        let page = answer(502, "text/html", "<html>").unwrap_err();
        assert!(page.passing && page.text.contains("HTTP 502: a web page"), "{}", page.text);
        let elsewhere = answer(302, "text/html", "").unwrap_err();
        assert!(elsewhere.passing && elsewhere.text.contains("elsewhere"), "{}", elsewhere.text);
    }
}
