//! What a token endpoint answers: a token, or whatever a script says.

use std::time::Duration;

use serde_json::{Map, Value, json};

/// The answer to one token request.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenReply {
    pub(super) delay: Duration,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A fresh token.
    Issue(Option<Value>),
    Answer(Answer),
    Hang,
    Close,
}

/// An HTTP response, verbatim.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
    /// A token in it that is accepted from then on.
    pub(super) token: Option<String>,
}

impl TokenReply {
    /// A token nobody had before, for an hour.
    #[must_use]
    pub fn fresh() -> Self {
        Self::fresh_for(3600)
    }

    /// A token nobody had before, with this `expires_in`, which may be as odd
    /// as a test wants: `"300"`, -1, 1e9.
    #[must_use]
    pub fn fresh_for(expires_in: impl Into<Value>) -> Self {
        Self::of(Kind::Issue(Some(expires_in.into())))
    }

    /// A token nobody had before, without `expires_in`.
    #[must_use]
    pub fn fresh_for_ever() -> Self {
        Self::of(Kind::Issue(None))
    }

    /// This token, for so many seconds.
    #[must_use]
    pub fn token(token: &str, expires_in: impl Into<Value>) -> Self {
        let mut reply = Self::json(200, &token_body(token, Some(expires_in.into())));
        if let Kind::Answer(answer) = &mut reply.kind {
            answer.token = Some(token.to_owned());
        }
        reply
    }

    /// An error as RFC 6749 has it, such as 401 `invalid_client`.
    #[must_use]
    pub fn error(status: u16, error: &str, description: &str) -> Self {
        Self::json(status, &json!({ "error": error, "error_description": description }))
    }

    /// This JSON.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::body(status, "application/json", &body.to_string())
    }

    /// A web page, as proxies and login screens answer.
    #[must_use]
    pub fn html(status: u16) -> Self {
        let page = "<!doctype html><html><title>Sign in</title></html>";
        Self::body(status, "text/html; charset=utf-8", page)
    }

    /// This body.
    #[must_use]
    pub fn body(status: u16, content_type: &str, body: &str) -> Self {
        Self::of(Kind::Answer(Answer {
            status,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.to_owned(),
            token: None,
        }))
    }

    /// A redirect, with a status such as 302 or 307.
    #[must_use]
    pub fn redirect(status: u16, to: &str) -> Self {
        Self::body(status, "text/plain", "moved").with_header("location", to)
    }

    /// No answer, with the connection open.
    #[must_use]
    pub fn hang() -> Self {
        Self::of(Kind::Hang)
    }

    /// The end of the connection.
    #[must_use]
    pub fn close() -> Self {
        Self::of(Kind::Close)
    }

    /// After a pause.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// With a further header; only for answers with a body of their own.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Kind::Answer(answer) = &mut self.kind {
            answer.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    fn of(kind: Kind) -> Self {
        Self { delay: Duration::ZERO, kind }
    }
}

/// The body of a successful answer.
pub(super) fn token_body(token: &str, expires_in: Option<Value>) -> Value {
    let mut body = Map::new();
    body.insert("access_token".to_owned(), token.into());
    body.insert("token_type".to_owned(), "Bearer".into());
    if let Some(expires_in) = expires_in {
        body.insert("expires_in".to_owned(), expires_in);
    }
    Value::Object(body)
}
