"""Workers with handlers that do as they are told.

`settings` makes the settings of one, `script` says what a handler does with a job, `handlers` are
the handlers themselves, and `board` has what there is to tell about them.
"""

from __future__ import annotations

import asyncio
from typing import Any

from zeebe_sdk import AsyncZeebeClient
from zeebe_sdk.worker import Worker, WorkerError

from ..arguments import WrongLineError
from ..errors import shown
from .board import Board
from .handlers import HANDLERS
from .script import Script
from .settings import settings

COUNTED = (
    "polled",
    "streamed",
    "started",
    "completed",
    "failed",
    "errored",
    "lost",
    "expired",
    "returned",
    "unreported",
    "polls",
    "polls_failed",
    "streams",
    "slots_used",
    "slots",
)
"""The numbers that a worker gives."""


def shown_worker_error(error: WorkerError) -> dict[str, Any]:
    """What a worker says that it cannot put right."""
    return {**shown(error), "status": error.status and error.status.value[0]}


class Running:
    """A worker that was started."""

    def __init__(self, client: AsyncZeebeClient, job_type: str, order: dict[str, Any]) -> None:
        self._board = Board(Script.of(order.get("handler", {})))
        self._type = job_type
        self._worker = Worker(client, on_error=self._board.error, observer=self._board)
        self._worker.provide(self._board)
        handler = HANDLERS.get(order.get("takes", "job"))
        if handler is None:
            raise WrongLineError(f"handlers do not take `{order['takes']}`")
        self._worker.job(job_type, **settings(order.get("settings", {})))(handler)
        self._board.shutdown = self._worker.shutdown
        if order.get("until_signal"):
            self._run = asyncio.create_task(self._worker.run())
        else:
            self._worker.start()

    async def stop(self) -> dict[str, Any]:
        """Shuts it down, and says what became of its jobs."""
        self._worker.shutdown()
        report = await self._worker.closed()
        return {
            "abandoned": [str(key) for key in report.abandoned],
            "returned": report.returned,
        }

    def release(self) -> None:
        """Lets handlers that wait go on, and all that come."""
        self._board.release()

    def report(self) -> dict[str, Any]:
        """What there is to tell."""
        stats = self._worker.stats(self._type)
        failure = self._worker.failure
        return {
            **self._board.report(),
            "state": self._worker.state.value,
            "failure": None if failure is None else shown_worker_error(failure),
            "poll": stats.poll.value,
            "stream": stats.stream.value,
            "stats": {name: getattr(stats, name) for name in COUNTED},
        }
