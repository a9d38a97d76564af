"""When a token is renewed, and how long a failing server is left alone. All in seconds."""

from __future__ import annotations

import math
import random

__all__ = ["lifetime", "pause", "renewal"]

UNSAID = 300.0
"""Tokens that do not say how long they last."""

SHORTEST = 1.0
"""A token that expires at once is good for the calls that wait for it, and keeps the server from
being asked by every single call."""

LONGEST = 24 * 3_600.0
"""What servers say beyond this is not believed."""

AHEAD = 30.0
"""How long before its end a token is renewed, at most."""


def lifetime(said: float | None) -> float:
    """How long a token is used, by what the server says."""
    if said is None or math.isnan(said):
        return UNSAID
    return min(max(said, SHORTEST), LONGEST)


def renewal(lasts: float) -> float:
    """How long after it was asked for a token is renewed."""
    return lasts - min(AHEAD, lasts / 10)


def pause(failures: int) -> float:
    """How long a server that has failed so often in a row is left alone.

    Up to 100 ms at first, twice as long after each failure, up to 5 s, and never less than half
    of that.
    """
    doublings = min(max(failures - 1, 0), 16)
    bound = min(0.1 * 2**doublings, 5.0)
    return random.uniform(bound / 2, bound)
