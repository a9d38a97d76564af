"""What there is to tell about the handlers of a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from zeebe_sdk.worker import Job, StateChanged, StreamEnded, WorkerError, WorkerObserver

from .script import Act, Script

TOLD = 2_000
"""Jobs are told up to this many."""


class Board(WorkerObserver):
    """What is known about the handlers of one worker; it hears what the worker does."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._seen: dict[str, Any] = {
            "handled": 0,
            "running": 0,
            "most_at_once": 0,
            "cancelled": 0,
            "jobs": [],
            "outcomes": [],
            "errors": [],
            "states": [],
            "stream_ends": [],
        }
        self._released = asyncio.Event()
        self.shutdown: Callable[[], object] = lambda: None
        """Shuts the worker down."""

    @contextmanager
    def begin(self, job: Job | None = None) -> Iterator[Act]:
        """A handler runs; what it does."""
        seen = self._seen
        seen["handled"] += 1
        seen["running"] += 1
        seen["most_at_once"] = max(seen["most_at_once"], seen["running"])
        if job is not None and len(seen["jobs"]) < TOLD:
            seen["jobs"].append(
                {
                    "key": str(job.key),
                    "retries": job.retries,
                    "variables": job.variables.text,
                    "headers": job.custom_headers.text,
                }
            )
        try:
            yield self._script.next()
        finally:
            seen["running"] -= 1

    def told(self, outcome: dict[str, Any]) -> None:
        """What a handler that reports by itself was told."""
        self._seen["outcomes"].append(outcome)

    def was_cancelled(self) -> None:
        """A handler saw that it is cancelled."""
        self._seen["cancelled"] += 1

    async def wait(self) -> None:
        """Waits until handlers are let go on."""
        await self._released.wait()

    def release(self) -> None:
        """Lets handlers that wait go on, and all that come."""
        self._released.set()

    def error(self, error: WorkerError) -> None:
        """The error callback."""
        status = error.status and error.status.value[0]
        self._seen["errors"].append({"status": status, "text": str(error)})

    def state_changed(self, event: StateChanged) -> None:
        """The worker changes its state."""
        self._seen["states"].append(event.state.value)

    def stream_ended(self, event: StreamEnded) -> None:
        """A stream has ended."""
        self._seen["stream_ends"].append(event.reason.value)

    def report(self) -> dict[str, Any]:
        """What there is to tell."""
        return dict(self._seen)
