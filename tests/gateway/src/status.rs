//! How refusals look on the wire: their codes, the pattern of their texts and
//! the details trailer. When something is refused lives in [`crate::engine`].

use prost::Message;
use tonic::{Code, Status};

/// `google.rpc.Status`, as far as the gateway fills it.
#[derive(Clone, PartialEq, Message)]
struct RichStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

/// Why the broker turned a command down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    InvalidState,
    TooLarge,
}

impl Refusal {
    fn name(self) -> &'static str {
        match self {
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::InvalidState => "INVALID_STATE",
            Self::TooLarge => "EXCEEDED_BATCH_RECORD_SIZE",
        }
    }

    fn code(self) -> Code {
        match self {
            Self::InvalidArgument => Code::InvalidArgument,
            Self::NotFound => Code::NotFound,
            Self::AlreadyExists => Code::AlreadyExists,
            Self::InvalidState => Code::FailedPrecondition,
            Self::TooLarge => Code::Unknown,
        }
    }
}

/// A status with the details trailer that gateway and broker attach.
pub(crate) fn detailed(code: Code, message: impl Into<String>) -> Status {
    let message = message.into();
    let details = RichStatus { code: code.into(), message: message.clone() };
    Status::with_details(code, message, details.encode_to_vec().into())
}

/// A command that the broker turned down.
pub(crate) fn rejected(command: &str, refusal: Refusal, reason: impl AsRef<str>) -> Status {
    detailed(
        refusal.code(),
        format!("Command '{command}' rejected with code '{}': {}", refusal.name(), reason.as_ref()),
    )
}

/// A command about something that is not there, or is gone.
pub(crate) fn not_found(command: &str, reason: impl AsRef<str>) -> Status {
    rejected(command, Refusal::NotFound, reason)
}

/// A command with an argument that cannot be.
pub(crate) fn invalid(command: &str, reason: impl AsRef<str>) -> Status {
    rejected(command, Refusal::InvalidArgument, reason)
}

/// A command that does not fit the state of its subject.
pub(crate) fn invalid_state(command: &str, reason: impl AsRef<str>) -> Status {
    rejected(command, Refusal::InvalidState, reason)
}

/// A key that lies in a partition the gateway does not know.
pub(crate) fn unknown_partition(partition: i64) -> Status {
    detailed(
        Code::Unavailable,
        // Clients recognise it by its words.
        format!(
            "Expected to execute command on partition {partition}, but either it does not exist, \
             or the gateway is not yet aware of it"
        ),
    )
}

/// A command without a key while no partition is known at all.
pub(crate) fn no_partitions() -> Status {
    detailed(
        Code::ResourceExhausted,
        "Tried every partition and all failed; there are no more partitions left to try",
    )
}

/// A call to something this gateway does not have.
pub(crate) fn unimplemented(path: &str) -> Status {
    Status::unimplemented(format!("Method not found: {}", path.trim_start_matches('/')))
}

/// A request beyond the size a gateway reads.
pub(crate) fn oversized(limit: usize, size: usize) -> Status {
    Status::resource_exhausted(format!("gRPC message exceeds maximum size {limit}: {size}"))
}

/// A request that is no message of the call.
pub(crate) fn undecodable(problem: &prost::DecodeError) -> Status {
    Status::internal(format!("The request is not a message of this call: {problem}"))
}
