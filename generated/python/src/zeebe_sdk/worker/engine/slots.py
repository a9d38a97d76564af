"""The slots of a worker: one for every job that it holds or has asked for.

Everything happens on one event loop, so numbers are enough. Who takes a slot gives it back once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..state import POLL, Source


class Slots:
    """How many slots there are, and how many are taken."""

    __slots__ = ("_empty", "_freed", "max", "polled", "streamed", "wake_below")

    def __init__(self, most: int, freed: Callable[[], object]) -> None:
        """So many slots, all free; `freed` is called when fewer than `wake_below` are taken."""
        self.max = most
        self.polled = 0
        """Taken for polled jobs, and by a poll under way."""
        self.streamed = 0
        """Taken for jobs of a stream."""
        self.wake_below = 0
        self._freed = freed
        self._empty: asyncio.Future[None] | None = None

    @property
    def taken(self) -> int:
        """How many are taken."""
        return self.polled + self.streamed

    @property
    def free(self) -> int:
        """How many are not; 0 as well where a gateway has given more jobs than it was asked for."""
        return max(self.max - self.polled - self.streamed, 0)

    def take(self, source: Source, count: int = 1) -> None:
        """Takes slots, also if none is free: a job that is there is there."""
        if source is POLL:
            self.polled += count
        else:
            self.streamed += count

    def give_back(self, source: Source, count: int = 1) -> None:
        """Gives slots back."""
        if source is POLL:
            self.polled -= count
        else:
            self.streamed -= count
        taken = self.polled + self.streamed
        if taken < self.wake_below:
            self._freed()
        if taken == 0 and self._empty is not None and not self._empty.done():
            self._empty.set_result(None)

    async def empty(self) -> None:
        """Waits until none is taken. Only one may wait."""
        while self.taken:
            self._empty = asyncio.get_running_loop().create_future()
            try:
                await self._empty
            finally:
                self._empty = None


class Reserved:
    """Slots that a poll has taken for the jobs that it brings."""

    __slots__ = ("_left", "_slots")

    def __init__(self, slots: Slots, count: int) -> None:
        """Takes so many slots."""
        self._slots = slots
        self._left = count
        slots.take(POLL, count)

    def spend(self, jobs: int) -> None:
        """Jobs have arrived: their slots are theirs from now on."""
        more = jobs - self._left
        self._left = max(-more, 0)
        if more > 0:
            # The gateway has given more than it was asked for.
            self._slots.take(POLL, more)

    def release(self) -> None:
        """Gives back what no job has taken. Twice is like once."""
        left, self._left = self._left, 0
        if left:
            self._slots.give_back(POLL, left)
