"""When the worker has a stream of jobs open, and reads it: no clock, no network.

The loop in `acquire` tells what happens and does what it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .. import defaults
from ..settings import Settings
from ..state import StreamEnd, StreamState
from .polling import At, polled_share
from .slots import Slots


@dataclass(slots=True)
class Underway:
    """A stream that is open, or being opened: gateways answer with the first job."""

    since: float
    answered: bool
    quiet_since: float
    """When something has come, or could have been read for the first time."""
    old_at: float


@dataclass(frozen=True, slots=True)
class Nothing:
    """Next, nothing, ever."""


@dataclass(frozen=True, slots=True)
class Open:
    """Next, to open a stream."""


@dataclass(frozen=True, slots=True)
class Renew:
    """Next, to end the stream and open another."""

    reason: StreamEnd


@dataclass(frozen=True, slots=True)
class Read:
    """Next, to wait for its answer, or a job, until this moment."""

    until: float


@dataclass(frozen=True, slots=True)
class Full:
    """Next, to read nothing until a slot is given back, or until this moment."""

    until: float


Next: TypeAlias = Nothing | Open | Renew | Read | Full | At
NOTHING, OPEN = Nothing(), Open()


class Streaming:
    """The stream of a worker."""

    def __init__(self, settings: Settings, now: float) -> None:
        """A stream may be opened at once, if it is switched on."""
        self._off = not settings.stream
        self._not_before = now
        self._underway: Underway | None = None
        self._failures = 0
        self._interval = settings.poll_interval
        self._lifetime = settings.stream_lifetime
        self._longest_silence = settings.stream_idle

    @property
    def has_share(self) -> bool:
        """Whether polls leave slots to a stream.

        To the one that is there, and to the next one while there is none, or a poll that waits
        would hold them.
        """
        return not self._off

    @property
    def serves(self) -> bool:
        """Whether there is a stream, so that polls are less urgent."""
        return self._underway is not None

    def next(self, now: float, slots: Slots) -> Next:
        """What comes next."""
        if self._off:
            return NOTHING
        stream = self._underway
        if stream is None:
            return At(self._not_before) if self._not_before > now else OPEN
        if stream.old_at <= now:
            return Renew(StreamEnd.OLD)
        if not has_room(slots):
            return Full(stream.old_at)
        silent_at = stream.quiet_since + self._longest_silence
        if silent_at <= now:
            return Renew(StreamEnd.IDLE)
        return Read(min(silent_at, stream.old_at))

    def begun(self, now: float, vary: Callable[[float], float]) -> None:
        """A stream is being opened; `vary` makes its life longer or shorter at random."""
        self._underway = Underway(now, False, now, now + vary(self._lifetime))

    def heard(self, now: float) -> None:
        """The gateway has sent a job."""
        if self._underway is not None:
            self._underway.answered = True
            self._underway.quiet_since = now
        self._failures = 0

    def read_again(self, now: float) -> None:
        """It has not been read until now, so its silence meant nothing."""
        if self._underway is not None:
            self._underway.quiet_since = now

    def age(self, now: float) -> float:
        """How long it has been open, or been opened, in seconds."""
        return 0.0 if self._underway is None else now - self._underway.since

    def count_failure(self, now: float) -> int:
        """Counts a failure, and says the how manieth in a row it is."""
        if self.age(now) >= defaults.STREAM_SETTLED:
            self._failures = 0
        self._failures += 1
        return self._failures

    def ended(self, now: float, end: StreamEnd, pause: float) -> None:
        """It has ended. `pause` is how long to wait after a failure."""
        self._underway = None
        if end is StreamEnd.UNKNOWN:
            self._off = True
        elif end is StreamEnd.FAILED:
            self._not_before = now + pause
        elif end is StreamEnd.ENDED:
            self._not_before = now + self._interval
        else:
            self._not_before = now

    def shown(self) -> StreamState:
        """What to show of it."""
        if self._off:
            return StreamState.CLOSED
        if self._underway is None:
            return StreamState.BACKING_OFF
        return StreamState.OPEN if self._underway.answered else StreamState.OPENING


def has_room(slots: Slots) -> bool:
    """Whether a job of the stream has a slot."""
    most = max(slots.max - polled_share(slots.max), 1)
    return slots.streamed < most and slots.free > 0
