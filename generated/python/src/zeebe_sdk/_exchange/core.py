"""What the calls of a client share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .._limiter import BackpressurePolicy, Limiter
from .._retry.budget import Budget
from .._retry.policy import RetryMode, RetryPolicy

if TYPE_CHECKING:
    from .._retry.backoff import Random
    from .._transport.metadata import Metadata
    from ..config.resolved import Resolved
    from ..credentials.authenticator import Authenticator, Proof

__all__ = ["Core"]


def _random() -> float:
    # Only pauses need it, and it takes a while to import.
    from random import random

    return random()


class Core:
    """The settings that calls look at, and what they do to each other."""

    __slots__ = (
        "__weakref__",
        "_lock",
        "_proved",
        "abandoned",
        "authenticator",
        "backpressure_policy",
        "budget",
        "calm",
        "clock",
        "closed_because",
        "flying",
        "limiter",
        "metadata",
        "random",
        "request_timeout",
        "retry",
        "retry_policy",
        "unconnected",
    )

    def __init__(
        self,
        *,
        request_timeout: float = 10.0,
        retry: RetryMode = RetryMode.BY_CLASS,
        retry_policy: RetryPolicy | None = None,
        backpressure_policy: BackpressurePolicy | None = None,
        metadata: Metadata = (),
        authenticator: Authenticator | None = None,
        clock: Callable[[], float] = time.monotonic,
        random: Random = _random,
    ) -> None:
        self.request_timeout = request_timeout
        self.retry = retry
        self.retry_policy = retry_policy or RetryPolicy()
        self.backpressure_policy = backpressure_policy or BackpressurePolicy()
        self.metadata = metadata
        self.authenticator = authenticator
        self.clock = clock
        self.random = random
        self.limiter = Limiter(self.backpressure_policy, clock)
        self.budget = Budget(self.retry_policy.budget)
        self.flying: set[object] = set()
        """The calls under way, each a mark of its own: threads come and go here without a lock."""
        self.closed_because: str | None = None
        """Why no call is made any more."""
        self.abandoned = False
        """Whether this is another process than the one that made the client."""
        self._lock = threading.Lock()
        self._proved: tuple[Proof, Metadata] | None = None
        self.unconnected = False
        """Whether the last attempt found no connection. The library answers the next ones with
        the same, until it connects again; so they wait for that, which is not long."""
        self.calm = True
        """Whether a call has nothing to look at but its own request: the one flag that the quick
        way of a call reads."""

    @classmethod
    def of(cls, resolved: Resolved) -> Core:
        """What the calls of a client with these settings share."""
        return cls(
            request_timeout=resolved.request_timeout,
            retry=resolved.retry,
            retry_policy=resolved.retry_policy,
            backpressure_policy=resolved.backpressure_policy,
            metadata=resolved.metadata,
            authenticator=resolved.authenticator,
        )

    @property
    def under_way(self) -> int:
        """How many calls are under way."""
        return len(self.flying)

    def look(self) -> None:
        """Brings `calm` up to date, after anything that may have changed it."""
        with self._lock:
            excited = self.limiter.limited or self.budget.is_short or self.unconnected
            self.calm = self.closed_because is None and not excited

    def close(self, why: str) -> None:
        """From now on no call is made; the first reason counts."""
        self.closed_because = self.closed_because or why
        self.look()

    def abandon(self, why: str) -> None:
        """As `close` in a child process, where the locks may be held by threads that are gone."""
        self.closed_because = why
        self.abandoned = True
        self.calm = False

    def attached(self, proof: Proof) -> Metadata:
        """The client's metadata with what proves who calls, which nothing else contradicts."""
        known = self._proved
        if known is not None and known[0] is proof:
            return known[1]
        made = with_proof(self.metadata, proof)
        self._proved = (proof, made)
        return made


def with_proof(metadata: Metadata, proof: Proof) -> Metadata:
    """The metadata with the proof in place of what has the same names."""
    names = {name for name, _ in proof.metadata}
    return tuple(pair for pair in metadata if pair[0] not in names) + proof.metadata
