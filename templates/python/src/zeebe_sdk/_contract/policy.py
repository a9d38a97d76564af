"""The behaviour of an RPC as data.

Nothing is decided here: `_exchange` reads these tables, people print and compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from grpc import StatusCode

__all__ = [
    "CallClass",
    "ClientDefault",
    "DeadlineRule",
    "Fixed",
    "RequestTimeout",
    "RetryRule",
    "RpcPolicy",
    "StatusCode",
    "Unlimited",
]


class CallClass(Enum):
    """What a second execution of a call would do."""

    READ = "read"
    """Nothing: the call changes nothing."""
    IDEMPOTENT = "idempotent"
    """Nothing that the first one has not done."""
    LAST_WRITE_WINS = "last_write_wins"
    """Overwrite what was written in between."""
    IDEMPOTENT_IF = "idempotent_if"
    """Nothing, if the request fulfils a condition; see `RpcPolicy.condition`."""
    NON_IDEMPOTENT = "non_idempotent"
    """The work, a second time."""
    WORKER_LOOP = "worker_loop"
    """It is made by a loop that decides for itself when to call again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """The statuses of the gateway after which a call is sent again."""

    idempotent: frozenset[StatusCode] = frozenset()
    """If a second execution does no harm."""
    otherwise: frozenset[StatusCode] = frozenset()
    """If it would do the work twice."""
    at_least_once: frozenset[StatusCode] = frozenset()
    """If it would do the work twice and the caller accepts that."""


@dataclass(frozen=True, slots=True)
class ClientDefault:
    """A call has the client's `request_timeout`."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A call has a time of its own."""

    seconds: float
    """In seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTimeout:
    """A call has as long as the request lets the gateway wait, and some more."""

    gateway_default: float
    """How long the gateway waits if the request does not say, in seconds."""
    plus: float
    """How much more, in seconds."""


@dataclass(frozen=True, slots=True)
class Unlimited:
    """A call has no deadline."""


DeadlineRule: TypeAlias = ClientDefault | Fixed | RequestTimeout | Unlimited
"""How long a call may take unless its caller says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcPolicy:
    """How the SDK treats an RPC."""

    name: str
    """The RPC, as the proto spells it."""
    path: str
    """Its path, e.g. `/gateway_protocol.Gateway/Topology`."""
    call_class: CallClass = CallClass.NON_IDEMPOTENT
    """What a second execution would do."""
    condition: str | None = None
    """What makes a call of the class `IDEMPOTENT_IF` idempotent, in words."""
    retry: RetryRule = RetryRule()
    """When a failed call is sent again."""
    deadline: DeadlineRule = ClientDefault()
    """How long a call may take."""
    backpressure_exempt: bool = False
    """Whether an overloaded gateway executes it all the same."""
    already_applied: frozenset[StatusCode] = frozenset()
    """Statuses that, after an attempt that may have worked, mean that it has."""
    since: str = ""
    """The first gateway release that knows the RPC."""
    deprecated: str | None = None
    """Why it should not be used any more."""
    errors: Mapping[StatusCode, str] = field(default_factory=dict[StatusCode, str])
    """What a status means for this RPC."""
