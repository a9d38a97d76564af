//! The behaviour of an RPC as data.
//!
//! Nothing is decided here: `exchange` reads these tables, people print and
//! compare them.

use std::time::Duration;

use crate::Code;

/// How the SDK treats one RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RpcPolicy {
    /// The RPC, as the proto spells it.
    pub name: &'static str,
    /// Its HTTP/2 path.
    pub path: &'static str,
    /// What repeating the call does.
    pub class: CallClass,
    /// The statuses on which it is repeated.
    pub retry: RetryRule,
    /// How long it may take if the caller does not say.
    pub deadline: DeadlineRule,
    /// Whether an overloaded gateway executes it all the same. Such a call
    /// never waits in line, and `RESOURCE_EXHAUSTED` means that it is too large.
    pub backpressure_exempt: bool,
    /// Statuses that mean success on a repeated call, because an earlier
    /// attempt may have worked.
    pub already_applied: &'static [Code],
    /// The first gateway release that knows the RPC.
    pub since: &'static str,
    /// What to use instead, if the RPC is deprecated.
    pub deprecated: Option<&'static str>,
    /// The errors that the API documents.
    pub errors: &'static [DocumentedError],
}

impl RpcPolicy {
    /// A policy that repeats nothing; the entries of a table start from it.
    #[must_use]
    pub const fn new(name: &'static str, path: &'static str) -> Self {
        Self {
            name,
            path,
            class: CallClass::NonIdempotent,
            retry: RetryRule::NEVER,
            deadline: DeadlineRule::ClientDefault,
            backpressure_exempt: false,
            already_applied: &[],
            since: "",
            deprecated: None,
            errors: &[],
        }
    }
}

/// What repeating a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallClass {
    /// It changes nothing.
    Read,
    /// The second call finds the work of the first done.
    Idempotent,
    /// The last call wins.
    LastWriteWins,
    /// Idempotent if the request says so, else not.
    IdempotentIf(
        /// The condition on the request.
        &'static str,
    ),
    /// It does the work twice.
    NonIdempotent,
    /// Repeating is the business of the loop around the call.
    WorkerLoop,
}

/// The statuses on which a call is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryRule {
    /// A call that does no harm when it is repeated: by its class, or because
    /// the condition of [`CallClass::IdempotentIf`] holds.
    pub idempotent: &'static [Code],
    /// Any other call.
    pub otherwise: &'static [Code],
    /// Any other call of a caller who chose
    /// [`RetryMode::AtLeastOnce`](crate::RetryMode::AtLeastOnce).
    pub at_least_once: &'static [Code],
}

impl RetryRule {
    /// On no status.
    pub const NEVER: Self = Self::always(&[]);

    /// On these statuses, whatever the caller chose.
    #[must_use]
    pub const fn always(codes: &'static [Code]) -> Self {
        Self { idempotent: codes, otherwise: codes, at_least_once: codes }
    }
}

/// How long a call may take if the caller does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeadlineRule {
    /// As long as the client allows every call.
    ClientDefault,
    /// This long, whatever the client allows other calls.
    Fixed(
        /// The time.
        Duration,
    ),
    /// As long as the request lets the gateway wait, and some time more.
    RequestTimeout {
        /// How long the gateway waits if the request leaves it to it.
        gateway_default: Duration,
        /// The time more.
        plus: Duration,
    },
    /// Without end.
    Unlimited,
}

/// An error that the API documents for an RPC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedError {
    /// The status.
    pub code: Code,
    /// What it means for this RPC.
    pub meaning: &'static str,
}

impl DocumentedError {
    /// What a status means.
    #[must_use]
    pub const fn new(code: Code, meaning: &'static str) -> Self {
        Self { code, meaning }
    }
}
