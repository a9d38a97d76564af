//! A call that ended with a status other than OK.

use std::fmt;

use bytes::Bytes;

use super::{code_name, one_line};
use crate::Code;
use crate::contract::RpcPolicy;
use crate::metadata::MetadataMap;

/// A call that failed: its status and everything known about it.
///
/// The text is one line: RPC, status, the gateway's message, what this status
/// means for this RPC. It shows no metadata.
#[derive(Clone)]
pub struct RpcError {
    parts: RpcErrorParts,
}

/// What an [`RpcError`] is made from.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each named")]
pub(crate) struct RpcErrorParts {
    pub(crate) policy: &'static RpcPolicy,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Bytes,
    pub(crate) metadata: MetadataMap,
    pub(crate) attempts: u32,
    pub(crate) retryable: bool,
    pub(crate) outcome_unknown: bool,
    pub(crate) too_large: bool,
    pub(crate) from_gateway: bool,
    pub(crate) hint: Option<&'static str>,
}

impl RpcError {
    pub(crate) fn new(parts: RpcErrorParts) -> Self {
        Self { parts }
    }

    /// The RPC, as the proto spells it.
    #[must_use]
    pub fn rpc(&self) -> &'static str {
        self.parts.policy.name
    }

    /// The status.
    #[must_use]
    pub fn code(&self) -> Code {
        self.parts.code
    }

    /// The message of the gateway, or of the SDK if the gateway said nothing.
    ///
    /// It is unescaped; show it to people through the text of this error.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.parts.message
    }

    /// The details of the status (`grpc-status-details-bin`): a
    /// `google.rpc.Status` message, or nothing.
    #[must_use]
    pub fn details(&self) -> &[u8] {
        &self.parts.details
    }

    /// The metadata that came with the status.
    #[must_use]
    pub fn metadata(&self) -> &MetadataMap {
        &self.parts.metadata
    }

    /// How often the call was sent; 0 if its time ran out before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.parts.attempts
    }

    /// Whether the same call may succeed later and is safe to repeat.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.parts.retryable
    }

    /// Whether the gateway may have executed the call although it failed.
    ///
    /// True after a lost connection or a deadline that passed while the
    /// gateway was at it; false when the gateway rejected the call, and when
    /// nothing was sent.
    #[must_use]
    pub fn outcome_unknown(&self) -> bool {
        self.parts.outcome_unknown
    }

    /// What this status means for this RPC, where its API says so.
    #[must_use]
    pub fn documented(&self) -> Option<&'static str> {
        let errors = self.parts.policy.errors;
        let code = self.parts.code;
        errors.iter().find(|error| error.code == code).map(|error| error.meaning)
    }

    /// The first gateway release that knows the RPC, if the one that answered
    /// does not.
    #[must_use]
    pub fn needs_gateway(&self) -> Option<&'static str> {
        let unknown = self.parts.code == Code::Unimplemented && self.parts.from_gateway;
        unknown.then_some(self.parts.policy.since)
    }

    /// Whether the gateway itself says so, and not something on the way to it.
    #[allow(dead_code, reason = "not every API has jobs")]
    pub(crate) fn is_from_gateway(&self) -> bool {
        self.parts.from_gateway
    }

    /// Whether the request or the reply is larger than somebody on the way
    /// takes; repeating it does not help.
    #[must_use]
    pub fn too_large(&self) -> bool {
        self.parts.too_large
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.parts;
        write!(f, "{} failed: {}", parts.policy.name, code_name(parts.code))?;
        if !parts.message.is_empty() {
            write!(f, ": {}", one_line(&parts.message))?;
        }
        if parts.too_large {
            f.write_str("; the message is too large")?;
        }
        if let Some(release) = self.needs_gateway() {
            write!(f, "; {} needs gateway {release} or later", parts.policy.name)?;
        }
        // What running out of time means is the same on either side.
        let is_late = parts.code == Code::DeadlineExceeded && parts.outcome_unknown;
        if let Some(meaning) = self.documented().filter(|_| parts.from_gateway || is_late) {
            write!(f, "; {meaning}")?;
        }
        if let Some(hint) = parts.hint {
            write!(f, "; {hint}")?;
        }
        if parts.outcome_unknown {
            f.write_str("; it may have been executed")?;
        }
        if parts.attempts > 1 {
            write!(f, " ({} attempts)", parts.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &self.parts;
        let names: Vec<_> = parts.metadata.keys().collect();
        f.debug_struct("RpcError")
            .field("rpc", &parts.policy.name)
            .field("code", &code_name(parts.code))
            .field("message", &parts.message)
            .field("details", &parts.details.len())
            .field("metadata", &names)
            .field("attempts", &parts.attempts)
            .field("retryable", &parts.retryable)
            .field("outcome_unknown", &parts.outcome_unknown)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for RpcError {}
