"""What an error of the gRPC library means.

The library reports a status that the gateway answered and one that it made up itself in the same
way, and its releases differ in everything but the text. So the text is what counts. A text that
is not known here is the gateway's, and a call that failed in a way that is not known may have
been executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from grpc import StatusCode

from .failure import Failure, Origin, Repeat, answered
from .metadata import Metadata

__all__ = ["failure_of", "no_message", "odd_failure"]


@dataclass(frozen=True, slots=True)
class _Cause:
    """A text of the library, and what it means."""

    pattern: str
    make: Callable[[StatusCode, str, re.Match[str]], Failure]


def failure_of(status: StatusCode, text: str | None, trailers: Metadata) -> Failure:
    """The failure that a status of the library stands for."""
    text = text or ""
    for cause in _CAUSES:
        # Kept by `re`, and compiled when a call has failed: most programs see no failure.
        found = re.search(cause.pattern, text)
        if found is not None:
            return cause.make(status, text, found)
    return answered(status, text, trailers)


def no_message() -> Failure:
    """A reply that is none."""
    text = "the gateway answered OK, but without a message that can be read"
    return Failure(status=StatusCode.INTERNAL, message=text, origin=Origin.CONNECTION)


def odd_failure(error: Exception) -> Failure:
    """What else can come of an attempt; raises it again if it is a mistake of ours."""
    from google.protobuf.message import DecodeError

    if isinstance(error, DecodeError):
        text = f"the answer cannot be read: {error}"
        return Failure(status=StatusCode.INTERNAL, message=text, origin=Origin.CONNECTION)
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], int):
        # Older releases of the library fail over a status that gRPC does not know.
        text = f"status {error.args[0]}, which gRPC does not know"
        return Failure(status=StatusCode.UNKNOWN, message=text, origin=Origin.GATEWAY)
    raise error


_PERMANENT = (
    (
        "Hostname Verification Check failed",
        "the certificate of the gateway is for another name",
    ),
    ("is not in peer certificate", "the certificate of the gateway is for another name"),
    ("CERTIFICATE_VERIFY_FAILED", "the certificate of the gateway is not trusted"),
    ("WRONG_VERSION_NUMBER", "the gateway does not speak TLS"),
    ("ALPN", "the peer does not speak HTTP/2"),
    ("NO_APPLICATION_PROTOCOL", "the peer does not speak HTTP/2"),
    ("CERTIFICATE", "the peer does not accept the client's certificate, or the lack of one"),
    ("Unwrap failed", "the peer does not accept the client's certificate, or the lack of one"),
)
"""What is the same at the next attempt: certificates and protocols do not change by themselves."""


def _unconnected(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    repeat = Repeat.BY_STATUS
    why = text
    for words, meaning in _PERMANENT:
        if words in text:
            repeat, why = Repeat.NEVER, f"{meaning}: {text}"
            break
    return Failure(
        status=StatusCode.UNAVAILABLE,
        message=f"no connection to the gateway: {why}",
        origin=Origin.CONNECTION,
        maybe_executed=False,
        repeat=repeat,
        unconnected=True,
    )


def _not_taken(text: str, detail: str) -> Failure:
    return Failure(
        status=StatusCode.UNAVAILABLE,
        message=f"{text}: {detail}",
        origin=Origin.CONNECTION,
        maybe_executed=False,
        repeat=Repeat.NOT_TAKEN,
    )


def _going_away(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    # Reported only for calls above the last one that the gateway says it has looked at.
    return _not_taken("the gateway is going away and did not take the call", text)


_RESETS = {
    8: "the call was cut off by the peer",
    11: "the peer asks for fewer requests",
    12: "the peer asks for better security",
}


def _reset(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    code = int(found[1])
    if code == 7:
        return _not_taken("the gateway did not take the call", text)
    meaning = _RESETS.get(code, "the stream failed")
    return Failure(status=status, message=f"{meaning}: {text}", origin=Origin.CONNECTION)


_FOREIGN = "is there a proxy in between, or does the address belong to something else?"

_HTTP = {
    400: StatusCode.INTERNAL,
    401: StatusCode.UNAUTHENTICATED,
    403: StatusCode.PERMISSION_DENIED,
    404: StatusCode.UNIMPLEMENTED,
    429: StatusCode.UNAVAILABLE,
    502: StatusCode.UNAVAILABLE,
    503: StatusCode.UNAVAILABLE,
    504: StatusCode.UNAVAILABLE,
}


def _foreign(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    number = int(found[1])
    return Failure(
        status=_HTTP.get(number, StatusCode.UNKNOWN),
        message=f"the answer is not from a gateway: HTTP {number}, most likely with a web page; "
        f"{_FOREIGN}",
        origin=Origin.CONNECTION,
        # These say that the request went no further than to who answered.
        maybe_executed=number not in (400, 401, 403, 404, 429),
    )


def _unfinished(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    return Failure(
        status=StatusCode.UNKNOWN,
        message="the answer ends without a status: the stream was cut, a proxy dropped the "
        f"trailers, or it is a web page (HTML) and not from a gateway; {_FOREIGN} ({text})",
        origin=Origin.CONNECTION,
    )


def _too_large(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    return Failure(
        status=StatusCode.RESOURCE_EXHAUSTED,
        message="the answer has a message that is larger than max_message_size, "
        f"{found[2]} bytes: it has {found[1]}",
        origin=Origin.CONNECTION,
    )


def _garbled(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    return Failure(
        status=StatusCode.INTERNAL,
        message=f"the answer breaks the rules of gRPC: {text}",
        origin=Origin.CONNECTION,
    )


def _late(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    return Failure(
        status=StatusCode.DEADLINE_EXCEEDED,
        message="no answer within the time of the attempt",
        origin=Origin.CONNECTION,
    )


def _lost(status: StatusCode, text: str, found: re.Match[str]) -> Failure:
    if "Unwrap failed" in text:
        # With TLS 1.3 a client learns only after its handshake that it is not welcome.
        return _unconnected(status, text, found)
    return Failure(
        status=StatusCode.UNAVAILABLE,
        message=f"the connection was lost: {text}",
        origin=Origin.CONNECTION,
    )


_CAUSES = (
    _Cause(
        "^(failed to connect to all addresses|errors resolving|DNS resolution failed|"
        r"no (known )?addresses|empty address list)|^\S+: subchannel lost all connections$",
        _unconnected,
    ),
    _Cause(r"^(Stream removed \()?GOAWAY received; Error code: ", _going_away),
    _Cause(r"Received RST_STREAM with error code (\d+)\)*$", _reset),
    _Cause(r"^(?:Stream removed \()?Received http2 header with status: (\d+)", _foreign),
    _Cause(r"Received message larger than max \((\d+) vs\. (\d+)\)", _too_large),
    _Cause(
        r"^Stream removed$|^No status received|Data frame with END_STREAM flag received",
        _unfinished,
    ),
    _Cause(
        r"^Compression bit set|^Stream removed \(Error parsing|^(Stream removed \()?Incorrect",
        _garbled,
    ),
    _Cause(r"^(Stream removed \()?Deadline Exceeded\)?$", _late),
    _Cause(
        r"^Stream removed \(|^Socket closed|^(?i:recvmsg|sendmsg|connection reset|broken pipe|"
        r"keepalive|ping timeout|transport closed|endpoint closing|connection closed)",
        _lost,
    ),
)
