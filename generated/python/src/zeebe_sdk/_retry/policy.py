"""How often and how fast a failed call is sent again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from ..errors import ConfigError

__all__ = ["RetryBudget", "RetryMode", "RetryPolicy", "seconds"]


def seconds(span: float | timedelta) -> float:
    """A length of time in seconds."""
    return span.total_seconds() if isinstance(span, timedelta) else span


class RetryMode(Enum):
    """Whether a failed call is sent again, and what that may cost.

    Set for a client or for a single call.
    """

    BY_CLASS = "by_class"
    """As far as it cannot do the work twice: a call that changes nothing, or whose second
    execution changes nothing, is repeated after every transient failure; any other only if the
    gateway did not execute it. So a process is never started twice by the SDK."""
    AT_LEAST_ONCE = "at_least_once"
    """Also calls whose outcome is not known (`UNAVAILABLE`, `DEADLINE_EXCEEDED`), for callers who
    would rather do the work twice than not at all."""
    NEVER = "never"
    """Not at all: every call is sent once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryBudget:
    """A token bucket shared by all calls of a client.

    Every transient failure takes a token, unless the gateway says that it has not taken the
    call; every success gives some of one back; while half of the tokens or fewer are left,
    nothing is repeated. So retries add little to the load of a gateway that fails for everybody.
    """

    tokens: float = 10.0
    """How many tokens there are at most, and at first."""
    refund: float = 0.1
    """How much of a token a success gives back."""

    def __post_init__(self) -> None:
        if not 1 <= self.tokens <= 1e6:
            raise ConfigError("retry_policy.budget.tokens", "must be between 1 and 1000000")
        if not 0 <= self.refund <= 1e6:
            raise ConfigError("retry_policy.budget.refund", "must be between 0 and 1000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how fast a failed call is sent again.

    All attempts share the one deadline of the call. Backpressure does not count here, see
    `BackpressurePolicy`. Times are in seconds, or a `timedelta`.
    """

    max_attempts: int = 5
    """How often a call is sent in all, at least 1."""
    initial_delay: float | timedelta = 0.1
    """The longest pause before the second attempt; the pause is chosen at random between nothing
    and this ("full jitter"), so that clients that failed together do not come back together."""
    multiplier: float = 2.0
    """By what the longest pause grows with every attempt, at least 1."""
    max_delay: float | timedelta = 5.0
    """What the longest pause never exceeds."""
    budget: RetryBudget = field(default_factory=RetryBudget)
    """What keeps an outage from being multiplied by retries."""

    def __post_init__(self) -> None:
        if not self.max_attempts >= 1:
            raise ConfigError("retry_policy.max_attempts", "must be at least 1")
        if not (math.isfinite(self.multiplier) and self.multiplier >= 1):
            raise ConfigError("retry_policy.multiplier", "must be a number of at least 1")
        initial, longest = seconds(self.initial_delay), seconds(self.max_delay)
        if not 0 <= initial < math.inf:
            raise ConfigError("retry_policy.initial_delay", "must be a number of at least 0")
        if not initial <= longest < math.inf:
            raise ConfigError("retry_policy.max_delay", "must not be below initial_delay")
