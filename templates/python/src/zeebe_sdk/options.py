"""What can be chosen for a call or a client: retries, backpressure, and the options of one call."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ._limiter.policy import Backpressure, BackpressurePolicy
from ._retry.policy import RetryBudget, RetryMode, RetryPolicy
from ._transport.metadata import checked_metadata
from .errors import ArgumentError

__all__ = [
    "Backpressure",
    "BackpressurePolicy",
    "CallOptions",
    "Cancellation",
    "RetryBudget",
    "RetryMode",
    "RetryPolicy",
]


class Cancellation:
    """Ends calls of a `ZeebeClient` from another thread.

    One may be given to any number of calls. An asyncio call is ended by cancelling its task.

    >>> cancellation = Cancellation()
    >>> options = CallOptions(cancellation=cancellation)
    >>> cancellation.cancel()
    """

    __slots__ = ("_lock", "_waiting", "cancelled")

    def __init__(self) -> None:
        self.cancelled = False
        """Whether it has been used."""
        self._lock = threading.Lock()
        self._waiting: dict[object, Callable[[], object]] = {}

    def cancel(self) -> None:
        """Ends the calls that it was given to, and those that it will be; for ever."""
        with self._lock:
            self.cancelled = True
            waiting = list(self._waiting.values())
            self._waiting.clear()
        for end in waiting:
            end()

    def add(self, end: Callable[[], object]) -> object:
        """Says what to do on `cancel`, or does it; returns what `remove` takes."""
        key = object()
        with self._lock:
            if not self.cancelled:
                self._waiting[key] = end
                return key
        end()
        return key

    def remove(self, key: object) -> None:
        """Takes `add` back."""
        with self._lock:
            self._waiting.pop(key, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """What is special about one call."""

    timeout: float | timedelta | None = None
    """How long the call may take in all, in seconds or as a `timedelta`: waiting, every attempt,
    and the pauses between them. For a stream it is the time until its end."""
    retry: RetryMode | None = None
    """Whether the call is sent again after a failure."""
    metadata: Sequence[tuple[str, str | bytes]] = ()
    """Metadata for this call, in addition to the client's. The value of a name that ends in
    `-bin` is sent as bytes."""
    cancellation: Cancellation | None = None
    """What may end the call from another thread; for calls of a `ZeebeClient`."""

    def __post_init__(self) -> None:
        _check("timeout", self.timeout, (int, float, timedelta), "seconds or a timedelta")
        _check("retry", self.retry, (RetryMode,), "a RetryMode")
        _check("cancellation", self.cancellation, (Cancellation,), "a Cancellation")
        seconds = self.seconds
        if seconds is not None and (math.isnan(seconds) or seconds <= 0):
            raise ArgumentError("timeout", "must be greater than zero")
        if self.metadata:
            object.__setattr__(self, "metadata", checked_metadata(self.metadata, "metadata"))

    @property
    def seconds(self) -> float | None:
        """The timeout in seconds; `None` if there is none or it is infinite."""
        timeout = self.timeout
        if timeout is None:
            return None
        return timeout.total_seconds() if isinstance(timeout, timedelta) else float(timeout)


def _check(path: str, value: object, kinds: tuple[type, ...], wanted: str) -> None:
    """Refuses a value of another type."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, kinds)):
        raise ArgumentError(path, f"must be {wanted}, not {type(value).__name__}")
