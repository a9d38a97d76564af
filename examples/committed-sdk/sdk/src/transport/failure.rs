//! An attempt that did not bring what was asked for.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tonic::metadata::MetadataMap;

use super::dial::DialError;
use crate::Code;
use crate::credentials::NoProof;

/// A failed attempt.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Bytes,
    pub(crate) metadata: MetadataMap,
    pub(crate) origin: Origin,
    /// Whether the gateway may have executed the call.
    pub(crate) maybe_executed: bool,
    pub(crate) pushback: Pushback,
    pub(crate) repeat: Repeat,
}

/// Whether another attempt can end otherwise, apart from what the gateway says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// The status decides.
    ByStatus,
    /// The status decides, and it is no sign of an outage: the peer is there,
    /// and has not looked at the call.
    NotTaken,
    /// A later call can; this one has tried what there is to try.
    Later,
    /// Not before somebody changes the configuration.
    Never,
}

/// Who says that the attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The gateway, by a status.
    Gateway,
    /// The connection, or somebody between the gateway and us.
    Connection,
    /// The caller: the deadline, a token, a closed client.
    Caller,
}

/// What the gateway says about another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushback {
    /// Nothing.
    Unsaid,
    /// Not before this time has passed.
    After(Duration),
    /// Never.
    Never,
}

/// In which a gateway says when to come back.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>, origin: Origin) -> Box<Self> {
        Box::new(Self {
            code,
            message: message.into(),
            details: Bytes::new(),
            metadata: MetadataMap::new(),
            origin,
            maybe_executed: true,
            pushback: Pushback::Unsaid,
            repeat: Repeat::ByStatus,
        })
    }

    /// No connection, and so nothing was sent.
    pub(super) fn unconnected(error: &DialError) -> Box<Self> {
        let text = format!("no connection to the gateway: {}", error.text);
        let mut failure = Self::new(Code::Unavailable, text, Origin::Connection);
        failure.maybe_executed = false;
        if error.permanent {
            failure.repeat = Repeat::Never;
        }
        failure
    }

    /// An answer that breaks the rules of gRPC.
    pub(super) fn protocol(message: impl Into<String>) -> Box<Self> {
        Self::new(Code::Internal, message, Origin::Connection)
    }

    /// The end of a call at the hands of its caller.
    pub(crate) fn caller(code: Code, message: String, maybe_executed: bool) -> Box<Self> {
        let mut failure = Self::new(code, message, Origin::Caller);
        failure.maybe_executed = maybe_executed;
        failure
    }

    /// A status that the gateway answered.
    pub(super) fn answered(
        code: Code,
        message: String,
        details: Bytes,
        headers: HeaderMap,
    ) -> Box<Self> {
        let maybe_executed = maybe_executed(code, &message);
        Box::new(Self {
            pushback: pushback(&headers),
            metadata: MetadataMap::from_headers(headers),
            code,
            message,
            details,
            origin: Origin::Gateway,
            maybe_executed,
            repeat: Repeat::ByStatus,
        })
    }

    /// Whether the request was larger than somebody takes.
    pub(crate) fn says_too_large(&self) -> bool {
        let text = self.message.as_str();
        match self.code {
            Code::ResourceExhausted => SIZE_WORDS.iter().any(|words| contains(text, words)),
            Code::Unknown => text.contains("EXCEEDED_BATCH_RECORD_SIZE"),
            _ => false,
        }
    }

    /// Whether the gateway knows no partition for the key of the call.
    pub(crate) fn says_no_such_partition(&self) -> bool {
        self.origin == Origin::Gateway && no_such_partition(self.code, &self.message)
    }
}

/// A call that was not sent for want of credentials.
pub(crate) fn unproved(error: NoProof) -> Box<Failure> {
    let mut failure = Failure::new(Code::Unauthenticated, error.text, Origin::Connection);
    failure.maybe_executed = false;
    failure.repeat = if error.passing { Repeat::Later } else { Repeat::Never };
    failure
}

/// How texts of gateways, brokers and gRPC libraries speak of size.
const SIZE_WORDS: [&str; 5] =
    ["maximum size", "message size", "larger than", "too large", "max_message_size"];

fn contains(text: &str, words: &str) -> bool {
    text.as_bytes().windows(words.len()).any(|part| part.eq_ignore_ascii_case(words.as_bytes()))
}

fn no_such_partition(code: Code, message: &str) -> bool {
    code == Code::Unavailable && message.contains("partition") && message.contains("does not exist")
}

/// Whether a gateway that answers this may have executed the call.
fn maybe_executed(code: Code, message: &str) -> bool {
    match code {
        Code::Ok
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::Unauthenticated => false,
        Code::Unknown => !message.contains("EXCEEDED_BATCH_RECORD_SIZE"),
        Code::Unavailable => !no_such_partition(code, message),
        Code::Cancelled
        | Code::DeadlineExceeded
        | Code::Aborted
        | Code::Internal
        | Code::DataLoss => true,
    }
}

fn pushback(headers: &HeaderMap) -> Pushback {
    let Some(value) = headers.get(PUSHBACK) else {
        return Pushback::Unsaid;
    };
    // A negative number means never, and so does what is not a number.
    let milliseconds = value.to_str().ok().and_then(|text| text.trim().parse::<u64>().ok());
    milliseconds.map_or(Pushback::Never, |after| Pushback::After(Duration::from_millis(after)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue};

    use super::{Failure, Pushback, pushback};
    use crate::Code;

    fn answered(code: Code, message: &str) -> Box<Failure> {
        Failure::answered(code, message.to_owned(), Bytes::new(), HeaderMap::new())
    }

    #[test]
    fn tells_size_from_load() {
        let too_large = |code, text| answered(code, text).says_too_large();
        let exhausted = Code::ResourceExhausted;
        assert!(too_large(exhausted, "gRPC message exceeds maximum size 4194304: 5243516"));
        assert!(too_large(exhausted, "Received message larger than max (5 vs. 4)"));
        assert!(!too_large(exhausted, "Expected to execute the command, but the gateway is busy"));
        assert!(!too_large(exhausted, "Reached maximum capacity of requests handled"));
        let rejected = "Command 'CREATE' rejected with code 'EXCEEDED_BATCH_RECORD_SIZE': ";
        assert!(too_large(Code::Unknown, rejected));
        assert!(!answered(Code::Unknown, rejected).maybe_executed);
        assert!(answered(Code::Unknown, "").maybe_executed);
    }

    #[test]
    fn knows_a_partition_that_is_missing() {
        let text = "Expected to execute command on partition 99, but either it does not exist, \
                    or the gateway is not yet aware of it";
        let failure = answered(Code::Unavailable, text);
        assert!(failure.says_no_such_partition());
        assert!(!failure.maybe_executed);
        assert!(answered(Code::Unavailable, "io exception").maybe_executed);
    }

    #[test]
    fn reads_the_pushback() {
        let read = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("grpc-retry-pushback-ms", HeaderValue::from_static(text));
            pushback(&headers)
        };
        assert_eq!(pushback(&HeaderMap::new()), Pushback::Unsaid);
        assert_eq!(read("250"), Pushback::After(Duration::from_millis(250)));
        assert_eq!(read("0"), Pushback::After(Duration::ZERO));
        assert_eq!(read("-1"), Pushback::Never);
        assert_eq!(read("soon"), Pushback::Never);
    }
}
