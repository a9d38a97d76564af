//! A status as a script writes it, and the trailers that carry it. Unlike the
//! statuses of the default behaviour it may be one that no healthy gateway
//! sends: an unknown number, a badly escaped text, details that are garbage.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use tonic::{Code, Status};

/// The status that ends a call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedStatus {
    /// Name such as `UNAVAILABLE`, or any number.
    pub code: StatusCode,
    /// Text, escaped on the wire as it must be.
    #[serde(default)]
    pub message: String,
    /// Text put on the wire verbatim instead.
    #[serde(default)]
    pub raw_message: Option<String>,
    /// Value of `grpc-status-details-bin`, as base64.
    #[serde(default)]
    pub details: Option<String>,
    /// Further trailers. Values of keys ending in `-bin` are base64.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

/// The code of a status: a name of the gRPC specification or any number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum StatusCode {
    /// A number, defined or not.
    Number(i32),
    /// A name such as `NOT_FOUND`.
    Name(String),
}

impl StatusCode {
    /// A code as the gRPC specification spells it.
    #[must_use]
    pub const fn name(code: Code) -> &'static str {
        match code {
            Code::Ok => "OK",
            Code::Cancelled => "CANCELLED",
            Code::Unknown => "UNKNOWN",
            Code::InvalidArgument => "INVALID_ARGUMENT",
            Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Code::NotFound => "NOT_FOUND",
            Code::AlreadyExists => "ALREADY_EXISTS",
            Code::PermissionDenied => "PERMISSION_DENIED",
            Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
            Code::FailedPrecondition => "FAILED_PRECONDITION",
            Code::Aborted => "ABORTED",
            Code::OutOfRange => "OUT_OF_RANGE",
            Code::Unimplemented => "UNIMPLEMENTED",
            Code::Internal => "INTERNAL",
            Code::Unavailable => "UNAVAILABLE",
            Code::DataLoss => "DATA_LOSS",
            Code::Unauthenticated => "UNAUTHENTICATED",
        }
    }

    /// The number of the code that the gRPC specification spells like this.
    #[must_use]
    pub fn number_of(name: &str) -> Option<i32> {
        (0..=16).find(|number| Self::name(Code::from(*number)) == name)
    }

    fn number(&self) -> Result<i32, String> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Name(name) => {
                Self::number_of(name).ok_or_else(|| format!("`{name}` is no status code"))
            }
        }
    }
}

impl ScriptedStatus {
    /// A status of a code and a text.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: StatusCode::Number(code.into()),
            message: message.into(),
            raw_message: None,
            details: None,
            metadata: BTreeMap::new(),
        }
    }

    /// With these bytes as `grpc-status-details-bin`.
    #[must_use]
    pub fn with_details(mut self, details: &[u8]) -> Self {
        self.details = Some(STANDARD.encode(details));
        self
    }

    /// With a further trailer.
    #[must_use]
    pub fn with_metadata(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn compile(&self) -> Result<Trailers, String> {
        let number = self.code.number()?;
        let mut headers = metadata(&self.metadata)?;
        Status::new(Code::Unknown, self.message.clone())
            .add_header(&mut headers)
            .map_err(|problem| problem.to_string())?;
        headers.insert("grpc-status", HeaderValue::from(number));
        if let Some(raw) = &self.raw_message {
            headers.insert("grpc-message", value("grpc-message", raw.as_bytes())?);
        }
        if let Some(details) = &self.details {
            let key = "grpc-status-details-bin";
            headers.insert(key, value(key, details.trim_end_matches('=').as_bytes())?);
        }
        Ok(Trailers { code: Code::from(number), headers })
    }
}

/// What ends a call on the wire, and the code it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Trailers {
    pub(crate) code: Code,
    pub(crate) headers: HeaderMap,
}

/// Metadata of a script as headers.
pub(super) fn metadata(pairs: &BTreeMap<String, String>) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (key, text) in pairs {
        let name = HeaderName::from_bytes(key.as_bytes())
            .map_err(|_| format!("`{key}` is no metadata key"))?;
        let text = match key.ends_with("-bin") {
            true => text.trim_end_matches('='),
            false => text,
        };
        headers.append(name, value(key, text.as_bytes())?);
    }
    Ok(headers)
}

fn value(key: &str, bytes: &[u8]) -> Result<HeaderValue, String> {
    if key.ends_with("-bin") && STANDARD_NO_PAD.decode(bytes).is_err() {
        return Err(format!("the value of `{key}` is not base64"));
    }
    HeaderValue::from_bytes(bytes).map_err(|_| format!("`{key}` cannot have this value"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_and_numbers() {
        let named: ScriptedStatus =
            serde_json::from_str(r#"{"code":"UNAVAILABLE","message":"100% gone"}"#).unwrap();
        let trailers = named.compile().unwrap();
        assert_eq!(trailers.code, Code::Unavailable);
        assert_eq!(trailers.headers["grpc-status"], "14");
        assert_eq!(trailers.headers["grpc-message"], "100%25%20gone");

        let odd: ScriptedStatus =
            serde_json::from_str(r#"{"code":42,"raw_message":"100%zz"}"#).unwrap();
        let trailers = odd.compile().unwrap();
        assert_eq!(trailers.headers["grpc-status"], "42");
        assert_eq!(trailers.headers["grpc-message"], "100%zz");
    }

    #[test]
    fn refuses_what_cannot_be_sent() {
        for wrong in [
            r#"{"code":"GONE"}"#,
            r#"{"code":5,"details":"?"}"#,
            r#"{"code":5,"metadata":{"a b":"c"}}"#,
            r#"{"code":5,"metadata":{"a":"c\nd"}}"#,
        ] {
            let status: ScriptedStatus = serde_json::from_str(wrong).unwrap();
            assert!(status.compile().is_err(), "{wrong}");
        }
    }
}
