"""An attempt that did not bring what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from grpc import StatusCode

from .metadata import Metadata

__all__ = ["Failure", "Origin", "Repeat", "answered", "cut_off", "unproved"]


class Origin(Enum):
    """Who says that an attempt failed."""

    GATEWAY = "gateway"
    """The gateway, by a status."""
    CONNECTION = "connection"
    """The connection, or somebody between the gateway and us."""
    CALLER = "caller"
    """The caller: the deadline, a cancellation, a closed client."""


class Repeat(Enum):
    """Whether another attempt can end otherwise, apart from what the gateway says."""

    BY_STATUS = "by_status"
    """The status decides."""
    NOT_TAKEN = "not_taken"
    """The status decides, and it is no sign of an outage: the peer is there, and has not looked
    at the call."""
    LATER = "later"
    """A later call can; this one has tried what there is to try."""
    NEVER = "never"
    """Not before somebody changes the configuration."""


@dataclass(slots=True, kw_only=True)
class Failure:
    """A failed attempt."""

    status: StatusCode
    message: str
    origin: Origin
    maybe_executed: bool = True
    """Whether the gateway may have executed the call."""
    details: bytes = b""
    metadata: Metadata = ()
    pushback: float | None = None
    """When the gateway wants to be asked again, in seconds; infinite for never, `None` if it does
    not say."""
    repeat: Repeat = Repeat.BY_STATUS
    unconnected: bool = False
    """Whether there was no connection."""

    @property
    def says_too_large(self) -> bool:
        """Whether the message was larger than somebody takes."""
        if self.status is StatusCode.RESOURCE_EXHAUSTED:
            text = self.message.lower()
            return any(words in text for words in _SIZE_WORDS)
        return self.status is StatusCode.UNKNOWN and _TOO_LARGE_TO_LOG in self.message

    @property
    def says_no_such_partition(self) -> bool:
        """Whether the gateway knows no partition for the key of the call."""
        return self.origin is Origin.GATEWAY and _no_such_partition(self.status, self.message)


_SIZE_WORDS = ("maximum size", "message size", "larger than", "too large", "max_message_size")
"""How texts of gateways, brokers and gRPC libraries speak of size."""

_TOO_LARGE_TO_LOG = "EXCEEDED_BATCH_RECORD_SIZE"

_NOT_EXECUTED = {
    StatusCode.INVALID_ARGUMENT,
    StatusCode.NOT_FOUND,
    StatusCode.ALREADY_EXISTS,
    StatusCode.PERMISSION_DENIED,
    StatusCode.RESOURCE_EXHAUSTED,
    StatusCode.FAILED_PRECONDITION,
    StatusCode.OUT_OF_RANGE,
    StatusCode.UNIMPLEMENTED,
    StatusCode.UNAUTHENTICATED,
}


def _no_such_partition(status: StatusCode, message: str) -> bool:
    unavailable = status is StatusCode.UNAVAILABLE
    return unavailable and "partition" in message and "does not exist" in message


def answered(status: StatusCode, message: str, trailers: Metadata) -> Failure:
    """A status that the gateway answered."""
    refused = (
        status in _NOT_EXECUTED
        or _no_such_partition(status, message)
        or (status is StatusCode.UNKNOWN and _TOO_LARGE_TO_LOG in message)
    )
    details = b""
    pushback = None
    for name, value in trailers:
        if name == "grpc-status-details-bin" and isinstance(value, bytes):
            details = value
        elif name == "grpc-retry-pushback-ms":
            pushback = _pushback(value)
    return Failure(
        status=status,
        message=message,
        origin=Origin.GATEWAY,
        maybe_executed=not refused,
        details=details,
        metadata=tuple(pair for pair in trailers if pair[0] != "grpc-status-details-bin"),
        pushback=pushback,
    )


def _pushback(value: str | bytes) -> float:
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    # A negative number means never, and so does what is not a number.
    return int(text) / 1_000 if text.strip().isdecimal() else float("inf")


def cut_off(status: StatusCode, message: str, *, maybe_executed: bool) -> Failure:
    """The end of an attempt at the hands of its caller."""
    return Failure(
        status=status, message=message, origin=Origin.CALLER, maybe_executed=maybe_executed
    )


def unproved(message: str, *, passing: bool) -> Failure:
    """A call that was not sent for want of credentials."""
    return Failure(
        status=StatusCode.UNAUTHENTICATED,
        message=message,
        origin=Origin.CONNECTION,
        maybe_executed=False,
        repeat=Repeat.LATER if passing else Repeat.NEVER,
    )
