"""The pauses after polls and streams that failed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from grpc import StatusCode

from ..errors import CallError, ConfigError
from . import defaults

Pause: TypeAlias = Callable[[int, Exception], float | timedelta]
"""Says how long to wait after so many failures in a row, from 1, and the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long a worker waits after a poll, or a stream, that failed.

    Longer with every failure, and from the start again after a success. There is no number of
    failures after which it gives up.

    The pauses are a little longer or shorter at random, so that workers that failed together do not
    come back together. After UNAVAILABLE, when a gateway that starts again meets all its workers at
    once, they are anything between nothing and the pause.
    """

    initial: float | timedelta = defaults.BACKOFF_INITIAL
    """The pause after the first failure, in seconds or as a `timedelta`; above 0."""
    max: float | timedelta = defaults.BACKOFF_MAX
    """What the pause never exceeds, in seconds or as a `timedelta`."""
    factor: float = defaults.BACKOFF_FACTOR
    """By what the pause grows with each failure, at least 1."""
    jitter: float = defaults.BACKOFF_JITTER
    """By which part of itself the pause varies, from 0 to 1."""

    def check(self) -> None:
        """Checks the numbers.

        Raises:
            ConfigError: If one of them cannot be used, which it names.
        """
        initial = seconds(self.initial, "backoff.initial")
        if initial <= 0:
            raise ConfigError("backoff.initial", "must be above 0")
        if seconds(self.max, "backoff.max") < initial:
            raise ConfigError("backoff.max", "must not be below initial")
        if not number(self.factor, "backoff.factor") >= 1:
            raise ConfigError("backoff.factor", "must be at least 1")
        if not 0 <= number(self.jitter, "backoff.jitter") <= 1:
            raise ConfigError("backoff.jitter", "must be between 0 and 1")

    def pause(self, failures: int, status: StatusCode | None) -> float:
        """The seconds to wait after so many failures in a row, the last with this status."""
        initial = seconds(self.initial, "backoff.initial")
        longest = seconds(self.max, "backoff.max")
        # Beyond this the power is above anything, also above what floats hold.
        steps = min(failures - 1, 1_000)
        try:
            grown = min(initial * self.factor**steps, longest)
        except OverflowError:
            grown = longest
        if status is StatusCode.UNAVAILABLE:
            return grown * random.random()
        return vary(grown, self.jitter)


Pace: TypeAlias = Backoff | Pause
"""What says how long to wait: the numbers, or a function of the user."""


def vary(time: float, part: float) -> float:
    """A time, longer or shorter by up to this part of itself, at random."""
    return time * (1 + part * (2 * random.random() - 1))


def pause_by(pace: Pace, failures: int, error: Exception) -> float:
    """The seconds to wait; it may raise what a function of the user raises."""
    if isinstance(pace, Backoff):
        return pace.pause(failures, error.status if isinstance(error, CallError) else None)
    return seconds(pace(failures, error), "backoff")


def seconds(value: object, setting: str) -> float:
    """A length of time in seconds.

    Raises:
        ConfigError: If it is neither a number of seconds nor a `timedelta`.
    """
    if isinstance(value, timedelta):
        return value.total_seconds()
    return number(value, setting, "a number of seconds or a timedelta")


def number(value: object, setting: str, what: str = "a number") -> float:
    """A number that is one.

    Raises:
        ConfigError: If it is none, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ConfigError(setting, f"must be {what}, not {type(value).__name__}")
    if not math.isfinite(value):
        raise ConfigError(setting, "must be finite")
    return float(value)
