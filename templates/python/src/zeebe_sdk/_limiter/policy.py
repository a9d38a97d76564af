"""How fast a client adapts to a gateway that pushes calls back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from .._retry.backoff import Random
from .._retry.policy import seconds
from ..errors import ConfigError

__all__ = ["Backpressure", "BackpressurePolicy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackpressurePolicy:
    """How the SDK treats a gateway that pushes calls back.

    Calls are sent again as often as their deadline allows; these settings say how fast the
    client adapts. Times are in seconds, or a `timedelta`.
    """

    decrease: float = 0.7
    """By what the limit is multiplied when a call is pushed back, at most once per round trip;
    above 0 and below 1."""
    pause: float | timedelta = 0.01
    """About how long a call waits after its first pushback before it asks again; half as much is
    chosen at random. Doubles with each further pushback of that call."""
    max_pause: float | timedelta = 0.1
    """What the pause never exceeds."""
    max_hold: float | timedelta = 1.0
    """How long a call counts as in flight at most: one that takes longer waits for something
    other than the load."""
    lift_after: float | timedelta = 60.0
    """After what time without a pushback, and with nobody waiting, the limit is lifted."""

    def __post_init__(self) -> None:
        if not 0 < self.decrease < 1:
            raise ConfigError("backpressure_policy.decrease", "must be above 0 and below 1")
        if not 0 < seconds(self.pause) <= seconds(self.max_pause) < math.inf:
            raise ConfigError("backpressure_policy.pause", "must be above 0 and at most max_pause")
        if not 0 < seconds(self.max_hold) < math.inf:
            raise ConfigError("backpressure_policy.max_hold", "must be above 0")
        if not seconds(self.lift_after) >= 0:
            raise ConfigError("backpressure_policy.lift_after", "must not be negative")

    def pause_after(self, pushbacks: int, random: Random) -> float:
        """The pause after so many pushbacks of a call."""
        doublings = min(max(pushbacks - 1, 0), 16)
        pause = min(seconds(self.pause) * (1 << doublings), seconds(self.max_pause))
        return pause * (0.5 + random())


@dataclass(frozen=True, slots=True, kw_only=True)
class Backpressure:
    """What a client does about a gateway that pushes calls back, at one moment."""

    limit: int | None = None
    """How many calls may be in flight at once; `None` while the gateway does not push back."""
    in_flight: int = 0
    """How many calls are in flight within the limit."""
    waiting: int = 0
    """How many calls wait in line."""
