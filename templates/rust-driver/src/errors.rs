//! Errors as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeebe_sdk::{ConfigError, Error, RpcError};

use crate::arguments::Problem;

/// An error of the SDK. `text` and `debug` are what a user would print.
pub(crate) fn error(error: &Error) -> Value {
    let mut shown = match error {
        Error::Config(error) => json!({"kind": "config", "setting": setting(error)}),
        Error::Argument(error) => json!({
            "kind": "argument",
            "rpc": error.rpc(),
            "path": error.path(),
            "message": error.problem(),
        }),
        Error::Rpc(error) => rpc(error),
        _ => json!({"kind": "other"}),
    };
    shown["text"] = error.to_string().into();
    shown["debug"] = format!("{error:?}").into();
    shown
}

fn setting(error: &ConfigError) -> Value {
    match error {
        ConfigError::Address { .. } => "address".into(),
        ConfigError::Setting { setting, .. } => (*setting).into(),
        ConfigError::Tls { .. } => "tls".into(),
        _ => Value::Null,
    }
}

fn rpc(error: &RpcError) -> Value {
    let status: i32 = error.code().into();
    json!({
        "kind": "call",
        "rpc": error.rpc(),
        "status": status,
        "message": error.message(),
        "details": STANDARD.encode(error.details()),
        "attempts": error.attempts(),
        "retryable": error.is_retryable(),
        "outcome_unknown": error.outcome_unknown(),
        "documented": error.documented(),
        "needs_gateway": error.needs_gateway(),
        "too_large": error.too_large(),
    })
}

/// What was wrong with a line or with a value in it.
pub(crate) fn problem(problem: &Problem) -> Value {
    match problem {
        Problem::Type { path, text } => json!({
            "kind": "argument",
            "by": "type",
            "path": path,
            "message": text,
            "text": text,
        }),
        Problem::Line(text) => json!({"kind": "driver", "message": text, "text": text}),
    }
}
