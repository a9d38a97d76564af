"""The work of a program that handles jobs.

The time runs from the start of one handler to the start of a later one, so that connecting and the
last jobs do not count.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Awaitable
from typing import Any

from .sample import Meter

TYPE = "approve"
"""The type of the jobs."""


def told() -> argparse.Namespace:
    """What the program is told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", required=True)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--warm-up", type=int, default=2_000)
    parser.add_argument("--active", type=int, default=32)
    parser.add_argument("--tuned", action="store_true")
    parser.add_argument("--timeout", type=float, help="the deadline of a call of a bare loop, in s")
    parser.add_argument("--no-retries", action="store_false", dest="retries")
    return parser.parse_args()


class Handler:
    """The handler of every program, which also measures."""

    def __init__(self, jobs: int, warm_up: int) -> None:
        self._jobs = jobs
        self._first = warm_up
        self._last = warm_up + jobs
        self._handled = 0
        self._latencies: list[int] = []
        self._meter = Meter()
        self.is_told = False
        """Whether all that is measured is over."""

    async def work(self, working: Awaitable[None]) -> None:
        """Works until the server ends, which nobody minds when all is told."""
        try:
            await working
        except Exception:
            if not self.is_told:
                raise

    def handle(self, order: dict[str, Any]) -> dict[str, Any]:
        """Handles a job: what it is completed with."""
        self._handled += 1
        handled = self._handled
        available = order.get("available")
        if available is not None and handled > self._first:
            self._latencies.append(time.monotonic_ns() - available)
        if handled == self._first:
            self._meter = Meter()
        elif handled == self._last:
            self._meter.tell(self._jobs, self._latencies)
            self.is_told = True
            # The server ends first, so what is said about that says nothing.
            logging.disable(logging.ERROR)
        return {"order": order["id"], "approved": order["total"] < 1_000 and bool(order["items"])}
