"""When the worker polls, and for how many jobs: no clock, no network.

The loop in `acquire` tells what happens and does what it is told. Either a poll is in flight, or
one is scheduled. One that is scheduled leaves when its time has come and there is room: the loop
waits for exactly what `Polling.next` says, the time or a slot, so a worker that runs and has
room is never without a poll to come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

from .. import defaults
from ..settings import Settings
from ..state import PollState
from .slots import Slots


@dataclass(slots=True)
class Flight:
    """A poll under way."""

    asked: int
    waits: bool
    """Whether the gateway may wait for jobs, which keeps their slots taken."""
    since: float
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Ask:
    """Next, a poll for so many jobs."""

    jobs: int
    wait: bool


@dataclass(frozen=True, slots=True)
class At:
    """Next, to wait until this moment."""

    time: float


@dataclass(frozen=True, slots=True)
class Below:
    """Next, to wait until fewer than so many slots are taken, or, with a stream, one is free."""

    taken: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Next, to wait for the poll in flight."""


Next: TypeAlias = Ask | At | Below | Reply
REPLY = Reply()


def part(fraction: float, whole: int) -> int:
    """The nearest whole number of a part; halves are rounded up."""
    return math.floor(fraction * whole + 0.5)


def polled_share(most: int) -> int:
    """How many slots are left to polls while there is a stream."""
    return min(max(part(defaults.POLLED_SHARE, most), 1), most)


class Polling:
    """The polls of a worker."""

    def __init__(self, settings: Settings, now: float) -> None:
        """The first poll may leave at once."""
        self.flight: Flight | None = None
        self.idle = 0
        """Empty polls in a row while a stream serves."""
        self.backlog = False
        """Whether the last poll was given all that it asked for."""
        self._not_before = now
        self._failed = False
        self._failures = 0
        self._most = settings.max_jobs_active
        """How many jobs are asked for at most, after replies that were too large."""
        self._threshold = settings.poll_threshold
        self._interval = settings.poll_interval
        self._longest_idle = max(settings.stream_idle_backoff, settings.poll_interval)

    def next(self, now: float, slots: Slots, *, streams: bool) -> Next:
        """What comes next."""
        if self.flight is not None:
            return REPLY
        if self._not_before > now:
            return At(self._not_before)
        ask = self._beside_a_stream(slots) if streams else self._alone(slots)
        if ask is not None:
            return Ask(min(ask.jobs, self._most), ask.wait)
        if streams:
            return Below(slots.max)
        return Below(min(part(self._threshold, slots.max) + 1, slots.max))

    def _alone(self, slots: Slots) -> Ask | None:
        few = slots.taken <= part(self._threshold, slots.max)
        return Ask(slots.free, wait=True) if few and slots.free else None

    def _beside_a_stream(self, slots: Slots) -> Ask | None:
        """A poll that leaves slots to a stream.

        A poll that waits keeps its slots from the stream, so it takes none but those that are left
        to polls. While there are jobs that only polls bring, polls take all slots but those that
        the stream uses, and do not wait. Where there is one slot for both, no poll waits.
        """
        most = slots.max
        share = polled_share(most)
        if self.backlog and most > 1:
            share = most - min(max(slots.streamed, 1), most - share)
        few = slots.polled < share and slots.polled <= part(self._threshold, share)
        jobs = min(share - slots.polled, slots.free)
        return Ask(jobs, not self.backlog and most > 1) if few and jobs > 0 else None

    def begun(self, ask: Ask, now: float) -> None:
        """A poll has left."""
        self.flight = Flight(ask.jobs, ask.wait, now)

    def arrived(self, jobs: int) -> None:
        """The poll in flight has brought jobs."""
        if self.flight is not None:
            self.flight.jobs += jobs
        self._failures = 0

    def ended(self, now: float, *, streams: bool) -> None:
        """The poll in flight has ended well, or by the end of its time."""
        flight = self.flight
        self._failures = 0
        self.backlog = flight is not None and flight.jobs >= flight.asked
        if flight is not None and flight.jobs:
            self.idle = 0
            self._most += 1
            self._schedule(now)
            return
        pause = self._interval
        if streams:
            pause = min(self._interval * 2 ** min(self.idle, 20), self._longest_idle)
            self.idle += 1
        else:
            self.idle = 0
        self._schedule(now + pause)

    def failed(self, now: float, pause: float) -> None:
        """The poll in flight has failed, for the time being."""
        self._schedule(now + pause, failed=True)

    def count_failure(self) -> int:
        """Counts a failure, and says the how manieth in a row it is."""
        self._failures += 1
        return self._failures

    def halve(self, now: float) -> bool:
        """The reply was too large: asks for half as many at once. False if it cannot be less."""
        asked = self._most if self.flight is None else self.flight.asked
        if asked <= 1:
            return False
        self._most = asked // 2
        self._schedule(now, failed=True)
        return True

    def alone(self, now: float) -> None:
        """The stream does not serve any more: polls that had become rare for it are frequent."""
        self.idle = 0
        if self.flight is None and not self._failed:
            self._schedule(min(self._not_before, now + self._interval))

    def shown(self, then: Next) -> PollState:
        """What to show of it, if this comes next."""
        if self.flight is not None:
            return PollState.IN_FLIGHT
        if isinstance(then, Below):
            return PollState.IDLE
        return PollState.BACKING_OFF if self._failed else PollState.SCHEDULED

    def _schedule(self, not_before: float, *, failed: bool = False) -> None:
        self.flight = None
        self._not_before = not_before
        self._failed = failed
