"""Keeps a job reserved while its handler runs."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from ...errors import FailedPreconditionError, NotFoundError, ZeebeError
from .. import defaults
from ..observe import log

if TYPE_CHECKING:
    from .held import Held

LEAST = 0.01
"""The least pause between two attempts, in seconds."""


class Prolonging:
    """Prolongs the reservation of a job again and again, until it is stopped or the job is gone."""

    __slots__ = ("_held", "_milliseconds", "_task", "_timer")

    def __init__(self, held: Held, timeout: float) -> None:
        """Prolongs to so many seconds, when most of the remaining time is over."""
        self._held = held
        self._milliseconds = max(round(timeout * 1000), 1)
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._schedule()

    def stop(self) -> None:
        """Has it prolonged no more."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _schedule(self) -> None:
        remaining = self._held.expires - time.monotonic()
        if remaining > 0:
            pause = max(remaining * defaults.EXTEND_AFTER, LEAST)
            self._timer = self._held.loop.call_later(pause, self._is_due)

    def _is_due(self) -> None:
        self._task = self._held.loop.create_task(self._extend())

    async def _extend(self) -> None:
        try:
            await self._held.extend(self._milliseconds)
        except ZeebeError as error:
            log.warning("job %s is not prolonged: %s", self._held.key, error)
            if isinstance(error, (NotFoundError, FailedPreconditionError)):
                return
        self._task = None
        self._schedule()
