//! What can go wrong: one [`Error`] for everything the SDK does.
//!
//! [`ConfigError`] when a client is built, [`ArgumentError`] before a call is
//! sent, [`RpcError`] for a call that failed. What a status means for the
//! retries of a call is decided in `retry`, not here.

mod argument;
mod config;
mod rpc;
mod text;

pub use argument::ArgumentError;
pub use config::ConfigError;
pub use rpc::RpcError;

pub(crate) use rpc::RpcErrorParts;
pub(crate) use text::{chain, code_name, one_line};

use crate::{Code, VariablesError};

/// Everything that the SDK reports.
///
/// The variants are the moments at which a call can fail; the status of
/// a failed call is one question away:
///
/// ```no_run
/// # use zeebe_sdk::{Client, Code, Error};
/// # use zeebe_sdk::gateway::CancelProcessInstanceRequest;
/// # async fn example(client: Client, request: CancelProcessInstanceRequest) -> Result<(), Error> {
/// match client.cancel_process_instance(request).await {
///     Ok(_) => println!("cancelled"),
///     Err(error) if error.is_not_found() => println!("it had ended before"),
///     Err(Error::Rpc(error)) if error.outcome_unknown() => println!("perhaps cancelled: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting that the client cannot be built with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A request that was refused before anything was sent.
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    /// A call that ended with a status other than OK.
    #[error(transparent)]
    Rpc(#[from] Box<RpcError>),
    /// Variables of a reply that are not what the caller asked for.
    #[error(transparent)]
    Variables(#[from] VariablesError),
}

impl Error {
    /// The status of the call, if this is the error of a call.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.as_rpc().map(RpcError::code)
    }

    /// The error of the call, if this is one.
    #[must_use]
    pub fn as_rpc(&self) -> Option<&RpcError> {
        match self {
            Self::Rpc(error) => Some(error),
            Self::Config(_) | Self::Argument(_) | Self::Variables(_) => None,
        }
    }

    /// Whether the gateway does not know what the call names.
    ///
    /// It does not tell what never existed from what has ended.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.code() == Some(Code::NotFound)
    }

    /// Whether what the call would create is there already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.code() == Some(Code::AlreadyExists)
    }

    /// Whether what the call names is in a state that does not allow it.
    #[must_use]
    pub fn is_failed_precondition(&self) -> bool {
        self.code() == Some(Code::FailedPrecondition)
    }

    /// Whether the time for the call ran out, here or at the gateway.
    #[must_use]
    pub fn is_deadline_exceeded(&self) -> bool {
        self.code() == Some(Code::DeadlineExceeded)
    }

    /// Whether the caller cancelled the call, or the peer cut it off.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.code() == Some(Code::Cancelled)
    }

    /// Whether the same call may succeed later and is safe to repeat.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.as_rpc().is_some_and(RpcError::is_retryable)
    }
}

impl From<RpcError> for Error {
    fn from(error: RpcError) -> Self {
        Self::Rpc(Box::new(error))
    }
}
