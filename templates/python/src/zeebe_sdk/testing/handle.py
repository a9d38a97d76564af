"""A job that a test has added to a gateway, and what its workers report."""

from __future__ import annotations

import asyncio

from ..keys import JobKey
from ..worker.outcome import Outcome
from .desk import Desk

PATIENCE = 5.0
"""How many seconds an outcome is waited for unless the test says."""


class NoOutcomeError(AssertionError):
    """A job has not the outcome that a test has waited for; the text says where it is instead."""

    def __init__(self, key: JobKey, why: str) -> None:
        """Says that it has none, for this reason."""
        super().__init__(f"job {key} has no outcome: {why}")
        self.key = key
        """The key of the job."""


class JobHandle:
    """A job that a test has added, see `FakeGateway.add_job`.

    A job that is tried several times has as many outcomes, in their order.
    """

    def __init__(self, key: JobKey, desk: Desk) -> None:
        """The job with this key."""
        self.key = key
        """The key of the job."""
        self._desk = desk

    def wait(self, timeout: float = PATIENCE) -> Outcome:
        """What a worker reports about the job, waiting at most so many seconds.

        Raises:
            NoOutcomeError: If there is none in time.
        """
        outcome = self._desk.outcome(self.key, timeout)
        if outcome is None:
            raise NoOutcomeError(self.key, self._desk.whereabouts(self.key))
        return outcome

    async def outcome(self, timeout: float = PATIENCE) -> Outcome:
        """As `wait`, for tests that are async."""
        return await asyncio.to_thread(self.wait, timeout)

    def __repr__(self) -> str:
        """The job for people."""
        return f"<JobHandle {self.key}: {self._desk.whereabouts(self.key)}>"
