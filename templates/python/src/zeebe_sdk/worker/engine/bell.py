"""What the loop of a worker waits for: that somebody rings, or a time comes."""

from __future__ import annotations

import asyncio


class Bell:
    """Wakes one who waits. It may ring before, and more than once."""

    __slots__ = ("_alarm", "_loop", "_rung", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """A bell that has not rung."""
        self._loop = loop
        self._rung = False
        self._waiting: asyncio.Future[None] | None = None
        self._alarm: asyncio.TimerHandle | None = None

    def ring(self) -> None:
        """Wakes who waits, or who will."""
        self._rung = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def ring_at(self, time: float | None) -> None:
        """Has it ring at this time of the loop, if any, or before.

        Who hears it looks at the clock: times that move away, as they do with every job, cost
        nothing.
        """
        alarm = self._alarm
        if time is None or (alarm is not None and alarm.when() <= time):
            return
        if alarm is not None:
            alarm.cancel()
        self._alarm = self._loop.call_at(time, self._alarmed)

    def silence(self) -> None:
        """Has it not ring by itself any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def rung(self) -> None:
        """Waits until it rings, unless it has since it was last waited for."""
        if not self._rung:
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        self._rung = False

    def _alarmed(self) -> None:
        self._alarm = None
        self.ring()
