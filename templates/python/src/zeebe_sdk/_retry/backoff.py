"""Pauses before another attempt, chosen at random."""

from __future__ import annotations

from collections.abc import Callable

from .policy import RetryPolicy, seconds

__all__ = ["Random", "bound", "full_jitter"]

Random = Callable[[], float]
"""A source of numbers from 0 up to, but not including, 1."""


def full_jitter(policy: RetryPolicy, failures: int, random: Random) -> float:
    """The pause after so many failures: anything between none and a bound that grows."""
    return bound(policy, failures) * random()


def bound(policy: RetryPolicy, failures: int) -> float:
    """The longest pause after so many failures, in seconds."""
    longest = seconds(policy.max_delay)
    try:
        growth = float(policy.multiplier) ** max(failures - 1, 0)
    except OverflowError:
        return longest
    return min(seconds(policy.initial_delay) * growth, longest)
