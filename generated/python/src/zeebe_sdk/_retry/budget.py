"""The token bucket that keeps an outage from being multiplied."""

from __future__ import annotations

import threading

from .policy import RetryBudget

__all__ = ["Budget"]


class Budget:
    """The tokens left, counted in thousandths."""

    __slots__ = ("_full", "_lock", "_refund", "_tokens")

    def __init__(self, settings: RetryBudget) -> None:
        self._full = round(settings.tokens * 1_000)
        self._refund = round(settings.refund * 1_000)
        self._tokens = self._full
        self._lock = threading.Lock()

    @property
    def is_short(self) -> bool:
        """Whether tokens are missing."""
        return self._tokens < self._full

    def succeeded(self) -> None:
        """Gives back a part of a token.

        While the bucket is full, which it is while nothing fails, this only reads.
        """
        if self._tokens < self._full:
            with self._lock:
                self._tokens = min(self._tokens + self._refund, self._full)

    def failed(self) -> bool:
        """Takes a token and says whether the call may be repeated."""
        with self._lock:
            self._tokens = max(self._tokens - 1_000, 0)
            return self._tokens > self._full // 2
