//! What an error of the connection means for the call.

use std::error::Error as StdError;
use std::io;

use h2::Reason;

use super::dial::refused_identity;
use super::failure::{Failure, Origin, Repeat};
use crate::Code;
use crate::error::chain;

/// The failure that an error of the connection stands for. The layers below
/// wrap each other; the innermost that is known decides.
pub(super) fn failure(error: &(dyn StdError + 'static)) -> Box<Failure> {
    let mut found = Meaning::lost();
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = io_in(error).and_then(refused_identity) {
            return Failure::unconnected(&refused);
        }
        if let Some(meaning) = meaning(error) {
            found = meaning;
        }
        cause = error.source();
    }
    let mut message = String::from(found.text);
    message.push_str(": ");
    message.push_str(&chain(error));
    let mut failure = Failure::new(found.code, message, Origin::Connection);
    failure.maybe_executed = found.maybe_executed;
    failure.repeat = found.repeat;
    failure
}

/// The error of the operating system, or of TLS, that another one wraps.
pub(super) fn io_of<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a io::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = io_in(error) {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

fn io_in<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a io::Error> {
    let of_h2 = || error.downcast_ref::<h2::Error>().and_then(h2::Error::get_io);
    error.downcast_ref::<io::Error>().or_else(of_h2)
}

struct Meaning {
    code: Code,
    text: &'static str,
    maybe_executed: bool,
    repeat: Repeat,
}

impl Meaning {
    const fn new(code: Code, text: &'static str) -> Self {
        Self { code, text, maybe_executed: true, repeat: Repeat::ByStatus }
    }

    const fn lost() -> Self {
        Self::new(Code::Unavailable, "the connection was lost")
    }

    /// The gateway has not looked at the call.
    const fn not_executed(mut self) -> Self {
        self.maybe_executed = false;
        self
    }

    /// The gateway says that it has not.
    const fn not_taken(mut self) -> Self {
        self.repeat = Repeat::NotTaken;
        self.not_executed()
    }
}

fn meaning(error: &(dyn StdError + 'static)) -> Option<Meaning> {
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return of_hyper(error);
    }
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return of_h2(error);
    }
    None
}

fn of_hyper(error: &hyper::Error) -> Option<Meaning> {
    if error.is_canceled() {
        // Only a request that was still in the queue ends like this.
        let text = "the connection closed before the request was sent";
        return Some(Meaning::new(Code::Unavailable, text).not_executed());
    }
    if error.is_timeout() {
        let text = "the gateway stopped answering pings";
        return Some(Meaning::new(Code::Unavailable, text));
    }
    None
}

fn of_h2(error: &h2::Error) -> Option<Meaning> {
    if error.is_go_away() && error.is_remote() {
        // Reported only to streams above the last one that the gateway says it
        // has looked at.
        let text = "the gateway is going away and did not take the call";
        return Some(Meaning::new(Code::Unavailable, text).not_taken());
    }
    if error.get_io().is_some_and(|error| error.kind() != io::ErrorKind::InvalidData) {
        return Some(Meaning::lost());
    }
    error.reason().map(|reason| of_reset(reason, error.is_reset() && error.is_remote()))
}

/// As the gRPC specification maps the error codes of HTTP/2.
fn of_reset(reason: Reason, by_peer: bool) -> Meaning {
    match reason {
        Reason::REFUSED_STREAM if by_peer => {
            Meaning::new(Code::Unavailable, "the gateway did not take the call").not_taken()
        }
        Reason::REFUSED_STREAM => Meaning::lost(),
        Reason::CANCEL => Meaning::new(Code::Cancelled, "the call was cut off by the peer"),
        Reason::ENHANCE_YOUR_CALM => {
            Meaning::new(Code::ResourceExhausted, "the peer asks for fewer requests")
        }
        Reason::INADEQUATE_SECURITY => {
            Meaning::new(Code::PermissionDenied, "the peer asks for better security")
        }
        Reason::NO_ERROR
        | Reason::PROTOCOL_ERROR
        | Reason::INTERNAL_ERROR
        | Reason::FLOW_CONTROL_ERROR
        | Reason::SETTINGS_TIMEOUT
        | Reason::FRAME_SIZE_ERROR
        | Reason::COMPRESSION_ERROR
        | Reason::CONNECT_ERROR => Meaning::new(Code::Internal, "the stream failed"),
        _ => Meaning::new(Code::Unknown, "the stream failed"),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use h2::Reason;

    use super::{failure, of_reset};
    use crate::Code;
    use crate::transport::Repeat;

    #[test]
    fn a_certificate_that_was_refused_will_be_refused_again() {
        let refused = io::Error::other("received fatal alert: CertificateRequired");
        let failure = failure(&refused);
        assert_eq!((failure.code, failure.repeat), (Code::Unavailable, Repeat::Never));
        assert!(!failure.maybe_executed);
        assert!(failure.message.contains("client's certificate"), "{}", failure.message);
    }

    #[test]
    fn what_is_not_known_is_a_lost_connection() {
        let failure = failure(&io::Error::other("odd"));
        assert_eq!(failure.code, Code::Unavailable);
        assert!(failure.maybe_executed);
    }

    #[test]
    fn a_reset_means_what_the_specification_says() {
        let code = |reason| of_reset(reason, true).code;
        assert_eq!(code(Reason::REFUSED_STREAM), Code::Unavailable);
        assert_eq!(code(Reason::CANCEL), Code::Cancelled);
        assert_eq!(code(Reason::ENHANCE_YOUR_CALM), Code::ResourceExhausted);
        assert_eq!(code(Reason::INADEQUATE_SECURITY), Code::PermissionDenied);
        assert_eq!(code(Reason::PROTOCOL_ERROR), Code::Internal);
        assert_eq!(code(Reason::STREAM_CLOSED), Code::Unknown);
        assert!(!of_reset(Reason::REFUSED_STREAM, true).maybe_executed);
        assert!(of_reset(Reason::REFUSED_STREAM, false).maybe_executed);
        assert!(of_reset(Reason::CANCEL, true).maybe_executed);
    }
}
