"""What a shell is asked to do for a call, and what it can say to that.

A shell answers `Attempt` with a reply or a `Failure`, `Prove` with a proof, a `NoProof`, or
nothing if none came in time, the others with nothing. To each it may answer `CANCELLED`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .._limiter import Ticket
    from .._transport.metadata import Metadata
    from ..credentials.authenticator import Authenticator, Occasion

__all__ = [
    "APPLIED",
    "CANCELLED",
    "Applied",
    "Attempt",
    "Cancelled",
    "Line",
    "Pause",
    "Prove",
    "Step",
]


@dataclass(slots=True)
class Attempt:
    """Send the request."""

    timeout: float | None
    """How long the attempt may take, in seconds."""
    metadata: Metadata

    def took(self, seconds: float) -> None:
        """Takes note that a part of the time has passed before the request is sent."""
        if self.timeout is not None:
            self.timeout = max(self.timeout - seconds, 0.001)


@dataclass(slots=True)
class Pause:
    """Wait."""

    seconds: float


@dataclass(slots=True)
class Line:
    """Wait until the ticket is called, and not longer than this."""

    ticket: Ticket
    seconds: float


@dataclass(slots=True)
class Prove:
    """Find what proves who calls."""

    authenticator: Authenticator
    occasion: Occasion
    seconds: float | None
    """How long that may take."""


Step: TypeAlias = Attempt | Pause | Line | Prove


class Cancelled(Enum):
    """The type of `CANCELLED`."""

    CANCELLED = "cancelled"


CANCELLED = Cancelled.CANCELLED
"""The caller does not want the call any more."""


class Applied(Enum):
    """The type of `APPLIED`."""

    APPLIED = "applied"


APPLIED = Applied.APPLIED
"""The end of a call whose work an earlier attempt has done."""
