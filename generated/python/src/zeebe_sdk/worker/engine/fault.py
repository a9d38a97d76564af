"""What a failed poll or stream means."""

from __future__ import annotations

from enum import Enum, auto

from grpc import StatusCode

from ...errors import CallError, ClosedError

LASTING = frozenset(
    {
        StatusCode.INVALID_ARGUMENT,
        StatusCode.PERMISSION_DENIED,
        StatusCode.NOT_FOUND,
        StatusCode.UNIMPLEMENTED,
    }
)


class Fault(Enum):
    """What a failed poll means."""

    TIME_IS_UP = auto()
    """Nothing: there were no jobs in the time that the gateway was given."""
    PASSING = auto()
    """Another may succeed later."""
    TOO_LARGE = auto()
    """Another may succeed if it asks for less."""
    LASTING = auto()
    """No other can succeed."""
    CLOSED = auto()
    """The client is closed, and so is the worker."""


def of_poll(error: Exception, lasted: float, waits: float | None) -> Fault:
    """What a failed poll means, which has lasted so many seconds.

    `waits` is how long the gateway was to wait for jobs.
    """
    if isinstance(error, ClosedError):
        return Fault.CLOSED
    if not isinstance(error, CallError):
        return Fault.LASTING
    if error.too_large:
        return Fault.TOO_LARGE
    if error.status is StatusCode.DEADLINE_EXCEEDED and waits is not None and lasted >= waits:
        return Fault.TIME_IS_UP
    # Something on the way, while the gateway is not there, may say what it likes.
    if error.status in LASTING and error.from_gateway:
        return Fault.LASTING
    return Fault.PASSING


def knows_no_streams(error: Exception) -> bool:
    """Whether the gateway does not know streams of jobs."""
    if not isinstance(error, CallError):
        return False
    return error.status is StatusCode.UNIMPLEMENTED and error.from_gateway
